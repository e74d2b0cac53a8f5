"""A number with its unit: on a page, in words, and what is refused."""

from decimal import Decimal
from fractions import Fraction

import pytest

from questionnaires.document import cleaning
from questionnaires.document.errors import AnswerError
from questionnaires.document.kinds.asking import AskedQuestion
from questionnaires.document.kinds.number import Number
from tests.factories.documents import AS_OF, minimal_document

DOCUMENT = minimal_document(
    """
    - id: both
      text: How long?
      kind: number
      weight: 0
      units: [{code: hours, label: hours}, {code: days, label: days, factor: 24}]
      specials: [{code: unknown, label: Not known}]
    - {id: one, text: How many?, kind: number, weight: 0, units: [{code: days, label: days}]}
    """
)
NUMBER = Number()


def asked(question, value=None):
    return AskedQuestion(DOCUMENT, DOCUMENT.questions[question], value)


def clean(raw, question="both"):
    return cleaning.clean(DOCUMENT, DOCUMENT.questions[question], raw, as_of=AS_OF)


@pytest.mark.parametrize(
    "raw",
    [True, False, {"value": True, "unit": "days"}, b"1", [1], Decimal(7)],
)
def test_what_only_looks_like_a_number_is_refused(raw):
    with pytest.raises(AnswerError) as refusal:
        clean(raw)

    assert refusal.value.question == "both"


@pytest.mark.parametrize(
    "raw", [7, "7", Fraction(7), {"value": 7}, {"value": "7 hours"}]
)
def test_the_first_unit_is_meant_where_none_is_named(raw):
    assert clean(raw) == {"value": "7", "unit": "hours"}


def test_a_unit_typed_behind_the_number_counts_and_may_not_contradict():
    assert clean("2 days") == {"value": "2", "unit": "days"}
    with pytest.raises(
        AnswerError, match="The number says days and the unit says hours"
    ):
        clean({"value": "2 days", "unit": "hours"})
    with pytest.raises(AnswerError, match="Give the number in one of: hours, days"):
        clean({"value": "2", "unit": "weeks"})


def test_the_unit_is_asked_only_where_there_is_a_choice():
    names = {
        name: [field.name for field in NUMBER.fields(asked(name))]
        for name in ("both", "one")
    }

    assert names == {"both": ["value", "unit", "special"], "one": ["value"]}


def test_what_was_answered_stands_in_the_fields():
    fields = NUMBER.fields(asked("both", {"value": "2", "unit": "days"}))

    assert [field.initial for field in fields][:2] == ["2", "days"]


@pytest.mark.parametrize(
    ("got", "entered"),
    [
        ({"value": "2", "unit": "days"}, {"value": "2", "unit": "days"}),
        ({"value": "2 days", "unit": "hours"}, {"value": "2", "unit": "days"}),
        ({"value": "2"}, {"value": "2", "unit": "hours"}),
        ({"value": "", "unit": "days"}, None),
        ({"value": "2", "special": "unknown"}, "unknown"),
        ({}, None),
    ],
)
def test_what_is_typed_becomes_one_value(got, entered):
    assert NUMBER.entered(asked("both"), got) == entered


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"value": "24", "unit": "days"}, "24 days"),
        ({"value": "1.5", "unit": "hours"}, "1.5 hours"),
        ({"value": "2", "unit": "weeks"}, "2"),
        ("unknown", "Not known"),
    ],
)
def test_it_is_said_with_the_name_of_its_unit(value, words):
    assert NUMBER.display_text(DOCUMENT, DOCUMENT.questions["both"], value) == words
