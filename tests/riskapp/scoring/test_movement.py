"""Why numbers moved: steps that are computed, and that add up to the whole difference."""

from __future__ import annotations

import datetime
import itertools
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.overlay import Overlay, lay_over
from riskapp.scoring.catalogue import core_catalogue
from riskapp.scoring.evaluation import evaluate, numbers_of
from riskapp.scoring.export import to_data
from riskapp.scoring.files import shipped
from riskapp.scoring.movement import NAMES, Cause, Scored, movement
from tests.chance import times
from tests.factories.responses import Chooser, with_value
from tests.factories.riskapp import example

EXAMPLES = (
    "careful",
    "half-answered",
    "personal-accounts",
    "production-agents",
    "typical",
)


def scored(said, overlay=None, model=2):
    counts = lay_over(said, overlay or Overlay())
    return Scored(counts, said, to_data(evaluate(counts, core_catalogue(), model)))


def said_in(name):
    answers = example(name)
    return AnswerSet(answers.document, answers.filled, answers.as_of)


def adds_up(before, after, found):
    """Every number moves by the sum of its steps, and each step begins where one ended."""
    steps = found.steps
    for name in NAMES:
        total = after.stored[name] - before.stored[name]
        assert sum((s.moved.get(name, Decimal(0)) for s in steps), Decimal(0)) == total
    assert all(a.after == b.before for a, b in itertools.pairwise(steps))
    return True


@pytest.mark.parametrize("name", EXAMPLES)
def test_where_nothing_changed_there_is_no_step(name):
    assert movement(scored(said_in(name)), scored(said_in(name))).steps == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_numbers_are_those_of_the_evaluation(name):
    said = said_in(name)

    assert numbers_of(said).values == scored(said).stored


@pytest.mark.parametrize(
    ("old", "new"), list(itertools.pairwise([*EXAMPLES, EXAMPLES[0]]))
)
def test_from_any_example_to_any_other_the_steps_add_up(old, new):
    before, after = scored(said_in(old)), scored(said_in(new))

    assert adds_up(before, after, movement(before, after))


@settings(deadline=None, max_examples=times(8, 100))
@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_from_any_answers_to_any_others_the_steps_add_up(old, new):
    before = scored(Chooser(old).answer_set())
    after = scored(Chooser(new).answer_set())

    assert adds_up(before, after, movement(before, after))


def test_one_changed_answer_is_one_step_with_its_whole_effect():
    said = said_in("typical")
    before, after = scored(said), scored(with_value(said, ("ACC-01", ""), "default"))

    found = movement(before, after)

    [step] = found.steps
    assert (step.cause, list(step.places)) == (Cause.ANSWER, [("ACC-01", "")])
    assert adds_up(before, after, found)


def test_what_a_reviewer_corrected_is_told_from_what_the_vendor_says_otherwise():
    said = said_in("typical")
    overlay = Overlay(corrected={("ACC-01", ""): "default"})

    [step] = movement(scored(said), scored(said, overlay)).steps

    assert step.cause is Cause.REVIEW


def test_a_tool_that_went_and_one_that_came_are_steps_of_their_own():
    said = said_in("typical")
    [first, *others] = said.filled.entries
    new = replace(first, id="new", title="Another tool")
    filled = replace(said.filled, entries=(*others, new))
    before = scored(said)
    after = scored(AnswerSet(said.document, filled, said.as_of))

    found = movement(before, after)

    gone, came, *rest = found.steps
    assert (gone.cause, gone.entry) == (Cause.TOOL_GONE, first.id)
    assert (came.cause, came.entry) == (Cause.TOOL_NEW, "new")
    assert {step.cause for step in rest} <= {Cause.EVIDENCE}
    assert adds_up(before, after, found)


def test_tools_are_the_same_by_what_is_known_of_them_and_else_by_name():
    said = said_in("typical")
    entries = tuple(replace(e, id=f"x{e.id}") for e in said.filled.entries)
    evidence = {
        (q, f"x{e}" if e else ""): v for (q, e), v in said.filled.evidence.items()
    }
    filled = replace(said.filled, entries=entries, evidence=evidence)
    after = scored(AnswerSet(said.document, filled, said.as_of))

    assert movement(scored(said), after).steps == []
    assert movement(scored(said), after, {}).steps


def test_work_day_evidence_and_model_are_told_apart():
    said = said_in("typical")
    filled = replace(
        said.filled,
        profile=dict(said.filled.profile) | {"ENG-01": "none"},
        evidence=dict(said.filled.evidence) | {("ACC-01", ""): "verified"},
    )
    later = said.as_of + datetime.timedelta(days=400)
    before = scored(said, model=1)
    after = scored(AnswerSet(said.document, filled, later))

    found = movement(before, after)

    assert [step.cause for step in found.steps] == [
        Cause.MODEL,
        Cause.DAY,
        Cause.WORK,
        Cause.EVIDENCE,
    ]
    assert adds_up(before, after, found)


@pytest.mark.parametrize("version", ["1", "2"])
def test_an_earlier_version_of_the_questionnaire_is_a_step_of_its_own(version):
    now = said_in("typical")
    earlier = shipped(f"ai-toolchain-partner@{version}")
    before = scored(AnswerSet(earlier, now.filled, now.as_of))

    found = movement(before, scored(now))

    assert found.steps[0].cause is Cause.QUESTIONNAIRE
    assert adds_up(before, scored(now), found)


def test_a_rule_begins_and_ends_with_the_step_that_makes_it():
    before, after = scored(said_in("careful")), scored(said_in("production-agents"))

    steps = movement(before, after).steps

    holds = set()
    for step in steps:
        holds = (holds - set(step.ended)) | set(step.began)
    assert holds == {floor["by"] for floor in after.data["floors"]}


def test_a_score_that_cannot_be_computed_again_is_not_explained():
    before = scored(said_in("typical"))
    data = dict(before.data) | {"residual": {"value": "12.3", "rating": "low"}}

    assert movement(replace(before, data=data), before).steps is None


def test_many_changed_answers_are_told_by_section_and_tool(monkeypatch):
    monkeypatch.setattr("riskapp.scoring.movement.MOST_STEPS", 5)
    before, after = scored(said_in("careful")), scored(said_in("production-agents"))

    found = movement(before, after)

    assert any(len(step.places) > 1 for step in found.steps)
    assert adds_up(before, after, found)
