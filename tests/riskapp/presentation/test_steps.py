"""Steps in words, with what each moved."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.overlay import Overlay
from riskapp.presentation.steps import (
    ReaderFormats,
    StepTeller,
    ToldStep,
    shortened,
    signed,
)
from riskapp.scoring.evaluation import Numbers
from riskapp.scoring.model import LOW_EVIDENCE
from riskapp.scoring.movement import (
    NAMES,
    Cause,
    Movement,
    MovementStep,
    Scored,
    ScorePair,
)
from tests.factories.documents import answer_set_of, minimal_document
from tests.factories.responses import with_value
from tests.riskapp.presentation.conftest import changes_of, said_in, scored


def with_filled(said, **filled):
    return AnswerSet(said.document, replace(said.filled, **filled), said.as_of)


def steps_between(before, after):
    return [step.words for step in changes_of(scored(before), scored(after)).steps]


def test_each_cause_is_told_in_its_own_words():
    said = said_in("typical")
    later = AnswerSet(said.document, said.filled, said.as_of + timedelta(days=400))
    evidence = dict(said.filled.evidence) | {("ACC-03", ""): "verified"}
    backed = with_filled(said, evidence=evidence)
    work = with_value(said, ("ENG-01", ""), "none")
    days = f"{later.as_of} instead of {said.as_of}"

    assert f"Ages count to another day: {days}." in steps_between(said, later)
    [shown] = changes_of(scored(said), scored(backed)).steps
    assert shown.words == "The evidence for ACC-03 changed."
    assert (shown.before, shown.after) == ("declared", "verified")
    [told] = changes_of(scored(said), scored(work)).steps
    assert told.words == "The description of the work changed: ENG-01."
    assert told.before != told.after


def test_who_may_not_read_answers_reads_of_the_question_alone():
    said = said_in("typical")
    before, after = scored(said), scored(with_value(said, ("ACC-01", ""), "default"))

    [step] = changes_of(before, after, reader=ReaderFormats(may_read=False)).steps

    assert (step.words, step.before, step.after) == (
        "The answer to ACC-01 changed.",
        "",
        "",
    )


def test_a_correction_is_told_as_what_counts_not_as_what_the_vendor_says():
    said = said_in("typical")
    overlay = Overlay(corrected={("ACC-01", ""): "default"})

    [step] = changes_of(scored(said), scored(said, overlay)).steps

    assert step.words == (
        "ACC-01 counts otherwise, and the vendor did not change its answer."
    )


@pytest.mark.parametrize("most", [0, 3, 1000])
def test_what_is_left_out_for_length_is_told_in_sum(most):
    before, after = scored(said_in("careful")), scored(said_in("production-agents"))
    found = changes_of(before, after)

    told, rest = shortened(found.steps, most)

    whole = {row.label: row.by for row in found.numbers if row.by}
    sums = dict.fromkeys(whole, Decimal(0))
    for label, by in [*rest, *(pair for step in told for pair in step.moved)]:
        sums[label] = sums.get(label, Decimal(0)) + Decimal(by.replace("−", "-"))
    assert {label: signed(by) for label, by in sums.items() if by} == whole
    assert all(step in told for step in found.steps if step.began or step.ended)


def test_a_movement_has_a_sign():
    assert [signed(Decimal(n)) for n in ("1.5", "-0.2", "0.0")] == ["+1.5", "−0.2", ""]


# Steps between two sets of answers to a small document, each in its words.
SMALL = minimal_document(
    repeated="""
    - id: T-1
      text: What is it?
      kind: text
      weight: 0
    - id: T-2
      text: What else?
      kind: text
      weight: 0
    """,
    profile="""
    - id: P-1
      text: What is the work?
      kind: single
      role: impact
      options: [{code: a, label: Alpha, level: 1}, {code: b, label: Beta, level: 2}]
    """,
)
DATA = {"model": "ait-score 1", "questionnaire": "small@1"}
LATER = {"model": "ait-score 2", "questionnaire": "small@2"}


def teller(reader=None, **more):
    """Tool 1 was listed and is now called 7; tool 2 is new, and so is one with the id 1."""
    before = answer_set_of(
        SMALL,
        {"Q-1": "yes"},
        {"T-1": "before", "T-2": "x"},
        profile={"P-1": "a"},
        evidence={("Q-1", ""): "documented"},
    )
    after = answer_set_of(
        SMALL,
        {"Q-1": "no"},
        {"T-1": "new one"},
        {"T-1": "after", "T-2": "y"},
        profile={"P-1": "b"},
        evidence={("T-1", "2"): "verified"},
    )
    after = with_filled(after, **more)
    later = AnswerSet(after.document, after.filled, after.as_of + timedelta(days=1))
    pair = ScorePair(
        Scored(before, before, DATA),
        Scored(later, later, LATER),
        {"2": "1"},
        Movement(None),
    )
    return StepTeller(pair, reader or ReaderFormats())


def a_step(cause, *places, entry="", ended=(), began=(), **by):
    plain = dict.fromkeys(NAMES, Decimal(0))
    moved = plain | {name: Decimal(value) for name, value in by.items()}
    return MovementStep(
        cause, Numbers(plain, ended), Numbers(moved, began), places, entry
    )


@pytest.mark.parametrize(
    ("step", "told"),
    [
        (
            a_step(Cause.MODEL),
            ToldStep(
                "Another scoring model applies: ait-score 2 instead of ait-score 1."
            ),
        ),
        (
            a_step(Cause.QUESTIONNAIRE),
            ToldStep(
                "Another version of the questionnaire asks: small@2 instead of small@1. "
                "Answers that no longer fit do not count."
            ),
        ),
        (
            a_step(Cause.DAY),
            ToldStep("Ages count to another day: 2026-11-24 instead of 2026-11-23."),
        ),
        (
            a_step(Cause.TOOL_GONE, entry="1"),
            ToldStep("Tool 1 is no longer listed."),
        ),
        (a_step(Cause.TOOL_GONE, entry="9"), ToldStep("9 is no longer listed.")),
        (a_step(Cause.TOOL_NEW, entry="2"), ToldStep("Tool 2 is listed now.")),
        (a_step(Cause.TOOL_NEW, entry="1, new"), ToldStep("Tool 1 is listed now.")),
        (a_step(Cause.TOOL_NEW, entry="9"), ToldStep("9 is listed now.")),
        (
            a_step(Cause.ANSWER, ("T-1", "1"), ("T-2", "1"), ("T-1", "1")),
            ToldStep("3 answers changed: Tool 1 (T-1, T-2)."),
        ),
        (
            a_step(Cause.ANSWER, ("Q-1", ""), ("Q-1", "")),
            ToldStep("2 answers changed: Governance (Q-1)."),
        ),
        (
            a_step(Cause.REVIEW, ("T-1", "9"), ("T-2", "9")),
            ToldStep(
                "2 answers count otherwise, and the vendor did not change them: Tools (T-1, T-2)."
            ),
        ),
        (
            a_step(Cause.EVIDENCE, ("Q-1", ""), ("T-1", "1")),
            ToldStep("The evidence for 2 answers changed (Q-1, T-1)."),
        ),
        (
            a_step(Cause.EVIDENCE, ("Q-1", "")),
            ToldStep("The evidence for Q-1 changed.", "documented", "declared"),
        ),
        (
            a_step(Cause.EVIDENCE, ("T-1", "1")),
            ToldStep("The evidence for T-1 (Tool 1) changed.", "declared", "verified"),
        ),
        (
            a_step(Cause.WORK, ("P-1", "")),
            ToldStep("The description of the work changed: P-1.", "Alpha", "Beta"),
        ),
        (
            a_step(Cause.WORK, ("P-9", "")),
            ToldStep("The description of the work changed: P-9.", "", ""),
        ),
        (
            a_step(Cause.ANSWER, ("Q-1", "")),
            ToldStep("The answer to Q-1 changed.", "Yes", "No"),
        ),
        (
            a_step(Cause.ANSWER, ("T-1", "1")),
            ToldStep("The answer to T-1 (Tool 1) changed.", "before", "after"),
        ),
        (
            a_step(Cause.ANSWER, ("T-9", "1")),
            ToldStep("The answer to T-9 (Tool 1) changed.", "", ""),
        ),
        (
            a_step(Cause.REVIEW, ("Q-1", "")),
            ToldStep(
                "Q-1 counts otherwise, and the vendor did not change its answer.",
                "Yes",
                "No",
            ),
        ),
    ],
)
def test_a_step_is_told_in_full(step, told):
    assert teller().told(step) == replace(told, moved=[], began=[], ended=[])


def test_the_day_is_written_as_the_reader_writes_days():
    reader = ReaderFormats(day=lambda day: f"{day:%d.%m.}")

    told = teller(reader).told(a_step(Cause.DAY))

    assert told.words == "Ages count to another day: 24.11. instead of 23.11.."


def test_why_an_answer_is_set_aside_stands_beside_it():
    told = teller(set_aside={("T-1", "2"): "Please confirm."}).told(
        a_step(Cause.ANSWER, ("T-1", "1"))
    )

    assert told.reason == "Please confirm."


def test_what_a_step_moved_is_told_by_name_and_rules_by_their_ids():
    reader = ReaderFormats(number=lambda value: f"<{value}>")
    step = a_step(
        Cause.ANSWER,
        ("Q-1", ""),
        ended=["OLD", LOW_EVIDENCE],
        began=["NEW"],
        residual="1.5",
        control="-2.0",
    )

    told = teller(reader).told(step)

    assert told.moved == [("Control strength", "−<2.0>"), ("Residual risk", "+<1.5>")]
    assert told.by == {"residual": Decimal("1.5"), "control": Decimal("-2.0")}
    assert (told.began, told.ended) == (["NEW"], ["OLD", "too little evidence"])


def moving(name, began=(), **by):
    return ToldStep(
        name, began=began, by={key: Decimal(value) for key, value in by.items()}
    )


def test_the_steps_that_move_the_risk_by_most_are_kept_in_their_order():
    steps = [
        moving("a", residual="1.0", control="0.5"),
        moving("b", residual="-3.0"),
        moving("c", residual="1.0", residual_model="2.0"),
        moving("d", control="9.0", evidence="1.0"),
        moving("e", began=["RULE"]),
        moving("f", control="9.0", evidence="-2.0", completeness="1.0"),
    ]

    kept, rest = shortened(steps, 2, lambda value: f"<{value}>")
    more, _ = shortened(steps, 4)

    assert [one.words for one in kept] == ["b", "c", "e"]
    assert list(rest) == [
        ("Control strength", "+<18.5>"),
        ("Residual risk", "+<1.0>"),
        ("Evidence", "−<1.0>"),
        ("Completeness", "+<1.0>"),
    ]
    assert [one.words for one in more] == ["a", "b", "c", "e", "f"]


def test_as_many_steps_as_there_is_room_for_are_told_alone():
    steps = [moving("a", residual="1.0"), moving("b")]

    assert shortened(steps, 2) == (steps, ())
    assert shortened(steps, 3) == (steps, ())


def test_a_movement_is_spelled_as_the_reader_does():
    assert signed(Decimal("-1.5"), lambda value: f"<{value}>") == "−<1.5>"
    assert signed(2, lambda value: f"<{value}>") == "+<2>"
