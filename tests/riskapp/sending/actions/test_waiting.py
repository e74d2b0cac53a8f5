import datetime

import pytest
from django.core import mail
from django.utils import timezone

from questionnaires.actions.deliveries import send_delivery
from questionnaires.choices import DeliveryKind, DeliveryState
from questionnaires.models import Delivery, Invitation, Response
from riskapp.accounts.models import Organisation
from riskapp.assessments.choices import AssessmentState
from riskapp.assessments.errors import ReasonMissing
from riskapp.assessments.models import Assessment
from riskapp.audit.models import AuditEntry
from riskapp.sending.actions.waiting import (
    extend,
    hand_over,
    remind,
    reminder_day,
    to_remind,
    withdraw_assessment,
)
from riskapp.sending.errors import DateRefused, VendorIsDone
from riskapp.sending.models import Reminder
from riskapp.sending.tasks import send_due_reminders
from tests.factories.riskapp import OrganisationFactory, scored, started

pytestmark = pytest.mark.django_db
DUE = datetime.date(2026, 12, 20)


def day(offset):
    return DUE + datetime.timedelta(days=offset)


@pytest.mark.parametrize(
    ("since", "today", "found"),
    [
        (-20, -15, None),
        (-20, -14, -14),
        (-20, -13, -14),  # a day that was missed is made up for
        (-14, -13, None),  # and not repeated
        (-20, -5, -7),  # one for all that were missed
        (-7, -1, -1),
        (-1, 6, None),
        (-1, 7, 7),
        (7, 13, None),
        (7, 30, 28),
        (-5, -4, None),  # what lies before the start is not made up for
    ],
)
def test_the_schedule_names_the_latest_day_that_has_come(since, today, found):
    assert reminder_day(DUE, [14, 7, 1], 7, since=day(since), today=day(today)) == (
        None if found is None else day(found)
    )


def test_nothing_comes_after_the_due_date_where_nothing_is_wanted():
    assert reminder_day(DUE, [], 0, since=day(-99), today=day(99)) is None


@pytest.fixture
def organisation():
    return OrganisationFactory(reminder_days=[7], reminder_every=7)


@pytest.fixture
def assessment(organisation, analyst):
    return started(organisation, analyst, email="ana@vendor.example", days=14)


def later(days):
    return timezone.localdate() + datetime.timedelta(days=days)


def kinds():
    return list(Delivery.objects.order_by("queued_at").values_list("kind", flat=True))


def test_a_vendor_is_reminded_once_for_each_day_of_the_schedule(assessment):
    assert to_remind(later(6)) == []
    assert to_remind(later(7)) == [assessment.pk]

    assert remind(assessment.pk, later(7))
    assert not remind(assessment.pk, later(7))
    assert to_remind(later(8)) == []
    assert remind(assessment.pk, later(21))

    assert kinds() == ["invitation", "reminder", "overdue"]
    assert AuditEntry.objects.filter(action="vendor reminded").count() == 2
    assert [r.is_overdue for r in Reminder.objects.all()] == [True, False]


def test_the_evening_before_is_no_part_of_the_day_of_a_reminder(
    organisation, assessment, monkeypatch
):
    Organisation.objects.update(time_zone="Pacific/Pago_Pago")  # eleven hours behind
    evening = datetime.datetime(2026, 12, 13, 5, tzinfo=datetime.UTC)  # the 12th there
    Response.objects.update(opened_at=evening, due_on=DUE)
    Assessment.objects.update(
        reminders_from=evening.date() - datetime.timedelta(days=1)
    )
    monkeypatch.setattr(timezone, "now", lambda: evening + datetime.timedelta(hours=15))

    send_due_reminders()

    assert Reminder.objects.get().on == day(-7)


def test_nobody_is_reminded_of_what_is_answered(organisation, analyst):
    scored(organisation, analyst, email="ana@vendor.example")

    assert to_remind(later(60)) == []


def test_a_reminder_says_by_when_and_where(assessment):
    remind(assessment.pk, later(7))

    send_delivery(Delivery.objects.get(kind=DeliveryKind.REMINDER))

    message = mail.outbox[-1]
    assert message.subject.startswith("Reminder: ")
    assert "/respond/#" in message.body
    assert str(assessment.due_on.year) in message.body


def test_more_time_is_told_and_moves_the_schedule(assessment, analyst):
    remind(assessment.pk, later(7))

    extend(assessment, due_on=later(30), reason=" They asked. ", by=analyst)

    found = Assessment.objects.get()
    assert found.due_on == found.response.due_on == later(30)
    assert kinds()[-1] == "extended"
    assert to_remind(later(22)) == []
    assert to_remind(later(23)) == [assessment.pk]
    entry = AuditEntry.objects.get(action="due date moved")
    assert entry.after == {"due_on": later(30).isoformat(), "reason": "They asked."}
    assert entry.before == {"due_on": later(14).isoformat()}


def test_a_way_in_lasts_longer_with_the_due_date(assessment, analyst):
    extend(assessment, due_on=later(100), reason="Long leave.", by=analyst)

    assert Invitation.objects.get().expires_at.date() >= later(129)


@pytest.mark.parametrize("days", [-1, 14])
def test_a_date_that_gives_no_time_is_refused(assessment, analyst, days):
    with pytest.raises(DateRefused):
        extend(assessment, due_on=later(days), reason="Why not.", by=analyst)
    with pytest.raises(ReasonMissing):
        extend(assessment, due_on=later(20), reason=" ", by=analyst)


def test_a_withdrawn_assessment_shuts_out_and_says_so(assessment, analyst):
    withdraw_assessment(assessment, reason="The contract ended.", by=analyst)
    withdraw_assessment(assessment, reason="Again.", by=analyst)

    found = Assessment.objects.get()
    assert found.state == AssessmentState.WITHDRAWN
    assert not Invitation.objects.usable().exists()
    delivery = send_delivery(Delivery.objects.get(kind=DeliveryKind.WITHDRAWN))
    assert delivery.state == DeliveryState.SENT
    assert "/respond/" not in mail.outbox[-1].body
    assert AuditEntry.objects.filter(action="assessment withdrawn").count() == 1
    assert not Assessment.objects.all().current().exists()
    assert to_remind(later(7)) == []


def test_what_is_evaluated_is_neither_withdrawn_nor_prolonged(organisation, analyst):
    done = scored(organisation, analyst)

    with pytest.raises(VendorIsDone):
        withdraw_assessment(done, reason="No.", by=analyst)
    with pytest.raises(VendorIsDone):
        extend(done, due_on=later(90), reason="No.", by=analyst)
    with pytest.raises(VendorIsDone):
        hand_over(done, email="bo@vendor.example", by=analyst)


def test_another_addressee_takes_over(assessment, analyst):
    hand_over(assessment, email="Bo@other.example", by=analyst)

    usable = Invitation.objects.usable().get()
    assert usable.email == "bo@other.example"
    assert "other.example" in Assessment.objects.get().response.allowed_domains
    entry = AuditEntry.objects.get(action="assessment handed over")
    assert (entry.before, entry.after) == (
        {"email": ["ana@vendor.example"]},
        {"email": "bo@other.example"},
    )
