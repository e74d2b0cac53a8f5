"""Where the entries of many responses stand, side by side."""

import pytest

from riskapp.scoring.places import Places
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
TWO, NONE, ONE = (
    answer_set_of(DOCUMENT, {}, *[{}] * count) for count in (2, 0, 1)
)  # fmt: skip
PLACES = Places(DOCUMENT, [TWO, NONE, ONE])
LOGGED = DOCUMENT.questions["T-1"]


def test_the_entries_of_one_stand_behind_those_of_the_other():
    assert [PLACES.span("TOOL", number) for number in range(3)] == [
        slice(0, 2), slice(2, 2), slice(2, 3),
    ]  # fmt: skip
    assert (PLACES.full("TOOL"), PLACES.full("")) == (0b111, 0b111)
    assert PLACES.span("", 1) == slice(1, 2)


def test_an_entry_is_found_in_its_own_response_alone():
    (entry,) = ONE.entries("TOOL")

    assert PLACES.place(LOGGED, entry.id, 2) == 2
    assert PLACES.place(LOGGED, entry.id, 1) is None
    assert PLACES.where(entry.id, 2) == ("TOOL", 2)
    assert PLACES.where(entry.id, 1) == ("", None)
    assert PLACES.where("", 1) == ("", 1)


@pytest.mark.parametrize(
    ("responses", "entries"),
    [(0b000, 0b000), (0b001, 0b011), (0b010, 0b000), (0b101, 0b111), (0b110, 0b100)],
)
def test_bits_of_responses_are_those_of_all_their_entries(responses, entries):
    assert PLACES.each("TOOL", responses) == entries
    assert PLACES.spread(entries, LOGGED, "TOOL") == entries


@pytest.mark.parametrize(
    ("entries", "some", "every"),
    [
        (0b000, 0b000, 0b010),
        (0b001, 0b001, 0b010),
        (0b011, 0b001, 0b011),
        (0b110, 0b101, 0b110),
        (0b111, 0b101, 0b111),
    ],
)
def test_bits_of_entries_are_those_of_responses_with_some_or_all_of_them(
    entries, some, every
):
    assert PLACES.some("TOOL", entries) == some
    assert PLACES.every("TOOL", entries) == every
