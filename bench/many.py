"""The pages of the desk inside one of 10,000 organisations with 100 vendors each.

A million vendors take a quarter of an hour to write, so this is a part of its own. Every page
of ``bench.lists`` and every filter of ``bench.filters`` is visited in the organisation that was
made halfway. ``BENCH_ORGANISATIONS`` makes it larger or smaller.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

from django.db import connection

from bench import Result, measured
from bench.database import backend_seconds, on_a_database
from bench.filters import PAGES as LISTS
from bench.filters import List
from bench.lists import (
    MOST_MILLISECONDS,
    MOST_STATEMENTS,
    PAGES,
    client_of,
    freeze,
    visit,
    walled,
)

ORGANISATIONS = int(os.environ.get("BENCH_ORGANISATIONS", "10000"))
FIRST = 1
AT_ONCE = 500  # organisations; what is made of them is held in memory
VENDORS = 100
MOST_SECONDS = 3600


@on_a_database
def results() -> Iterator[Result]:
    yield from seeded()
    yield from visited()


def seeded() -> Iterator[Result]:
    """Make the organisations."""
    from riskapp.demo.actions.laboratory import Size, seed_laboratory

    connection.ensure_connection()
    used, there = time.process_time(), backend_seconds()
    for first in range(FIRST, FIRST + ORGANISATIONS, AT_ONCE):
        number = min(AT_ONCE, FIRST + ORGANISATIONS - first)
        seed_laboratory(
            Size(organisations=number, first=first, vendors=VENDORS, cycles=0)
        )
    spent = time.process_time() - used + backend_seconds() - there
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SELECT pg_database_size(current_database())")
        (size,) = cursor.fetchone()
    name = f"{ORGANISATIONS:,} organisations, {VENDORS} vendors each"
    yield measured(f"{name}: on a processor", [spent], "s", MOST_SECONDS)
    yield measured(f"{name}: size", [size / 1e9], "GB", 40)


def visited() -> Iterator[Result]:
    """Go through the pages in the organisation in the middle."""
    client = client_of(FIRST + ORGANISATIONS // 2)
    walled()
    freeze()
    found = [(name, visit(client, address)) for name, address in PAGES.items()]
    name, slowest = max(found, key=lambda one: one[1].processor)
    where = f"in one of {ORGANISATIONS:,} organisations"
    yield measured(
        f"pages {where}, slowest: {name}",
        slowest.walls,
        "ms",
        MOST_MILLISECONDS,
        processor=slowest.processor,
    )
    most = max(len(one.statements) for _name, one in found)
    yield measured(f"pages {where}: statements", [most], "", MOST_STATEMENTS)
    for name, address in LISTS.items():
        yield from List(f"{name} {where}", address, None, client).results()
