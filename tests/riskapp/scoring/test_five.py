"""The five answers: what is known in a sentence, and what is not known said as such."""

from __future__ import annotations

import os
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires.document.answer_set import AnswerSet
from riskapp.scoring.five import PER_TOOL, PLAIN, compared_answers, five_answers
from tests.factories.answer_sets import answer_set_with
from tests.factories.documents import answer_set_of, minimal_document
from tests.factories.responses import Chooser, places_of, silences
from tests.factories.riskapp import example

CASES = int(os.environ.get("LAW_CASES", "60"))
NUMBERS = st.integers(0, 2**48)
READ = {*PLAIN, *PER_TOOL}


def sentences(answer_set):
    return {one.id: one.answer for one in five_answers(answer_set)}


def of_example(name):
    answers = example(name)
    return AnswerSet(answers.document, answers.filled, answers.as_of)


def test_five_questions_have_five_sentences():
    found = five_answers(of_example("typical"))

    assert [one.id for one in found] == [
        "tools", "credentials", "access", "places", "retention",
    ]  # fmt: skip
    assert found[0].answer == (
        "5 AI tools are listed: GitHub Copilot Business, Claude Code (Team), CodeRabbit Pro, "
        "Cursor Business 2.1, Snyk Code (Enterprise); by the vendor's word the list is kept by hand."
    )
    assert found[3].answer == (
        "United States (4 of 5); Germany (1 of 5); Ireland (1 of 5)."
    )
    assert {one.basis for one in found} == {"the vendor's word"}


def test_what_is_not_known_is_counted():
    found = five_answers(of_example("half-answered"))

    assert "not known (1 of 3); how long a credential lives is not known (all 3)" in (
        found[1].answer
    )
    assert "who granted access is not known (2 of 3)" in found[2].answer
    assert [one.not_known for one in found] == [0, 4, 2, 1, 4]


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({}, "Not known: none is listed, and whether any is used was not answered."),
        ({"GOV-01": "yes"}, "Not known: AI tools are used, but none is listed."),
        ({"GOV-01": "no"}, "Not known: the vendor says that none is used, but"),
        ({"GOV-01": "no", "INV-04": ["ide"]}, "Not known: the vendor says that"),
        (
            {"GOV-01": "no", "INV-04": ["none"], "INV-01": "none"},
            "None: the vendor says so and that technical means check it, a claim",
        ),
        (
            {"GOV-01": "no_rule", "INV-04": ["none"], "INV-01": "none"},
            "None: the vendor says so, by rule only, a claim to be checked.",
        ),
    ],
)
def test_an_empty_register_is_said_as_such(answers, words):
    found = sentences(answer_set_with(answers))

    assert found["tools"].startswith(words)
    is_claimed = words.startswith("None")
    for name in ("credentials", "places", "retention"):
        start = "Does not arise" if is_claimed else "Not known: no tool is listed"
        assert found[name].startswith(start)


def test_a_list_beside_the_word_that_none_is_used_is_a_contradiction():
    found = sentences(answer_set_with({"GOV-01": "no"}, tools={"Agent": {}}))

    assert "One AI tool is listed: Agent; yet the vendor says" in found["tools"]


def test_what_nobody_accepted_as_not_applicable_is_not_known():
    claim = {"T-20": {"not_applicable": "We do not say"}}

    assert sentences(answer_set_with(tools={"Agent": claim}))["places"] == "Not known."


def test_a_tool_without_sign_in_has_no_credential_to_live_long():
    found = sentences(answer_set_with(tools={"Agent": {"T-11": "none"}}))

    assert found["credentials"] == "No sign-in, local files only."


def test_places_and_times_are_named_with_the_most_severe_first():
    tools = {
        "A": {"T-20": ["IE", "US"], "T-23": {"value": "0", "unit": "days"}},
        "B": {"T-20": ["world"], "T-23": "none"},
        "C": {"T-20": ["eea", "unknown"], "T-23": {"value": "30", "unit": "days"}},
    }

    found = sentences(answer_set_with(tools=tools))

    assert found["places"] == (
        "World-wide, or not limited to any country (1 of 3); United States (1 of 3); "
        "In the EEA, country not stated (1 of 3); Ireland (1 of 3); not known (1 of 3)."
    )
    assert found["retention"].startswith(
        "Prompts and answers are kept without limit (1 of 3); prompts and answers are kept "
        "up to 30 days (1 of 3); the provider keeps no prompts and answers (1 of 3)"
    )


