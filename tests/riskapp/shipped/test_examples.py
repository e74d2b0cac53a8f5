"""The example answers are read without a fault and show what their names say."""

from __future__ import annotations

from pathlib import Path

import pytest

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.answers_file import AnswersFile, read_answers
from questionnaires.document.model import Document
from questionnaires.document.progress import progress
from riskapp.scoring.rated.model import rules_of
from riskapp.shipped.core import core_document

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"
NAMES = (
    "careful",
    "typical",
    "personal-accounts",
    "production-agents",
    "half-answered",
)


def core(identifier: str) -> Document:
    document = core_document()
    assert identifier.split("@", maxsplit=1)[0] == document.id
    return document


def example(name: str) -> AnswersFile:
    path = EXAMPLES / f"{name}.yaml"
    return read_answers(path.read_text("utf-8"), path.name, core)


def answer_set_of(name: str) -> AnswerSet:
    answers = example(name)
    return AnswerSet(answers.document, answers.filled, answers.as_of)


def fired(name: str) -> set[tuple[str, str]]:
    """Every rule that fires, with the heaviest floor it sets."""
    answer_set = answer_set_of(name)
    heaviest: dict[str, str] = {}
    for rule in rules_of(answer_set.document):
        for case in rule.cases:
            entries = (
                [entry.id for entry in answer_set.entries(case.each)]
                if case.each
                else [""]
            )
            if any(answer_set.holds(case.when, entry) for entry in entries):
                heaviest.setdefault(rule.id, case.floor)
    return set(heaviest.items())


@pytest.mark.parametrize("name", NAMES)
def test_an_example_answers_no_question_that_is_hidden(name: str) -> None:
    answers = example(name)
    answer_set = answer_set_of(name)

    hidden = [
        question
        for question in answers.filled.answers
        if not answer_set.shown(question)
    ]
    hidden += [
        f"{entry.title}/{question}"
        for entry in answers.filled.entries
        for question in entry.answers
        if not answer_set.shown(question, entry.id)
    ]

    assert hidden == []


@pytest.mark.parametrize("name", [name for name in NAMES if name != "half-answered"])
def test_an_example_that_is_handed_in_is_complete(name: str) -> None:
    state = progress(answer_set_of(name))

    assert state.answered == state.applicable


def test_about_half_of_the_half_answered_example_is_open() -> None:
    state = progress(answer_set_of("half-answered"))

    assert 2 * state.applicable < 5 * state.answered < 3 * state.applicable


def test_no_rule_fires_for_the_careful_partner() -> None:
    assert fired("careful") == set()


def test_private_accounts_fire_the_rules_on_training_contracts_and_accounts() -> None:
    rules = fired("personal-accounts")

    assert {("CR-01", "critical"), ("CR-02", "critical"), ("CR-08", "high")} <= rules


def test_agents_in_production_fire_the_rules_on_production() -> None:
    rules = fired("production-agents")

    assert {
        ("CR-03", "critical"),
        ("CR-06", "critical"),
        ("CR-07", "critical"),
    } <= rules


def test_the_largest_example_has_eight_tools() -> None:
    assert len(example("production-agents").filled.entries) == 8
