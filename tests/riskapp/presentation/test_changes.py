from dataclasses import replace
from decimal import Decimal

import pytest

from riskapp.presentation.changes import Moved, Ruled, Weak, changes
from riskapp.presentation.steps import ReaderFormats
from riskapp.scoring.evaluation import Numbers
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


# Two stored scores as small as they can be, and the small document they are of.
SMALL = minimal_document(
    repeated="""
    - id: T-1
      text: What is it?
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


def stored(residual="40.0", rating="moderate", **parts):
    return {
        "model": "ait-score 2",
        "questionnaire": "small@1",
        "catalogue": "laws 1",
        "inherent": {"value": "70.0", "band": "high"},
        "control": {"value": "50.0", "band": "weak"},
        "residual_model": {"value": "40.0", "rating": "moderate"},
        "residual": {"value": residual, "rating": rating},
        "evidence": {"value": "10.0", "band": "low"},
        "completeness": {"value": "90.0", "band": "high"},
        "sections": [],
        "law_counts": {},
        "tools": [],
        "floors": [],
        "findings": [],
        **parts,
    }


def small_pair(old, new, steps=(), same=None, before=None, after=None):
    before = before or answer_set_of(SMALL, {"Q-1": "yes"}, {"T-1": "x"})
    after = after or answer_set_of(SMALL, {"Q-1": "no"}, {"T-1": "y"})
    return ScorePair(
        Scored(before, before, old),
        Scored(after, after, new),
        same or {},
        Movement(None if steps is None else list(steps)),
    )


def numbers(*floors, **values):
    plain = dict.fromkeys(NAMES, Decimal(0))
    return Numbers(
        plain | {name: Decimal(value) for name, value in values.items()}, floors
    )


def step(cause=Cause.ANSWER, places=(("Q-1", ""),), entry="", ended=(), began=(), **by):
    return MovementStep(
        cause, numbers(*ended), numbers(*began, **by), list(places), entry
    )


def told(old, new, reader=None, laws=None, **more):
    return changes(small_pair(old, new, **more), reader, laws)


def test_numbers_are_told_before_and_after_in_the_words_of_the_reader():
    reader = ReaderFormats(number=lambda value: str(value).replace(".", ","))

    found = told(stored(), stored("60.5", "critical"), reader)

    assert found.rating == ("Moderate", "Critical")
    assert list(found.numbers) == [
        Moved("Inherent risk", "70,0", "70,0"),
        Moved("Control strength", "50,0 %", "50,0 %"),
        Moved("After controls (model)", "40,0", "40,0"),
        Moved("Residual risk", "40,0", "60,5", "+20,5"),
        Moved("Evidence", "10,0 %", "10,0 %"),
        Moved("Completeness", "90,0 %", "90,0 %"),
    ]


def section(code, value, title=None):
    return {"code": code, "title": title or f"Section {code}", "value": value}


def test_a_section_is_told_where_its_number_moved_came_or_went():
    old = stored(
        sections=[section("A", "10.0"), section("B", "5.0"), section("C", "1.0")]
    )
    new = stored(
        sections=[section("A", "12.5"), section("B", "5.0"), section("D", None)]
    )

    found = told(old, new).sections

    assert list(found) == [
        Moved("Section A", "10.0 %", "12.5 %", "+2.5"),
        Moved("Section C", "1.0 %", "–"),
    ]


def test_a_section_is_called_what_the_newer_questionnaire_calls_it():
    old = stored(sections=[section("A", "10.0", "Old name")])
    new = stored(sections=[section("A", "9.0", "New name")])

    assert list(told(old, new).sections) == [
        Moved("New name", "10.0 %", "9.0 %", "−1.0")
    ]


def test_unmet_provisions_are_counted_by_law():
    old = stored(
        law_counts={"GDPR": {"not_met": 1, "met": 3}, "CRA": {"not_met": 2}, "X": {}}
    )
    new = stored(
        law_counts={"GDPR": {"not_met": 2, "not_answered": 1}, "NIS2": {"not_met": 1}}
    )

    found = told(old, new, laws={"GDPR": "General law"}).laws

    assert list(found) == [
        Moved("General law", "1", "3", "+2"),
        Moved("CRA", "2", "0", "−2"),
        Moved("NIS2", "0", "1", "+1"),
    ]
    assert told(old, new).laws[0].label == "GDPR"


def tool(entry, residual, name=""):
    return {"entry": entry, "name": name or f"Tool {entry}", "residual": residual}


def test_tools_are_told_where_they_moved_came_or_went():
    old = stored(tools=[tool("1", "10.0"), tool("2", "20.0"), tool("3", "5.0")])
    new = stored(
        tools=[tool("a", "12.0", "Now A"), tool("b", "20.0"), tool("3", "7.0", "Other")]
    )

    found = told(old, new, same={"a": "1", "b": "2"})

    assert list(found.tools) == [Moved("Now A", "10.0", "12.0", "+2.0")]
    assert list(found.tools_new) == ["Other"]
    assert list(found.tools_gone) == ["Tool 3"]


def floor(by, tool=""):
    return {"by": by, "title": f"Rule {by}", "tool": tool}


def test_a_rule_that_came_or_went_names_its_tools_once_and_the_last_step_that_did_it():
    old = stored(floors=[floor("STAYS"), floor("WENT", "A")])
    new = stored(
        floors=[
            floor("CAME", "B"),
            floor("CAME", "A"),
            floor("CAME", "B"),
            floor("CAME"),
            floor("STAYS"),
        ]
    )
    steps = [
        step(places=[("Q-1", "")], began=["CAME"], residual=1),
        step(places=[("T-1", "1")], began=["CAME"], residual=1),
        step(cause=Cause.TOOL_GONE, places=(), entry="1", ended=["WENT"]),
    ]

    found = told(old, new, steps=steps)

    assert list(found.rules_new) == [
        Ruled("CAME", "Rule CAME", ["B", "A"], "The answer to T-1 (Tool 1) changed.")
    ]
    assert list(found.rules_gone) == [
        Ruled("WENT", "Rule WENT", ["A"], "Tool 1 is no longer listed.")
    ]
    assert told(old, new).rules_new[0].cause == ""


def finding(question, entry="", text="", **more):
    return {
        "question": question,
        "entry": entry,
        "tool": f"Tool {entry}" if entry else "",
        "text": text or f"Weak {question}",
        **more,
    }


def test_findings_that_came_or_went_name_the_step_of_their_own_answer():
    old = stored(
        findings=[finding("Q-1"), finding("Q-2", kind="a"), finding("T-1", "1")]
    )
    new = stored(
        findings=[
            finding("Q-1"),
            finding("Q-1", text="Second"),
            finding("Q-2", kind="b"),
            finding("T-1", "x"),
            finding("T-1", "1"),
        ]
    )
    steps = [
        step(places=[("Q-1", "")], residual=1),
        step(cause=Cause.EVIDENCE, places=[("Q-1", "")], residual=1),
        step(cause=Cause.TOOL_NEW, places=(), entry="1, new"),
    ]

    found = told(old, new, steps=steps, same={"x": "1"})

    assert found.findings == Moved("Findings", "3", "5", "+2")
    assert list(found.findings_new) == [
        Weak("Q-1", "", "Second", "The answer to Q-1 changed."),
        Weak("Q-2", "", "Weak Q-2", ""),
        Weak("T-1", "Tool 1", "Weak T-1", "Tool 1 is listed now."),
    ]
    assert list(found.findings_gone) == [Weak("Q-2", "", "Weak Q-2", "")]


def test_the_step_of_a_finding_of_a_tool_is_that_of_the_earlier_entry():
    old = stored(findings=[])
    new = stored(findings=[finding("T-1", "x")])
    steps = [step(places=[("T-1", "1")], residual=1)]

    [weak] = told(old, new, steps=steps, same={"x": "1"}).findings_new

    assert weak.cause == "The answer to T-1 (Tool 1) changed."


def test_a_step_that_moves_nothing_is_silent():
    moves, begins, ends = step(control=1), step(began=["A"]), step(ended=["B"])
    still = step(places=[("T-1", "1")])

    found = told(stored(), stored(), steps=[moves, still, begins, ends])

    assert [bool(one.moved) for one in found.steps] == [True, False, False]
    assert [list(one.began) for one in found.steps] == [[], ["A"], []]
    assert [list(one.ended) for one in found.steps] == [[], [], ["B"]]
    assert [one.words for one in found.silent] == [
        "The answer to T-1 (Tool 1) changed."
    ]
    assert found.is_told


def test_notes_say_what_makes_two_scores_hard_to_compare():
    old = stored()
    new = stored(questionnaire="small@2", catalogue="laws 2", model="ait-score 3")

    found = told(old, new, steps=None)

    assert list(found.notes) == [
        "The questionnaire is another one: small@1, now small@2.",
        (
            "The criteria are of another version (laws 1, now laws 2); what moved the number "
            "of unmet provisions is not told apart from that."
        ),
        "The model is another one: ait-score 2, now ait-score 3.",
        (
            "What moved the numbers cannot be told: one of the scores cannot be computed again "
            "from what is stored."
        ),
    ]
    assert not found.is_told
    assert (list(found.steps), list(found.silent)) == ([], [])


@pytest.mark.parametrize(
    ("new", "more"),
    [
        (stored("41.0"), {}),
        (stored(sections=[section("A", "1.0")]), {}),
        (stored(law_counts={"X": {"not_met": 1}}), {}),
        (stored(tools=[tool("1", "1.0")]), {}),
        (stored(floors=[floor("X")]), {}),
        (stored(findings=[finding("Q-1")]), {}),
        (stored(catalogue="laws 2"), {}),
        (stored(), {"steps": [step(control=1)]}),
        (stored(), {"steps": [step()]}),
    ],
)
def test_whatever_differs_is_not_nothing(new, more):
    assert not told(stored(), new, **more).is_empty
    assert told(new, new, same={"1": "1"}).is_empty
    if not more:
        assert not told(new, stored()).is_empty
