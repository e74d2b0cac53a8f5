"""Benchmarks: how fast the product is, measured by ``make bench`` and never by tests."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """One figure: the median of repeated runs beside what is to be reached, if anything is."""

    name: str
    median: float
    low: float
    high: float
    unit: str
    target: float | None
    runs: int

    @property
    def is_reached(self) -> bool:
        return self.target is None or self.median <= self.target

    def as_data(self) -> dict[str, object]:
        return asdict(self) | {"reached": self.is_reached}


def timed(name: str, work: Callable[[], object], *, runs: int, target: float) -> Result:
    """Milliseconds of ``work``, after one run that is not counted."""
    work()
    samples = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        samples.append((time.perf_counter() - start) * 1000)
    return measured(name, samples, "ms", target)


def measured(
    name: str, samples: list[float], unit: str, target: float | None
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
    )
