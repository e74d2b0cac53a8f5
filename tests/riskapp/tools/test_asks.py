"""The known traps that are asked about beside the questions of one tool."""

import pytest

from tests.riskapp.tools.entries import beside, days


def asked(plan_id, question, **answers):
    found = beside(plan_id, **answers).get(question)
    return " ".join(found.asks) if found else ""


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
        ("antigravity-enterprise", "T-25", {"T_25": "terms"}, "accept them"),
        ("jetbrains-ai-organization", "T-26", {"T_26": "no"}, "keep a copy"),
        ("anthropic-api", "T-11", {"T_11": "key"}, "at run time"),
        ("supermaven", "T-01", {}, "maintained"),
        ("windsurf-teams", "T-02", {"T_02": "Cognition"}, "order form"),
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
        ("gitlab-duo", "T-26", {"T_26": "no"}),  # no exact day
    ],
)
def test_nothing_is_asked_where_the_trap_is_not(plan, question, answers):
    assert asked(plan, question, **answers) == ""


def test_a_retention_trap_is_silent_while_the_question_is_hidden():
    assert asked("openai-api", "T-23", T_03="self", T_23=days(0)) == ""
