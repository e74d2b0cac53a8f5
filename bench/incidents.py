"""An incident with 10,000 vendors: from its name to the list, and 500 mails queued once each.

The lists hold exactly what one plain statement finds. As a role that the second wall holds off.
``BENCH_VENDORS`` makes it larger or smaller.
"""

from __future__ import annotations

import contextlib
import datetime
import os
import time
from collections.abc import Iterator
from typing import Any

from django.db import connection

from bench import Result, measured
from bench.database import ROLE, backend_seconds, make_role, on_a_database

VENDORS = int(os.environ.get("BENCH_VENDORS", "10000"))
TOOLS = ("Cursor", "Claude Code", "GitHub Copilot", "Devin", "Junie", "Kestrel")
MAKERS = ("Anysphere", "Anthropic PBC", "GitHub", "Cognition", "JetBrains", "Ours")
VARIANTS = 40  # names that people give one tool
RUNS = 7
MOST_MILLISECONDS, MAILS, MOST_SECONDS = 100, 500, 10
AT_ONCE = 2000
# Every tool stands at each twentieth vendor; each fifteenth vendor lists none.
FOUND = """
SELECT DISTINCT tool.engagement_id FROM inventory_tool tool
  JOIN vendors_engagement work ON work.id = tool.engagement_id
 WHERE tool.organisation_id = %s AND NOT tool.put_away AND NOT work.put_away
   AND lower(concat_ws(' | ', tool.name, tool.product)) ~ '\\mdevin\\M'
"""


@on_a_database
def results() -> Iterator[Result]:
    organisation, user = _made()
    make_role()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute(FOUND, [organisation.pk])
        expected = {pk for (pk,) in cursor.fetchall()}
        cursor.execute(f"SET ROLE {ROLE}")
    connection.learn_role()
    yield from _listed(organisation, user, expected)
    yield from _asked(organisation, user)


def _listed(organisation: Any, user: Any, expected: set[Any]) -> Iterator[Result]:
    from riskapp.common.wall import in_organisation
    from riskapp.incidents.queries.reach import affected, details

    walls, processors = [], []
    with in_organisation(organisation.pk):
        for _run in range(RUNS + 2):
            start, used, there = (
                time.perf_counter(),
                time.process_time(),
                backend_seconds(),
            )
            incident = _opened(organisation, user)
            work = affected(incident)
            details(incident, work[:50])
            walls.append((time.perf_counter() - start) * 1000)
            spent = time.process_time() - used + backend_seconds() - there
            processors.append(spent * 1000)
            assert {one.engagement for one in work} == expected
    yield measured(
        f"incident to list, {VENDORS:,} vendors, {len(expected):,} affected",
        walls[2:],
        "ms",
        MOST_MILLISECONDS,
        processor=sorted(processors[2:])[RUNS // 2],
    )


def _asked(organisation: Any, user: Any) -> Iterator[Result]:
    from questionnaires.models import Delivery
    from riskapp.common.wall import in_organisation
    from riskapp.incidents.actions.asking import ask_vendors
    from riskapp.incidents.errors import NobodyToAsk
    from riskapp.vendors.models import Engagement

    with in_organisation(organisation.pk):
        incident = _opened(organisation, user)
        work = list(Engagement.objects.order_by("pk").values_list("pk", flat=True))
        start = time.perf_counter()
        asked = ask_vendors(incident, work[:MAILS], {}, by=user)
        spent = time.perf_counter() - start
        with contextlib.suppress(NobodyToAsk):
            ask_vendors(incident, work[:MAILS], {}, by=user)
        queued = Delivery.objects.filter(
            kind="incident", invitation__response__in=[r.response_id for r in asked]
        )
        assert queued.count() == min(MAILS, VENDORS)
        assert queued.values("email").distinct().count() == min(MAILS, VENDORS)
    yield measured(f"{MAILS} mails queued once each", [spent], "s", MOST_SECONDS)


def _opened(organisation: Any, user: Any) -> Any:
    from riskapp.incidents.actions.opening import IncidentInput, open_incident

    wanted = IncidentInput("tool", ["Devin"], datetime.datetime.now(datetime.UTC))
    return open_incident(wanted, organisation=organisation, by=user)


def _made() -> tuple[Any, Any]:
    """An organisation with its vendors, their newest answers in, and the tools in these."""
    from questionnaires.actions.publishing import publish
    from questionnaires.models import Entry, Response
    from riskapp.accounts.models import Organisation, User
    from riskapp.assessments.models import Assessment
    from riskapp.inventory.models import Tool
    from riskapp.shipped.core import CORE
    from riskapp.vendors.models import Contact, Engagement, Vendor

    version = publish(CORE)
    organisation = Organisation.objects.create(name="Laboratory")
    user = User.objects.create_user("analyst@laboratory.example", name="Analyst")
    today = datetime.date(2026, 11, 29)

    def kept(model: Any, rows: Iterator[Any]) -> list[Any]:
        made: list[Any] = model.objects.bulk_create(rows, batch_size=AT_ONCE)
        return made

    numbers = range(VENDORS)
    vendors = kept(Vendor, (Vendor(organisation=organisation, name=f"Vendor {n}") for n in numbers))  # fmt: skip
    kept(Contact, (Contact(vendor=v, email=f"a{n}@vendor.example", is_main=True) for n, v in enumerate(vendors)))  # fmt: skip
    work = kept(
        Engagement,
        (
            Engagement(organisation=organisation, vendor=v, name="Work", tier="high")
            for v in vendors
        ),
    )
    answers = kept(
        Response,
        (
            Response(
                tenant=organisation.pk,
                version=version,
                asked_by="Laboratory",
                about="Work",
                respondent_name=one.vendor.name,
            )
            for one in work
        ),
    )
    entries = kept(
        Entry,
        (
            Entry(response=response, section="TOOL", position=position)
            for n, response in enumerate(answers)
            for position in range(3 if n % 15 else 0)
        ),
    )
    kept(
        Assessment,
        (
            Assessment(
                organisation=organisation,
                engagement=one,
                response=response,
                due_on=today,
                reminders_from=today,
                started_by=user,
                analyst=user,
                state="submitted",
            )
            for one, response in zip(work, answers, strict=True)
        ),
    )
    of_response = {response.pk: one for one, response in zip(work, answers, strict=True)}  # fmt: skip
    kept(
        Tool,
        (
            _tool(Tool, organisation, of_response[entry.response_id], entry, n)
            for n, entry in enumerate(entries)
        ),
    )
    Response.objects.update(
        state="submitted",
        submitted_at=datetime.datetime.now(datetime.UTC),
        digest="0" * 64,
        attested_name="Ana",
    )
    return organisation, user


def _tool(model: Any, organisation: Any, work: Any, entry: Any, number: int) -> Any:
    at = 3 if number % 60 == 0 else (0, 1, 2, 4, 5)[number % 5]
    return model(
        organisation=organisation,
        vendor_id=work.vendor_id,
        engagement=work,
        response_id=entry.response_id,
        entry=entry,
        position=entry.position,
        name=f"{TOOLS[at]} {number % VARIANTS}",
        product=TOOLS[at],
        provider=MAKERS[at],
        rights=["code_read", "deploy_prod"] if number % 7 else ["secrets"],
        values={"environments": ["dev", "prod"] if number % 2 else ["dev"]},
        display_texts={"name": "x" * 300},
    )
