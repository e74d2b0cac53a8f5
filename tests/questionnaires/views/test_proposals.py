"""All proposed answers on one page, whatever proposes them: confirmed, changed, or not so."""

import html
import json
import re

import pytest
from django.urls import reverse

from questionnaires.actions.answers import GivenAnswer, save_answer, save_answers
from questionnaires.actions.entries import choose_listed
from questionnaires.actions.responses import submit_response
from questionnaires.models import Answer, ResponseEvent
from questionnaires.queries import answer_set_of
from questionnaires.queries.documents import _guide_in
from questionnaires.queries.proposals import (
    OfferedAnswer,
    OfferedEntry,
    ShownGround,
    offered,
)
from questionnaires.signals import offering
from riskapp.tools.catalogue import core_catalogue

# A guide in which no fact gets old.
GUIDE = "tests.questionnaires.views.test_published.timeless_guide"


@pytest.fixture
def tool(response, settings):
    settings.QUESTIONNAIRE_GUIDE = GUIDE
    _guide_in.cache_clear()
    yield choose_listed(response, "TOOL", core_catalogue().plans["claude-code-team"])
    _guide_in.cache_clear()


@pytest.fixture
def proposing():
    """Have somebody outside propose answers."""
    given = []

    def listen(**_kwargs):
        return given

    offering.connect(listen)
    yield given
    offering.disconnect(listen)


def page(response):
    return reverse("questionnaires:proposals", args=[response.pk])


def press(client, response, entry=None, **data):
    name = "confirm_proposed" if entry else "confirm_offered"
    args = [response.pk, entry.pk] if entry else [response.pk]
    given = {"next": page(response), **data}
    return client.post(reverse(f"questionnaires:{name}", args=args), given)


def task_list(client, response):
    place = reverse("questionnaires:tasks", args=[response.pk])
    return client.get(place).content.decode()


def groups(client, response):
    return client.get(page(response)).context["groups"]


def of(group):
    return [item.question.id for item in group.items]


def test_nothing_is_proposed_at_first(vendor_client, response):
    assert "Nothing is proposed" in vendor_client.get(page(response)).content.decode()
    assert page(response) not in task_list(vendor_client, response)


def test_the_task_list_leads_there_while_anything_is_proposed(
    vendor_client, response, tool
):
    assert page(response) in task_list(vendor_client, response)

    own = str(tool.pk)
    for one in offered(response, answer_set_of(response)):
        value = json.dumps({one.question.id: one.value})
        press(vendor_client, response, tool if own else None, **{"not": value})

    assert page(response) not in task_list(vendor_client, response)


def test_the_task_list_leads_there_for_what_others_propose_to_this_person(
    vendor_client, response, proposing
):
    proposing.append(OfferedEntry("TOOL", "Agent", 2, "/add/"))
    text = vendor_client.get(page(response)).content.decode()
    assert page(response) in task_list(vendor_client, response)
    assert "with 2 proposed answers" in text
    assert 'href="/add/"' in text
    assert "Nothing is proposed" not in text

    response.invitations.update(role="contributor", sections=["GOV"])
    assert page(response) not in task_list(vendor_client, response)
    assert "Agent" not in vendor_client.get(page(response)).content.decode()


def test_the_heading_of_an_entry_tells_its_plan(vendor_client, response, tool):
    [group] = groups(vendor_client, response)

    assert group.plan == core_catalogue().plans[tool.catalogue].plan
    heading = vendor_client.get(page(response)).content.decode().partition("<ul")[0]
    assert group.plan in heading


def test_only_what_would_be_confirmed_is_counted(
    vendor_client, response, tool, proposing
):
    own = str(tool.pk)
    place = reverse("questionnaires:entry", args=[response.pk, tool.pk])
    before = vendor_client.get(place).context["proposals"]
    part = next(one for one in before.parts if one.together > 1)
    disputed = part.items[0].question
    proposing.append(OfferedAnswer(disputed, own, "unknown"))

    page = vendor_client.get(place)

    found = page.context["proposals"]
    [now] = [one for one in found.parts if one.code == part.code]
    assert len(now.items) == len(part.items) + 1
    assert (now.together, found.together) == (part.together - 1, before.together - 1)
    answered = Answer.objects.filter(entry=tool).count()
    pressed = reverse("questionnaires:confirm_proposed", args=[response.pk, tool.pk])
    given = {"seen": found.seen, "part": part.code}
    vendor_client.post(pressed, given)
    assert Answer.objects.filter(entry=tool).count() == answered + now.together


def test_what_files_show_does_not_stand_under_what_is_published(
    vendor_client, response, tool, proposing
):
    question = answer_set_of(response).document.questions["T-24"]
    shown = (ShownGround("A file says so"),)
    proposing.append(OfferedAnswer(question, str(tool.pk), "no_contract", shown=shown))
    place = reverse("questionnaires:entry", args=[response.pk, tool.pk])

    text = vendor_client.get(place, {"all": "yes"}).content.decode()

    beside = text[text.index('id="T-24"') :].partition('class="published"')[2]
    published, _head, own = beside.partition("Your files show:")
    assert "What the provider publishes:" in published
    assert "A file says so" not in published
    assert "A file says so" in own[: own.index("</div>")]


