"""What was not asked counts like the worst answer, apart from what was left open: nobody gains
by a short form (docs/scoring.md, section 10)."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires.document.answer_set import AnswerSet, State
from questionnaires.document.conditions import questions_of
from riskapp.scoring.catalogue import core_catalogue
from riskapp.scoring.evaluation import evaluate, numbers_of
from riskapp.scoring.export import to_contract, to_data
from riskapp.scoring.five import five_answers
from riskapp.scoring.missing import claims_in_words, not_asked_in_words
from riskapp.scoring.movement import Cause, Scored, movement
from riskapp.scoring.rated.model import NONE_USED, rated, rules_of
from riskapp.scoring.reading import OpenReading, Reading
from riskapp.scoring.status import Status
from riskapp.shipped.core import core_document
from tests.factories.responses import Chooser

NUMBERS = st.integers(0, 2**48)
MANY = settings(max_examples=30, deadline=None)
ORDER = ("low", "moderate", "high", "critical")


def with_short_form(number):
    """The core questionnaire with some short form that is allowed: what has to stand in it, and
    some questions more."""
    document = core_document()
    chosen = random.Random(number)
    needed = set(questions_of(document.conditions[NONE_USED]))
    needed |= {
        name
        for rule in rules_of(document)
        for case in rule.cases
        for name in questions_of(case.when)
    }
    for question in document.questions.values():
        has_level = question.repeated and any(o.level for o in question.options)
        if has_level or chosen.random() < 0.2:
            needed.add(question.id)
    needed |= {s.entry_title for s in document.sections if s.repeat}
    while True:
        behind = {
            other
            for name in needed
            for question in [document.questions[name]]
            for other in (
                *questions_of(question.show_if),
                *question.places_from,
                question.offered_from or name,
            )
        }
        if behind <= needed:
            break
        needed |= behind
    asked = [n for n, q in document.questions.items() if q.section and n in needed]
    return replace(document, short_form=tuple(asked))


def answers(number):
    """Random answers, of which those to the short form count; and the same as the whole form
    with silence where the short one asks nothing."""
    document = with_short_form(number)
    given_ = Chooser(number).answer_set()
    short = AnswerSet(document, replace(given_.filled, is_short=True), given_.as_of)
    return short, short.as_whole()


def by_place(items):
    return {
        (item.question.id, item.entry.id if item.entry else ""): item for item in items
    }


@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("kind", [Reading, OpenReading])
def test_by_question_stands_the_same_as_one_by_one(kind, number):
    for answer_set in answers(number):
        reading = kind(answer_set)
        columns = reading.columns()

        assert by_place(reading.items()) == by_place(
            column.item(at) for column in columns for at in range(len(column.entries))
        )
        asked = {
            (column.question.id, mark.is_asked)
            for column in columns
            for mark in column.marks
            if mark and mark.is_open
        }
        assert asked <= {(name, name not in answer_set.unasked) for name, _ in asked}


@MANY
@given(NUMBERS)
def test_a_short_form_is_never_rated_better_than_the_whole_in_silence(number):
    short, silent = answers(number)

    before, after = (evaluate(each, core_catalogue()) for each in (short, silent))

    assert before.residual >= after.residual
    assert ORDER.index(before.rating) >= ORDER.index(after.rating)
    assert before.residual_model == after.residual_model
    assert before.inherent_value == after.inherent_value
    assert before.floors == after.floors
    assert before.evidence <= after.evidence
    good = (Status.MET, Status.PARTLY_MET)
    for name, criterion in before.criteria.items():
        if criterion.status in good:
            assert after.criteria[name].status in good, name


@MANY
@given(NUMBERS)
def test_what_was_not_asked_is_counted_apart_from_what_was_left_open(number):
    short, silent = answers(number)
    unasked = short.unasked

    result = evaluate(short, core_catalogue())
    whole = evaluate(silent, core_catalogue())

    assert result.is_short
    assert not whole.is_short
    assert whole.not_asked == ()
    assert {item.question for item in result.not_asked} <= unasked
    assert not {finding.question for finding in result.findings} & unasked
    left_open = {f.question for f in whole.findings if f.is_open}
    weighted = {n for n in unasked if rated(short.document.questions[n]).weight}
    assert left_open & weighted <= {item.question for item in result.not_asked}
    assert result.completeness >= whole.completeness
    for criterion in result.criteria.values():
        if criterion.status is Status.NOT_ASKED and not criterion.children:
            assert set(criterion.questions) & unasked
    for warning in result.warnings:
        assert not (warning.is_missing and set(warning.questions) & unasked)


@MANY
@given(NUMBERS)
def test_no_critical_rule_hangs_on_what_was_not_asked(number):
    short, _silent = answers(number)

    for floor in evaluate(short, core_catalogue()).floors:
        assert not set(floor.missing) & short.unasked


def test_items_that_were_not_asked_are_told_apart():
    short, _silent = answers(7)

    states = {i.question.id: i.state for i in OpenReading(short).items()}

    assert State.NOT_ASKED in states.values()
    assert {n for n, s in states.items() if s is State.NOT_ASKED} <= short.unasked


def test_the_weights_of_evidence_name_what_was_not_asked_only_in_a_short_form():
    short, silent = answers(7)

    assert OpenReading(short).evidence_weights()["not_asked"] > 0
    assert "not_asked" not in OpenReading(silent).evidence_weights()


def test_a_score_says_what_was_not_asked():
    short, silent = answers(7)
    result = evaluate(short, core_catalogue())

    told = to_contract(result)["asked"]
    [sentence] = not_asked_in_words(to_data(result))

    assert told["form"] == "short"
    assert {item["question"] for item in told["not_asked"]} <= short.unasked
    assert f"{len(told['not_asked'])} questions were not asked" in sentence
    assert claims_in_words(to_data(result))[0] == sentence
    whole = evaluate(silent, core_catalogue())
    assert to_contract(whole)["asked"] == {"form": "whole", "not_asked": []}
    assert not_asked_in_words(to_data(whole)) == []
    assert not_asked_in_words({}) == []


def test_five_answers_never_take_what_was_not_asked_for_known():
    short, silent = answers(7)

    assert five_answers(short) == five_answers(silent)


def test_what_moves_by_another_form_is_a_step_of_its_own():
    given_, silent = answers(11)
    whole = AnswerSet(
        given_.document, replace(given_.filled, is_short=False), given_.as_of
    )
    short = AnswerSet(
        given_.document, replace(silent.filled, is_short=True), given_.as_of
    )
    data = {
        name: to_data(evaluate(each, core_catalogue()))
        for name, each in (("short", short), ("whole", whole))
    }

    there = movement(
        Scored(short, short, data["short"]), Scored(whole, whole, data["whole"])
    )
    back = movement(
        Scored(whole, whole, data["whole"]), Scored(short, short, data["short"])
    )

    assert there.steps
    assert there.steps[0].cause is Cause.FORM
    assert set(there.steps[0].moved) <= {"completeness"}
    assert back.steps
    assert [step.cause for step in back.steps] == [Cause.FORM]
    assert numbers_of(short).values["residual"] == numbers_of(silent).values["residual"]
