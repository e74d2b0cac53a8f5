from dataclasses import replace

import pytest

from tests.factories.responses import with_value
from tests.riskapp.presentation.conftest import EXAMPLES, changes_of, said_in, scored


@pytest.mark.parametrize("name", EXAMPLES)
def test_nothing_changed_is_empty(name):
    score = scored(said_in(name))

    assert changes_of(score, score).is_empty


def test_every_number_has_its_movement_and_its_cause():
    said = said_in("typical")
    before, after = scored(said), scored(with_value(said, ("ACC-01", ""), "default"))

    found = changes_of(before, after)

    [step] = found.steps
    assert step.words == "The answer to ACC-01 changed."
    assert step.before != step.after
    by = {row.label: row.by for row in found.numbers if row.by}
    assert dict(step.moved) == by
    assert by["Control strength"].startswith("−")
    assert len(found.sections) == 1


def test_a_finding_that_came_names_the_answer_it_comes_from_and_no_other_cause():
    said = with_value(said_in("careful"), ("ACC-01", ""), "buyer")
    before, after = scored(said), scored(with_value(said, ("ACC-01", ""), "default"))

    found = changes_of(before, after)

    [weak] = [one for one in found.findings_new if one.question == "ACC-01"]
    assert weak.cause == "The answer to ACC-01 changed."
    assert all(one.cause for one in found.findings_new if one.question == "ACC-01")
    back = changes_of(after, before)
    assert [one.question for one in back.findings_gone] == [
        one.question for one in found.findings_new
    ]


def test_tools_and_rules_that_came_and_went_are_named_with_their_step():
    before, after = scored(said_in("careful")), scored(said_in("production-agents"))

    found = changes_of(before, after)

    old = {tool["name"] for tool in before.data["tools"]}
    new = {tool["name"] for tool in after.data["tools"]}
    assert set(found.tools_new) == new - old
    assert set(found.tools_gone) == old - new
    held = {floor["by"] for floor in after.data["floors"]}
    was = {floor["by"] for floor in before.data["floors"]}
    assert {rule.by for rule in found.rules_new} == held - was
    assert all(rule.cause for rule in found.rules_new)
    assert found.findings.after == str(len(after.data["findings"]))


def test_other_criteria_and_a_score_that_cannot_be_computed_are_said_to_be_so():
    score = scored(said_in("careful"))
    data = dict(score.data) | {
        "catalogue": "2020-01-01",
        "control": {"value": "1.0", "band": "poor"},
    }

    found = changes_of(replace(score, data=data), score)

    assert not found.is_told
    assert found.steps == []
    assert any("2020-01-01" in note for note in found.notes)
    assert any("cannot be told" in note for note in found.notes)


def test_another_version_and_another_model_are_said_to_be_so():
    score = scored(said_in("careful"))
    old = replace(
        score,
        data=dict(score.data) | {"questionnaire": "old@1", "model": "ait-score 1"},
    )

    notes = " ".join(changes_of(old, score).notes)

    assert "The questionnaire is another one: old@1, now " in notes
    assert "The model is another one: ait-score 1, now " in notes
