"""Reports: how fast against bare text, how much memory, and whether it grows.

Times are processor seconds, so that a busy machine measures the same; the ratios come from
one run.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from bench import Result, measured

RUNS = int(os.environ.get("BENCH_RUNS", "5"))
REPORTS = int(os.environ.get("BENCH_REPORTS", "200"))
WARM = 10  # reports until a worker has loaded what it needs


def results() -> Iterator[Result]:
    found = _done(_start("ratios", RUNS))
    for name, target in (("full", 1.3), ("tagged", 1.7)):
        # The least of each: what else the machine does only ever adds.
        ratio = min(found[name]) / min(found["bare"])
        yield measured(f"{name} report against its bare text", [ratio], "x", target)
    paged = [1000 * seconds / found["pages"] for seconds in found["tagged"]]
    yield measured("full report, tagged, a page", paged, "ms", 100)
    yield measured("full report, tagged, whole", found["tagged"], "s", 3)
    yield measured("full report, peak memory", [found["peak"]], "MB", 200)
    yield measured("summary", _done(_start("summary", RUNS))["times"], "s", 0.6)
    yield from _many()


def _many() -> Iterator[Result]:
    alone = _done(_start("many", REPORTS))
    held = alone["held"]
    growth = 100 * (max(held[-WARM:]) / max(held[:WARM]) - 1)
    yield measured(f"{REPORTS} reports in one worker, growth", [growth], "%", 10)
    name = f"worker, {REPORTS} reports: memory"
    yield measured(name, [max(held)], "MB", 200)
    both = [_start("many", REPORTS // 2) for _ in range(2)]
    slowest = max(_done(process)["seconds"] for process in both)
    faster = alone["seconds"] / slowest
    yield measured("two workers against one", [faster], "x", 1.8, is_floor=True)
    a_minute = 60 * (REPORTS // 2 * 2) / slowest
    yield measured("two workers: reports", [a_minute], "/min", 100, is_floor=True)


def _start(what: str, times: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "bench.typeset", what, str(times)],
        stdout=subprocess.PIPE,
        text=True,
    )


def _done(process: subprocess.Popen[str]) -> Any:
    out, _ = process.communicate()
    assert process.returncode == 0
    return json.loads(out)
