"""Weak answers are dealt with several at once: on one page, and at their questions."""

import datetime

import pytest
from django.urls import reverse

from questionnaires.actions.answers import fill
from questionnaires.actions.remarks import remark
from questionnaires.actions.responses import submit_response
from questionnaires.models import Remark, Response
from questionnaires.queries import answer_set_of, weak_answers
from tests.factories.riskapp import example

pytestmark = pytest.mark.django_db
SOON = (datetime.date.today() + datetime.timedelta(days=30)).isoformat()


@pytest.fixture
def weak(response):
    """The places of the weak answers of a response."""
    fill(response, example("half-answered").filled)
    return [key for _item, key in weak_answers(answer_set_of(response))]


def prefix(place):
    return f"say-{place[0]}-{place[1]}" if place[1] else f"say-{place[0]}"


def said(place, **fields):
    given = {"kind": "action", "text": "We change it", "owner": "Ana", "due_on": SOON}
    return {f"{prefix(place)}-{k}": v for k, v in (given | fields).items()}


def address(response):
    return f"/respond/{response.pk}/weak/"


def test_every_weak_answer_stands_on_one_page(vendor_client, response, weak):
    page = vendor_client.get(address(response)).content.decode()

    assert len(weak) > 3
    for place in weak:
        assert f'name="{prefix(place)}-text"' in page
    assert f"{len(weak)} weak answers still want" in page


def test_several_are_dealt_with_in_one_step(vendor_client, response, weak):
    first, second, third, *_ = weak

    reply = vendor_client.post(
        address(response),
        said(first)
        | said(second, kind="justification", text="By design", owner="", due_on="")
        | said(third, text="", owner="", due_on=""),
        follow=True,
    )

    made = {(r.question, str(r.entry_id or "")): r for r in Remark.objects.all()}
    assert set(made) == {first, second}
    assert (made[first].owner, made[first].due_on.isoformat()) == ("Ana", SOON)
    assert made[second].due_on is None
    assert "Saved for 2 answers." in reply.content.decode()


def test_the_same_is_said_for_all_that_are_chosen(vendor_client, response, weak):
    chosen = weak[:3]
    data = {}
    for place in weak:
        data |= said(place, text="", owner="", due_on="")
    data |= {f"{prefix(place)}-picked": "on" for place in chosen}
    everything = {
        "all": "1",
        "all-kind": "action",
        "all-text": "Rotate",
        "all-owner": "Ops",
    }

    vendor_client.post(address(response), data | everything | {"all-due_on": SOON})

    made = Remark.objects.all()
    assert {(r.question, str(r.entry_id or "")) for r in made} == set(chosen)
    assert {(r.text, r.owner) for r in made} == {("Rotate", "Ops")}


def test_the_same_is_said_for_all_that_are_open_with_one_click(
    vendor_client, response, weak
):
    done, own, *others = weak
    vendor_client.post(address(response), said(done, text="Said before"))
    data = said(own, text="Words of its own")
    for place in (done, *others):
        data |= said(place, text="", owner="", due_on="")
    for_all = {
        "all": "1",
        "all-kind": "action",
        "all-text": "Rotate",
        "all-due_on": SOON,
    }

    reply = vendor_client.post(
        address(response), data | for_all | {"every_open": "1"}, follow=True
    )

    texts = {(r.question, str(r.entry_id or "")): r.text for r in Remark.objects.all()}
    assert texts == {
        done: "Said before",
        own: "Words of its own",
        **dict.fromkeys(others, "Rotate"),
    }
    assert f"Saved for {len(weak) - 1} answers." in reply.content.decode()


def test_what_was_written_at_one_answer_is_not_lost_beside_what_is_said_for_all(
    vendor_client, response, weak
):
    first, second, *_ = weak
    data = said(first, text="No day", due_on="") | said(second, text="")
    for_all = {
        "all": "1",
        "all-kind": "action",
        "all-text": "Rotate",
        "all-due_on": SOON,
    }

    reply = vendor_client.post(
        address(response), data | for_all | {f"{prefix(second)}-picked": "on"}
    )

    assert reply.status_code == 422
    assert "No day" in reply.content.decode()
    assert not Remark.objects.exists()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"all-text": "Rotate", "all-due_on": SOON}, "Choose the answers first."),
        ({"all-text": "", "all-due_on": SOON}, "This field is required."),
    ],
)
def test_saying_it_for_all_wants_words_and_answers(
    vendor_client, response, weak, more, words
):
    data = said(weak[0], text="") | {"all": "1", "all-kind": "action"} | more
    if "This" in words:
        data[f"{prefix(weak[0])}-picked"] = "on"

    reply = vendor_client.post(address(response), data)

    assert reply.status_code == 422
    assert words in reply.content.decode()
    assert not Remark.objects.exists()


def test_what_is_wrong_is_told_and_nothing_typed_is_lost(vendor_client, response, weak):
    reply = vendor_client.post(
        address(response), said(weak[0]) | said(weak[1], text="No day", due_on="")
    )
    page = reply.content.decode()

    assert reply.status_code == 422
    assert "Give the day by which it will be done." in page
    assert "We change it" in page
    assert "No day" in page
    assert not Remark.objects.exists()


def test_it_is_said_at_the_question_and_comes_back_there(vendor_client, response, weak):
    place = next(place for place in weak if not place[1])
    section = answer_set_of(response).document.questions[place[0]].section
    where = reverse("questionnaires:section", args=[response.pk, section])
    page = vendor_client.get(where).content.decode()

    reply = vendor_client.post(address(response), said(place) | {"at": prefix(place)})

    assert f'name="{prefix(place)}-text"' in page
    assert 'form="say"' in page
    assert reply["Location"] == f"{where}#{place[0]}"
    assert Remark.objects.get().text == "We change it"


def test_what_stands_there_already_is_not_judged_again(vendor_client, response, weak):
    old = datetime.date.today() - datetime.timedelta(days=3)
    first, second, *_ = [place for place in weak if not place[1]]
    remark(response, first[0], kind="action", text="Since May", due_on=old)
    version = Remark.version_of(Remark.objects.get())

    vendor_client.post(
        address(response),
        said(first, text="Since May", owner="", due_on=old.isoformat(), version=version)
        | said(second, version="none"),
    )

    assert Remark.objects.count() == 2
    assert Remark.objects.get(question=first[0]).due_on == old


def test_what_a_colleague_said_meanwhile_is_not_written_over(
    vendor_client, response, weak
):
    place = next(place for place in weak if not place[1])
    remark(response, place[0], kind="justification", text="Theirs", due_on=None)

    reply = vendor_client.post(address(response), said(place, version="none"))

    assert reply.status_code == 422
    assert "We change it" in reply.content.decode()
    assert Remark.objects.get().text == "Theirs"


def test_after_submission_there_is_nothing_to_say(vendor_client, response, weak):
    submit_response(response, name="Vera", role="CTO")

    reply = vendor_client.get(address(response))

    assert reply.status_code == 302
    assert Response.objects.get(pk=response.pk).remarks.count() == 0
