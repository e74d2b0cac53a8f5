"""The pages of the desk in a laboratory: how long they take with 10,000 vendors, and how much
longer than with 1,000; with how many statements; and inside one of many organisations.

As a role that the second wall holds off, in processor time of this process and of its process in
the database. The ten statements that took longest stand with their plans in docs/statements.md.
``BENCH_VENDORS``, ``BENCH_CYCLES`` and ``BENCH_ORGANISATIONS`` make it larger or smaller.
"""

from __future__ import annotations

import gc
import os
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench import Result, measured, timed
from bench.database import ROLE, backend_seconds, make_role, on_a_database

VENDORS = int(os.environ.get("BENCH_VENDORS", "10000"))
CYCLES = int(os.environ.get("BENCH_CYCLES", "1"))
ORGANISATIONS = int(os.environ.get("BENCH_ORGANISATIONS", "200"))
FEW, MANY, OTHER = 1, 2, 3  # numbers of laboratories: 1,000 vendors, all of them, 100
RUNS = 7
MOST_MILLISECONDS, MOST_GROWTH, MOST_STATEMENTS = 50, 1.5, 12
MOST_SECONDS = 60  # for 1,000 vendors
HEAVIEST = 10
PLANS = Path("docs/statements.md")
HEAD = """# Statements

The ten statements behind the pages of the desk that take longest, with their plans. Written by `make bench` with {vendors:,} vendors in one of {organisations} organisations, never by hand; `EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF)` as a role that the [second wall](decisions/013-second-wall.md) holds off.
"""
PAGES = {
    "first page": "/",
    "first page, one tier": "/?tier=high",
    "first page, one label": "/?label=cloud",
    "portfolio": "/portfolio/",
    "my work": "/work/",
    "work of the team": "/work/?whose=team",
    "search": "/work/search/?q=kestrel",
    "list of vendors": "/vendors/",
    "vendors, most severe first": "/vendors/?order=-residual",
    "vendors, by words": "/vendors/?q=kestrel",
    "vendors, next review first": "/vendors/?order=review",
    # The last page that is full with 1,000 vendors too.
    "vendors, page 15": "/vendors/?page=15",
    "list of engagements": "/vendors/engagements/",
    "engagements, high": "/vendors/engagements/?rating=high",
    "list of contacts": "/vendors/contacts/",
    "list of assessments": "/assessments/",
    "assessments, most severe first": "/assessments/?order=-residual",
    "one per engagement, high": "/assessments/?current=yes&rating=high",
    "assessments, by words": "/assessments/?q=kestrel",
    "list of findings": "/assessments/findings/?state=unsettled",
    "findings, by words": "/assessments/findings/?q=contract",
    "findings, by words that are nowhere": "/assessments/findings/?q=zzqqx",
    "accepted risks": "/assessments/accepted-risks/",
    "to assess again": "/assessments/again/",
    "campaigns": "/assessments/campaigns/",
    "list of tools": "/tools/",
    "tools, by words": "/tools/?q=copilot",
    "rights not needed": "/tools/excess/",
    "reports": "/reports/",
    "notifications": "/notifications/",
    "audit trail": "/audit/",
    "audit trail, one action": "/audit/?action=assessment+scored",
}
FILES = {
    "assessments as CSV": "/assessments/?export=csv",
    "assessments as XLSX": "/assessments/?export=xlsx",
}


@dataclass(frozen=True, slots=True)
class Visit:
    """One page in one organisation: by the clock, on a processor, and its statements."""

    walls: list[float]
    processor: float
    statements: list[tuple[float, str]]


@on_a_database
def results() -> Iterator[Result]:
    yield from seeded(CYCLES)
    yield from visited(PLANS)


