"""Run the benchmarks: a table on the screen and in docs/performance.md, JSON beside it.

``python -m bench`` runs all of them, ``python -m bench autosave lists`` some. It ends with
status 1 where a target is missed; docs/performance.md is written by a whole run only.
"""

from __future__ import annotations

import datetime
import json
import logging
import os
import platform
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path

from bench import Result

PARTS = (
    "scoring",
    "anew",
    "autosave",
    "reading",
    "report",
    "memory",
    "lists",
    "load",
    "wall",
    "evidence",
)
RESULTS = Path("bench-results.json")
PAGE = Path("docs/performance.md")
HEAD = """# Performance

Written by `make bench`, never by hand. Times are medians. Processor time says more on a busy machine; it is that of the process at work, and of an autosave that of the web server and the database together.

{machine}

| What | Median | Lowest | Highest | Processor | Target | Runs |
|---|---:|---:|---:|---:|---:|---:|
"""


def main(wanted: Sequence[str]) -> int:
    if unknown := set(wanted) - set(PARTS):
        print(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "riskapp.settings.test")
    from riskapp.embedded import data_directory, ensure_services

    ensure_services(data_directory() / "bench")
    import django

    django.setup()
    logging.disable(
        logging.INFO
    )  # a line for each request would stand among the figures
    results: list[Result] = []
    for part in wanted or PARTS:
        for result in import_module(f"bench.{part}").results():
            print(_line(result), flush=True)
            results.append(result)
    RESULTS.write_text(
        json.dumps([result.as_data() for result in results], indent=2) + "\n"
    )
    if not wanted:
        PAGE.write_text(HEAD.format(machine=_machine()) + "".join(_rows(results)))
    missed = [result.name for result in results if not result.is_reached]
    if missed:
        print(f"missed: {'; '.join(missed)}")
    return 1 if missed else 0


def _line(result: Result) -> str:
    processor = "–" if result.processor is None else f"{result.processor:.1f}"
    mark = "" if result.is_reached else "  missed"
    return (
        f"{result.name:<48}{result.median:>10.1f} {result.unit:<3}"
        f"{processor:>9} cpu  target {_target(result):>8}{mark}"
    )


def _rows(results: Sequence[Result]) -> Iterator[str]:
    for result in results:
        processor = "" if result.processor is None else f"{result.processor:.1f} ms"
        unit = f" {result.unit}" if result.unit else ""
        target = _target(result) + ("" if result.is_reached else " (missed)")
        yield (
            f"| {result.name} | {result.median:.1f}{unit} | {result.low:.1f} | "
            f"{result.high:.1f} | {processor} | {target} | {result.runs} |\n"
        )


def _target(result: Result) -> str:
    return f"{'≥' if result.is_floor else '≤'} {result.target:g}"


def _machine() -> str:
    day = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    return (
        f"{day}, {platform.system()} {platform.machine()}, {os.cpu_count()} processors, "
        f"Python {platform.python_version()}."
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
