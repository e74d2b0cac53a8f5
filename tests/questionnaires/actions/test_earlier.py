"""What somebody with an account answered for one buyer is proposed for another one."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from questionnaires.actions.answers import confirm_answers
from questionnaires.actions.invitations import revoke
from questionnaires.actions.responses import submit_response
from questionnaires.choices import EventKind
from questionnaires.document.answer_set import State
from questionnaires.models import Answer, Entry, Respondent, ResponseEvent, Upload
from questionnaires.queries import answer_set_of
from riskapp.tools.mapping import core_guide
from tests.conftest import fill, make_world
from tests.factories.riskapp import example
from tests.questionnaires.views.test_entering_by_account import ADDRESS, join, open_link

pytestmark = pytest.mark.django_db

HEADING = "What you answered in another questionnaire"
PROPOSED = "From another questionnaire, not confirmed yet"
CODEX = "codex-business"


@pytest.fixture
def places(client):
    """The same person at two buyers: what was submitted to one, and what is in hand."""
    earlier = make_world(entry_policy="account").assessment(filled=False, email=ADDRESS)
    other = make_world("Another", entry_policy="account")
    later = other.assessment(filled=False, email=ADDRESS)
    join(client, earlier.response.invitations.get())
    fill(earlier.response, example("typical").filled)
    Entry.objects.filter(response=earlier.response, position=1).update(catalogue=CODEX)
    submit_response(earlier.response, name="Vera Vendor", role="CTO")
    open_link(client, later.response.invitations.get())
    client.post("/respond/account/")
    return earlier.response, later.response


def page(response):
    return reverse("questionnaires:offline", args=[response.pk])


def propose(client, earlier, later):
    return client.post(page(later), {"earlier": str(earlier.pk)}, follow=True)


def take_over(client, earlier, later):
    shown = propose(client, earlier, later)
    fingerprint = shown.context["fingerprint"]
    upload = Upload.objects.get(response=later)
    there = reverse("questionnaires:offline_preview", args=[later.pk, upload.pk])
    client.post(there, {"fingerprint": fingerprint})
    later.refresh_from_db()


def test_what_was_submitted_elsewhere_is_offered_and_shown_before_it_is_taken(
    client, places
):
    earlier, later = places

    tasks = client.get(f"/respond/{later.pk}/").content.decode()
    listed = client.get(page(later)).content.decode()
    shown = propose(client, earlier, later).content.decode()

    assert "You have answered this questionnaire for somebody else" in tasks
    assert HEADING in listed
    assert "for Buyer, submitted on" in listed
    assert HEADING in shown
    assert not Answer.objects.filter(response=later).exists()


def test_what_is_taken_over_says_where_it_is_from_and_counts_once_confirmed(
    client, places
):
    earlier, later = places

    take_over(client, earlier, later)

    found = answer_set_of(later)
    assert set(found.filled.set_aside.values()) == {PROPOSED}
    assert len(found.filled.entries) == Entry.objects.filter(response=earlier).count()
    assert later.answered == 0
    assert found.state("GOV-01") is State.OPEN
    confirm_answers(later, ["GOV-01"])
    assert answer_set_of(later).state("GOV-01") is State.ANSWERED


def test_a_tool_keeps_the_plan_it_was_chosen_from(client, places):
    take_over(client, *places)

    first = Entry.objects.filter(response=places[1]).order_by("position").first()
    assert first.catalogue == CODEX
    assert CODEX in core_guide().catalogue.plans


def test_nobody_is_told_where_else_it_was_given(client, places):
    earlier, later = places

    take_over(client, earlier, later)

    event = ResponseEvent.objects.get(response=later, kind=EventKind.UPLOADED)
    kept = f"{event.after} {Upload.objects.get(response=later).__dict__}"
    assert event.after["file"] == "Answers from an earlier questionnaire"
    assert "Buyer" not in kept
    assert str(earlier.pk) not in kept
    pks = Entry.objects.filter(response=earlier).values_list("pk", flat=True)
    assert not any(str(pk) in kept for pk in pks)


def test_the_short_form_takes_what_it_asks_and_says_what_it_leaves_out(client, places):
    earlier, later = places
    later.is_short = True
    later.save(update_fields=["is_short"])

    shown = propose(client, earlier, later)

    lines = shown.context["found"].lines
    short = answer_set_of(later).document.short_form
    assert {line.question for line in lines} <= set(short)
    assert "left out" in shown.content.decode()
    assert shown.context["faults"] == 0


def test_an_invitation_that_ended_still_shows_what_was_answered(client, places):
    earlier, later = places
    ended = timezone.now() - datetime.timedelta(days=300)
    earlier.invitations.update(expires_at=ended)

    assert HEADING in client.get(page(later)).content.decode()


def test_what_is_open_or_was_taken_back_or_is_another_persons_is_not_there(
    client, places
):
    earlier, later = places
    revoke(earlier.invitations.get(), actor="ana@buyer.example")
    assert HEADING not in client.get(page(later)).content.decode()
    assert propose(client, earlier, later).status_code == 404
    assert propose(client, later, later).status_code == 404

    Respondent.objects.filter(response=later).update(email="somebody@else.example")
    assert propose(client, earlier, later).status_code == 404


def test_without_an_account_nothing_is_offered():
    world = make_world()
    one = world.assessment("typical", submitted=True)
    other = world.assessment(filled=False, name="Other")
    client = Client()
    open_link(client, other.response.invitations.get())
    client.post("/respond/start/", {"name": "Vera Vendor"})

    assert HEADING not in client.get(page(other.response)).content.decode()
    assert propose(client, one.response, other.response).status_code == 404
