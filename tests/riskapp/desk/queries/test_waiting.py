import datetime

import pytest
from django.utils import timezone

from questionnaires.choices import DeliveryKind, DeliveryState
from questionnaires.models import Delivery
from riskapp.accounts.choices import Role
from riskapp.assessments.models import Assessment
from riskapp.desk.choices import WaitingKind, Whose
from riskapp.desk.queries.waiting import waiting as waiting_on
from riskapp.desk.queries.waiting import waiting_page
from riskapp.findings.actions.remedies import propose
from riskapp.sending.actions.reassessing import record_event
from riskapp.sending.choices import ReassessmentCause
from tests.factories.riskapp import (
    EngagementFactory,
    OrganisationFactory,
    member,
    scored,
    seat_at,
    started,
)

pytestmark = pytest.mark.django_db


def waiting(user, whose=Whose.TEAM, kind="", members=None):
    page, counts = waiting_page(
        user,
        waiting_on(user, timezone.localdate()),
        whose=whose,
        kind=kind,
        members=[user.pk] if members is None else members,
        number="1",
    )
    return list(page.object_list), counts


def kinds(rows):
    return {row.kind for row in rows}


def failed_mail(assessment):
    return Delivery.objects.create(
        invitation=assessment.response.invitations.get(),
        kind=DeliveryKind.INVITATION,
        email="lead@vendor.example",
        state=DeliveryState.FAILED,
        reason="The mailbox does not exist (550)",
    )


def test_each_kind_waits_with_its_one_reason_and_the_place_where_it_is_done(
    organisation, analyst
):
    failed_mail(started(organisation, analyst))
    started(organisation, analyst, days=-3)
    reviewed = scored(organisation, analyst)
    clashing = scored(organisation, analyst)
    Assessment.objects.filter(pk=clashing.pk).update(open_contradictions=2)
    bare = EngagementFactory(vendor__organisation=organisation, tier="", profile={})
    record_event(
        EngagementFactory(vendor__organisation=organisation),
        cause=ReassessmentCause.INCIDENT,
        text="Keys were found in a public place.",
        by=analyst,
    )
    propose(
        reviewed.findings.first(),
        text="Keys are rotated.",
        url="",
        due_on=timezone.localdate() + datetime.timedelta(days=9),
        is_done=False,
        respondent=seat_at(reviewed),
    )

    rows, counts = waiting(analyst)

    assert kinds(rows) == {
        WaitingKind.MAIL,
        WaitingKind.OVERDUE,
        WaitingKind.REVIEW,
        WaitingKind.CONTRADICTIONS,
        WaitingKind.PROFILE,
        WaitingKind.AGAIN,
        WaitingKind.PROPOSED,
    }
    assert len(rows) == sum(counts.kinds.values()) == counts.whose["team"]
    by_kind = {row.kind: row for row in rows}
    assert by_kind[WaitingKind.PROFILE].url.endswith(f"{bare.pk}/edit/")
    assert f"{clashing.pk}/contradictions/" in by_kind[WaitingKind.CONTRADICTIONS].url
    assert by_kind[WaitingKind.CONTRADICTIONS].note == "2"


def test_a_mail_that_went_out_again_is_no_failed_one(organisation, analyst):
    assessment = started(organisation, analyst)
    first = failed_mail(assessment)
    Delivery.objects.filter(pk=first.pk).update(
        queued_at=timezone.now() - datetime.timedelta(hours=1)
    )
    again = failed_mail(assessment)
    Delivery.objects.filter(pk=again.pk).update(state=DeliveryState.SENT)

    rows, _counts = waiting(analyst)

    assert rows == []


def test_the_worst_come_first_and_of_those_the_oldest(organisation, analyst):
    low = started(organisation, analyst, days=-9)
    high = started(organisation, analyst, days=-2)
    older = started(organisation, analyst, days=-5)
    for assessment, tier in ((low, "low"), (high, "very_high"), (older, "very_high")):
        assessment.engagement.tier = tier
        assessment.engagement.save(update_fields=["tier"])

    rows, _counts = waiting(analyst)

    assert [row.key for row in rows] == [older.pk, high.pk, low.pk]


def test_work_of_somebody_who_is_no_member_any_more_is_nobodys(organisation, analyst):
    colleague = member(organisation, Role.ANALYST)
    mine = started(organisation, analyst, days=-1)
    theirs = started(organisation, colleague, days=-1)

    members = [analyst.pk, colleague.pk]
    rows, counts = waiting(analyst, Whose.MINE, members=members)
    assert [row.key for row in rows] == [mine.pk]
    assert counts.whose == {"mine": 1, "team": 2, "nobody": 0}

    rows, _counts = waiting(analyst, Whose.NOBODY, members=[analyst.pk])
    assert [row.key for row in rows] == [theirs.pk]


def test_nobody_sees_what_waits_elsewhere(organisation, analyst):
    started(organisation, analyst, days=-1)
    stranger = member(OrganisationFactory(), Role.ANALYST)

    rows, counts = waiting(stranger)

    assert (rows, counts.whose["team"]) == ([], 0)
