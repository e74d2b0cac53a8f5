"""Asking whoever asks, and being answered in the same thread."""

import datetime

import pytest
from django.utils import timezone

from questionnaires.actions import messages
from questionnaires.actions.invitations import enter, invite
from questionnaires.actions.messages import ask_asker, tell_asked
from questionnaires.actions.responses import submit_response
from questionnaires.choices import DeliveryKind, EventKind
from questionnaires.errors import NothingAsked, TooMany
from questionnaires.models import Delivery, Message, ResponseEvent
from questionnaires.queries import threads_in, waiting_messages


@pytest.fixture
def lead(response):
    invitation = invite(response, email="lead@vendor.example", actor="")
    return enter(invitation, name="Lena")


def told(response, question="GOV-01", text="Yes, them too."):
    return tell_asked(
        response, text, question=question, author="a@buyer.example", signed="Ann"
    )


def test_a_question_waits_until_it_is_answered(response, lead):
    ask_asker(response, "Contractors too?", question="GOV-01", respondent=lead)
    assert [row.text for row in waiting_messages()] == ["Contractors too?"]
    assert threads_in([response.pk])["GOV-01"].waits
    response.refresh_from_db()
    assert response.threads == {"GOV-01": False}

    told(response)

    assert not waiting_messages()
    thread = threads_in([response.pk])["GOV-01"]
    assert [row.text for row in thread.messages] == [
        "Contractors too?",
        "Yes, them too.",
    ]
    response.refresh_from_db()
    assert response.threads == {"GOV-01": True}


def test_who_asks_again_waits_again(response, lead):
    ask_asker(response, "Contractors too?", question="GOV-01", respondent=lead)
    told(response)

    ask_asker(response, "And interns?", question="GOV-01", respondent=lead)

    assert waiting_messages().count() == 1


def test_threads_are_apart_by_question(response, lead):
    ask_asker(response, "Contractors too?", question="GOV-01", respondent=lead)
    ask_asker(response, "By when?", respondent=lead)

    told(response)

    assert [row.question for row in waiting_messages()] == [""]


def test_the_answer_goes_to_whoever_asked_by_mail(response, lead):
    ask_asker(response, "Contractors too?", question="GOV-01", respondent=lead)

    told(response)

    mail = Delivery.objects.get(kind=DeliveryKind.ANSWER)
    assert mail.email == "lead@vendor.example"
    assert mail.leads_to == f"/respond/{response.pk}/contact/?question=GOV-01"


def test_both_stand_in_the_history(response, lead):
    ask_asker(response, "Contractors too?", question="GOV-01", respondent=lead)
    told(response)

    kinds = ResponseEvent.objects.filter(response=response).values_list(
        "kind", flat=True
    )
    assert {EventKind.ASKED, EventKind.TOLD} <= set(kinds)


def test_it_can_be_asked_after_submission_too(response, lead):
    response = submit_response(response, name="Lena", role="CTO")

    ask_asker(response, "What now?", respondent=lead)
    told(response, "")

    assert Message.objects.count() == 2


def test_nothing_is_answered_that_nobody_asked(response):
    with pytest.raises(NothingAsked):
        told(response)


@pytest.mark.parametrize("limit", ["MOST", "MOST_AN_HOUR"])
def test_there_is_an_end_to_asking(response, lead, monkeypatch, limit):
    monkeypatch.setattr(messages, limit, 1)
    ask_asker(response, "One", respondent=lead)

    with pytest.raises(TooMany):
        ask_asker(response, "Two", respondent=lead)

    Message.objects.update(made_at=timezone.now() - datetime.timedelta(hours=2))
    if limit == "MOST_AN_HOUR":
        ask_asker(response, "Two", respondent=lead)
