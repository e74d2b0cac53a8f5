from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.overlay import Overlay, lay_over
from riskapp.presentation.changes import ReaderFormats, changes, shortened, signed
from riskapp.scoring.catalogue import core_catalogue
from riskapp.scoring.evaluation import evaluate
from riskapp.scoring.export import to_data
from riskapp.scoring.movement import Scored
from tests.factories.responses import with_value
from tests.factories.riskapp import example
from tests.riskapp.presentation.conftest import EXAMPLES


def said_in(name):
    answers = example(name)
    return AnswerSet(answers.document, answers.filled, answers.as_of)


def scored(said, overlay=None):
    counts = lay_over(said, overlay or Overlay())
    return Scored(counts, said, to_data(evaluate(counts, core_catalogue())))


@pytest.mark.parametrize("name", EXAMPLES)
def test_nothing_changed_is_empty(name):
    score = scored(said_in(name))

    assert changes(score, score).is_empty


def test_every_number_has_its_movement_and_its_cause():
    said = said_in("typical")
    before, after = scored(said), scored(with_value(said, ("ACC-01", ""), "default"))

    found = changes(before, after)

    [step] = found.steps
    assert step.words == "The answer to ACC-01 changed."
    assert step.before != step.after
    by = {row.label: row.by for row in found.numbers if row.by}
    assert dict(step.moved) == by
    assert by["Control strength"].startswith("−")
    assert len(found.sections) == 1


def test_who_may_not_read_answers_reads_of_the_question_alone():
    said = said_in("typical")
    before, after = scored(said), scored(with_value(said, ("ACC-01", ""), "default"))

    [step] = changes(before, after, reader=ReaderFormats(may_read=False)).steps

    assert (step.words, step.before, step.after) == (
        "The answer to ACC-01 changed.",
        "",
        "",
    )


def test_a_finding_that_came_names_the_answer_it_comes_from_and_no_other_cause():
    said = with_value(said_in("careful"), ("ACC-01", ""), "buyer")
    before, after = scored(said), scored(with_value(said, ("ACC-01", ""), "default"))

    found = changes(before, after)

    [weak] = [one for one in found.findings_new if one.question == "ACC-01"]
    assert weak.cause == "The answer to ACC-01 changed."
    assert all(one.cause for one in found.findings_new if one.question == "ACC-01")
    back = changes(after, before)
    assert [one.question for one in back.findings_gone] == [
        one.question for one in found.findings_new
    ]


def test_tools_and_rules_that_came_and_went_are_named_with_their_step():
    before, after = scored(said_in("careful")), scored(said_in("production-agents"))

    found = changes(before, after)

    old = {tool["name"] for tool in before.data["tools"]}
    new = {tool["name"] for tool in after.data["tools"]}
    assert set(found.tools_new) == new - old
    assert set(found.tools_gone) == old - new
    held = {floor["by"] for floor in after.data["floors"]}
    was = {floor["by"] for floor in before.data["floors"]}
    assert {rule.by for rule in found.rules_new} == held - was
    assert all(rule.cause for rule in found.rules_new)
    assert found.findings.after == str(len(after.data["findings"]))


def test_a_correction_is_told_as_what_counts_not_as_what_the_vendor_says():
    said = said_in("typical")
    overlay = Overlay(corrected={("ACC-01", ""): "default"})

    [step] = changes(scored(said), scored(said, overlay)).steps

    assert step.words == (
        "ACC-01 counts otherwise, and the vendor did not change its answer."
    )


def test_other_criteria_and_a_score_that_cannot_be_computed_are_said_to_be_so():
    score = scored(said_in("careful"))
    data = dict(score.data) | {
        "catalogue": "2020-01-01",
        "control": {"value": "1.0", "band": "poor"},
    }

    found = changes(replace(score, data=data), score)

    assert not found.is_told
    assert found.steps == []
    assert any("2020-01-01" in note for note in found.notes)
    assert any("cannot be told" in note for note in found.notes)


@pytest.mark.parametrize("most", [0, 3, 1000])
def test_what_is_left_out_for_length_is_told_in_sum(most):
    before, after = scored(said_in("careful")), scored(said_in("production-agents"))
    found = changes(before, after)

    told, rest = shortened(found.steps, most)

    whole = {row.label: row.by for row in found.numbers if row.by}
    sums = dict.fromkeys(whole, Decimal(0))
    for label, by in [*rest, *(pair for step in told for pair in step.moved)]:
        sums[label] = sums.get(label, Decimal(0)) + Decimal(by.replace("−", "-"))
    assert {label: signed(by) for label, by in sums.items() if by} == whole
    assert all(step in told for step in found.steps if step.began or step.ended)


def test_a_movement_has_a_sign():
    assert [signed(Decimal(n)) for n in ("1.5", "-0.2", "0.0")] == ["+1.5", "−0.2", ""]


def with_filled(said, **filled):
    return AnswerSet(said.document, replace(said.filled, **filled), said.as_of)


def steps_between(before, after):
    return [step.words for step in changes(scored(before), scored(after)).steps]


def test_each_cause_is_told_in_its_own_words():
    said = said_in("typical")
    later = AnswerSet(said.document, said.filled, said.as_of + timedelta(days=400))
    evidence = dict(said.filled.evidence) | {("ACC-03", ""): "verified"}
    backed = with_filled(said, evidence=evidence)
    work = with_value(said, ("ENG-01", ""), "none")
    days = f"{later.as_of} instead of {said.as_of}"

    assert f"Ages count to another day: {days}." in steps_between(said, later)
    [shown] = changes(scored(said), scored(backed)).steps
    assert shown.words == "The evidence for ACC-03 changed."
    assert (shown.before, shown.after) == ("declared", "verified")
    [told] = changes(scored(said), scored(work)).steps
    assert told.words == "The description of the work changed: ENG-01."
    assert told.before != told.after


def test_another_version_and_another_model_are_said_to_be_so():
    score = scored(said_in("careful"))
    old = replace(
        score,
        data=dict(score.data) | {"questionnaire": "old@1", "model": "ait-score 1"},
    )

    notes = " ".join(changes(old, score).notes)

    assert "The questionnaire is another one: old@1, now " in notes
    assert "The model is another one: ait-score 1, now " in notes
