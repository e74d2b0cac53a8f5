"""The status of provisions, from answers to the core questionnaire."""

from __future__ import annotations

import pytest

from riskapp.scoring.catalogue import catalogue_for
from riskapp.scoring.evaluation import evaluate
from riskapp.scoring.status import Status
from tests.factories.answer_sets import answer_set_with

CONTENT = "NIS2IR-12.2.1"  # asked by T-18 alone, once per tool
GOOD, BAD = {"T-18": ["nothing"]}, {"T-18": ["secrets"]}
NO_AI = {"GOV-01": "no", "INV-01": "complete", "INV-04": ["none"]}


def criteria(answers=None, country="", **given):
    return evaluate(answer_set_with(answers, **given), catalogue_for(country)).criteria


def of_law(law, found):
    return {name: c for name, c in found.items() if c.law == law}


@pytest.mark.parametrize(
    ("entity", "directive", "regulation"),
    [
        ("no", False, False),
        ("unknown", False, False),
        ("other", True, False),
        ("ir", True, True),
    ],
)
def test_nis2_is_duty_or_good_practice_by_what_the_buyer_is(
    entity, directive, regulation
):
    duties = {(c.law, c.duty) for c in criteria(NO_AI | {"ENG-07": entity}).values()}

    assert duties == {
        ("GDPR", True),
        ("NIS2", directive),
        ("NIS2IR", regulation),
        ("CRA", False),  # nobody is asked whether the buyer is a manufacturer
    }


def test_without_personal_data_its_provisions_do_not_apply_and_others_stand():
    good = {"ENG-07": "ir", "CON-01": "detailed"}

    found = criteria(good | {"ENG-01": "none"})
    usual = criteria(good | {"ENG-01": "ordinary"})

    gdpr = [c for c in found.values() if c.law == "GDPR"]
    assert {(c.status, c.evidence) for c in gdpr} == {(Status.NOT_APPLICABLE, "")}
    assert [c.id for c in gdpr] == [c.id for c in usual.values() if c.law == "GDPR"]
    assert found["NIS2IR-6.2.3"].status is usual["NIS2IR-6.2.3"].status is Status.MET


@pytest.mark.parametrize(
    ("register", "expected"),
    [
        ("complete", Status.MET),
        ("partial", Status.NOT_MET),
        (None, Status.NOT_ANSWERED),
    ],
)
def test_a_provision_without_questions_is_as_good_as_the_worst_point_below_it(
    register, expected
):
    answers = {"INV-01": register} if register else {}

    found = criteria(answers, tools={"Agent": {"T-17": "Ana"}})

    parent = found["NIS2IR-5.2"]
    assert (parent.questions, parent.children) == (
        (),
        ("NIS2IR-5.2.a", "NIS2IR-5.2.b"),
    )
    assert found["NIS2IR-5.2.a"].status is Status.MET
    assert parent.status is expected


def test_points_below_a_provision_count_beside_its_own_questions():
    found = criteria({"CON-01": "detailed", "CON-02": "yes"})

    assert found["GDPR-28.9"].status is Status.MET  # CON-02 alone
    assert found["GDPR-28.3"].status is Status.NOT_ANSWERED


def test_the_worst_tool_counts_and_every_tool_is_named():
    found = criteria(tools={"Calm": GOOD, "Leaks": BAD})[CONTENT]

    assert found.status is Status.NOT_MET
    assert found.tools == (("Calm", Status.MET), ("Leaks", Status.NOT_MET))


def test_what_is_asked_per_tool_does_not_apply_without_tools():
    assert criteria(NO_AI)[CONTENT].status is Status.NOT_APPLICABLE


def test_an_empty_register_answers_nothing():
    assert criteria()[CONTENT].status is Status.NOT_ANSWERED


@pytest.mark.parametrize(
    ("second", "expected"), [("verified", "verified"), ("declared", "declared")]
)
def test_the_evidence_of_a_provision_is_the_weakest_behind_it(second, expected):
    found = criteria(
        tools={"One": GOOD, "Two": GOOD},
        evidence={("T-18", "One"): "verified", ("T-18", "Two"): second},
    )

    assert found[CONTENT].evidence == expected


def test_an_open_question_has_no_evidence():
    assert criteria(tools={"Agent": {}})[CONTENT].evidence == ""


