import pytest

from questionnaires.document.errors import DocumentError
from questionnaires.document.source import read_yaml
from riskapp.tools.catalogue import core_catalogue
from riskapp.tools.families import core_families, families_of, parse_families

ONE = """
schema: ai-models/1
models:
- {id: claude, name: Claude, maker: Anthropic, words: [claude], plans: {PLAN: WHERE}}
"""


def read(plan, where):
    text = ONE.replace("PLAN", plan).replace("WHERE", where)
    return parse_families(read_yaml(text, "models.yaml"), core_catalogue())


@pytest.mark.parametrize(
    ("plan", "names", "families"),
    [
        ("claude-code-team", ("Our helper",), ["Claude"]),
        ("gitlab-duo", (), ["Claude", "GPT", "Mistral"]),
        ("", ("Reviewer on GPT-5", "Acme"), ["GPT"]),
        ("", ("gpt4 wrapper",), ["GPT"]),
        ("", ("Bot", "Acme (models: Llama 3 and Qwen2)"), ["Llama", "Qwen"]),
        ("", ("Claudette", "Ollama"), []),
        ("cline", ("Cline", "Cline Bot Inc."), []),
        ("", (), []),
    ],
)
def test_a_plan_or_a_name_says_which_models_stand_behind(plan, names, families):
    assert families_of(plan, *names) == families


def test_what_is_said_of_a_plan_stands_in_the_catalogue():
    for family in core_families():
        assert family.words
    assert read("claude-code-team", "own")[0].plans == {"claude-code-team": "own"}


@pytest.mark.parametrize(
    ("plan", "where", "words"),
    [
        ("claude-code-nowhere", "own", "unknown key 'claude-code-nowhere'"),
        ("claude-code-team", "dpa_of_old", "'dpa_of_old' is not said"),
    ],
)
def test_a_plan_that_is_not_there_or_says_nothing_is_refused(plan, where, words):
    with pytest.raises(DocumentError) as caught:
        read(plan, where)

    assert words in str(caught.value)
