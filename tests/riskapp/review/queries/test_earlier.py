"""Better answers than before, and what was left out: each of them calls for an explanation."""

from dataclasses import replace

import pytest

from questionnaires.document.answer_set import AnswerSet
from questionnaires.queries import EarlierEntries
from riskapp.review.queries.earlier import AnswerTurn, favourable, listed_again
from tests.factories.riskapp import example

# No django_db mark: answers are compared without the database.


@pytest.fixture(scope="module")
def given():
    return example("careful")


def turned(given, changes):
    """What is told where the answers before were as ``changes`` say, and are as given now."""
    filled = given.filled
    last = {(q, ""): v for q, v in filled.answers.items()}
    for entry in filled.entries:
        last |= {(q, entry.id): v for q, v in entry.answers.items()}
    now = AnswerSet(given.document, filled, given.as_of)
    return {one.place: one for one in favourable(now, last | changes, {})}


def answered(given, changes):
    answers = {**given.filled.answers, **changes}
    return replace(given, filled=replace(given.filled, answers=answers))


def test_nothing_is_told_of_the_same_answers(given):
    assert turned(given, {}) == {}


def test_a_better_answer_and_an_earlier_day_are_told(given):
    given = answered(given, {"GOV-03": "accepted", "GOV-08": "2026-01-01"})

    told = turned(given, {("GOV-03", ""): "none", ("GOV-08", ""): "2026-02-01"})

    assert told["GOV-03", ""].turn is AnswerTurn.BETTER
    assert told["GOV-08", ""].turn is AnswerTurn.EARLIER_DAY


def test_far_fewer_rights_are_told(given):
    tool = given.filled.entries[0].id

    told = turned(given, {("T-08", tool): ["secrets", "deploy_prod"]})

    assert told["T-08", tool].turn is AnswerTurn.LOWER


def test_a_weak_answer_that_is_said_not_to_apply_is_told(given):
    none = next(
        option.code
        for option in given.document.questions["CON-09"].options
        if option.not_applicable
    )
    given = answered(given, {"CON-09": none})

    told = turned(given, {("CON-09", ""): "no"})

    assert told["CON-09", ""].turn is AnswerTurn.NOT_APPLICABLE


def test_weak_answers_that_another_answer_hides_are_told_at_that_answer(given):
    given = answered(given, {"IAA-01": "no"})

    told = turned(given, {("IAA-01", ""): "yes_remote", ("IAA-02", ""): "none"})

    assert told["IAA-01", ""].turn is AnswerTurn.NOT_ASKED
    assert told["IAA-01", ""].lost == ("IAA-02",)


def test_an_entry_is_the_one_before_by_its_name_or_its_line_of_the_catalogue(given):
    first, second, *_rest = given.filled.entries
    gone = (
        replace(first, id="a", title=f" {first.title.upper()}"),
        replace(second, id="b", title="Other", catalogue="plan"),
    )
    filled = replace(
        given.filled, entries=(first, replace(second, catalogue="plan"), *_rest)
    )
    now = AnswerSet(given.document, filled, given.as_of)

    again = listed_again(now, EarlierEntries(gone, frozenset({first.id, second.id})))

    assert {entry: one.id for entry, one in again.items()} == {
        first.id: "a",
        second.id: "b",
    }
    assert listed_again(now, EarlierEntries(gone)) == {}
