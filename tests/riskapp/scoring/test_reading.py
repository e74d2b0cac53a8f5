"""What an answer that is not there means in model 2: the cases that once paid."""

from __future__ import annotations

import weakref
from dataclasses import replace
from decimal import Decimal

import pytest

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.values import EntryValue, Filled
from riskapp.scoring.catalogue import core_catalogue
from riskapp.scoring.evaluation import evaluate
from riskapp.scoring.rated.model import PlaceStatus
from riskapp.scoring.reading import READINGS
from riskapp.scoring.status import Status
from tests.factories.answer_sets import answer_set_with
from tests.factories.responses import with_value
from tests.factories.riskapp import example

PLACES = ("adequate", "conditional", "third", "unclear")


def answer_set_of(name):
    answers = example(name)
    return AnswerSet(answers.document, answers.filled, answers.as_of)


def evaluated(answer_set, model=2):
    return evaluate(answer_set, core_catalogue(), model)


def first(answer_set, question, value):
    """The response with one answer changed, at the first tool where it is asked per tool."""
    entry = ""
    if answer_set.document.questions[question].repeated:
        entry = answer_set.entries("TOOL")[0].id
    return with_value(answer_set, (question, entry), value)


def without_tools(answer_set, **answers):
    for name, value in answers.items():
        answer_set = with_value(answer_set, (name.replace("_", "-"), ""), value)
    return AnswerSet(
        answer_set.document, replace(answer_set.filled, entries=()), answer_set.as_of
    )


HONEST = [
    ("CON-03", "no", 60),
    ("T-24", "yes", 60),
    ("T-25", "none", 60),
    ("INV-01", "unknown", 40),
    ("GOV-06", "yes", 40),
    ("DAT-10", "no", 40),
]


@pytest.mark.parametrize(("question", "answer", "floor"), HONEST)
def test_an_open_question_sets_the_floor_that_its_worst_answer_would(
    question, answer, floor
):
    careful = answer_set_of("careful")
    honest = evaluated(first(careful, question, answer))

    silent = evaluated(first(careful, question, None))

    assert honest.residual == Decimal(floor)
    assert silent.residual >= honest.residual
    assert any(question in found.missing for found in silent.floors)


def test_what_fired_and_what_cannot_be_ruled_out_are_told_apart():
    careful = answer_set_of("careful")

    (fires,) = evaluated(first(careful, "T-24", "yes")).floors
    (open_,) = evaluated(first(careful, "T-24", None)).floors

    assert (fires.by, fires.certain, fires.missing) == ("CR-01", True, ())
    assert (open_.by, open_.certain, open_.missing) == ("CR-01", False, ("T-24",))
    assert open_.lifted_by == ("T-24",)


def test_a_rule_that_fires_more_lightly_for_certain_stands_beside_what_is_possible():
    careful = answer_set_of("careful")

    floors = evaluated(first(careful, "T-24", "unknown")).floors

    assert [(f.by, f.value, f.certain) for f in floors] == [
        ("CR-01", 60, False),
        ("CR-01", 40, True),
    ]


@pytest.mark.parametrize("question", ["T-05", "T-08"])
def test_an_open_level_counts_as_the_highest_and_is_a_finding(question):
    agents = answer_set_of("production-agents")

    before = evaluated(agents)
    silent = evaluated(first(agents, question, None))

    entry = agents.entries("TOOL")[0].id
    found = [f for f in silent.findings if (f.question, f.entry) == (question, entry)]
    assert silent.inherent_value >= before.inherent_value
    assert silent.residual_model >= before.residual_model
    assert silent.completeness < before.completeness
    assert found
    assert found[0].is_open


def test_an_empty_register_counts_as_one_entry_of_which_nothing_is_said():
    empty = without_tools(answer_set_of("careful"), INV_04=None)

    result = evaluated(empty)

    (tool,) = result.tools
    assert result.empty
    assert tool.name == "The register is empty"
    assert (tool.level, tool.autonomy, tool.control) == (4, 4, Decimal(0))
    assert result.rating == "critical"
    assert evaluated(empty, model=1).rating == "low"


def test_no_ai_tool_used_is_a_claim_that_stands_in_the_result():
    nobody = without_tools(
        answer_set_of("careful"), GOV_01="no", INV_04=["none"], IAA_01="no"
    )

    result = evaluated(nobody)

    assert result.claims_none
    assert not result.empty
    assert result.tools == ()


@pytest.mark.parametrize(
    ("question", "value"),
    [("GOV-01", "yes"), ("GOV-01", None), ("INV-04", None), ("INV-04", ["ide"]),
     ("INV-01", None), ("INV-01", "unknown")],
)  # fmt: skip
def test_the_claim_needs_all_three_answers(question, value):
    nobody = without_tools(answer_set_of("careful"), GOV_01="no", INV_04=["none"])

    assert evaluated(with_value(nobody, (question, ""), value)).empty


