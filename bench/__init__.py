"""Benchmarks: how fast the product is, measured by ``make bench`` and never by tests."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Result:
    """One figure: the median of repeated runs beside what is to be reached.

    ``processor`` is processor time in milliseconds, where it was taken: on a busy machine it
    says more than the wall clock, and the target is about it. With ``is_floor`` the target is the
    least that is to be reached.
    """

    name: str
    median: float
    low: float
    high: float
    unit: str
    target: float
    runs: int
    processor: float | None = None
    is_floor: bool = False

    @property
    def is_reached(self) -> bool:
        """Whether the target is met: by processor time, where it was taken."""
        found = self.median if self.processor is None else self.processor
        return found >= self.target if self.is_floor else found <= self.target

    def as_data(self) -> dict[str, object]:
        return asdict(self) | {"reached": self.is_reached}


def peak() -> float:
    """The most megabytes that this process held. What the system counts for ``getrusage`` begins
    with what the process that started it held."""
    status = Path("/proc/self/status").read_text()
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) / 1024


def timed(name: str, work: Callable[[], object], *, runs: int, target: float) -> Result:
    """Milliseconds of ``work``, after one run that is not counted."""
    work()
    walls, processors = [], []
    for _ in range(runs):
        start, used = time.perf_counter(), time.process_time()
        work()
        processors.append((time.process_time() - used) * 1000)
        walls.append((time.perf_counter() - start) * 1000)
    processor = statistics.median(processors)
    return measured(name, walls, "ms", target, processor=processor)


def measured(
    name: str,
    samples: list[float],
    unit: str,
    target: float,
    *,
    processor: float | None = None,
    is_floor: bool = False,
) -> Result:
    """A result from samples that were taken elsewhere."""
    return Result(
        name,
        statistics.median(samples),
        min(samples),
        max(samples),
        unit,
        target,
        len(samples),
        processor,
        is_floor,
    )
