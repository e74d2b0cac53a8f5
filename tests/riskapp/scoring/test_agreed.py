"""What the buyer agreed, against what the register says; and the buyer's own part of it."""

from __future__ import annotations

import pytest

from questionnaires.document.answer_set import AnswerSet
from riskapp.scoring.catalogue import core_catalogue
from riskapp.scoring.evaluation import evaluate
from riskapp.scoring.model import BUYER, VENDOR
from riskapp.scoring.themes import themes_of
from tests.factories.answer_sets import answer_set_with
from tests.factories.responses import with_value
from tests.factories.riskapp import example


def careful(**said):
    """The careful example, in which nothing goes beyond the agreement, with some changes."""
    answers = example("careful")
    answer_set = AnswerSet(answers.document, answers.filled, answers.as_of)
    for name, value in said.items():
        question = name.replace("_", "-")
        entry = answer_set.entries("TOOL")[0].id if question.startswith("T-") else ""
        answer_set = with_value(answer_set, (question, entry), value)
    return answer_set


def against(answer_set):
    findings = evaluate(answer_set, core_catalogue()).findings
    return [
        (f.kind, f.question, f.tool, f.risk)
        for f in findings
        if f.kind == BUYER or f.question in ("T-05", "T-08")
    ]


def test_what_keeps_to_the_agreement_is_no_finding():
    assert against(careful()) == []


@pytest.mark.parametrize(("agreed", "risk"), [("write", 2), ("read", 3), ("none", 4)])
def test_rights_beyond_those_agreed_are_a_finding_at_their_tool(agreed, risk):
    answer_set = careful(ENG_04=agreed, T_08=["code_read", "code_write_main"])
    tool = answer_set.entries("TOOL")[0].title

    found = [row for row in against(answer_set) if row[2] == tool]

    assert found == [(VENDOR, "T-08", tool, risk)]


def test_the_finding_says_what_was_agreed_and_what_is_held():
    answer_set = careful(ENG_04="read", T_08=["code_read", "code_write_main"])
    tool = answer_set.entries("TOOL")[0].title

    (found,) = [
        f
        for f in evaluate(answer_set, core_catalogue()).findings
        if (f.question, f.tool) == ("T-08", tool)
    ]

    assert found.text == (
        "More access than was agreed: Read code and tickets. "
        "Held: Write to protected branches."
    )
    assert found.gain > 0


def test_more_autonomy_than_agreed_is_a_finding():
    answer_set = careful(ENG_05="edit", T_05="unattended")
    tool = answer_set.entries("TOOL")[0].title

    assert (VENDOR, "T-05", tool, 3) in against(answer_set)


@pytest.mark.parametrize(("said", "risk"), [("silent", 3), ("no", 4), (None, 4)])
def test_tools_that_the_contract_does_not_allow_are_the_buyers_to_settle(said, risk):
    assert against(careful(ENG_09=said)) == [(BUYER, "ENG-09", "", risk)]


def test_without_tools_the_contract_has_nothing_to_allow():
    answer_set = answer_set_with(
        {
            "ENG-09": "silent",
            "GOV-01": "no",
            "INV-01": "complete",
            "INV-04": ["none"],
        }
    )

    assert against(answer_set) == []


def test_what_the_buyer_did_not_state_is_the_buyers_to_settle():
    assert against(careful(ENG_04=None)) == [(BUYER, "ENG-04", "", 4)]


def test_the_buyers_part_is_a_theme_of_its_own():
    answer_set = careful(ENG_09="silent")

    themes = themes_of(evaluate(answer_set, core_catalogue()), answer_set.document)

    assert [t.title for t in themes if t.id == "agreement"] == [
        "What you agreed with the partner"
    ]


def test_model_one_knows_no_agreement():
    findings = evaluate(careful(ENG_09="no"), core_catalogue(), 1).findings

    assert {f.kind for f in findings} <= {VENDOR}