def test_what_is_proposed_only_after_the_page_was_loaded_is_confirmed_too(
    vendor_client, response, proposing
):
    place = reverse("questionnaires:section", args=[response.pk, "GOV"])
    loaded = vendor_client.get(place).content.decode()
    question = answer_set_of(response).document.questions["GOV-01"]
    proposing.append(OfferedAnswer(question, "", "no"))

    brought = vendor_client.get(place).content.decode()
    buttons = brought[brought.index('class="published"') :].partition("</button>")[0]

    form = loaded[loaded.index('<form id="proposed"') :].partition("</form>")[0]
    given = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    [(name, value)] = re.findall(r'name="(\w+)" value="([^"]*)"', buttons)
    pressed = reverse("questionnaires:confirm_offered", args=[response.pk])
    vendor_client.post(pressed, given | {name: html.unescape(value)})
    assert Answer.objects.get(response=response, question="GOV-01").value == "no"


def test_where_nothing_can_be_confirmed_as_it_is_the_page_says_so(
    vendor_client, response, proposing
):
    question = answer_set_of(response).document.questions["GOV-01"]
    proposing += [OfferedAnswer(question, "", value) for value in ("yes", "no")]
    place = reverse("questionnaires:section", args=[response.pk, "GOV"])

    text = vendor_client.get(place).content.decode()

    assert "Confirm 0 answers" not in text
    assert "Look at what is proposed" in text


def test_what_is_published_and_what_was_answered_before_stand_in_one_list(
    vendor_client, response, tool
):
    save_answers(response, [GivenAnswer("GOV-01", None, "no", is_unconfirmed=True)])

    found = groups(vendor_client, response)

    assert [group.entry for group in found] == ["", str(tool.pk)]
    assert of(found[0]) == ["GOV-01"]
    assert found[0].items[0].before
    assert "T-24" in of(found[1])
    text = vendor_client.get(page(response)).content.decode()
    number = sum(group.together for group in found)
    assert f"Confirm all {number}" in text
    assert "older copy of the provider’s own page" in text


def test_everything_is_confirmed_with_one_press(vendor_client, response, tool):
    save_answers(response, [GivenAnswer("GOV-01", None, "no", is_unconfirmed=True)])
    everything = vendor_client.get(page(response)).context["everything"]

    done = press(vendor_client, response, everything=everything)

    assert done.url == page(response)
    assert groups(vendor_client, response) == []
    assert not Answer.objects.filter(response=response, prefilled=True).exists()
    assert Answer.objects.get(response=response, question="T-24").value == "no_contract"


def test_what_is_not_so_is_not_proposed_again_until_it_is_another(
    vendor_client, response, tool
):
    given = {"not": json.dumps({"T-24": "yes"}), "next": page(response)}
    pressed = reverse("questionnaires:confirm_proposed", args=[response.pk, tool.pk])
    told = vendor_client.post(pressed, given, follow=True)
    assert "Nothing was noted" in told.content.decode()
    assert "T-24" in of(groups(vendor_client, response)[0])

    done = press(
        vendor_client, response, tool, **{"not": json.dumps({"T-24": "no_contract"})}
    )

    assert done.url == page(response)
    assert "T-24" not in of(groups(vendor_client, response)[0])
    assert not Answer.objects.filter(response=response, question="T-24").exists()
    [event] = ResponseEvent.objects.filter(kind="offer_refused")
    assert (event.question, event.after) == ("T-24", {"value": "no_contract"})
    assert event.respondent.name == "Vera Vendor"
    press(vendor_client, response, tool, only=json.dumps({"T-24": "no_contract"}))
    assert not Answer.objects.filter(response=response, question="T-24").exists()


def test_an_answer_given_meanwhile_stays(vendor_client, response, tool):
    everything = vendor_client.get(page(response)).context["everything"]
    save_answer(response, "T-24", "unknown", entry=tool)

    press(vendor_client, response, everything=everything)

    assert Answer.objects.get(response=response, question="T-24").value == "unknown"


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"seen": "[]"},
        {"only": "x" * 9999},
        {"everything": '{"": [1]}'},
        {"everything": '{"no-such-entry": {"T-24": "no_contract"}}'},
        {"next": "https://elsewhere.example/"},
    ],
)
def test_what_is_no_list_of_proposals_confirms_nothing(
    vendor_client, response, tool, given
):
    before = Answer.objects.filter(response=response).count()

    done = press(vendor_client, response, **given)

    assert done.url == page(response)
    assert Answer.objects.filter(response=response).count() == before


def test_after_submission_there_is_nothing_to_confirm(vendor_client, response, tool):
    seen = vendor_client.get(page(response)).context["groups"][0].seen
    submit_response(response, name="Vera", role="CTO")

    assert vendor_client.get(page(response)).status_code == 302
    press(vendor_client, response, tool, seen=seen)
    press(vendor_client, response, tool, **{"not": seen})
    assert not ResponseEvent.objects.filter(kind="offer_refused").exists()
    assert not Answer.objects.filter(response=response, question="T-24").exists()
