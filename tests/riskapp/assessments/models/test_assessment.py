import datetime
from hashlib import sha256

import pytest
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from questionnaires.actions.invitations import invite
from questionnaires.actions.messages import ask_asker, tell_asked
from questionnaires.choices import DeliveryKind, DeliveryState
from questionnaires.errors import Refusal
from questionnaires.models import Delivery, Invitation, Response
from questionnaires.queries import waiting_messages
from riskapp.assessments.choices import AssessmentState
from riskapp.assessments.models import Assessment, EngagementStanding
from tests.chance import times
from tests.factories.riskapp import (
    EngagementFactory,
    scored,
    seat_at,
    started,
    submitted,
)

pytestmark = pytest.mark.django_db


def test_an_assessment_keeps_what_its_score_says(organisation, analyst):
    assessment = scored(organisation, analyst)
    kept = Assessment.objects.filter(pk=assessment.pk)
    score = assessment.score

    assert kept.values_list("residual", "rating").get() == (
        score.residual,
        score.rating,
    )

    kept.update(residual=0, rating="low")
    assert kept.values_list("residual", "rating").get() == (
        score.residual,
        score.rating,
    )
    kept.update(score=None)
    assert kept.values_list("residual", "rating").get() == (None, "")


def test_a_standing_has_room_for_hundreds_of_rules(organisation, analyst):
    assessment = scored(organisation, analyst)
    codes = [sha256(b"%d" % number).hexdigest()[:16] for number in range(500)]

    EngagementStanding.objects.update(holding=codes, rules=codes, unmet=codes)

    kept = EngagementStanding.objects.get(engagement=assessment.engagement_id)
    assert kept.holding == codes


def test_the_current_assessment_of_an_engagement_is_the_one_scored_last(
    organisation, analyst
):
    engagement = EngagementFactory(vendor__organisation=organisation)
    scored(organisation, analyst, engagement=engagement)
    last = scored(organisation, analyst, engagement=engagement)
    started(organisation, analyst, engagement=engagement)

    assert list(Assessment.objects.all().current()) == [last]
    assert list(Assessment.objects.all().current([organisation.pk])) == [last]


def test_without_a_score_the_one_started_last_is_current(organisation, analyst):
    engagement = EngagementFactory(vendor__organisation=organisation)
    started(organisation, analyst, engagement=engagement)
    last = started(organisation, analyst, engagement=engagement)

    assert list(Assessment.objects.all().current()) == [last]
    assert list(Assessment.objects.all().current([organisation.pk])) == [last]


def test_what_was_withdrawn_is_not_current_although_it_was_scored_last(
    organisation, analyst
):
    engagement = EngagementFactory(vendor__organisation=organisation)
    first = scored(organisation, analyst, engagement=engagement)
    last = scored(organisation, analyst, engagement=engagement)
    Assessment.objects.filter(pk=last.pk).update(state=AssessmentState.WITHDRAWN)

    assert list(Assessment.objects.all().current()) == [first]
    assert list(Assessment.objects.all().current([organisation.pk])) == [first]


def test_overdue_is_what_waits_beyond_its_day(organisation, analyst):
    late = started(organisation, analyst, days=-1)
    due_today = started(organisation, analyst, days=0)
    submitted(organisation, analyst, days=-1)
    today = timezone.localdate()
    late.refresh_from_db()
    due_today.refresh_from_db()

    assert list(Assessment.objects.all().overdue(today)) == [late]
    assert late.is_overdue(today)
    assert not due_today.is_overdue(today)
    assert due_today.is_overdue(today + datetime.timedelta(days=1))


def test_unscored_is_what_was_submitted_only(organisation, analyst):
    waiting = submitted(organisation, analyst)
    started(organisation, analyst)
    scored(organisation, analyst)

    assert list(Assessment.objects.all().unscored()) == [waiting]


@pytest.fixture
def two(organisation, analyst):
    """Two assessments, with a second invitation to the first."""
    first, second = (started(organisation, analyst) for _ in range(2))
    invite(first.response, email="second@vendor.example", actor="")
    return first, second