def seeded(cycles: int) -> Iterator[Result]:
    """Make the laboratories."""
    from riskapp.demo.actions.laboratory import Size, seed_laboratory

    connection.ensure_connection()
    for vendors, number in ((1000, FEW), (VENDORS, MANY)):
        used, there = time.process_time(), backend_seconds()
        seed_laboratory(Size(vendors=vendors, first=number, cycles=cycles))
        spent = time.process_time() - used + backend_seconds() - there
        name = f"laboratory: {vendors:,} vendors, cycles: {cycles}, on a processor"
        yield measured(name, [spent], "s", MOST_SECONDS * vendors / 1000)
    seed_laboratory(
        Size(organisations=ORGANISATIONS, vendors=100, first=OTHER, cycles=0)
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def visited(plans: Path | None = None) -> Iterator[Result]:
    """Go through the pages of the laboratories there are; what took longest is written with its
    plans where it is said."""
    few, many, other = (client_of(number) for number in (FEW, MANY, OTHER))
    walled()
    freeze()
    heavy: list[tuple[float, str, str]] = []
    most, slowest = 0, 0.0
    for name, address in PAGES.items():
        small, large, beside = (visit(client, address) for client in (few, many, other))
        yield measured(
            name, large.walls, "ms", MOST_MILLISECONDS, processor=large.processor
        )
        growth = large.processor / small.processor
        yield measured(f"{name}: against 1,000 vendors", [growth], "x", MOST_GROWTH)
        most = max(most, len(large.statements))
        slowest = max(slowest, beside.processor)
        heavy += [(spent, name, sql) for spent, sql in large.statements]
    yield measured("pages of the desk: statements", [most], "", MOST_STATEMENTS)
    yield measured(
        f"pages in one of {ORGANISATIONS} organisations, slowest",
        [slowest],
        "ms",
        MOST_MILLISECONDS,
    )
    for name, address in FILES.items():
        yield timed(name, lambda a=address: _read(few, a), runs=3, target=5000)
    if plans is not None:
        plans.write_text("".join(_plans(heavy)))


def client_of(number: int) -> Any:
    """A member of a laboratory who may see every page of the desk."""
    from django.test import Client  # these need the database

    from riskapp.accounts.choices import Role
    from riskapp.accounts.models import Membership

    membership = Membership.objects.get(
        user__email=f"procurement@laboratory-{number}.example"
    )
    membership.roles = [Role.APPROVER, Role.ANALYST, Role.PROCUREMENT, Role.AUDITOR]
    membership.save()
    client = Client()
    client.force_login(membership.user)
    return client


def walled() -> None:
    """From here on we work as a role that owns no table."""
    make_role()
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {ROLE}")
    connection.learn_role()


def freeze() -> None:
    """As a web server does before the first page."""
    gc.collect()
    gc.freeze()


def visit(client: Any, address: str, runs: int = RUNS) -> Visit:
    """A page, visited often enough to say how long it takes."""
    for _warm in range(min(3, runs)):
        assert client.get(address).status_code == 200, address
    walls, processors = [], []
    for _run in range(runs):
        start, used, there = (
            time.perf_counter(),
            time.process_time(),
            backend_seconds(),
        )
        client.get(address)
        walls.append((time.perf_counter() - start) * 1000)
        spent = time.process_time() - used + backend_seconds() - there
        processors.append(spent * 1000)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    statements = [(float(one["time"]), one["sql"]) for one in asked.captured_queries]
    return Visit(walls, statistics.median(processors), statements)


def _read(client: Any, address: str) -> None:
    reply = client.get(address)
    assert reply.status_code == 200, address
    if reply.streaming:
        b"".join(reply.streaming_content)


def _plans(heavy: list[tuple[float, str, str]]) -> Iterator[str]:
    """The page with the heaviest statements, each once."""
    from riskapp.accounts.models import Membership
    from riskapp.common.wall import everything, in_organisation

    yield HEAD.format(vendors=VENDORS, organisations=ORGANISATIONS + 2)
    with everything("whose plans these are"):
        owner = Membership.objects.get(
            user__email=f"procurement@laboratory-{MANY}.example"
        )
    found: dict[str, str] = {}
    for _spent, page, sql in sorted(heavy, reverse=True):
        found.setdefault(sql, page)
    for sql, page in list(found.items())[:HEAVIEST]:
        with in_organisation(owner.organisation_id), connection.cursor() as cursor:
            cursor.execute(
                "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, BUFFERS OFF, SUMMARY ON) "
                + sql.replace("%", "%%"),
                [],
            )
            plan = "\n".join(line for (line,) in cursor.fetchall())
        what = sql[sql.find(" FROM ") :].strip()
        yield f"\n## {page}\n\n```sql\n{_short(what)}\n```\n\n```text\n{plan}\n```\n"


def _short(sql: str, most: int = 1200) -> str:
    return sql if len(sql) <= most else f"{sql[:most]} …"
