"""The packed collector over a log of 1 GB: how long, and whether memory grows with the file.

``BENCH_LOG_MB`` makes the log smaller. The peak is held against that of a log a tenth as long.
"""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench import Result, measured
from scripts.collector import packed

SIZE = int(os.environ.get("BENCH_LOG_MB", "1000")) * 1_000_000
BLOCK = 10_000_000
MOST_MEMORY = 60  # MB, the collector's own interpreter with it
MOST_GROWTH = 5  # per cent
MOST_PROCESSOR = 300_000  # milliseconds of processor time
# Run by the interpreter before the archive: says at its end how much memory it held at most.
SAYS_PEAK = (
    "import atexit, runpy, sys\n"
    "atexit.register(lambda: sys.stderr.write(open('/proc/self/status').read()))\n"
    "sys.argv = sys.argv[1:]\n"
    "runpy.run_path(sys.argv[0], run_name='__main__')\n"
)


def results() -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        collector = place / "riskapp-collect.pyz"
        collector.write_bytes(packed())
        for option, what in (((), "facts"), (("--activity",), "daily totals")):
            short = _run(collector, _log(place, SIZE // 10), option)
            whole = _run(collector, _log(place, SIZE), option)
            name = f"collector reads an audit log of {SIZE // 1_000_000} MB, {what}"
            yield measured(name, [whole["processor"]], "ms", MOST_PROCESSOR)
            yield measured(f"{name}: memory", [whole["memory"]], "MB", MOST_MEMORY)
            growth = 100 * (whole["memory"] / short["memory"] - 1)
            yield measured(
                f"{name}: memory more than of a tenth", [growth], "%", MOST_GROWTH
            )


def _log(folder: Path, size: int) -> Path:
    """An audit log of a GitHub organisation as JSON Lines."""
    from tests.data.evidence.corpus import AUDIT

    line = json.dumps(AUDIT).encode() + b"\n"
    block = line * (BLOCK // len(line))
    path = folder / "audit.jsonl"
    with path.open("wb") as file:
        while file.tell() < size:
            file.write(block)
    return path


def _run(collector: Path, log: Path, option: tuple[str, ...]) -> dict[str, float]:
    output = log.with_name("output.json")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-I", "-c", SAYS_PEAK, str(collector), *option, str(log)]
    done = subprocess.run(
        [*command, "--output", str(output)], capture_output=True, text=True, check=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    found = re.search(r"VmHWM:\s+(\d+) kB", done.stderr)
    assert found is not None
    return {
        "processor": 1000
        * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime),
        "memory": int(found[1]) / 1024,
    }
