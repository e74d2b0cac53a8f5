"""Findings of an evaluation: which there are, in which order, and what each would gain."""

from __future__ import annotations

from decimal import Decimal

import pytest

from questionnaires.document.answer_set import AnswerSet
from riskapp.scoring.catalogue import core_catalogue
from riskapp.scoring.evaluation import evaluate
from tests.factories.answer_sets import put_right
from tests.factories.riskapp import example
from tests.riskapp.scoring.test_evaluation import (
    COMMAND_LINE_AGENT,
    evaluated,
    evaluated_example,
    finding_of,
    with_the_rest,
)


def test_findings_that_fired_a_rule_come_first_and_then_the_greatest_gain():
    result = evaluated_example("production-agents")

    def order(finding):
        floors = [
            floor.value
            for floor in result.floors
            if finding.rules
            and finding.question in floor.because
            and (not floor.entry or not finding.entry or floor.entry == finding.entry)
        ]
        return -max(floors, default=0), -finding.gain

    orders = [order(finding) for finding in result.findings]
    assert orders == sorted(orders)
    assert {heaviest for heaviest, _ in orders} == {-60, -40, 0}


def test_findings_of_equal_gain_follow_the_numbers_of_their_questions():
    result = evaluated()

    # All of weight 3 and left open; no rule looks at them.
    alike = [
        finding.question
        for finding in result.findings
        if finding.question in {"ACC-01", "ACC-02", "ACC-08"}
    ]
    assert alike == ["ACC-01", "ACC-02", "ACC-08"]


@pytest.mark.parametrize(
    ("training", "rules"), [("yes", ("CR-01",)), ("no_contract", None)]
)
def test_a_fair_answer_is_a_finding_only_when_it_helped_to_fire_a_rule(training, rules):
    agent = COMMAND_LINE_AGENT | {"T-18": ["snippet"], "T-24": training}
    answer_set = with_the_rest(tools={"Agent": agent})

    found = finding_of(evaluate(answer_set, core_catalogue()), "T-18")

    assert (found and found.rules) == rules


def test_a_finding_says_what_is_weak_and_what_to_do():
    found = finding_of(evaluated({"GOV-02": "team"}), "GOV-02")

    assert (found.risk, found.is_open) == (2, False)
    assert found.why == "Shared duty tends to be nobody's"
    assert found.text.startswith("No one person is answerable")
    assert found.remedy.startswith("Name one person")


def answer_set_of_example(name):
    answers = example(name)
    return AnswerSet(answers.document, answers.filled, answers.as_of)


@pytest.mark.parametrize("name", ["typical", "half-answered", "production-agents"])
def test_mending_one_answer_gains_what_its_finding_says(name):
    answer_set = answer_set_of_example(name)
    result = evaluate(answer_set, core_catalogue())

    assert put_right(answer_set, set()) == result.residual_model
    for finding in result.findings[:8]:
        then = put_right(answer_set, {(finding.question, finding.entry)})
        # Each is rounded once, so the difference of two shown numbers may be off by one step.
        assert abs(result.residual_model - then - finding.gain) <= Decimal("0.1")


def test_mending_everything_leaves_what_was_not_found():
    answer_set = answer_set_of_example("production-agents")
    result = evaluate(answer_set, core_catalogue())
    places = {(f.question, f.entry) for f in result.findings}

    together = put_right(answer_set, places)

    assert together < min(put_right(answer_set, {place}) for place in list(places)[:5])
    assert together > 0
    assert put_right(answer_set, places | {("NO-SUCH", "")}) == together


def test_gains_do_not_simply_add():
    answer_set = answer_set_of_example("typical")
    result = evaluate(answer_set, core_catalogue())
    first, second = result.findings[:2]

    both = put_right(answer_set, {(f.question, f.entry) for f in (first, second)})

    alone = [put_right(answer_set, {(f.question, f.entry)}) for f in (first, second)]
    assert both <= min(alone)
