"""What is proposed for one tool because another has that answer."""

import pytest

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.model import Kind
from questionnaires.document.values import EntryValue, Filled
from riskapp.shipped.core import core_document
from riskapp.tools.mapping import core_guide
from tests.riskapp.tools.entries import DAY, beside_another

ACCESS = {
    "T-07": "project",
    "T-08": ["code_read", "code_write_branch"],
    "T-09": ["code_read"],
    "T-11": "key",
    "T-12": "partner",
    "T-25": "dpa_flow",
}


BACKED = {"T-25": "dpa_flow"}


def test_how_access_is_given_is_proposed_as_for_another_tool_and_says_so():
    found = beside_another(ACCESS)

    assert {name: found[name].value for name in ACCESS if name in found} == {
        name: value for name, value in ACCESS.items() if name not in BACKED
    }
    assert found["T-07"].alike == "The other"
    assert found["T-07"].grounds == ()


def test_a_contract_is_proposed_as_for_a_tool_of_the_same_provider_alone():
    assert "T-25" not in beside_another(BACKED)
    assert beside_another(BACKED, plan="claude-code-cloud")["T-25"].value == "dpa_flow"


def test_two_tools_added_by_hand_share_a_provider_by_its_name():
    answers = {"T-02": "Example  Models", "T-26": "list"}

    one = beside_another(answers, of="", plan="", own={"T-02": "EXAMPLE MODELS"})
    other = beside_another(answers, of="", plan="", own={"T-02": "Another"})

    assert one["T-26"].value == "list"
    assert "T-26" not in other
    assert "T-26" not in beside_another({"T-26": "list"}, of="", plan="")


def test_what_a_tool_reads_is_proposed_as_for_one_of_its_kind():
    answers = {"T-18": ["files"]}

    assert "T-18" in beside_another(
        answers, plan="codex-business", of="codex-enterprise"
    )
    assert "T-18" not in beside_another(answers, plan="ollama-local")
    assert "T-18" not in beside_another(answers, of="", plan="")


def test_what_is_published_goes_before_the_answer_for_another_tool():
    found = beside_another(
        {"T-24": "yes"}, of="claude-code-api", plan="claude-code-team"
    )

    assert found["T-24"].value == "no_contract"
    assert found["T-24"].alike == ""


def test_nothing_is_proposed_that_what_is_published_speaks_against():
    found = beside_another(
        {"T-03": "self"},
        of="github-copilot-individual",
        plan="github-copilot-enterprise",
    )

    assert "T-03" not in found


def test_an_answer_that_nobody_confirmed_is_not_proposed():
    aside = {("T-07", "other"): "Copied, not checked"}

    assert "T-07" not in beside_another(ACCESS, set_aside=aside)


@pytest.mark.parametrize("value", ["unknown", {"not_applicable": "It has none."}])
def test_what_says_nothing_about_another_tool_is_not_proposed(value):
    assert "T-15" not in beside_another({"T-11": "key", "T-15": value})


def test_what_is_answered_or_closed_gets_no_proposal():
    assert "T-07" not in beside_another(ACCESS, own={"T-07": "task"})
    closed = frozenset({("T-07", "one")})
    assert "T-07" not in beside_another(ACCESS, closed=closed)


def test_rights_needed_are_not_proposed_where_other_rights_are_held():
    assert "T-09" not in beside_another(
        ACCESS, own={"T-08": ["code_read", "deploy_prod"]}
    )


def test_the_name_and_the_day_of_its_own_credential_are_never_proposed():
    answers = {**ACCESS, "T-01": "Other", "T-14": "2026-01-01"}

    assert not {"T-01", "T-14"} & beside_another(answers).keys()


def test_of_several_tools_the_one_of_the_same_plan_is_taken_first():
    guide = core_guide()
    entries = (
        EntryValue("far", "TOOL", {"T-07": "all"}, "Far", "ollama-local"),
        EntryValue("near", "TOOL", {"T-07": "task"}, "Near", "claude-code-api"),
        EntryValue("one", "TOOL", {}, "", "claude-code-team"),
    )
    plan = guide.catalogue.plans["claude-code-team"]
    these = AnswerSet(core_document(), Filled(entries=entries), DAY)

    found = {p.question.id: p.alike for p in guide.proposals(plan, these, "one")}

    assert found["T-07"] == "Near"


def test_a_second_tool_of_the_same_provider_leaves_ten_clicks_or_fewer():
    guide, document = core_guide(), core_document()
    rest = {"T-08": ["code_read"], "T-09": ["code_read"], "T-14": "2026-11-01"}
    asked = [q for q in document.section_by_code["TOOL"].questions if q.id != "T-22"]
    whole = {q.id: q.options[0].code if q.options else "x" for q in asked} | rest
    whole |= {q.id: [q.options[0].code] for q in asked if q.kind == Kind.MULTI} | rest
    whole |= {"T-20": ["DE"], "T-21": ["DE"], "T-11": "key", "T-03": "business"}
    for first in guide.catalogue.plans.values():
        for second in guide.catalogue.plans.values():
            if first.provider != second.provider or not second.is_offered:
                continue
            own = guide.answers_of(second)
            found = beside_another(whole, of=first.id, plan=second.id, own=own)
            left = {q.id for q in asked} - own.keys() - found.keys()
            assert 3 + len(left) <= 10, (first.id, second.id, sorted(left))
