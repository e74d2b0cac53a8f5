"""Steps in words, with what each moved."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.overlay import Overlay
from riskapp.presentation.steps import ReaderFormats, shortened, signed
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
