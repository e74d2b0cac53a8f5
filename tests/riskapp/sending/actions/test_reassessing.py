import datetime

import pytest
from django.utils import timezone

from riskapp.assessments.errors import AlreadyOpen
from riskapp.assessments.models import Assessment
from riskapp.audit.models import AuditEntry
from riskapp.sending.actions.reassessing import (
    addressee_of,
    dismiss_reassessment,
    due_by_calendar,
    propose_by_calendar,
    record_event,
    start_reassessment,
)
from riskapp.sending.choices import ReassessmentCause, ReassessmentState
from riskapp.sending.models import Reassessment
from riskapp.sending.tasks import propose_due_reviews
from riskapp.vendors.actions import add_contact
from riskapp.vendors.models import Engagement, Vendor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evaluated")]


@pytest.fixture(scope="module")
def evaluated(house):
    return house.scored()


@pytest.fixture
def engagement(evaluated):
    """Work that was assessed, and whose review is due today."""
    found = evaluated.engagement
    Engagement.objects.update(next_review_on=timezone.localdate())
    return Engagement.objects.get(pk=found.pk)


def soon():
    return timezone.localdate() + datetime.timedelta(days=14)


def test_the_calendar_proposes_each_day_once(engagement):
    today = timezone.localdate()

    assert due_by_calendar(today - datetime.timedelta(days=1)) == []
    assert due_by_calendar(today) == [engagement.pk]
    assert propose_by_calendar(engagement.pk, today)
    assert not propose_by_calendar(engagement.pk, today)
    propose_due_reviews()

    assert due_by_calendar(today) == []
    assert Reassessment.objects.get().cause == ReassessmentCause.CALENDAR
    assert AuditEntry.objects.filter(action="reassessment proposed").count() == 1


def test_what_was_dismissed_is_not_proposed_again(engagement, analyst):
    propose_due_reviews()
    dismiss_reassessment(Reassessment.objects.get(), by=analyst)
    dismiss_reassessment(Reassessment.objects.get(), by=analyst)

    propose_due_reviews()

    assert Reassessment.objects.get().state == ReassessmentState.DISMISSED
    assert AuditEntry.objects.filter(action="reassessment dismissed").count() == 1


def test_where_it_is_the_rule_the_calendar_starts_by_itself(
    engagement, organisation, analyst
):
    organisation.starts_reviews = True
    organisation.save()
    add_contact(engagement.vendor, email="ana@vendor.example", by=analyst)

    propose_due_reviews()
    propose_due_reviews()

    found = Reassessment.objects.get()
    assert found.state == ReassessmentState.STARTED
    assert found.assessment.started_by == analyst
    assert found.assessment.response.purpose == "cycle"
    assert Assessment.objects.count() == 2


def test_what_cannot_start_by_itself_stays_a_proposal(engagement, organisation):
    organisation.starts_reviews = True
    organisation.entry_policy = "code"
    organisation.save()

    propose_due_reviews()

    found = Reassessment.objects.get()
    assert found.state == ReassessmentState.PROPOSED
    assert "Give an e-mail address" in found.text


def test_archived_work_waits_for_nothing(engagement):
    Vendor.objects.update(archived_at=timezone.now())

    assert due_by_calendar(timezone.localdate()) == []
    assert not propose_by_calendar(engagement.pk, timezone.localdate())


def test_an_event_is_recorded_and_settled_by_a_new_assessment(engagement, analyst):
    event = record_event(
        engagement, cause=ReassessmentCause.INCIDENT, text="A leak. ", by=analyst
    )
    propose_due_reviews()

    made = start_reassessment(event, email="", due_on=soon(), by=analyst)
    again = start_reassessment(event, email="", due_on=soon(), by=analyst)

    assert made == again
    states = set(Reassessment.objects.values_list("state", "assessment"))
    assert states == {(ReassessmentState.STARTED, made.pk)}
    entry = AuditEntry.objects.get(action="event recorded")
    assert entry.after == {"cause": "incident", "text": "A leak."}


def test_work_that_is_being_assessed_is_not_assessed_twice(engagement, analyst):
    first = record_event(
        engagement, cause=ReassessmentCause.TOOL, text="New agent", by=analyst
    )
    start_reassessment(first, email="", due_on=soon(), by=analyst)
    second = record_event(
        engagement, cause=ReassessmentCause.CONTRACT, text="Longer", by=analyst
    )

    with pytest.raises(AlreadyOpen):
        start_reassessment(second, email="", due_on=soon(), by=analyst)


def test_the_main_contact_is_asked_first(engagement, analyst):
    assert addressee_of(engagement) == ""
    add_contact(engagement.vendor, email="ana@vendor.example", by=analyst)
    assert addressee_of(engagement) == "ana@vendor.example"
