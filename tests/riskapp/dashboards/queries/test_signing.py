import datetime

import pytest
from django.utils import timezone

from riskapp.accounts.choices import Role
from riskapp.dashboards.forms import kept_work
from riskapp.dashboards.queries.signing import contracts_at_risk, may_sign, signing_work
from riskapp.decisions.choices import Outcome
from riskapp.decisions.models import Condition
from riskapp.reports.actions import ReportRequest, request_report
from riskapp.reports.choices import ReportState, Variant
from riskapp.reports.models import Report
from riskapp.vendors.models import Engagement
from tests.factories.riskapp import EngagementFactory, member, started
from tests.riskapp.dashboards.conftest import decide, in_days

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio_of_four")]


def answers(user):
    rows = may_sign(signing_work(kept_work(user)), user, timezone.localdate())
    return {row.engagement.pk: row for row in rows}


def test_the_answer_follows_from_the_decision_that_holds(portfolio_of_four):
    world = portfolio_of_four
    decide(world.low, world.approver, datetime.date(2099, 3, 1))
    decide(world.typical, world.approver, outcome=Outcome.REJECTED)
    decide(world.critical, world.approver, in_days(-1))

    found = answers(world.approver)

    yes = found[world.low.engagement_id]
    assert (yes.verdict, yes.words) == ("yes", "Yes, until 1 Mar 2099")
    no = found[world.typical.engagement_id]
    assert (no.verdict, no.words) == ("no", "No")
    expired = found[world.critical.engagement_id]
    assert expired.verdict == "not_yet"
    assert expired.why.startswith("Decision expired on ")
    assert found[world.never.pk].why == "Never assessed"
    assert found[world.low.engagement_id].assessment == world.low.pk


def test_open_conditions_are_counted(portfolio_of_four):
    world = portfolio_of_four
    decide(world.typical, world.approver, in_days(30), Outcome.CONDITIONAL)
    decision = world.typical.decisions.get()
    first, second, third = world.typical.findings.all()[:3]
    for finding in (first, second, third):
        Condition.objects.create(decision=decision, finding=finding, text="Do it.")
    type(third).objects.filter(pk=third.pk).update(state="verified")

    found = answers(world.approver)[world.typical.engagement_id]

    assert (found.verdict, found.words) == ("partly", "Yes, with 2 conditions open")


def test_what_waits_says_for_whom_and_since_when(portfolio_of_four):
    world = portfolio_of_four
    work = EngagementFactory(vendor__organisation=world.organisation)
    started(world.organisation, world.analyst, engagement=work)

    found = answers(world.approver)

    assert found[work.pk].why.startswith("Waiting for the vendor since ")
    ours = found[world.low.engagement_id]
    assert ours.why.startswith("Waiting for our decision since ")


def test_contracts_that_end_without_a_valid_decision_are_told(portfolio_of_four):
    world = portfolio_of_four
    Engagement.objects.filter(
        pk__in=(world.never.pk, world.low.engagement_id, world.typical.engagement_id)
    ).update(contract_ends_on=in_days(20))
    decide(world.low, world.approver, in_days(90))

    work, today = kept_work(world.approver), timezone.localdate()
    rows, number = contracts_at_risk(work, today, 5)

    assert {row.pk for row in rows} == {world.never.pk, world.typical.engagement_id}
    assert number == 2
    assert contracts_at_risk(work, today, 1) == ([rows[0]], 2)
    assert contracts_at_risk(work.none(), today, 5) == ([], 0)


def test_nothing_is_said_of_the_work_of_another_organisation(portfolio_of_four):
    assert answers(portfolio_of_four.stranger) == {}


@pytest.mark.parametrize(
    ("role", "variant"),
    [
        (Role.ANALYST, Variant.FULL),
        (Role.PROCUREMENT, Variant.SUMMARY),
        (Role.AUDITOR, None),
    ],
)
def test_each_person_is_led_to_the_newest_report_they_may_download(
    portfolio_of_four, role, variant
):
    world = portfolio_of_four
    user = member(world.organisation, role)
    for made in (Variant.SUMMARY, Variant.FULL):  # the full one is the newest
        report = request_report(
            world.low, by=world.analyst, report_request=ReportRequest(variant=made)
        )
        type(report).objects.filter(pk=report.pk).update(
            state=ReportState.READY,
            file="a.pdf",
            sha256="0" * 64,
            finished_at=timezone.now(),
        )

    found = answers(user)[world.low.engagement_id].report

    assert (found and Report.objects.get(pk=found).variant) == variant
