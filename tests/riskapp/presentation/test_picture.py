import pytest

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


SCORE = {
    "inherent": {"value": "78.1", "band": "high"},
    "residual_model": {"value": "25.0", "rating": "moderate"},
    "residual": {"value": "60.0", "rating": "critical"},
}


def a_floor(by, value, rating, *, is_rule):
    return {
        "by": by,
        "title": by,
        "why": "",
        "way_out": "",
        "value": value,
        "rating": rating,
        "is_rule": is_rule,
        "criteria": [],
        "tool": "",
        "entry": "",
        "because": [],
    }


def test_a_rating_has_its_place_its_width_and_its_colour_on_the_scale():
    found = scale("27.3")

    assert found["value"] == "27.3"
    assert found["bands"] == [
        {"words": "Low", "from": 0, "wide": 20, "middle": 10.0, "colour": "#cfe8d9"},
        {
            "words": "Moderate",
            "from": 20,
            "wide": 20,
            "middle": 30.0,
            "colour": "#f7e3ae",
        },
        {"words": "High", "from": 40, "wide": 20, "middle": 50.0, "colour": "#f2bd9c"},
        {
            "words": "Critical",
            "from": 60,
            "wide": 40,
            "middle": 80.0,
            "colour": "#dc8ba1",
        },
    ]


def test_the_flow_is_drawn_from_the_inherent_risk_over_the_floors_to_the_result():
    rules = rules_of(
        {
            "floors": [
                a_floor("TOOLS", 60, "critical", is_rule=True),
                a_floor("low_confidence", 20, "moderate", is_rule=False),
            ]
        }
    )

    found = flow(SCORE, rules)

    shown = [
        tuple(bar[name] for name in ("label", "value", "words", "colour", "y"))
        for bar in found["bars"]
    ]
    assert shown == [
        ("Inherent risk", "78.1", "high", "#7d8794", 7),
        ("After controls (model)", "25.0", "moderate", "#4f93a3", 14),
        ("Floor: TOOLS", "60", "critical", "", 21),
        ("Floor: evidence", "20", "moderate", "", 28),
        ("Residual risk", "60.0", "critical", "#1b2430", 35),
    ]
    lengths = [(bar["x"], bar["long"], bar["end"]) for bar in found["bars"]]
    assert lengths[:2] == [(52, 84.35, 136.35), (52, 27.0, 79.0)]
    assert (found["height"], found["labels"], found["wide"]) == (44, 52, 164)
    assert found["bands"][0] == {
        "x": 52.0,
        "wide": 21.6,
        "middle": 62.8,
        "colour": "#cfe8d9",
        "words": "Low",
    }
    assert [band["x"] for band in found["bands"]] == [52.0, 73.6, 95.2, 116.8]


def with_inherent(value):
    return SCORE | {"inherent": {"value": value, "band": "high"}}


@pytest.mark.parametrize(
    ("value", "is_inside"), [("78.0", False), ("78.1", True), ("0.0", False)]
)
def test_a_long_bar_carries_its_number_inside(value, is_inside):
    bar = flow(with_inherent(value), [])["bars"][0]

    inside = {"anchor": "end", "shift": -1.4, "ink": "#ffffff"}
    outside = {"anchor": "start", "shift": 1.4, "ink": "#1b2430"}
    assert {name: bar[name] for name in inside} == (inside if is_inside else outside)


def test_a_number_inside_an_empty_bar_is_dark():
    [rule] = rules_of({"floors": [a_floor("X", 90, "critical", is_rule=True)]})

    bar = flow(SCORE, [rule])["bars"][2]

    assert (bar["anchor"], bar["ink"]) == ("end", "#1b2430")


def test_shares_have_their_words_their_colours_and_their_places():
    found = shares({"verified": 1, "documented": 2, "declared": 3, "open": 2})

    assert found["total"] == 8
    assert found["parts"] == [
        {
            "words": "verified",
            "colour": "#084453",
            "from": 0,
            "count": 1,
            "percent": 12,
        },
        {
            "words": "documented",
            "colour": "#4f93a3",
            "from": 1,
            "count": 2,
            "percent": 25,
        },
        {
            "words": "declared only",
            "colour": "#cfdfe3",
            "from": 3,
            "count": 3,
            "percent": 38,
        },
        {
            "words": "not answered",
            "colour": "#6f7b88",
            "from": 6,
            "count": 2,
            "percent": 25,
        },
    ]


@pytest.mark.parametrize(
    ("impact", "exposure", "x", "y", "words"),
    [
        (0, "0", 13.25, 41.25, "0"),
        (4, "4", 49.25, 5.25, "4"),
        (2, "7/3", 34.25, 23.25, "2.33"),
        (1, "5/2", 35.75, 32.25, "2.5"),
    ],
)
def test_the_mark_lies_in_the_cell_of_its_impact_and_exposure(
    impact, exposure, x, y, words
):
    found = matrix({"impact": impact, "exposure": exposure})

    assert (found["x"], found["y"]) == (x, y)
    assert (found["impact"], found["exposure"]) == (impact, words)


def test_cells_are_the_darker_the_riskier():
    cells = matrix({"impact": 0, "exposure": "0"})["cells"]

    colours = {(cell["x"], cell["y"]): cell["colour"] for cell in cells}
    assert (cells[0]["x"], cells[0]["y"]) == (9, 37)
    assert (cells[-1]["x"], cells[-1]["y"]) == (45, 1)
    assert colours[9, 37] == colours[18, 37] == "#e9f2ee"
    assert colours[27, 37] == colours[18, 19] == "#f7e9c3"
    assert colours[27, 19] == "#f2cfb4"
    assert colours[45, 19] == colours[45, 1] == "#dda5b4"
