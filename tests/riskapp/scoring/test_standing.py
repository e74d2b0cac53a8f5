"""Where conditions stand in a response as model 2 reads it."""

import pytest

from questionnaires.document.model import AnyEntry, ConditionTerm, Not
from riskapp.scoring.reading import OpenReading, Truth
from tests.factories.documents import answer_set_of, minimal_document

DOCUMENT = minimal_document(
    repeated="""
    - id: T-1
      text: Is it logged?
      kind: single
      weight: 1
      options: [{code: "yes", label: "Yes", risk: 0}, {code: "no", label: "No", risk: 4}]
    """
)
LISTED = AnyEntry("TOOL")
LOGGED = AnyEntry("TOOL", ConditionTerm("T-1", "is", ("yes",)))


def truth(condition, *entries):
    return OpenReading(answer_set_of(DOCUMENT, {}, *entries)).truth(condition)


@pytest.mark.parametrize(
    ("entries", "listed", "logged"),
    [
        ((), Truth.POSSIBLE, Truth.POSSIBLE),
        (({},), Truth.TRUE, Truth.POSSIBLE),
        (({"T-1": "no"},), Truth.TRUE, Truth.FALSE),
        (({"T-1": "no"}, {}), Truth.TRUE, Truth.POSSIBLE),
        (({"T-1": "no"}, {"T-1": "yes"}), Truth.TRUE, Truth.TRUE),
    ],
)
def test_a_register_that_stands_empty_without_a_word_may_hold_anything(
    entries, listed, logged
):
    assert truth(LISTED, *entries) is listed
    assert truth(LOGGED, *entries) is logged


def test_what_may_hold_may_not_hold_either():
    assert truth(Not(LISTED)) is Truth.POSSIBLE
    assert truth(Not(LOGGED), {}) is Truth.POSSIBLE
    assert truth(Not(LISTED), {"T-1": "no"}) is Truth.FALSE
    assert truth(Not(LOGGED), {"T-1": "no"}) is Truth.TRUE
