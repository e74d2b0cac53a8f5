"""Entries that are one thing told twice: split, or copied to lift the rest."""

from dataclasses import replace

import pytest

from questionnaires.document.answer_set import AnswerSet
from riskapp.review.queries.alike import Likeness, alike_entries
from tests.factories.riskapp import example

# No django_db mark: answers are compared without the database.


@pytest.fixture(scope="module")
def given():
    return example("careful")


def alike(given, *more, first=None):
    own = given.filled.entries
    entries = (first or own[0], *own[1:], *more)
    filled = replace(given.filled, entries=entries)
    answer_set = AnswerSet(given.document, filled, given.as_of)
    found = alike_entries(answer_set, given.document.section_by_code["TOOL"])
    return {
        kind: [[entry.id for entry in group] for group in groups]
        for kind, groups in found.items()
    }


def copied(entry, name, **changes):
    answers = {**entry.answers, "T-01": name, "T-17": "Somebody else", **changes}
    return replace(entry, id=name, title=name, answers=answers)


def test_tools_of_their_own_are_not_alike(given):
    assert alike(given) == {Likeness.PLAN: [], Likeness.ANSWERS: []}


def test_copies_of_one_entry_are_one_group_whatever_they_are_called(given):
    first = given.filled.entries[0]

    found = alike(given, copied(first, "b"), copied(first, "c"))

    assert found[Likeness.ANSWERS] == [[first.id, "b", "c"]]
    assert alike(given, copied(first, "b", **{"T-05": "multi"})) == alike(given)


def test_two_entries_from_one_line_of_the_catalogue_are_one_group(given):
    first = replace(given.filled.entries[0], catalogue="plan")
    other = replace(copied(first, "b", **{"T-05": "multi"}), catalogue="plan")

    assert alike(given, other, first=first)[Likeness.PLAN] == [[first.id, "b"]]
