import datetime

from questionnaires.choices import DeliveryState
from questionnaires.models import Delivery
from riskapp.assessments.models import Assessment
from riskapp.findings.choices import FindingState
from riskapp.findings.models import Finding
from riskapp.notifications.choices import NotificationKind
from riskapp.notifications.queries import in_words
from riskapp.sending.actions.notifying import notify_of_dates

TODAY = datetime.date.today()
DAY = datetime.timedelta(days=1)


def kinds(made):
    return [(row.kind, row.user.name) for row in made]


def test_overdue_answers_are_told_once_for_each_due_date(world):
    assessment = world.assessment(filled=False)
    Assessment.objects.update(due_on=TODAY - DAY)

    assert kinds(notify_of_dates(TODAY)) == [(NotificationKind.OVERDUE, "Analyst")]
    assert notify_of_dates(TODAY) == []

    Assessment.objects.filter(pk=assessment.pk).update(due_on=TODAY)
    assert kinds(notify_of_dates(TODAY + DAY)) == [
        (NotificationKind.OVERDUE, "Analyst")
    ]


def test_an_acceptance_that_ends_is_told_to_approvers(world):
    world.assessment(scored=True)
    finding = Finding.objects.first()
    Finding.objects.filter(pk=finding.pk).update(
        state=FindingState.ACCEPTED,
        accepted_by=world.people["approver"],
        accepted_reason="It ends soon",
        accepted_until=TODAY + 30 * DAY,
    )

    assert notify_of_dates(TODAY - DAY) == []
    assert kinds(notify_of_dates(TODAY)) == [(NotificationKind.ACCEPTANCE, "Approver")]
    assert notify_of_dates(TODAY + DAY) == []


def test_a_mail_that_failed_is_told_with_its_reason(world):
    world.assessment(filled=False, email="vera@vendor.example")
    Delivery.objects.update(state=DeliveryState.FAILED, reason="No such address.")

    (made,) = notify_of_dates(TODAY)

    assert made.kind == NotificationKind.MAIL_FAILED
    assert in_words(made).detail == "vera@vendor.example: No such address."
    assert notify_of_dates(TODAY) == []
