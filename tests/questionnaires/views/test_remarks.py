import datetime

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from questionnaires.actions.answers import save_answer
from questionnaires.actions.entries import add_entry
from questionnaires.actions.remarks import remark
from questionnaires.actions.responses import submit_response
from questionnaires.models import Remark, ResponseEvent

pytestmark = pytest.mark.django_db

SOON = timezone.localdate() + datetime.timedelta(days=30)


@pytest.fixture
def weak(response):
    """An open response with one weak answer."""
    save_answer(response, "GOV-02", "team")
    return response


def say(client, response, question="GOV-02", **said):
    url = reverse("questionnaires:remark", args=[response.pk])
    return client.post(f"{url}?question={question}", said)


def page(client, name, response, *args):
    url = reverse(f"questionnaires:{name}", args=[response.pk, *args])
    return " ".join(client.get(url).content.decode().split())


def test_a_weak_answer_asks_what_will_be_done_and_shows_it(vendor_client, weak):
    before = page(vendor_client, "section", weak, "GOV")

    say(vendor_client, weak, kind="action", text="We name a person", due_on=SOON)

    after = page(vendor_client, "section", weak, "GOV")
    assert "Say what you will do, or why it is so" in before
    assert "Your action until" in after
    assert "We name a person" in after


def test_beside_a_weak_answer_stands_what_would_mend_it(vendor_client, weak):
    remedy = "Name one person with the power to remove access, and a deputy."

    section = page(vendor_client, "section", weak, "GOV")
    url = reverse("questionnaires:remark", args=[weak.pk]) + "?question=GOV-02"
    own = vendor_client.get(url).content.decode()

    assert f"What would lower it:</strong> {remedy}" in section
    assert f"What would lower it</dt><dd>{remedy}" in own
    assert "Why this raises the risk</dt><dd>Shared duty tends to be" in own


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"kind": "action", "text": "Soon"}, "Give the day by which"),
        ({"kind": "action", "text": "", "due_on": SOON}, "This field is required"),
        (
            {"kind": "action", "text": "Done", "due_on": "2020-01-01"},
            "must not lie in the past",
        ),
        ({"kind": "promise", "text": "x"}, "not one of the available choices"),
    ],
)
def test_what_is_no_plan_is_refused_in_words(vendor_client, weak, said, words):
    reply = say(vendor_client, weak, **said)

    assert reply.status_code == 422
    assert words in reply.content.decode()
    assert not Remark.objects.exists()


def test_the_last_word_counts_and_the_history_keeps_both(vendor_client, weak):
    say(vendor_client, weak, kind="justification", text="We are two people")
    say(vendor_client, weak, kind="action", text="We name a person", due_on=SOON)

    assert Remark.objects.get().kind == "action"
    event = ResponseEvent.objects.latest("id")
    assert event.before["text"] == "We are two people"
    assert event.after["text"] == "We name a person"


def test_a_remark_can_be_taken_back(vendor_client, weak):
    say(vendor_client, weak, kind="justification", text="We are two people")

    say(vendor_client, weak, remove="1")

    assert not Remark.objects.exists()


def test_the_check_page_lists_what_is_weak_open_and_not_applicable(vendor_client, weak):
    save_answer(weak, "INV-04", {"not_applicable": "We use none"})

    words = page(vendor_client, "check", weak)

    assert "1 answer raises the risk" in words
    assert "1 of them has neither a dated action nor a justification yet" in words
    assert "1 question does not apply to you" in words
    assert "questions are still open" in words


def test_submitting_asks_about_weak_answers_nobody_explained(vendor_client, weak):
    url = reverse("questionnaires:submit", args=[weak.pk])
    attested = {"name": "Vera", "role": "CTO", "attest": "on", "leave_open": "on"}

    refused = vendor_client.post(url, attested)
    say(vendor_client, weak, kind="justification", text="We are two people")
    done = vendor_client.post(url, attested)

    assert refused.status_code == 422
    assert "1 weak answer has neither" in refused.content.decode()
    assert done.status_code == 302


def test_a_submitted_remark_never_changes(weak):
    remark(weak, "GOV-02", kind="justification", text="So it is", due_on=None)
    submit_response(weak, name="Vera", role="CTO")

    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        Remark.objects.update(text="So it was")


def test_contradictions_are_named_with_both_statements(vendor_client, response):
    save_answer(response, "GOV-01", "no")
    save_answer(response, "INV-04", ["cli"])

    words = page(vendor_client, "check", response)

    assert "hardly goes together" in words


def test_a_contradiction_of_several_tools_is_told_once(vendor_client, response):
    save_answer(response, "GOV-01", "no")
    for name in ("Agent", "Bot"):
        add_entry(response, "TOOL", name=name)

    words = page(vendor_client, "check", response)

    assert words.count("but GOV-01 says that no AI tools are used") == 1
    assert "1 pair of answers hardly goes together" in " ".join(words.split())
    assert "<strong>Agent</strong>" in words
    assert "<strong>Bot</strong>" in words
