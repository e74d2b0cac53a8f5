import re

import pytest
from django.test import Client
from django.urls import reverse

from questionnaires.actions.answers import fill
from questionnaires.actions.clarifications import draft_question, send_questions
from questionnaires.actions.invitations import invite
from questionnaires.actions.responses import submit_response
from questionnaires.models import Answer, Clarification, Entry, Response
from questionnaires.queries import answer_set_of, token_of
from tests.factories.riskapp import example
from tests.questionnaires.actions.test_following import changed_version, cycle

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(response, vendor_client):
    """A submitted response about which two questions came back; the vendor is still there."""
    fill(response, example("typical").filled)
    previous = submit_response(response, name="Vera Vendor", role="CTO")
    tool = Entry.objects.filter(response=previous).first()
    draft_question(previous, "GOV-01", "", text="Since when?", author="a")
    draft_question(previous, "T-05", str(tool.pk), text="Which agent?", author="a")
    return send_questions(previous, due_on=None, actor="analyst@example.org")


def page(client, name, response, *args):
    url = reverse(f"questionnaires:{name}", args=[response.pk, *args])
    return " ".join(client.get(url).content.decode().split())


def carried_on(client, sent):
    client.post(reverse("questionnaires:carry_on", args=[sent.follows_id]))
    return client


def test_the_page_after_submission_leads_to_the_questions(vendor_client, sent):
    done = page(vendor_client, "done", sent.follows)
    reply = vendor_client.post(
        reverse("questionnaires:carry_on", args=[sent.follows_id])
    )

    assert "came back to you" in done
    assert reply.url == reverse("questionnaires:tasks", args=[sent.pk])
    assert vendor_client.get(reply.url).status_code == 200


def test_nobody_carries_on_without_a_seat_or_without_questions(
    vendor_client, response, sent
):
    url = reverse("questionnaires:carry_on", args=[sent.follows_id])

    assert Client().post(url).status_code == 404
    carried_on(vendor_client, sent)
    again = reverse("questionnaires:carry_on", args=[sent.pk])
    assert vendor_client.post(again).status_code == 404


def test_only_the_sections_with_questions_are_listed(vendor_client, sent):
    carried_on(vendor_client, sent)

    tasks = page(vendor_client, "tasks", sent)

    assert "has questions about some of your answers" in tasks
    assert tasks.count('class="task"') == 2
    assert "Needs you" in tasks


def test_a_question_stands_under_its_answer_and_is_replied_to_in_place(
    vendor_client, sent
):
    carried_on(vendor_client, sent)
    asked = Clarification.objects.get(question="T-05")
    entry = Entry.objects.get(response=sent, origin=asked.entry)

    before = page(vendor_client, "entry", sent, entry.pk)
    reply = vendor_client.post(
        reverse("questionnaires:reply", args=[sent.pk, asked.pk]),
        {"text": "The review agent."},
        follow=True,
    )

    assert "Which agent?" in before
    assert 'id="T-06"' not in before
    assert "The review agent." in reply.content.decode()
    assert not Answer.objects.get(response=sent, entry=entry, question="T-05").prefilled


def test_a_reply_of_somebody_else_is_not_overwritten_unseen(vendor_client, sent):
    carried_on(vendor_client, sent)
    asked = Clarification.objects.get(question="T-05")
    url = reverse("questionnaires:reply", args=[sent.pk, asked.pk])
    vendor_client.post(url, {"text": "Theirs.", "version": "none"})

    told = vendor_client.post(url, {"text": "Mine.", "version": "none"})
    asked.refresh_from_db()
    theirs = asked.reply
    vendor_client.post(url, {"text": "Mine.", "version": asked.version})

    assert told.status_code == 409
    assert {"Theirs.", "Mine."} <= set(
        re.findall(r"Theirs\.|Mine\.", told.content.decode())
    )
    assert theirs == "Theirs."
    asked.refresh_from_db()
    assert asked.reply == "Mine."


def test_an_empty_reply_says_so_and_changes_nothing(vendor_client, sent):
    carried_on(vendor_client, sent)
    asked = Clarification.objects.get(question="GOV-01")

    reply = vendor_client.post(
        reverse("questionnaires:reply", args=[sent.pk, asked.pk]),
        {"text": "  "},
        follow=True,
    )

    assert "Write a reply first." in reply.content.decode()
    asked.refresh_from_db()
    assert asked.replied_at is None


