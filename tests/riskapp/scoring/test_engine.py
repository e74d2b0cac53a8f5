"""The golden vectors and the properties of docs/scoring.md, against the plain arithmetic."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskapp.scoring import bands, engine
from riskapp.scoring.engine import Gains, Mark, MarkGroup, ScoredTool, compute
from tests.factories.plain import plain_yaml

DATA = plain_yaml(
    (Path(__file__).parents[2] / "data" / "scoring_vectors.yaml").read_text()
)
VECTORS = {vector["id"]: vector for vector in DATA["vectors"]}


def mark(answer):
    if answer.get("state") == "unanswered":
        return Mark(answer["w"], engine.WORST, is_open=True)
    return Mark(answer["w"], answer["r"], evidence=answer.get("e", "declared"))


def marks(answers):
    return tuple(mark(a) for a in answers if a.get("state") != "na")


def groups_of(vector):
    tools = tuple(
        ScoredTool(marks(t["answers"]), t["level"], t["autonomy"])
        for t in vector["tools"]
    )
    return [
        MarkGroup(
            section["code"],
            section["weight"],
            marks=marks(section.get("answers", ())),
            tools=tools if section.get("repeat") else (),
            repeats=section.get("repeat", False),
        )
        for section in vector["sections"]
    ]


def profile_of(vector):
    levels = [vector["engagement"][f"ENG-0{n}"] for n in range(1, 7)]
    return levels[:3], levels[3:]


def totals_of(vector):
    impacts, exposures = profile_of(vector)
    return compute(impacts, exposures, groups_of(vector))


@pytest.mark.parametrize("name", VECTORS)
def test_golden_vector_is_met_to_the_last_digit(name):
    vector = VECTORS[name]
    expected = vector["expected"]

    totals = totals_of(vector)
    floors = [bands.FLOOR_VALUES[rule["floor"]] for rule in vector["rules_fired"]]
    by = [rule["rule"] for rule in vector["rules_fired"]]
    if engine.evidence_is_low(totals.evidence):
        floors.append(engine.LOW_EVIDENCE_FLOOR)
        by.append("low_confidence")
    residual = engine.with_floors(totals.residual_model, floors)

    risk = totals.inherent
    assert (risk.impact, risk.x1, risk.x2, risk.x3) == tuple(
        expected[key] for key in ("impact", "x1", "x2", "x3")
    )
    assert risk.exposure == Fraction(expected["exposure"])
    assert risk.before_knock_out == Fraction(expected["inherent_before_knockout"])
    assert risk.value == Fraction(expected["inherent"])
    assert str(bands.shown(risk.value)) == expected["inherent_shown"]
    assert bands.inherent_band(bands.shown(risk.value)) == expected["inherent_band"]
    for code, value in expected["sections"].items():
        assert totals.sections[code] == (None if value is None else Fraction(value))
    assert totals.control == Fraction(expected["control"])
    assert str(bands.percent(totals.control)) == expected["control_shown_percent"]
    assert bands.control_band(bands.percent(totals.control)) == expected["control_band"]
    assert (
        str(bands.percent(totals.completeness))
        == expected["completeness_shown_percent"]
    )
    assert engine.is_provisional(totals.completeness) is expected["provisional"]
    assert totals.evidence == Fraction(expected["evidence"])
    assert str(bands.percent(totals.evidence)) == expected["evidence_shown_percent"]
    assert bands.evidence_band(bands.percent(totals.evidence)) == expected["confidence"]
    assert totals.residual_model == Fraction(expected["residual_before_floors"])
    assert (
        str(bands.shown(totals.residual_model))
        == expected["residual_before_floors_shown"]
    )
    assert (
        bands.rating(bands.shown(totals.residual_model))
        == expected["rating_before_floors"]
    )
    assert [{"by": b, "value": v} for b, v in zip(by, floors, strict=True)] == expected[
        "floors"
    ]
    assert residual == Fraction(expected["residual"])
    assert str(bands.shown(residual)) == expected["residual_shown"]
    assert bands.rating(bands.shown(residual)) == expected["rating"]


TOOLS = [
    (name, place, tool)
    for name, vector in VECTORS.items()
    for place, tool in enumerate(vector["expected"].get("tools", ()))
]


@pytest.mark.parametrize(("name", "place", "expected"), TOOLS)
def test_each_tool_of_a_golden_vector_is_evaluated_alone(name, place, expected):
    vector = VECTORS[name]
    impacts, exposures = profile_of(vector)
    tool = groups_of(vector)[
        [bool(s.get("repeat")) for s in vector["sections"]].index(True)
    ].tools[place]

    risk = engine.inherent(
        impacts, (0, 0, exposures[2]), tool.level, tool.autonomy
    ).value
    control = engine.strength(engine.counted(tool.marks))
    residual = engine.residual(risk, control)

    assert risk == Fraction(expected["inherent"])
    assert control == Fraction(expected["control"])
    assert residual == Fraction(expected["residual"])
    assert str(bands.shown(residual)) == expected["residual_shown"]
    assert bands.rating(bands.shown(residual)) == expected["rating"]


@pytest.mark.parametrize("case", DATA["gains"], ids=lambda case: case["id"])
def test_the_gain_of_a_fix_is_what_the_model_falls_by(case):
    vector = VECTORS[case["vector"]]
    groups = groups_of(vector)
    totals = totals_of(vector)
    section = next(s for s in vector["sections"] if s["code"] == case["section"])

    gain = Gains(totals, groups).gain(
        case["section"], mark(section["answers"][case["answer_index"]])
    )

    assert totals.residual_model == Fraction(case["before"])
    assert gain == Fraction(case["gain"])
    assert totals.residual_model - gain == Fraction(case["after"])
    assert str(bands.shown(gain)) == case["gain_shown"]


levels = st.integers(0, 4)
evidence = st.sampled_from(["declared", "documented", "verified"])
any_mark = st.one_of(
    st.builds(Mark, st.integers(1, 3), levels, st.just(False), evidence),
    st.builds(Mark, st.integers(1, 3), st.just(4), st.just(True), st.just("declared")),
)
some_marks = st.lists(any_mark, max_size=6).map(tuple)
any_tool = st.builds(ScoredTool, some_marks, levels, levels)


@st.composite
def responses(draw):
    groups = [
        MarkGroup(f"S{n}", draw(st.integers(1, 3)), marks=draw(some_marks))
        for n in range(draw(st.integers(0, 4)))
    ]
    groups.append(
        MarkGroup(
            "TOOL", 3, tools=tuple(draw(st.lists(any_tool, max_size=4))), repeats=True
        )
    )
    return (
        draw(st.lists(levels, min_size=3, max_size=3)),
        draw(st.lists(levels, min_size=3, max_size=3)),
        groups,
    )


def residual_of(impacts, exposures, groups):
    totals = compute(impacts, exposures, groups)
    floors = (
        [engine.LOW_EVIDENCE_FLOOR] if engine.evidence_is_low(totals.evidence) else []
    )
    return engine.with_floors(totals.residual_model, floors)


@given(responses())
def test_the_numbers_stay_in_their_bounds(response):
    totals = compute(*response)

    assert 0 <= totals.control <= 1
    assert (
        totals.inherent.value / 10
        <= totals.residual_model
        <= totals.inherent.value
        <= 100
    )
    assert residual_of(*response) >= totals.residual_model


def every_mark(groups):
    for g, group in enumerate(groups):
        for m, one in enumerate(group.marks):
            yield one, lambda new, g=g, m=m: _with(groups, g, m, new, None)
        for t, tool in enumerate(group.tools):
            for m, one in enumerate(tool.marks):
                yield one, lambda new, g=g, m=m, t=t: _with(groups, g, m, new, t)


def _with(groups, g, m, new, t):

    changed = list(groups)
    group = groups[g]
    if t is None:
        changed[g] = replace(
            group, marks=(*group.marks[:m], new, *group.marks[m + 1 :])
        )
    else:
        tool = group.tools[t]
        better = replace(tool, marks=(*tool.marks[:m], new, *tool.marks[m + 1 :]))
        changed[g] = replace(
            group, tools=(*group.tools[:t], better, *group.tools[t + 1 :])
        )
    return changed


@given(responses())
def test_a_better_answer_never_raises_the_risk_and_gains_what_was_said(response):
    impacts, exposures, groups = response
    before = compute(*response)
    gains = Gains(before, groups)

    for g, group in enumerate(groups):
        places = [(None, group.marks)] + [
            (t, tool.marks) for t, tool in enumerate(group.tools)
        ]
        for t, some in places:
            for m, one in enumerate(some):
                mended = Mark(one.weight, 0, evidence=one.evidence)
                after = compute(impacts, exposures, _with(groups, g, m, mended, t))
                gain = before.residual_model - after.residual_model
                assert gain >= 0
                assert gains.gain(group.code, one, t) == gain


@given(responses())
def test_better_evidence_never_raises_the_risk(response):
    impacts, exposures, groups = response
    before = residual_of(*response)

    for one, put in every_mark(groups):
        if not one.is_open:
            better = Mark(one.weight, one.risk, evidence="verified")
            assert residual_of(impacts, exposures, put(better)) <= before


@given(responses())
def test_fewer_rights_never_raise_the_risk(response):

    impacts, exposures, groups = response
    less = [
        replace(g, tools=tuple(replace(t, level=0) for t in g.tools)) for g in groups
    ]

    assert residual_of(impacts, exposures, less) <= residual_of(*response)


@given(responses(), st.randoms())
def test_order_does_not_matter(response, random):

    impacts, exposures, groups = response
    mixed = [
        replace(
            g,
            marks=tuple(random.sample(g.marks, len(g.marks))),
            tools=tuple(random.sample(g.tools, len(g.tools))),
        )
        for g in groups
    ]
    random.shuffle(mixed)

    assert (
        compute(impacts, exposures, mixed).residual_model
        == compute(*response).residual_model
    )


@given(responses())
def test_a_section_without_applicable_questions_changes_nothing(response):
    impacts, exposures, groups = response

    with_empty = compute(impacts, exposures, [*groups, MarkGroup("NONE", 3)])

    assert with_empty.control == compute(*response).control


SHARES = st.fractions(0, 1, max_denominator=400)


@given(st.lists(SHARES, min_size=1, max_size=12))
def test_tools_together_are_half_their_mean_and_half_the_worst(strengths):
    mean = sum(strengths, Fraction(0)) / len(strengths)

    assert engine.mean_and_worst(strengths) == (mean + min(strengths)) / 2


@given(st.lists(st.tuples(st.integers(0, 9), st.none() | SHARES), max_size=12))
def test_sections_together_are_their_weighted_mean(sections):
    counted = [(weight, value) for weight, value in sections if value is not None]
    weight = sum(weight for weight, _ in counted)
    whole = sum((own * value for own, value in counted), Fraction(0))

    found = engine.total({str(n): one for n, one in enumerate(sections)})

    assert found == (whole / weight if weight else None)


@given(
    st.fractions(0, 100, max_denominator=400),
    SHARES,
    st.lists(st.sampled_from([20, 40, 60]), max_size=3),
)
def test_control_takes_nine_tenths_at_most_and_floors_hold(risk, control, floors):
    left = engine.residual(risk, control)

    assert left == risk * (1 - Fraction(9, 10) * control)
    assert engine.with_floors(left, floors) == max(left, *floors, 0)
