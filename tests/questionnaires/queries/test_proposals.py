"""Proposed answers are put together: once each, those that exclude each other apart."""

from dataclasses import replace

import pytest

from questionnaires.queries import answer_set_of
from questionnaires.queries.proposals import (
    OfferedAnswer,
    ShownGround,
    able_to_stand,
    offered,
    undisputed,
)
from questionnaires.signals import offering


@pytest.fixture
def proposing():
    """Have somebody outside propose answers."""
    given = []

    def listen(**_kwargs):
        return given

    offering.connect(listen)
    yield given
    offering.disconnect(listen)


@pytest.fixture
def answer_set(response):
    return answer_set_of(response)


@pytest.fixture
def one(answer_set):
    question = answer_set.document.questions["GOV-01"]
    return OfferedAnswer(
        question, "", "no", shown=(ShownGround("A file"),), sources=("a",)
    )


def test_the_same_answer_is_told_once_with_all_that_speaks_for_it(
    response, answer_set, proposing, one
):
    proposing += [one, replace(one, shown=(ShownGround("Another"),), sources=("b",))]

    [found] = offered(response, answer_set, "")

    assert [ground.text for ground in found.shown] == ["A file", "Another"]
    assert found.sources == ("a", "b")
    assert offered(response, answer_set, "some entry") == []


def test_only_questions_that_are_looked_at_are_asked_for_and_what_is_at_hand_is_not(
    response, answer_set, one
):
    heard = []

    def listen(questions, **_kwargs):
        heard.append(questions)
        return [one]

    offering.connect(listen)
    try:
        assert offered(response, answer_set, "", questions=["GOV-02"]) == []
        assert offered(response, answer_set, "", questions=["GOV-01"]) == [one]
        assert offered(response, answer_set, "", others=[one]) == [one]
    finally:
        offering.disconnect(listen)
    assert heard == [["GOV-02"], ["GOV-01"]]


def test_answers_that_exclude_each_other_are_not_confirmed_together(
    response, answer_set, proposing, one
):
    proposing += [one, replace(one, value="yes")]

    found = offered(response, answer_set)

    assert [offer.value for offer in found] == ["no", "yes"]
    assert undisputed(answer_set, found) == []
    assert undisputed(answer_set, found[:1]) == found[:1]


def test_what_is_asked_only_with_another_answer_needs_it(answer_set):
    document = answer_set.document
    [depending, *_more] = [
        question
        for question in document.questions.values()
        if question.section
        and not question.repeated
        and not answer_set.asks(question.id)
    ]

    assert able_to_stand(answer_set, [OfferedAnswer(depending, "", "x")]) == []
