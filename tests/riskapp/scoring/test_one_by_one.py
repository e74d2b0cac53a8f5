"""Conditions asked one question and one entry at a time, with nothing read in columns."""

from unittest.mock import patch

import pytest

from questionnaires.document.model import All, AnyEntry, AnyOf, ConditionTerm, Not
from riskapp.scoring.because import Because, Reasons
from riskapp.scoring.reading import OpenReading, Truth
from riskapp.scoring.standing import AnswerStanding
from tests.factories.documents import answer_set_of, minimal_document

DOCUMENT = minimal_document(
    repeated="""
    - id: T-1
      text: Is it logged?
      kind: single
      weight: 1
      options: [{code: "yes", label: "Yes", risk: 0}, {code: "no", label: "No", risk: 4}]
    - id: T-2
      text: Is it watched?
      kind: single
      weight: 1
      show_if: {question: T-1, is: ["yes"]}
      options: [{code: "yes", label: "Yes", risk: 0}, {code: "no", label: "No", risk: 4}]
    """
)
LOGGED, WATCHED = (ConditionTerm(name, "is", ("yes",)) for name in ("T-1", "T-2"))


@pytest.fixture(autouse=True)
def _plain():
    with (
        patch.object(AnswerStanding, "truth", lambda *_args, **_more: None),
        patch.object(Because, "reasons", lambda *_args: None),
        patch.object(Because, "missing", lambda *_args: None),
    ):
        yield


def asked(condition, *entries):
    reading = OpenReading(answer_set_of(DOCUMENT, {}, *entries))
    entry = "" if isinstance(condition, AnyEntry) else reading.entries("TOOL")[0].id
    return reading.truth(condition, entry), reading.reasons(condition, entry)


def test_what_hangs_on_a_missing_answer_is_missing_for_want_of_it():
    assert asked(WATCHED, {}) == (
        Truth.POSSIBLE,
        Reasons(("T-2", "T-1"), ("T-1",), ("T-1",)),
    )


def test_of_parts_the_least_or_the_most_decides():
    logged = {"T-1": "yes"}

    assert asked(All((LOGGED, WATCHED)), logged)[0] is Truth.POSSIBLE
    assert asked(AnyOf((LOGGED, WATCHED)), logged) == (Truth.TRUE, Reasons(("T-1",)))
    assert asked(All((Not(LOGGED), WATCHED)), logged) == (Truth.FALSE, Reasons())


def test_of_entries_those_that_hold_as_all_do_are_the_reason():
    some = AnyEntry("TOOL", LOGGED)

    assert asked(some, {"T-1": "no"}, {}) == (
        Truth.POSSIBLE,
        Reasons(("T-1",), ("T-1",), ("T-1",)),
    )
    assert asked(some, {"T-1": "no"}, {"T-1": "yes"}) == (
        Truth.TRUE,
        Reasons(("T-1",)),
    )
