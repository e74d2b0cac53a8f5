"""The status of provisions, from answers to the core questionnaire."""

from __future__ import annotations

import pytest

from riskapp.scoring.catalogue import core_catalogue
from riskapp.scoring.judge import judge
from riskapp.scoring.status import Status
from tests.factories.sheets import sheet_with

TRAINING = "GDPR-28.10"  # asked by T-24 alone, once per tool
GOOD, BAD = {"T-24": "no_contract"}, {"T-24": "yes"}


def criteria(answers=None, **given):
    return judge(sheet_with(answers, **given), core_catalogue()).criteria


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
    duties = {(c.law, c.duty) for c in criteria({"ENG-07": entity}).values()}

    assert duties == {("GDPR", True), ("NIS2", directive), ("NIS2IR", regulation)}


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
    found = criteria(tools={"Calm": GOOD, "Trains": BAD})[TRAINING]

    assert found.status is Status.NOT_MET
    assert found.tools == (("Calm", Status.MET), ("Trains", Status.NOT_MET))


def test_what_is_asked_per_tool_does_not_apply_without_tools():
    assert criteria()[TRAINING].status is Status.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("second", "expected"), [("verified", "verified"), ("declared", "declared")]
)
def test_the_evidence_of_a_provision_is_the_weakest_behind_it(second, expected):
    found = criteria(
        tools={"One": GOOD, "Two": GOOD},
        evidence={("T-24", "One"): "verified", ("T-24", "Two"): second},
    )

    assert found[TRAINING].evidence == expected


def test_an_open_question_has_no_evidence():
    assert criteria(tools={"Agent": {}})[TRAINING].evidence == ""
