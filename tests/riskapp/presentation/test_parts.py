import pytest

from riskapp.presentation.parts import evidence_weights, inherent_parts


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
