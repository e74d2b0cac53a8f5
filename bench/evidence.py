"""Reading 10 MB of an audit log, and of one large object, each in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator

from bench import Result, measured, peak

SIZE = 10_000_000
RUNS = 5


def results() -> Iterator[Result]:
    for kind, what in (("log", "an audit log"), ("object", "one object")):
        runs = [_run(kind) for _ in range(RUNS)]
        name = f"read 10 MB of evidence, {what}"
        processor = sorted(run["processor"] for run in runs)[RUNS // 2]
        walls = [run["wall"] for run in runs]
        yield measured(name, walls, "ms", 2000, processor=processor)
        memory = [run["memory"] for run in runs]
        yield measured(f"{name}: memory", memory, "MB", 100)


def _run(kind: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.evidence", kind],
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _content(kind: str) -> bytes:
    from tests.data.evidence.corpus import AUDIT, INSTALLATION

    one = json.dumps(AUDIT if kind == "log" else INSTALLATION).encode()
    many = b",\n".join([one] * (SIZE // len(one)))
    if kind == "log":
        return b"[" + many + b"]"
    return b'{"total_count": 1, "installations": [' + many + b"]}"


def _measure(kind: str) -> None:
    from riskapp.evidence.loading import reader_for

    reader = reader_for(b"a key for benchmarks, 32 bytes..")
    before = peak()
    content = _content(kind)
    wall, processor = time.perf_counter(), time.process_time()
    reader.read(content, f"{kind}.json")
    print(
        json.dumps(
            {
                "wall": (time.perf_counter() - wall) * 1000,
                "processor": (time.process_time() - processor) * 1000,
                "memory": peak() - before,
            }
        )
    )


if __name__ == "__main__":
    _measure(sys.argv[1])
