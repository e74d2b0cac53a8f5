"""What is told and asked beside the questions of one tool."""

import datetime
from dataclasses import replace

import pytest

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.parsing import core_document
from questionnaires.document.values import Entry, Filled
from riskapp.tools.guide import Guide
from riskapp.tools.mapping import core_guide

DAY = datetime.date(2026, 11, 24)


def answer_set(answers):
    entry = Entry("one", "TOOL", answers, catalogue="")
    return AnswerSet(core_document(), Filled(entries=(entry,)), DAY)


def beside(plan_id, **answers):
    guide = core_guide()
    plan = guide.catalogue.plans[plan_id] if plan_id else None
    named = {key.replace("_", "-"): value for key, value in answers.items()}
    return guide.beside(plan, answer_set(named), "one")


def asked(plan_id, question, **answers):
    found = beside(plan_id, **answers).get(question)
    return " ".join(found.asks) if found else ""


def days(number):
    return {"value": str(number), "unit": "days"}


def test_facts_never_answer():
    guide = core_guide()
    for plan in guide.catalogue.plans.values():
        empty = answer_set({})

        guide.beside(plan, empty, "one")

        assert all(empty.value(q, "one") is None for q in guide.questions)


def test_a_fact_is_told_beside_its_question_with_its_source():
    (told,) = beside("amazon-q-free")["T-24"].told

    assert told.value is True
    assert told.use == "yes"
    assert told.fact.host == "docs.aws.amazon.com"


def test_what_is_not_exact_offers_no_answer():
    for told in beside("github-copilot-business")["T-23"].told:
        assert told.use is None


@pytest.mark.parametrize(
    ("plan", "answers", "question", "differs"),
    [
        ("amazon-q-free", {}, "T-24", False),
        ("amazon-q-free", {"T_24": "yes"}, "T-24", False),
        ("amazon-q-free", {"T_24": "yes_agreed"}, "T-24", False),
        ("amazon-q-free", {"T_24": "unknown"}, "T-24", False),
        ("amazon-q-free", {"T_24": "no_contract"}, "T-24", True),
        ("amazon-q-pro", {"T_24": "no_setting"}, "T-24", False),
        ("amazon-q-pro", {"T_24": "yes"}, "T-24", True),
        ("openai-api", {"T_23": days(30)}, "T-23", False),
        ("openai-api", {"T_23": days(0)}, "T-23", True),
        ("openai-api", {"T_23": "none"}, "T-23", True),
        ("openai-api", {"T_23": {"not_applicable": "None."}}, "T-23", False),
        ("amazon-q-free", {"T_03": "enterprise"}, "T-03", True),
        ("cursor-privacy-mode", {"T_23": "none"}, "T-23", False),
    ],
)
def test_an_answer_differs_only_from_what_is_mapped(plan, answers, question, differs):
    assert beside(plan, **answers)[question].differs is differs


@pytest.mark.parametrize(
    ("plan", "question", "answers", "words"),
    [
        ("github-copilot-individual", "T-24", {"T_24": "no_setting"}, "every person"),
        ("github-copilot-individual", "T-24", {"T_18": ["repo"]}, "on by default"),
        ("github-copilot-individual", "T-03", {"T_03": "business"}, "one person"),
        ("github-copilot-business", "T-03", {"T_03": "free"}, "company plan"),
        (None, "T-03", {"T_03": "free", "T_18": ["files"]}, "made for one person"),
        ("ollama-local", "T-18", {"T_18": ["nothing"]}, "ollama list"),
        ("ollama-local", "T-18", {"T_03": "self"}, ":cloud"),
        ("aider", "T-03", {"T_03": "self"}, "behind the key"),
        ("chatgpt-enterprise-codex", "T-23", {"T_23": days(30)}, "90 days"),
        ("openai-api", "T-23", {"T_23": days(0)}, "Since when"),
        ("openai-api", "T-23", {"T_23": days(365)}, "offers to keep nothing"),
        ("claude-code-consumer", "T-23", {"T_23": days(30)}, "five years"),
        ("claude-code-commercial", "T-20", {}, "ANTHROPIC_BASE_URL"),
        ("devin-enterprise", "T-18", {"T_06": "buyer"}, "provider's cloud"),
        ("deepseek", "T-20", {"T_20": ["IE"]}, "outside the EEA"),
        ("deepseek", "T-24", {}, "disagree"),
        ("jetbrains-ai-noncommercial", "T-27", {"T_27": "off"}, "shares data"),
        ("vertex-ai", "T-25", {"T_25": "terms"}, "accept them"),
        ("gitlab-duo", "T-26", {"T_26": "no"}, "keep a copy"),
        ("anthropic-api", "T-11", {"T_11": "key"}, "at run time"),
        ("replit-enterprise", "T-28", {"T_28": "none"}, "administrators"),
        ("supermaven", "T-01", {}, "maintained"),
        ("windsurf-teams", "T-02", {"T_02": "Windsurf"}, "order form"),
    ],
)
def test_a_known_trap_is_asked_where_it_concerns(plan, question, answers, words):
    assert words in asked(plan, question, **answers)


