"""What was stored in English is said again in the reader's language."""

from __future__ import annotations

import pytest
from django.utils import translation

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.translation import texts_in
from riskapp.scoring import reading
from riskapp.scoring.catalogue import core_catalogue
from riskapp.scoring.evaluation import evaluate
from riskapp.scoring.stored import said_again
from tests.factories.responses import with_value
from tests.factories.riskapp import example

EXAMPLES = (
    "careful",
    "half-answered",
    "personal-accounts",
    "production-agents",
    "typical",
)


@pytest.fixture
def in_german():
    texts = texts_in("ai-toolchain-partner", "de")
    with translation.override("de"):
        yield lambda text: said_again(text, texts)


def evaluated(name, **said):
    answers = example(name)
    answer_set = AnswerSet(answers.document, answers.filled, answers.as_of)
    for question, value in said.items():
        answer_set = with_value(answer_set, (question.replace("_", "-"), ""), value)
    with translation.override("en"):
        return evaluate(answer_set, core_catalogue())


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize(
    "said",
    [{}, {"ENG_04": "none", "ENG_05": "suggest", "ENG_09": "silent"}, {"ENG_09": "no"}],
    ids=["as it is", "little was agreed", "not allowed"],
)
def test_no_finding_stays_in_english(name, said, in_german):
    english = [
        text
        for finding in evaluated(name, **said).findings
        for text in (finding.text, finding.remedy)
        if text and in_german(text) == text
    ]

    assert english == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_rule_that_holds_a_rating_stays_in_english(name, in_german):
    english = [
        text
        for floor in evaluated(name).floors
        for text in (floor.title, floor.why, floor.way_out)
        if text and in_german(text) == text
    ]

    assert english == []


def test_what_was_agreed_is_said_with_the_options_in_german(in_german):
    texts = [f.text for f in evaluated("typical", ENG_04="none").findings]
    (stored, *_others) = [t for t in texts if t.startswith("More access")]

    said = in_german(stored)

    assert said.startswith("Mehr Zugriff als vereinbart: ")
    assert stored.split("Held: ")[1] not in said


def test_the_name_of_an_empty_register_is_german(in_german):
    assert in_german(reading.EMPTY_TITLE) == "Das Register ist leer"


def test_the_words_of_a_person_stay_as_they_are(in_german):
    text = "We shall rotate it: by March.\nHeld: nothing."

    assert in_german(text) == text