def test_every_tool_beside_nobody_uses_any_is_a_contradiction():
    careful = answer_set_of("careful")

    result = evaluated(first(careful, "GOV-01", "no"))

    warned = [w.entry_title for w in result.warnings if w.check == 2]
    assert warned == [entry.title for entry in careful.entries("TOOL")]


def test_does_not_apply_is_open_until_a_reviewer_accepts_it():
    careful = answer_set_of("careful")
    place = ("ACC-06", "")
    claim = with_value(careful, place, {"not_applicable": "We have no production"})
    accepted = replace(claim.filled, accepted=frozenset({place}))

    claimed = evaluated(claim)
    left_out = evaluated(AnswerSet(claim.document, accepted, claim.as_of))

    assert claimed.residual == Decimal("40.0")
    assert [item.question for item in claimed.claimed] == ["ACC-06"]
    assert (left_out.residual, left_out.claimed) == (Decimal("4.9"), ())


def test_an_option_that_means_not_applicable_is_left_out_as_before():
    careful = answer_set_of("careful")

    result = evaluated(first(careful, "CON-09", "na"))

    assert result.claimed == ()
    assert "CON-09" in {item.question for item in result.left_out}


def test_a_check_that_lacks_an_answer_says_which():
    careful = answer_set_of("careful")

    result = evaluated(first(first(careful, "T-11", "key"), "T-14", None))

    missing = [w for w in result.warnings if w.check == 3]
    assert [(w.is_missing, w.questions) for w in missing] == [(True, ("T-14",))]


def test_what_hangs_on_an_open_question_is_open_itself():
    careful = answer_set_of("careful")

    result = evaluated(first(careful, "T-11", None))

    entry = careful.entries("TOOL")[0].id
    why = {f.question: f.why for f in result.findings if f.entry == entry}
    assert why["T-13"] == "Hangs on an answer that is missing: T-11"


def test_a_criterion_with_an_open_question_is_not_answered_at_best():
    careful = answer_set_of("careful")
    listed = [
        c for c in evaluated(careful).criteria.values()
        if "CON-02" in c.questions and c.status is Status.MET
    ]  # fmt: skip
    assert listed

    after = evaluated(first(careful, "CON-02", None)).criteria

    assert {after[c.id].status for c in listed} <= {
        Status.NOT_ANSWERED,
        Status.NOT_MET,
    }


def test_not_known_is_no_answer_that_evidence_could_show():
    careful = answer_set_of("careful")
    unknown = first(careful, "GOV-03", "unknown")
    shown = replace(
        unknown.filled, evidence={**unknown.filled.evidence, ("GOV-03", ""): "verified"}
    )

    result = evaluated(AnswerSet(unknown.document, shown, unknown.as_of))

    assert result.evidence <= evaluated(unknown).evidence
    assert result.completeness < evaluated(careful).completeness


def test_model_one_evaluates_as_it_always_did():
    careful = answer_set_of("careful")

    result = evaluated(first(careful, "CON-03", None), model=1)

    assert (result.model, result.residual) == ("ait-score 1", Decimal("5.7"))


def test_a_document_that_names_no_such_condition_cannot_say_that_nothing_is_used():
    answer_set = answer_set_with(
        {"GOV-01": "no", "INV-01": "complete", "INV-04": ["none"]}
    )
    document = replace(
        answer_set.document,
        conditions={k: v for k, v in answer_set.document.conditions.items() if k != "no_ai_tool_used"},
    )  # fmt: skip

    assert evaluated(AnswerSet(document, answer_set.filled, answer_set.as_of)).empty


def test_places_that_are_only_partly_known_keep_their_rule_possible():
    entry = EntryValue(
        "a",
        "TOOL",
        {"T-20": ["US", "unknown"], "T-21": ["IE"], "T-22": {"US": "dpf_and_scc"}},
        title="A",
    )
    answer_set = answer_set_with()
    assert answer_set.document.countries["US"].status in PLACES
    assert PlaceStatus.EEA.value not in PLACES

    result = evaluated(
        AnswerSet(
            answer_set.document,
            Filled(answer_set.filled.profile, {}, (entry,)),
            answer_set.as_of,
        )
    )

    floors = {(f.by, f.value): f for f in result.floors if f.entry == "a"}
    assert floors["CR-05", 60].missing == ("T-20",)
    assert floors["CR-05", 40].certain


@pytest.mark.parametrize("model", [1, 2])
def test_a_reading_goes_with_whoever_asked_for_it(model):
    """Many are read one after the other, and nobody looks for rubbish in between."""
    reading = READINGS[model](without_tools(answer_set_of("half-answered")))
    reading.columns()
    known = weakref.ref(reading)

    del reading

    assert known() is None
