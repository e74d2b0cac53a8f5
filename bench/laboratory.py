"""A laboratory filled from nothing: 1,000 vendors in three cycles, hundreds of thousands of
answers with all that comes of them, by COPY. ``BENCH_VENDORS`` makes it smaller or larger."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

from bench import Result, measured
from bench.database import backend_seconds, on_a_database

VENDORS = int(os.environ.get("BENCH_VENDORS", "1000"))
CYCLES = 3
TARGET = 60  # seconds, of one processor
FEWEST = 400  # answers of a vendor, in three cycles


@on_a_database
def results() -> Iterator[Result]:
    """Once: a second run in the same database would find its tables warm."""
    from questionnaires.models import Answer  # these need the database
    from riskapp.demo.actions.laboratory import Size, seed_laboratory

    start, used, stored = time.perf_counter(), time.process_time(), backend_seconds()
    seed_laboratory(Size(vendors=VENDORS, cycles=CYCLES))
    processor = time.process_time() - used + backend_seconds() - stored
    wall = time.perf_counter() - start
    what = f"laboratory: {VENDORS:,} vendors, cycles: {CYCLES}"
    yield measured(
        f"{what}: processor time, with the database", [processor], "s", TARGET
    )
    yield measured(f"{what}: time", [wall], "s", 2 * TARGET)
    answers = Answer.objects.count()
    yield measured(f"{what}: answers", [answers], "", VENDORS * FEWEST, is_floor=True)
