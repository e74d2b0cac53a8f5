"""A tool chosen from the catalogue: what is answered, remembered and refused."""

import pytest

from questionnaires.actions.entries import add_entry, choose_listed, copy_entry
from questionnaires.actions.responses import submit_response
from questionnaires.errors import NotAsked, ResponseLocked
from questionnaires.models import Answer, Entry, Response, ResponseEvent
from riskapp.tools.catalogue import core_catalogue

PLAN = core_catalogue().plans["windsurf-teams"]


def test_choosing_answers_name_and_provider_and_remembers_where_from(
    response, respondent
):
    entry = choose_listed(response, "TOOL", PLAN, respondent=respondent)

    assert entry.catalogue == "windsurf-teams"
    answers = Answer.objects.filter(entry=entry)
    assert dict(answers.values_list("question", "value")) == {
        "T-01": "Windsurf",
        "T-02": "Cognition",
    }
    assert {answer.answered_by for answer in answers} == {respondent}
    response.refresh_from_db()
    assert response.answered == 2


def test_choosing_leaves_one_event_for_the_entry_and_one_for_each_answer(
    response, respondent
):
    entry = choose_listed(response, "TOOL", PLAN, respondent=respondent)

    events = list(ResponseEvent.objects.filter(entry=entry))
    assert [(event.kind, event.question) for event in events] == [
        ("entry_added", ""),
        ("answered", "T-01"),
        ("answered", "T-02"),
    ]
    assert events[0].after == {
        "catalogue": "windsurf-teams",
        "gathered": "2026-11-30",
        "name": "Windsurf",
        "provider": PLAN.provider,
        "plan": "Teams / Enterprise",
    }
    assert {event.respondent for event in events} == {respondent}


def test_a_provider_in_doubt_is_left_to_the_person(response):
    entry = choose_listed(response, "TOOL", core_catalogue().plans["supermaven"])

    assert [answer.question for answer in entry.answers.all()] == ["T-01"]


def test_a_copy_comes_from_the_same_tool_plan(response):
    copied = copy_entry(choose_listed(response, "TOOL", PLAN))

    assert copied.catalogue == "windsurf-teams"


def test_an_entry_added_by_hand_comes_from_nowhere(response):
    assert add_entry(response, "TOOL").catalogue == ""


@pytest.mark.parametrize("section", ["GOV", "", "NOWHERE"])
def test_tools_are_chosen_only_for_the_register(response, section):
    with pytest.raises(NotAsked):
        choose_listed(response, section, PLAN)

    assert not Entry.objects.exists()


def test_nothing_is_chosen_after_submission(response):
    submit_response(response, name="Vera", role="CTO")

    with pytest.raises(ResponseLocked):
        choose_listed(response, "TOOL", PLAN)


def test_a_tool_is_chosen_in_the_short_form_which_does_not_ask_for_its_company(
    response,
):
    Response.objects.filter(pk=response.pk).update(is_short=True)

    entry = choose_listed(Response.objects.get(pk=response.pk), "TOOL", PLAN)

    assert set(entry.answers.values_list("question", flat=True)) == {"T-01"}