@pytest.mark.parametrize(
    ("criterion", "fed_by"),
    [
        ("NIS2-20.1", ("GOV-02", "GOV-08")),
        ("NIS2-20.2", ("GOV-07",)),
        ("NIS2-23.1", ("INC-02", "INC-03")),
        ("NIS2-23.4.a", ("INC-02",)),
        ("GDPR-33.1", ("INC-02",)),
        ("GDPR-35.1", ("DAT-01",)),
    ],
)
def test_what_the_buyer_must_do_itself_has_no_status_from_the_vendor(criterion, fed_by):
    for answers in ({}, dict.fromkeys(fed_by, "unknown")):
        found = criteria({"ENG-07": "other"} | answers)[criterion]

        assert (found.status, found.evidence) == (Status.BUYERS_DUTY, "")
        assert (found.who, found.duty) == ("buyer", True)
        assert found.questions == fed_by


@pytest.mark.parametrize("criterion", ["GDPR-28.10", "GDPR-45.1", "NIS2-R88"])
def test_definitions_recitals_and_what_follows_have_no_status(criterion):
    found = criteria(tools={"Trains": {"T-24": "yes"}})[criterion]

    assert (found.status, found.tools) == (Status.INFORMATION_ONLY, ())


def test_the_definition_of_a_breach_and_a_principle_are_not_judged_from_a_list():
    found = criteria({"INC-03": ["none"], "DAT-01": "no"})

    assert "GDPR-4.12" not in found
    assert "GDPR-5.1.a" not in found
    assert found["GDPR-33.2"].status is Status.NOT_MET


@pytest.mark.parametrize(("entity", "expected"), [("yes", True), ("no", False)])
def test_dora_is_looked_at_for_financial_entities_only(entity, expected):
    found = of_law("DORA", criteria({"ENG-08": entity, "CON-02": "yes"}))

    assert bool(found) is expected
    if expected:
        assert found["DORA-30.2.c"].questions == ("CON-02", "CON-07")
        assert found["DORA-30.2.c"].duty is True
        assert found["DORA-28.3"].status is Status.BUYERS_DUTY


@pytest.mark.parametrize(
    ("system", "expected"), [("critical", True), ("customer", False)]
)
def test_what_dora_asks_of_critical_functions_binds_only_there(system, expected):
    found = criteria({"ENG-08": "yes", "ENG-02": system})

    assert found["DORA-30.3.e"].duty is expected
    assert found["DORA-30.2.b"].duty is True


@pytest.mark.parametrize(
    ("country", "entity", "expected"),
    [
        ("DE", "other", True),
        ("DE", "ir", True),
        ("DE", "no", False),
        ("FR", "other", False),
        ("", "other", False),
    ],
)
def test_german_law_lies_over_nis2_for_entities_in_germany(country, entity, expected):
    found = of_law("BSIG", criteria({"ENG-07": entity}, country=country))

    assert bool(found) is expected
    assert all(c.duty and c.who == "buyer" for c in found.values())


def test_a_provision_of_german_law_has_the_status_of_the_directive():
    answers = {"ENG-07": "other", "INV-05": "unknown", "INC-01": "yes"}

    found = criteria(answers, country="DE", tools={"Agent": {"T-16": "vault"}})

    for number, letter in enumerate("abcdefghi", 1):
        german, directive = found[f"BSIG-30.2.{number}"], found[f"NIS2-21.2.{letter}"]
        assert german[2:] == directive[2:]
    assert found["BSIG-30.2.4"].status is Status.NOT_MET
    assert found["BSIG-38.1"].status is Status.BUYERS_DUTY
    assert found["BSIG-38.1"].questions == found["NIS2-20.1"].questions


def test_the_ai_act_is_looked_at_where_tools_are_used():
    trained = {"GOV-07": {"value": "100", "unit": "percent"}}

    found = of_law("AIACT", criteria(trained, tools={"Agent": {}}))

    assert of_law("AIACT", criteria(NO_AI | trained)) == {}
    assert (found["AIACT-4"].status, found["AIACT-4"].duty) == (Status.MET, True)
    assert found["AIACT-26.6"].duty is False, (
        "a coding assistant is no high-risk system"
    )


def test_a_question_of_a_finding_bears_only_on_laws_that_are_looked_at():
    weak = {"CON-06": "no"}

    def behind(**answers):
        result = evaluate(answer_set_with(weak | answers), catalogue_for(""))
        return next(f.criteria for f in result.findings if f.question == "CON-06")

    assert "DORA-30.3.e" in behind(**{"ENG-08": "yes"})
    assert "DORA-30.3.e" not in behind(**{"ENG-08": "no"})
