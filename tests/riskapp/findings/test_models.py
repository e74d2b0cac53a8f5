import datetime

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from riskapp.accounts.choices import Role
from riskapp.findings.actions.remedies import propose
from riskapp.findings.actions.settling import accept_finding
from riskapp.findings.choices import FindingSource, FindingState
from riskapp.findings.models import Finding, FindingEvent, Plan
from tests.factories.riskapp import member, seat_at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evaluated")]


@pytest.fixture(scope="module")
def evaluated(house):
    return house.scored()


@pytest.fixture
def finding(evaluated):
    return evaluated.findings.first()


def in_days(days):
    return timezone.localdate() + datetime.timedelta(days=days)


def accepted(finding, organisation, days):
    return accept_finding(
        finding,
        reason="Cheap enough.",
        until=in_days(days),
        by=member(organisation, Role.APPROVER),
    )


def test_what_happened_to_a_finding_is_never_rewritten(finding):
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        FindingEvent.objects.filter(finding=finding).update(text="Other words.")
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        FindingEvent.objects.filter(finding=finding)._raw_delete("default")


def test_what_a_vendor_proposed_is_answered_once_and_never_rewritten(finding):
    plan = propose(
        finding,
        text="We will.",
        url="",
        due_on=in_days(9),
        is_done=False,
        respondent=seat_at(finding.assessment),
    )
    rows = Plan.objects.filter(pk=plan.pk)

    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        rows.update(text="We never will.")
    rows.update(state="agreed", answer="Good.")
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        rows.update(state="declined")


@pytest.mark.parametrize(
    "broken",
    [
        {"state": FindingState.ACCEPTED},
        {"state": FindingState.MERGED},
        {"source": FindingSource.CONDITION},
    ],
)
def test_the_database_refuses_half_a_fact(finding, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.filter(pk=finding.pk).update(**broken)


@pytest.mark.parametrize(("days", "warned"), [(30, True), (31, False)])
def test_an_acceptance_is_warned_of_thirty_days_before_it_ends(
    finding, organisation, days, warned
):
    accepted(finding, organisation, days)

    ending = Finding.objects.all().ending(timezone.localdate())

    assert ending.exists() is warned


def test_accepted_risks_come_in_the_order_they_end(finding, organisation):
    later = finding.assessment.findings.all()[1]
    accepted(later, organisation, 40)
    accepted(finding, organisation, 20)

    assert list(Finding.objects.all().accepted()) == [finding, later]


def test_only_what_is_unsettled_is_overdue(finding, organisation):
    today = timezone.localdate()
    finding.due_on = in_days(-1)
    finding.save()

    assert list(Finding.objects.all().overdue(today)) == [finding]
    assert finding.is_overdue(today)

    accepted(finding, organisation, 20)

    assert not Finding.objects.all().overdue(today).exists()


def test_the_last_day_of_an_acceptance_is_day_nought(finding, organisation):
    finding = accepted(finding, organisation, 3)

    assert finding.days_left(in_days(3)) == 0
    assert finding.days_left(in_days(4)) == -1
