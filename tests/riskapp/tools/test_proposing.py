"""What is proposed for one tool, and what is not."""

import datetime
from dataclasses import replace

import pytest

from questionnaires.document.answer_set import AnswerSet
from riskapp.shipped.core import core_document
from riskapp.tools.mapping import core_guide
from riskapp.tools.told import Meaning
from tests.riskapp.tools.entries import DAY, answer_set, days, proposed


def test_what_is_known_of_a_plan_is_proposed():
    assert proposed("claude-code-team") == {
        "T-03": "business",
        "T-04": ["change"],
        "T-05": "unattended",
        "T-06": "laptop",
        "T-18": ["files", "terminal"],
        "T-19": "local",
        "T-20": ["world"],
        "T-23": days(30),
        "T-24": "no_contract",
        "T-25": "dpa_std",
    }
    assert proposed("jules") == {
        "T-04": ["change"],
        "T-05": "unattended",
        "T-06": "provider",
        "T-11": "app",
        "T-13": {"value": "1", "unit": "hours"},
        "T-14": "per_run",
        "T-15": "tool",
        "T-16": "issued",
        "T-18": ["repo"],
        "T-19": "kept",
    }
    assert proposed("amazon-bedrock") == {
        "T-03": "business",
        "T-06": "provider",
        "T-19": "no",
        "T-21": ["nobody"],
        "T-23": days(0),
        "T-24": "no_setting",
        "T-25": "dpa_std",
    }


def test_a_proposal_names_what_speaks_for_it():
    guide = core_guide()
    plan = guide.catalogue.plans["claude-code-team"]

    found = {
        proposal.question.id: proposal.grounds
        for proposal in guide.proposals(plan, answer_set({}), "one")
    }

    [told] = found["T-24"]
    assert told.fact.host == "code.claude.com"
    [chosen] = found["T-03"]
    assert chosen.fact is None


@pytest.mark.parametrize(
    ("plan", "question"),
    [
        ("gitlab-duo", "T-24"),  # its page gives no date
        ("azure-openai", "T-23"),
        ("azure-openai", "T-20"),  # read more than a year ago
        ("claude-code-consumer", "T-23"),  # no single answer
        ("claude-code-team", "T-21"),  # only a part is published
        ("github-copilot-enterprise", "T-03"),  # negotiated, or standard terms?
    ],
)
def test_what_is_undated_old_or_not_clear_is_not_proposed(plan, question):
    assert question not in proposed(plan)


def test_what_was_fresh_gets_old():
    guide = core_guide()
    plan = guide.catalogue.plans["claude-code-team"]
    later = AnswerSet(core_document(), answer_set({}).filled, datetime.date(2028, 1, 1))

    found = {p.question.id for p in guide.proposals(plan, later, "one")}

    assert "T-24" not in found
    assert "T-03" in found


def test_what_is_answered_is_not_proposed():
    assert "T-24" not in proposed("claude-code-team", T_24="unknown")


def test_what_would_not_be_asked_is_not_proposed():
    found = proposed("claude-code-team", T_03="self")

    assert "T-23" not in found
    assert "T-24" not in found


def test_where_facts_mean_different_answers_none_is_proposed():
    guide = core_guide()
    plan = guide.catalogue.plans["claude-code-team"]
    link = next(link for link in guide.links if link.fact == "agentic")
    other = replace(link, meanings=(Meaning(True, "approve"),))
    dated = replace(plan.facts["agentic"], seen=DAY, again=DAY)
    plan = replace(plan, facts={**plan.facts, "agentic": dated})
    two = replace(guide, links=(*guide.links, other))

    found = {p.question.id for p in two.proposals(plan, answer_set({}), "one")}

    assert "T-05" not in found
    assert "T-24" in found


def test_what_is_proposed_leads_to_what_follows_from_it():
    found = proposed("ollama-local")

    assert (found["T-03"], found["T-25"], found["T-26"]) == ("self", "self", "self")


def test_the_providers_public_word_is_proposed_as_no_more_than_that():
    assert proposed("amazon-q-pro")["T-24"] == "no_setting"
    assert proposed("codex-enterprise")["T-24"] == "no_contract"


def test_an_entry_that_was_not_chosen_gets_no_proposals():
    assert core_guide().proposals(None, answer_set({}), "one") == ()