def undelivered(response):
    """Whether the last mail to somebody who may answer failed, by all mails there are."""
    mails = Delivery.objects.exclude(kind=DeliveryKind.CODE)
    newer = mails.filter(
        invitation=OuterRef("invitation"), queued_at__gt=OuterRef("queued_at")
    )
    return (
        mails.filter(state=DeliveryState.FAILED, invitation__revoked_at=None)
        .filter(invitation__response=response)
        .exclude(Exists(newer))
        .exists()
    )


def mail(one, other, at, kind=DeliveryKind.INVITATION):
    invitations = list(one.response.invitations.order_by("email"))
    Delivery.objects.create(invitation=invitations[at % len(invitations)], kind=kind)


def outcome(state):
    def noted(one, other, at):
        mails = list(Delivery.objects.order_by("queued_at"))
        if mails:
            found = Delivery.objects.filter(pk=mails[at % len(mails)].pk)
            found.update(state=state)

    return noted


def revoke(one, other, at):
    invitations = list(one.response.invitations.order_by("email"))
    found = Invitation.objects.filter(pk=invitations[at % len(invitations)].pk)
    found.update(revoked_at=None if at % 3 else timezone.now())


def ask(one, other, at):
    ask_asker(
        one.response,
        "By when?",
        question="" if at % 2 else "GOV-01",
        respondent=seat_at(one),
    )


def tell(one, other, at):
    tell_asked(
        one.response,
        "By May.",
        question="" if at % 2 else "GOV-01",
        author="a@buyer.example",
    )


def follow(one, other, at):
    """Another response follows, or none does any more."""
    spare = started(one.organisation, one.started_by).response
    Assessment.objects.filter(pk=one.pk).update(follow_up=spare if at % 2 else None)


def forget(one, other, at):
    Delivery.objects.filter(invitation__response=one.response).delete()


STEPS = {
    "mail": mail,
    "code": lambda one, other, at: mail(one, other, at, DeliveryKind.CODE),
    "failed": outcome(DeliveryState.FAILED),
    "sent": outcome(DeliveryState.SENT),
    "revoke": revoke,
    "ask": ask,
    "tell": tell,
    "follow": follow,
    "forget": forget,
}
STATES = ["sent", "clarifying", "submitted", "withdrawn"]
DAY = datetime.date(2026, 11, 30)


def stand(one, other, at):
    """The assessment comes to another state."""
    Assessment.objects.filter(pk=one.pk).update(state=STATES[at % len(STATES)])


def move(one, other, at):
    """The day of the assessment, or of what follows, is another one, or none."""
    day = DAY + datetime.timedelta(days=at)
    Assessment.objects.filter(pk=one.pk).update(due_on=day)
    following = Response.objects.filter(asked_again_for=one)
    following.update(due_on=day if at % 3 else None)


STEPS |= {"stand": stand, "move": move}
STEP = st.tuples(st.sampled_from(sorted(STEPS)), st.booleans(), st.integers(0, 5))


@settings(
    max_examples=times(15, 150),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEP, min_size=1, max_size=10))
def test_what_is_stored_of_mails_messages_and_days_is_what_they_say(two, steps):
    with transaction.atomic():
        for name, is_second, at in [("mail", False, 0), *steps]:
            one, other = reversed(two) if is_second else two
            try:
                with transaction.atomic():
                    STEPS[name](one, other, at)
            except Refusal:
                continue
            for row in Assessment.objects.select_related("response", "follow_up"):
                responses = [r for r in (row.response, row.follow_up) if r]
                assert row.mail_failed == any(map(undelivered, responses)), name
                waits = waiting_messages().filter(response__in=responses)
                assert row.vendor_asks == waits.exists(), name
                asked_again = row.follow_up and row.follow_up.due_on
                days = {"sent": row.due_on, "clarifying": asked_again}
                assert row.awaited_by == days.get(row.state), name
        transaction.set_rollback(True)