@pytest.mark.parametrize(
    ("tools", "training", "lifetime", "contract"),
    [
        (None, *["Not known: no tool is listed."] * 3),
        (
            {"A": {"T-03": "outside", "T-11": "key", "T-13": "none"}},
            "Not known.",
            "A credential without an end date.",
            "Not known.",
        ),
        (
            {
                "A": {"T-24": "no_contract", "T-25": "dpa_std", "T-11": "none"},
                "B": {"T-24": "no_setting", "T-25": "none", "T-11": "none"},
            },
            "No, but only by a setting or the provider's public word (1 of 2); No, and the contract says so (1 of 2).",
            "None that ends is named.",
            "None (1 of 2); The provider's standard data processing terms, accepted (1 of 2).",
        ),
    ],
)
def test_vendors_are_compared_by_training_lifetime_and_contract(
    tools, training, lifetime, contract
):
    found = compared_answers(answer_set_with(tools=tools))

    assert [one.id for one in found] == [
        "places", "training", "retention", "lifetime", "contract",
    ]  # fmt: skip
    said = {one.id: one.answer for one in found}
    assert said["training"] == training
    assert said["lifetime"] == lifetime
    assert said["contract"] == contract


@pytest.mark.parametrize("answers", [five_answers, compared_answers])
def test_another_questionnaire_has_none(answers):
    assert answers(answer_set_of(minimal_document())) == ()


def test_a_claim_that_a_reviewer_accepted_does_not_count_as_not_known():
    answer_set = answer_set_with(
        tools={"Agent": {"T-20": {"not_applicable": "No content"}}}
    )
    filled = replace(answer_set.filled, accepted=frozenset({("T-20", "Agent")}))

    found = sentences(AnswerSet(answer_set.document, filled, answer_set.as_of))

    assert found["places"] == "A reviewer accepted that this does not apply."


@settings(max_examples=CASES, deadline=None)
@given(NUMBERS)
def test_silence_never_reads_as_known(number):
    """Any answer made open, "not known" or "does not apply": never less that is not known."""
    answer_set = Chooser(number).answer_set()
    places = places_of(answer_set)
    if not places:
        return
    read = [place for place in places if place[0] in READ]
    place = random.Random(number).choice(read or places)
    before = five_answers(answer_set)

    for kind, silent in silences(answer_set, place).items():
        after = five_answers(silent)

        for then, now in zip(before, after, strict=True):
            assert now.not_known >= then.not_known, (place, kind, then, now)
            assert "ot known" in now.answer or not now.not_known, (place, kind, now)


def test_of_many_tools_and_places_six_are_named_and_the_others_counted():
    places = ["IE", "DE", "FR", "NL", "SE", "PL", "US", "IN"]
    tools = {f"Agent {at}": {"T-20": places} for at in range(8)}

    found = sentences(answer_set_with({"GOV-01": "yes"}, tools=tools))

    assert found["tools"].startswith(
        "8 AI tools are listed: Agent 0, Agent 1, Agent 2, Agent 3, Agent 4, Agent 5 and 2 more;"
    )
    assert found["places"].startswith("India (all 8); United States (all 8); ")
    assert found["places"].endswith("; and 2 more places.")


def test_what_the_vendor_runs_itself_is_kept_by_nobody_else():
    tools = {"Agent": {"T-03": "self"}, "Other": {"T-03": "business"}}

    found = sentences(answer_set_with(tools=tools))

    assert "the vendor runs the tool itself (1 of 2)" in found["retention"].lower()


def test_the_five_questions_stand_as_people_ask_them():
    assert [one.question for one in five_answers(of_example("typical"))] == [
        "Which AI tools are used on the work?",
        "How do they sign in to your systems?",
        "Who controls their access to your code?",
        "Where is the code processed?",
        "What is retained?",
    ]
