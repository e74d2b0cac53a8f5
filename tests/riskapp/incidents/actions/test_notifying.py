"""What only time brings about: told once, to whoever handles incidents."""

import datetime

import pytest
from django.core import mail
from django.utils import timezone, translation

from questionnaires.actions.invitations import enter
from questionnaires.choices import DeliveryState
from questionnaires.models import Delivery, Invitation
from riskapp.incidents.actions.asking import ask_vendors
from riskapp.incidents.actions.notifying import notify_of_incidents
from riskapp.incidents.actions.opening import close_incident
from riskapp.incidents.actions.replying import ReplyInput, reply
from riskapp.incidents.models import Incident, IncidentRequest
from riskapp.incidents.tasks import notify_people_of_incidents
from riskapp.notifications.actions.mailing import mail_now
from riskapp.notifications.choices import Mail, NotificationKind, Sentence
from riskapp.notifications.models import Notification, Preference
from riskapp.notifications.queries import in_words
from tests.riskapp.incidents.conftest import opened, work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]

HOUR = datetime.timedelta(hours=1)
WHOLE = {"reached": "One repository", "done": "Access withdrawn", "times": "A day"}


@pytest.fixture
def incident(organisation, analyst):
    """Two vendors were asked a moment ago; the clocks of the law began 100 hours before."""
    one = work(organisation, email="ana@one.example")
    two = work(organisation, email="ben@two.example")
    made = opened(organisation, analyst)
    ask_vendors(made, [one.pk, two.pk], {}, by=analyst)
    Incident.objects.update(aware_at=timezone.now() - 100 * HOUR)
    made.refresh_from_db()
    return made


def sentences(made):
    return sorted({(row.sentence, in_words(row).detail) for row in made})


def after(incident, hours):
    return notify_of_incidents(incident.requests.first().asked_at + hours * HOUR)


def replied(request, **stated):
    stated = {"in_use": "yes", "effect": "yes", **stated}
    respondent = enter(Invitation.objects.get(response=request.response_id), name="Ana")
    reply(request, ReplyInput(**stated), respondent=respondent)


def test_vendors_that_stay_silent_are_told_once_when_their_clock_has_run_out(incident):
    assert after(incident, 23.9) == []

    made = after(incident, 24)

    assert sentences(made) == [
        ("first_late", "No answer within 24 hours: 2 of 2 vendors")
    ]
    assert {row.kind for row in made} == {NotificationKind.INCIDENT}
    assert after(incident, 25) == []


def test_an_answer_in_time_is_told_as_late_only_where_the_rest_is_missing(incident):
    first, second = incident.requests.all()
    replied(first)
    replied(second, **WHOLE)

    assert after(incident, 24) == []
    assert sentences(after(incident, 72)) == [
        ("rest_late", "Answers incomplete after 72 hours: 1 of 2 vendors")
    ]


def test_whoever_said_all_is_no_longer_waited_for(incident):
    for request in incident.requests.all():
        replied(request, **WHOLE)

    assert after(incident, 73) == []


def test_those_asked_later_have_a_clock_of_their_own(incident, organisation, analyst):
    late = work(organisation, email="eve@three.example")
    ask_vendors(incident, [late.pk], {}, by=analyst)
    IncidentRequest.objects.filter(vendor=late.vendor).update(
        asked_at=timezone.now() + 10 * HOUR
    )

    assert [row.facts["asked"] for row in after(incident, 24)][:1] == ["2"]
    assert [row.facts["asked"] for row in after(incident, 35)][:1] == ["1"]


def test_a_clock_of_the_law_is_told_in_its_last_quarter_with_what_ends_together(
    incident,
):
    aware_at = incident.aware_at
    IncidentRequest.objects.all().delete()

    def told(hours):
        return notify_of_incidents(aware_at + hours * HOUR)

    assert told(17.9) == []
    [(sentence, detail)] = sentences(told(18))
    assert sentence == Sentence.CLOCK_ENDS
    assert detail.startswith("Ends ")
    assert ", if it applies to you: NIS2 Art. 23(4)(a); DORA" in detail
    assert told(20) == []
    assert told(53.9) == []
    assert "GDPR Art. 33(1)" in sentences(told(54))[0][1]
    assert told(72) == []


def test_when_a_clock_ends_is_said_by_the_clock_and_in_the_language_of_the_reader(
    incident, organisation, analyst
):
    organisation.time_zone = "Europe/Berlin"
    organisation.save()
    Incident.objects.update(
        aware_at=datetime.datetime(2026, 11, 2, 10, tzinfo=datetime.UTC)
    )
    [row] = notify_of_incidents(datetime.datetime(2026, 11, 3, 5, tzinfo=datetime.UTC))[
        :1
    ]
    Notification.objects.filter(pk=row.pk).update(mail="now")

    mail_now(row)

    assert "Ends 3 November 2026, 11:00 CET" in mail.outbox[-1].body
    with translation.override("de"):
        detail = in_words(row).detail
        assert detail.startswith("Endet am 3. November 2026")
        assert "NIS2 Art. 23 Abs. 4 Buchst. a; DORA Art. 19 Abs. 4" in detail


def test_a_mail_that_failed_is_told_with_its_reason(incident):
    delivery = Delivery.objects.filter(kind="incident").first()
    Delivery.objects.filter(pk=delivery.pk).update(
        state=DeliveryState.FAILED, reason="No such address."
    )

    [row] = after(incident, 1)

    assert row.kind == NotificationKind.MAIL_FAILED
    assert in_words(row).detail == f"{delivery.email}: No such address."
    assert after(incident, 2) == []


def test_nothing_is_told_of_an_incident_that_is_closed(incident, analyst):
    close_incident(incident, note="Nothing was reached.", by=analyst)

    assert after(incident, 24) == []


def test_what_ran_out_long_ago_is_not_told(incident):
    assert after(incident, 24 * 30) == []


def test_the_clock_tells_it_and_mails_at_once_who_wants_that(
    incident, analyst, django_capture_on_commit_callbacks, celery_runs_here
):
    IncidentRequest.objects.update(asked_at=timezone.now() - 25 * HOUR)
    Preference.objects.create(user=analyst, kind="incident", mail=Mail.NOW)

    with django_capture_on_commit_callbacks(execute=True):
        notify_people_of_incidents()

    assert Notification.objects.filter(sentence=Sentence.FIRST_LATE).exists()
    assert "No answer within 24 hours: 2 of 2" in mail.outbox[-1].body