@pytest.mark.parametrize(
    ("plan", "question", "answers"),
    [
        ("github-copilot-individual", "T-24", {"T_24": "yes"}),
        ("github-copilot-business", "T-24", {"T_18": ["repo"]}),
        (None, "T-03", {"T_03": "free", "T_18": ["nothing"]}),
        (None, "T-03", {"T_03": "enterprise", "T_18": ["files"]}),
        ("ollama-cloud", "T-18", {"T_18": ["nothing"]}),
        ("chatgpt-enterprise-codex", "T-23", {"T_23": days(90)}),
        ("openai-api", "T-23", {}),
        ("deepseek", "T-20", {"T_20": ["CN"]}),
        ("vertex-ai", "T-25", {"T_25": "dpa_std"}),
        ("windsurf-teams", "T-02", {"T_02": "Exafunction, Inc., United States"}),
        ("supermaven", "T-02", {"T_02": ""}),
    ],
)
def test_nothing_is_asked_where_the_trap_is_not(plan, question, answers):
    assert asked(plan, question, **answers) == ""


def test_a_retention_trap_is_silent_while_the_question_is_hidden():
    assert asked("openai-api", "T-23", T_03="self", T_23=days(0)) == ""


def test_choosing_says_name_and_provider_and_nothing_else():
    guide = core_guide()
    plans = guide.catalogue.plans

    assert guide.answers_of(plans["amazon-q-free"]) == {
        "T-01": "Amazon Q Developer",
        "T-02": "AWS",
    }
    assert guide.answers_of(plans["supermaven"]) == {"T-01": "Supermaven"}


def test_only_an_exact_fact_can_be_used():
    guide = core_guide()
    plans = guide.catalogue.plans

    assert guide.use_of(plans["amazon-q-free"], "plan") == ("T-03", "free")
    assert guide.use_of(plans["azure-openai"], "retention_default") == (
        "T-23",
        days(30),
    )
    for fact in ("dpa", "agentic", "nonsense", ""):
        assert guide.use_of(plans["github-copilot-business"], fact) is None


def test_the_highest_right_is_the_heaviest_one_held():
    guide = core_guide()

    held = answer_set({"T-08": ["code_read", "pr_merge", "deploy_prod"]})

    assert guide.highest_right(held, "one").code == "deploy_prod"
    assert guide.highest_right(answer_set({}), "one") is None


def test_another_questionnaire_has_no_notes():
    other = replace(core_document(), id="another")

    assert core_guide().fitting(other) == Guide()


def test_a_version_without_a_question_loses_only_its_notes():
    document = core_document()
    section = document.section_by_code["TOOL"]
    fewer = replace(
        section, questions=tuple(q for q in section.questions if q.id != "T-18")
    )
    version = replace(
        document,
        sections=tuple(fewer if s is section else s for s in document.sections),
    )

    guide = core_guide().fitting(version)

    assert "T-18" not in guide.questions
    assert "private-plan-with-customer-code" not in {ask.id for ask in guide.asks}
    assert guide.link("trains_on_customer_content_by_default") is not None


def test_a_version_without_an_answer_does_not_offer_it():
    document = core_document()
    section = document.section_by_code["TOOL"]
    fewer = tuple(
        replace(q, options=tuple(o for o in q.options if o.code != "free"))
        if q.id == "T-03"
        else q
        for q in section.questions
    )
    version = replace(document, sections=(replace(section, questions=fewer),))

    guide = core_guide().fitting(version)

    assert guide.use_of(guide.catalogue.plans["amazon-q-free"], "plan") is None
