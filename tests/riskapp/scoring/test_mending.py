"""What becomes of the rating when findings are put right: exact, whatever is put right."""

from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from random import Random
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskapp.scoring.bands import RATINGS
from riskapp.scoring.catalogue import core_catalogue
from riskapp.scoring.evaluation import WhatIf, evaluate
from riskapp.scoring.files import score_file
from riskapp.scoring.mending import Mending
from riskapp.scoring.model import AUTONOMY, RIGHTS
from riskapp.scoring.themes import places_of, themes_of
from riskapp.shipped.core import core_document
from tests.factories.answer_sets import answer_set_with, put_right
from tests.factories.responses import Chooser
from tests.riskapp.scoring.test_themes import EXAMPLES

SOME = settings(max_examples=60, deadline=None)


@lru_cache
def example(path):
    _, answer_set, result = score_file(path)
    return result, Mending(answer_set), themes_of(result, answer_set.document)


def mending_of(answers=None, tools=None):
    answer_set = answer_set_with(answers, tools=tools)
    result = evaluate(answer_set, core_catalogue())
    return Mending(answer_set), themes_of(result, core_document())


examples = pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)


@examples
def test_with_nothing_put_right_it_is_the_evaluation(path):
    result, mending, _themes = example(path)

    now = mending.now

    assert (now.residual_model, now.residual, now.rating) == (
        result.residual_model,
        result.residual,
        result.rating,
    )
    assert {(f.by, f.entry, f.value) for f in now.floors} == {
        (f.by, f.entry, f.value) for f in result.floors
    }
    assert mending.after(()) == now


@examples
def test_the_model_falls_as_it_does_for_single_findings(path):
    result, mending, _themes = example(path)
    _, answer_set, _ = score_file(path)
    places = places_of(result.findings)

    assert mending.after(places).residual_model == put_right(answer_set, places)


@examples
def test_a_rule_lets_go_when_its_theme_is_put_right_and_no_other_does(path):
    result, mending, themes = example(path)
    standing = {floor.by for floor in result.floors}
    fired = {floor.by for floor in result.floors if floor.certain}

    for theme in themes:
        after = mending.after_themes([theme])

        left = {floor.by for floor in after.floors}
        # What is only possible can be ruled out by an answer of another theme, too; and less
        # access or autonomy lets go of whatever rests on it.
        levels = {f.question for f in theme.findings} & {RIGHTS, AUTONOMY}
        rests = {f.by for f in result.floors if levels.intersection(f.because)}
        assert fired - {theme.rule} - rests <= left <= standing - {theme.rule}


@SOME
@given(st.data())
def test_more_put_right_never_makes_it_worse(data):
    result, mending, _themes = example(data.draw(st.sampled_from(EXAMPLES)))
    more = data.draw(st.sets(st.sampled_from(sorted(places_of(result.findings)))))
    fewer = {place for place in sorted(more) if data.draw(st.booleans())}

    before, after = mending.after(fewer), mending.after(more)

    assert after.residual <= before.residual <= mending.now.residual
    assert after.residual_model <= before.residual_model


@examples
def test_a_way_down_leads_down_and_holds_nothing_that_is_not_needed(path):
    _result, mending, themes = example(path)

    way = mending.way_down(themes)

    if way is None:
        assert not mending.after_themes(themes).is_better_than(mending.now)
        return
    places = places_of(way.findings)
    bare = [floor for theme in way.themes for floor in theme.bare]
    assert mending.after(places, bare) == way.after
    assert RATINGS.index(way.after.rating) < RATINGS.index(mending.now.rating)
    if mending.now.residual_model < mending.now.residual:
        for place in places:
            after = mending.after(places - {place}, bare)
            assert after.rating == mending.now.rating


def test_a_rule_stays_while_another_answer_keeps_it():
    mending, _ = mending_of(
        {"CON-03": "no"}, {"Agent": {"T-18": ["files"], "T-25": "none"}}
    )

    one = mending.after({("T-25", "Agent")})
    both = mending.after({("T-25", "Agent"), ("CON-03", "")})

    assert "CR-02" in one.held_by
    assert "CR-02" not in both.held_by


def test_sending_less_does_not_lift_the_rules_about_what_is_still_sent():
    mending, _ = mending_of(tools={"Agent": {"T-18": ["secrets"], "T-24": "yes"}})

    after = mending.after({("T-18", "Agent")})

    standing = {floor.by for floor in after.floors}
    assert "CR-01" in standing
    assert "CR-11" not in standing


def test_a_rule_without_a_finding_lets_go_with_its_theme():
    agent = {"T-05": "unattended", "T-08": ["deploy_prod"]}
    agreed = {"ENG-04": "prod", "ENG-05": "multi"}
    answers = agreed | {"ACC-06": "no", "SDL-03": ["none"]}
    mending, themes = mending_of(answers, {"Agent": agent})
    theme = next(theme for theme in themes if theme.rule == "CR-06")

    assert "CR-06" in {floor.by for floor in mending.after(theme.places).floors}
    assert "CR-06" not in {f.by for f in mending.after_themes([theme]).floors}


