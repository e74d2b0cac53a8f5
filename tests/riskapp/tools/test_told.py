"""What is published of a tool, told beside its questions."""

import datetime
from dataclasses import replace

import pytest

from riskapp.tools.mapping import core_guide
from tests.riskapp.tools.entries import DAY, answer_set, beside, days, proposed


def test_a_fact_is_told_beside_its_question_with_its_source():
    (told,) = beside("amazon-q-free")["T-24"].told

    assert told.value is True
    assert told.use == "yes"
    assert told.fact.host == "docs.aws.amazon.com"


def test_what_is_not_exact_offers_no_answer():
    for told in beside("gitlab-duo")["T-23"].told:
        assert told.use is None


@pytest.mark.parametrize(
    ("plan", "answers", "question", "differs"),
    [
        ("amazon-q-free", {}, "T-24", False),
        ("amazon-q-free", {"T_24": "yes"}, "T-24", False),
        ("amazon-q-free", {"T_24": "yes_agreed"}, "T-24", False),
        ("amazon-q-free", {"T_24": "unknown"}, "T-24", False),
        ("amazon-q-free", {"T_24": "no_contract"}, "T-24", True),
        ("gitlab-duo", {"T_24": "yes"}, "T-24", False),  # no exact day
        ("kiro-individual", {"T_24": "no_contract"}, "T-24", True),
        ("amazon-q-pro", {"T_24": "no_setting"}, "T-24", False),
        ("amazon-q-pro", {"T_24": "yes"}, "T-24", True),
        ("kiro-enterprise", {"T_24": "yes"}, "T-24", True),
        ("openai-api", {"T_23": days(30)}, "T-23", False),
        ("openai-api", {"T_23": days(0)}, "T-23", True),
        ("openai-api", {"T_23": "none"}, "T-23", True),
        ("openai-api", {"T_23": {"not_applicable": "None."}}, "T-23", False),
        ("amazon-q-free", {"T_03": "enterprise"}, "T-03", True),
        ("cursor-privacy-mode", {"T_23": "none"}, "T-23", False),
        ("claude-code-team", {"T_04": ["review"]}, "T-04", False),
        ("claude-code-team", {"T_06": "provider"}, "T-06", False),
        ("anthropic-api", {"T_20": ["US"]}, "T-20", False),
        ("anthropic-api", {"T_20": ["IE"]}, "T-20", True),
        ("tabnine-enterprise", {"T_23": days(30)}, "T-23", True),
        ("goose", {"T_05": "suggest"}, "T-05", True),
        ("goose", {"T_05": "approve"}, "T-05", False),
        ("jules", {"T_11": "key"}, "T-11", True),
        ("jules", {"T_06": "laptop"}, "T-06", False),
        ("cursor-privacy-mode", {"T_19": "no"}, "T-19", True),
        ("warp-free", {"T_27": "off"}, "T-27", False),
    ],
)
def test_an_answer_differs_only_from_what_is_mapped(plan, answers, question, differs):
    assert beside(plan, **answers)[question].differs is differs


@pytest.mark.parametrize(
    ("seen", "again", "standing"),
    [
        (DAY, DAY, "FRESH"),
        (DAY, DAY - datetime.timedelta(1), "OLD"),
        (None, None, "UNDATED"),
    ],
)
def test_a_fact_is_fresh_until_the_day_to_look_again(seen, again, standing):
    guide = core_guide()
    plan = guide.catalogue.plans["claude-code-team"]
    dated = replace(plan.facts["agentic"], seen=seen, again=again)
    plan = replace(plan, facts={"agentic": dated})

    found = guide.beside(plan, answer_set({}), "one")

    [told] = [
        told
        for beside in found.values()
        for told in beside.told
        if told.link.fact == "agentic"
    ]
    assert told.standing.name == standing


def undated(plan):
    """The same plan, of which no fact has an exact day."""
    facts = {n: replace(f, seen=None, again=None) for n, f in plan.facts.items()}
    return replace(plan, facts=facts)


def test_a_fact_without_an_exact_day_is_shown_and_takes_no_part_in_anything():
    guide = core_guide()
    said = {"T-24": "no_setting", "T-18": ["repo"], "T-25": "none", "T-26": "no"}
    for plan in guide.catalogue.plans.values():
        found = guide.beside(undated(plan), answer_set(said), "one")
        told = [t for one in found.values() for t in one.told if t.fact]
        kept = list(plan.facts)

        assert {t.link.fact for t in told} >= {n for n in kept if n != "kind"}
        assert not any(t.differs for t in told)
        assert not any(
            t.standing.name != "UNDATED" for t in told if t.link.fact != "retired"
        )
        grounds = guide.proposals(undated(plan), answer_set({}), "one")
        assert not any(g.fact for p in grounds for g in p.grounds)
        asks = guide.asks_about(undated(plan), answer_set(said), "one")
        assert not any(
            g.fact not in ("", "plan", "kind") for a in asks for g in a.grounds
        )


def test_a_tool_that_ends_names_what_takes_its_place_beside_its_name():
    [told] = [
        t for t in beside("amazon-q-pro")["T-01"].told if t.link.fact == "retired"
    ]

    assert told.value == ("2027-04-30", "Kiro")
    assert told.fact.host == "docs.aws.amazon.com"
    assert "T-01" not in proposed("amazon-q-pro")
