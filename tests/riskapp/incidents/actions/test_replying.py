"""What a vendor sends: kept, told, coloured; nothing is overwritten."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from questionnaires.actions.invitations import enter
from questionnaires.models import Invitation
from riskapp.audit.models import AuditEntry
from riskapp.incidents.actions import replying
from riskapp.incidents.actions.asking import ask_vendors
from riskapp.incidents.actions.opening import close_incident
from riskapp.incidents.actions.replying import ReplyInput, reply
from riskapp.incidents.choices import RequestStanding
from riskapp.incidents.errors import IncidentClosed, TooManyReplies
from riskapp.incidents.models import IncidentReply
from riskapp.incidents.queries.requests import asked_rows
from tests.riskapp.incidents.conftest import opened, work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]


@pytest.fixture
def request_(organisation, analyst):
    engagement = work(organisation, email="ana@one.example")
    incident = opened(organisation, analyst)
    [asked] = ask_vendors(incident, [engagement.pk], {}, by=analyst)
    return asked


@pytest.fixture
def respondent(request_):
    return enter(Invitation.objects.get(response=request_.response_id), name="Ana")


def row_of(request, hours=1):
    now = request.asked_at + datetime.timedelta(hours=hours)
    [row] = asked_rows(request.incident, now)
    return row


def test_without_an_answer_it_is_overdue_after_24_hours(request_):
    assert row_of(request_, 23).standing == RequestStanding.WAITING
    assert row_of(request_, 24).standing == RequestStanding.FIRST_OVERDUE
    assert row_of(request_, 24).tone == "bad"


def test_a_first_answer_colours_the_row_and_the_rest_stays_due(request_, respondent):
    reply(request_, ReplyInput("yes", "checking"), respondent=respondent)

    row = row_of(request_, 71)

    assert (row.standing, row.tone) == (RequestStanding.BEGUN, "warn")
    assert row.says == "Says it is being checked"
    assert row.due_at == request_.whole_due_at
    assert row_of(request_, 72).standing == RequestStanding.REST_OVERDUE


def test_all_five_answers_are_the_end(request_, respondent):
    reply(
        request_,
        ReplyInput("yes", "no", "nothing", "keys changed", "none"),
        respondent=respondent,
    )

    row = row_of(request_, 500)

    assert (row.standing, row.tone) == (RequestStanding.ANSWERED, "good")
    assert row.says == "Says it is not affected"


def test_who_neither_uses_it_nor_is_affected_has_answered(request_, respondent):
    made = reply(request_, ReplyInput("no", "no"), respondent=respondent)

    assert made.is_whole


def test_not_known_yet_is_an_answer_and_not_the_last(request_, respondent):
    made = reply(
        request_, ReplyInput("yes", "checking", "a", "b", "c"), respondent=respondent
    )

    assert not made.is_whole


def test_the_same_again_is_no_second_reply(request_, respondent):
    said = ReplyInput("yes", "yes")

    assert reply(request_, said, respondent=respondent) == reply(
        request_, said, respondent=respondent
    )
    reply(request_, ReplyInput("yes", "no"), respondent=respondent)
    assert IncidentReply.objects.count() == 2


def test_what_was_said_never_changes(request_, respondent):
    made = reply(request_, ReplyInput("yes", "yes"), respondent=respondent)

    with pytest.raises(IntegrityError), transaction.atomic():
        IncidentReply.objects.filter(pk=made.pk).update(effect="no")


def test_the_answer_stands_in_the_trail(request_, respondent):
    reply(request_, ReplyInput("yes", "yes", "the repository"), respondent=respondent)

    entry = AuditEntry.objects.get(action="vendor answered about an incident")
    assert (entry.actor_label, entry.after["effect"]) == ("Ana", "yes")


def test_a_closed_incident_takes_no_answer(request_, respondent, analyst):
    close_incident(request_.incident, note="Over.", by=analyst)

    with pytest.raises(IncidentClosed):
        reply(request_, ReplyInput("yes", "yes"), respondent=respondent)


def test_a_mail_that_was_not_delivered_is_said(request_):
    invitation = Invitation.objects.get(response=request_.response_id)
    invitation.deliveries.update(
        state="failed",
        reason="The mail server refuses this address.",
        sent_at=timezone.now(),
    )

    row = row_of(request_)

    assert row.standing == RequestStanding.UNDELIVERED
    assert row.mail_reason == "The mail server refuses this address."


def test_a_vendor_tells_members_so_often_within_an_hour(
    request_, respondent, monkeypatch
):
    monkeypatch.setattr(replying, "MOST_AN_HOUR", 2)
    for words in ("a", "b"):
        reply(request_, ReplyInput("yes", "checking", words), respondent=respondent)

    with pytest.raises(TooManyReplies):
        reply(request_, ReplyInput("yes", "checking", "c"), respondent=respondent)
    assert reply(
        request_, ReplyInput("yes", "checking", "b"), respondent=respondent
    )  # the same again
    assert IncidentReply.objects.count() == 2
