import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from questionnaires.models import Response
from riskapp.dashboards.queries.counts import DECIDED, IN_PROGRESS, counted
from riskapp.dashboards.queries.portfolio import portfolio
from riskapp.findings.actions.settling import accept_finding
from riskapp.sending.actions.asking import ask_about_tools
from riskapp.sending.actions.reassessing import record_event
from riskapp.sending.choices import ReassessmentCause
from tests.factories.riskapp import EngagementFactory, scored, started, submitted

NOTHING = {one.name: 0 for one in (*IN_PROGRESS, *DECIDED)}


def test_what_is_nothing_stands_apart_from_the_numbers():
    found = counted(NOTHING | {"waiting": 3, "overdue": 1}, IN_PROGRESS)

    assert [(row.number, row.is_bad) for row in found.rows] == [(3, False), (1, True)]
    assert found.rows[0].address == "/assessments/?state=sent"
    assert [str(row.label) for row in found.none][:2] == [
        "Being scored",
        "Reassessments due",
    ]


@pytest.mark.parametrize(
    ("ending", "accepted", "told"), [(2, 5, ["ending"]), (0, 5, ["accepted"])]
)
def test_accepted_risks_are_told_where_none_ends_soon(ending, accepted, told):
    found = counted(NOTHING | {"ending": ending, "accepted": accepted}, DECIDED)

    labels = {one.name: one.label for one in DECIDED}
    assert [row.label for row in found.rows] == [labels[name] for name in told]


@pytest.mark.django_db
def test_every_number_leads_to_exactly_so_many_rows(
    client, organisation, analyst, approver
):
    today = timezone.localdate()
    days = datetime.timedelta(days=1)
    started(organisation, analyst)
    started(organisation, analyst, days=-2)
    submitted(organisation, analyst)
    replying = scored(organisation, analyst)
    ask_about_tools(
        replying, [replying.response.entries.first().pk], "T-14",
        text="When?", due_on=today + days, by=analyst,
    )  # fmt: skip
    replying.refresh_from_db()
    Response.objects.filter(pk=replying.follow_up_id).update(due_on=today - days)
    rest = scored(organisation, analyst, "typical").findings.unsettled()
    accept_finding(rest[0], reason="Cheap.", until=today + 9 * days, by=approver)
    accept_finding(rest[1], reason="Cheap.", until=today + 99 * days, by=approver)
    rest.filter(pk=rest[2].pk).update(due_on=today - days)
    EngagementFactory(vendor__organisation=organisation, next_review_on=today)
    record_event(
        replying.engagement, cause=ReassessmentCause.INCIDENT, text="Key.", by=analyst
    )
    client.force_login(analyst)

    found = portfolio(analyst, today)

    assert found["overdue"] == 2
    both = (counted(found, IN_PROGRESS), counted(found, DECIDED))
    numbers = {str(row.label): row for told in both for row in told.rows}
    assert len(numbers) >= 8
    for label, row in numbers.items():
        shown = client.get(row.address).context
        total = shown.get("total", shown["page"].paginator.count)
        assert total == row.number, label
    assert len(found["late"]) == 2
    waits = client.get(reverse("desk:waiting"), {"whose": "team", "kind": "overdue"})
    assert len(waits.context["rows"]) == 2
    assert dict(waits.context["kinds"])["overdue"] == 2
