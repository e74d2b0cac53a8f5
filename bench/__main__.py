"""Run the benchmarks: a table on the screen and in docs/performance.md, JSON beside it.

``python -m bench`` runs all of them but what is apart, ``python -m bench autosave lists`` some. It ends with
status 1 where a target is missed; of docs/performance.md the parts are written that ran,
and none of a run that ``BENCH_…`` makes smaller or larger.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from bench import Result
from bench.page import page, target

PARTS = (
    "scoring",
    "anew",
    "autosave",
    "reading",
    "report",
    "memory",
    "laboratory",
    "lists",
    "filters",
    "large",
    "many",
    "load",
    "wall",
    "evidence",
    "collecting",
    "baselines",
    "incidents",
    "api",
)
APART = ("large", "many")  # a quarter and half an hour: only where they are named
RESULTS = Path("bench-results.json")
PAGE = Path("docs/performance.md")


def main(wanted: Sequence[str]) -> int:
    if unknown := set(wanted) - set(PARTS):
        print(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    from riskapp.embedded import data_directory, ensure_services

    ensure_services(data_directory() / "bench")
    import django

    django.setup()
    logging.disable(
        logging.INFO
    )  # a line for each request would stand among the figures
    measured: dict[str, list[Result]] = {}
    for part in wanted or [one for one in PARTS if one not in APART]:
        measured[part] = []
        for result in import_module(f"bench.{part}").results():
            print(_line(result), flush=True)
            measured[part].append(result)
    results = [result for found in measured.values() for result in found]
    RESULTS.write_text(
        json.dumps([result.as_data() for result in results], indent=2) + "\n"
    )
    if not any(name.startswith("BENCH_") for name in os.environ):
        PAGE.write_text(page(PAGE.read_text("utf-8"), measured, PARTS))
    missed = [result.name for result in results if not result.is_reached]
    if missed:
        print(f"missed: {'; '.join(missed)}")
    return 1 if missed else 0


def _line(result: Result) -> str:
    processor = "–" if result.processor is None else f"{result.processor:.1f}"
    mark = "" if result.is_reached else "  missed"
    return (
        f"{result.name:<48}{result.median:>10.1f} {result.unit:<3}"
        f"{processor:>9} cpu  target {target(result):>8}{mark}"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
