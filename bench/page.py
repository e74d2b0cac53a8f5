"""docs/performance.md: a section for each part of the benchmarks, with its day and machine."""

from __future__ import annotations

import datetime
import os
import platform
import re
from collections.abc import Mapping, Sequence

from bench import Result

HEAD = """# Performance

Written by `make bench`, never by hand: a part that is measured alone replaces its own section. Times are medians. Processor time says more on a busy machine; it is that of the process at work,
and of an autosave that of the web server and the database together.
"""
COLUMNS = """| What | Median | Lowest | Highest | Processor | Target | Runs |
|---|---:|---:|---:|---:|---:|---:|
"""
SECTION = re.compile(r"^## (\w+)$", re.MULTILINE)


def page(
    former: str, measured: Mapping[str, Sequence[Result]], parts: Sequence[str]
) -> str:
    """The page with what was measured now; parts that were not keep their sections, in the
    order of ``parts``, and sections of parts that are no more go."""
    sections = _sections(former)
    for part, results in measured.items():
        sections[part] = f"\n{_machine()}\n\n{COLUMNS}{''.join(map(_row, results))}"
    found = (f"\n## {part}\n{sections[part]}" for part in parts if part in sections)
    return HEAD + "".join(found)


def target(result: Result) -> str:
    """What is to be reached."""
    return f"{'≥' if result.is_floor else '≤'} {result.target:g}"


def _sections(text: str) -> dict[str, str]:
    pieces = SECTION.split(text)
    found = zip(pieces[1::2], pieces[2::2], strict=True)
    return {part: f"\n{body.strip()}\n" for part, body in found}


def _row(result: Result) -> str:
    processor = "" if result.processor is None else f"{result.processor:.1f} ms"
    unit = f" {result.unit}" if result.unit else ""
    missed = "" if result.is_reached else " (missed)"
    return (
        f"| {result.name} | {result.median:.1f}{unit} | {result.low:.1f} | "
        f"{result.high:.1f} | {processor} | {target(result)}{missed} | {result.runs} |\n"
    )


def _machine() -> str:
    day = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    return (
        f"{day}, {platform.system()} {platform.machine()}, {os.cpu_count()} processors, "
        f"Python {platform.python_version()}; {os.getloadavg()[0]:.0f} at work or waiting."
    )