def test_an_answer_that_was_not_asked_about_stays_closed(vendor_client, sent):
    carried_on(vendor_client, sent)
    before = Answer.objects.get(response=sent, question="GOV-02").value

    reply = vendor_client.post(
        reverse("questionnaires:answer", args=[sent.pk]),
        {"question": "GOV-02", "GOV-02-value": "team"},
    )

    assert reply.status_code == 422
    assert Answer.objects.get(response=sent, question="GOV-02").value == before


def test_still_right_is_one_press_without_javascript(vendor_client, sent):
    carried_on(vendor_client, sent)
    value = answer_set_of(sent).value("GOV-01")

    vendor_client.post(
        reverse("questionnaires:answer", args=[sent.pk]),
        {"question": "GOV-01", "GOV-01-value": value},
    )

    assert not Answer.objects.get(response=sent, question="GOV-01").prefilled


def test_a_whole_page_is_confirmed(vendor_client, sent):
    carried_on(vendor_client, sent)

    reply = vendor_client.post(
        reverse("questionnaires:confirm", args=[sent.pk]),
        {"section": "GOV"},
        follow=True,
    )

    assert "1 answer confirmed." in reply.content.decode()


def test_what_is_not_confirmed_is_listed_before_submission(vendor_client, sent):
    carried_on(vendor_client, sent)

    check = page(vendor_client, "check", sent)

    assert "2 earlier answers are not confirmed." in check
    assert "question is still open" not in check


def test_a_change_is_shown_with_both_values(vendor_client, sent):
    carried_on(vendor_client, sent)
    answer_set = answer_set_of(sent)
    question = answer_set.document.questions["GOV-01"]
    other = next(o for o in question.options if o.code != answer_set.value("GOV-01"))
    vendor_client.post(
        reverse("questionnaires:answer", args=[sent.pk]),
        {"question": "GOV-01", "GOV-01-value": other.code},
    )

    check = page(vendor_client, "check", sent)
    section = page(vendor_client, "section", sent, "GOV")

    assert "1 answer has changed." in check
    assert "Before:" in section


def test_replies_are_submitted_like_answers(vendor_client, sent):
    carried_on(vendor_client, sent)

    reply = vendor_client.post(
        reverse("questionnaires:submit", args=[sent.pk]),
        {
            "name": "Vera Vendor",
            "role": "CTO",
            "attest": "on",
            "leave_open": "on",
            "leave_weak": "on",
        },
    )

    assert reply.url == reverse("questionnaires:done", args=[sent.pk])
    assert not Response.objects.get(pk=sent.pk).is_open


@pytest.fixture
def next_one(response):
    """The next cycle, in a version that asks a little differently."""
    fill(response, example("typical").filled)
    previous = submit_response(response, name="Vera Vendor", role="CTO")
    return cycle(previous, version=changed_version(previous))


def client_of(response):
    client = Client()
    client.post(
        "/respond/", {"code": token_of(invite(response, actor="analyst@example.org"))}
    )
    client.post("/respond/start/", {"name": "Vera Vendor"})
    return client


def test_the_next_cycle_says_what_is_different(next_one):
    client = client_of(next_one)

    tasks = page(client, "tasks", next_one)
    told = page(client, "last_time", next_one)

    assert reverse("questionnaires:last_time", args=[next_one.pk]) in tasks
    assert "answers were not taken over" in tasks
    assert "Yes, without a deputy" in told
    assert "The possible answers have changed: please answer again" in told
    assert "This is not asked any more" in told
    assert "Which written rules do you have?" in told


def test_where_nothing_is_different_there_is_no_such_page(response, vendor_client):
    fill(response, example("typical").filled)
    url = reverse("questionnaires:last_time", args=[response.pk])
    assert vendor_client.get(url).status_code == 404

    new = cycle(submit_response(response, name="Vera Vendor", role="CTO"))
    client = client_of(new)
    assert "different from last time" not in page(client, "tasks", new)
    url = reverse("questionnaires:last_time", args=[new.pk])
    assert client.get(url).status_code == 404