def test_it_says_what_holds_the_rating():
    answers = score_file(next(p for p in EXAMPLES if p.stem == "careful"))[0].filled
    agent = dict(answers.entries[0].answers) | {"T-24": "yes"}
    mending, _ = mending_of(dict(answers.answers), {"Agent": agent})

    assert mending.now.rating == "critical"
    assert mending.now.held_by == ("CR-01",)
    assert mending.now.is_held_by_model is (mending.now.residual_model >= 60)


def test_evidence_holds_what_good_answers_alone_do_not_reach():
    _result, mending, themes = example(EXAMPLES[-1])

    after = mending.after_themes(themes)

    assert (after.rating, after.held_by) == ("moderate", ("low_confidence",))


def test_a_rule_that_cannot_be_ruled_out_lets_go_with_the_answers_it_misses():
    # T-03 decides whether T-24 is asked, and belongs to another theme.
    agent = {"T-18": ["files"], "T-24": "yes"}
    mending, themes = mending_of(tools={"Agent": agent})
    theme = next(theme for theme in themes if theme.rule == "CR-01")

    assert {name for floor in theme.floors for name in floor.missing} == {"T-03"}
    assert "CR-01" not in {f.by for f in mending.after_themes([theme]).floors}


@SOME
@given(st.integers(0, 2**40))
def test_whatever_was_answered_more_put_right_is_never_worse(number):
    answer_set = Chooser(number).answer_set()
    result, mending = evaluate(answer_set, core_catalogue()), Mending(answer_set)
    chosen = Random(number)
    more = {p for p in sorted(places_of(result.findings)) if chosen.random() < 0.7}
    fewer = {place for place in sorted(more) if chosen.random() < 0.7}

    before, after = mending.after(fewer), mending.after(more)

    assert mending.now.residual == result.residual
    assert after.residual <= before.residual <= result.residual
    assert after.residual_model <= before.residual_model


def by_hand():
    """A finding that no answer stands behind."""
    return SimpleNamespace(question="", entry="", tool="", rules=(), gain=Decimal(0))


def test_what_was_added_by_hand_comes_with_its_theme_and_an_answer_only_once(
    monkeypatch,
):
    mending, themes = mending_of({"GOV-02": "none", "GOV-03": "no"})
    one, other = [theme for theme in themes if not theme.floors and theme.findings][:2]
    first, second = by_hand(), by_hand()
    one = replace(one, findings=(first, *one.findings, one.findings[0], second))
    monkeypatch.setattr(
        mending, "_leads_down", lambda parts: any(part[0] is one for part in parts)
    )

    way = mending.way_down([other, one])

    assert way.themes == (one,)
    assert way.findings == (first, *one.findings[1:-2], second)


@pytest.mark.parametrize("value", [20, 40, 60])
def test_putting_right_makes_no_rule_heavier_than_it_was(monkeypatch, value):
    mending, _ = mending_of(tools={"Agent": {"T-18": ["files"], "T-24": "yes"}})
    rating = {20: "moderate", 40: "high", 60: "critical"}
    own = next(floor for floor in mending.now.floors if floor.by == "CR-01")
    held = own._replace(value=40, rating="high")
    mending._before[own.by, own.entry] = held
    then = own._replace(value=value, rating=rating[value], title="Then")
    monkeypatch.setattr(mending._model, "floors", lambda *_args: (then,))

    (after,) = mending.after({(own.because[0], own.entry)}).floors

    assert (after.value, after.rating, after.title) == (
        min(value, 40),
        rating[min(value, 40)],
        "Then",
    )


def test_where_a_rule_may_stand_more_heavily_the_heavier_one_counts():
    careful = score_file(next(p for p in EXAMPLES if p.stem == "careful"))[0].filled
    agent = dict(careful.entries[0].answers) | {"T-24": "unknown"}
    mending, _ = mending_of(dict(careful.answers), {"Agent": agent})

    assert [(f.by, f.value) for f in mending.now.floors if f.by == "CR-01"] == [
        ("CR-01", 60),
        ("CR-01", 40),
    ]
    assert mending._before["CR-01", "Agent"].value == 60
    assert [f.value for f in mending.after(()).floors if f.by == "CR-01"] == [60, 40]


def test_what_is_put_right_counts_as_known():
    answer_set = answer_set_with({"GOV-01": "unknown", "GOV-02": "none"})
    model = WhatIf(answer_set)

    before, after = (
        model.totals(places).completeness for places in ((), {("GOV-01", "")})
    )

    assert after > before
    assert model.totals({("GOV-02", "")}).completeness == before
