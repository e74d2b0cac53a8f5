from riskapp.presentation.picture import flow, matrix, scale, shares
from riskapp.presentation.score import rules_of
from riskapp.scoring.bands import FLOOR_VALUES


def test_the_scale_is_that_of_the_ratings():
    bands = scale("27.3")["bands"]

    assert [band["from"] for band in bands] == [0, *FLOOR_VALUES.values()]
    assert sum(band["wide"] for band in bands) == 100


def test_the_flow_has_a_bar_for_each_rule_between_the_model_and_the_result(told):
    _, data = told
    rules = rules_of(data)

    bars = flow(data, rules)["bars"]

    assert len(bars) == 3 + len(rules)
    assert bars[0]["value"] == data["inherent"]["value"]
    assert bars[-1]["value"] == data["residual"]["value"]


def test_the_mark_of_the_matrix_is_its_impact_and_exposure(told):
    _, data = told

    found = matrix(data["inherent"])

    assert len(found["cells"]) == 25
    assert found["impact"] == data["inherent"]["impact"]


def test_shares_leave_out_what_does_not_occur():
    found = shares({"verified": 0, "documented": 1, "declared": 3, "open": 0})

    assert [(p["from"], p["percent"]) for p in found["parts"]] == [(0, 25), (1, 75)]
