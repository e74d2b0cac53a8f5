import pytest

from riskapp.presentation.parts import (
    ProfilePart,
    Raised,
    evidence_weights,
    inherent_parts,
)
from tests.factories.documents import answer_set_of, minimal_document


def test_the_parts_of_the_inherent_risk_give_its_impact_and_exposure(told):
    answer_set, data = told

    parts = inherent_parts(data, answer_set)

    inherent = data["inherent"]
    exposure = [p.raised.level if p.raised else p.level for p in parts["exposure"]]
    assert max(part.level for part in parts["impact"]) == inherent["impact"]
    assert exposure == [inherent["x1"], inherent["x2"], inherent["x3"]]


def test_the_weights_of_the_evidence_are_those_that_were_counted(told):
    answer_set, data = told

    weights = evidence_weights(data, answer_set)

    counted = sum(section["counted_weight"] for section in data["sections"])
    assert sum(weights.values()) == counted
    shown = (weights["documented"] / 2 + weights["verified"]) / counted * 100
    assert float(data["evidence"]["value"]) == pytest.approx(shown, abs=0.06)


SMALL = minimal_document(
    profile="""
    - id: P-1
      text: What can go wrong?
      kind: single
      role: impact
      options: [{code: a, label: Little, level: 1}, {code: b, label: Much, level: 3}]
    - id: P-2
      text: How far do they reach?
      kind: single
      role: exposure
      options: [{code: a, label: Near, level: 1}, {code: b, label: Far, level: 4}]
    - id: P-3
      text: How alone are they?
      kind: single
      role: exposure
      options: [{code: a, label: Never, level: 0}, {code: b, label: Always, level: 2}]
    - id: P-4
      text: How many?
      kind: single
      role: exposure
      options: [{code: a, label: One, level: 0}, {code: b, label: Many, level: 2}]
    - id: P-5
      text: Is it critical?
      kind: single
      role: switch
      options: [{code: "yes", label: "Yes"}, {code: "no", label: "No"}]
    """
)


def parts_of(profile, *tools):
    data = {"tools": [{"name": n, "level": a, "autonomy": b} for n, a, b in tools]}
    return inherent_parts(data, answer_set_of(SMALL, profile=profile))


def test_what_was_said_of_the_work_is_told_with_its_level():
    found = parts_of({"P-1": "a", "P-2": "b", "P-3": "a", "P-4": "b", "P-5": "yes"})

    assert found == {
        "impact": [ProfilePart("What can go wrong?", "Little", 1)],
        "exposure": [
            ProfilePart("How far do they reach?", "Far", 4),
            ProfilePart("How alone are they?", "Never", 0),
            ProfilePart("How many?", "Many", 2),
        ],
    }


def test_what_was_not_said_of_the_work_counts_as_the_highest_level():
    found = parts_of({})

    levels = [part.level for part in [*found["impact"], *found["exposure"]]]
    assert levels == [3, 4, 2, 2]


def test_the_tool_of_the_highest_level_raises_what_was_said():
    said = {"P-1": "a", "P-2": "a", "P-3": "a", "P-4": "a"}

    found = parts_of(said, ("A", 2, 0), ("B", 3, 0), ("C", 1, 4))

    assert [part.raised for part in found["exposure"]] == [
        Raised(3, "B"),
        Raised(4, "C"),
        None,
    ]
    assert [part.raised for part in found["impact"]] == [None]


def test_a_tool_that_is_no_higher_than_what_was_said_raises_nothing():
    found = parts_of({"P-2": "a", "P-3": "b"}, ("A", 1, 2))

    assert [part.raised for part in found["exposure"]] == [None, None, None]
