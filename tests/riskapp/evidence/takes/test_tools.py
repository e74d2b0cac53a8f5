"""What is known of a tool, its model and its provider."""

import pytest


def test_a_model_is_a_word_that_looks_like_one(taken):
    assert taken("model", {"a": "claude-opus-4@2026"}, "/a") == [
        ("claude-opus-4@2026", "/a")
    ]
    assert taken("model", {"a": "the best one"}, "/a") == []
    assert taken("model", {"a": "x" * 82}, "/a") == []
    assert taken("model", {"a": 4}, "/a") == []


@pytest.mark.parametrize(
    ("value", "provider"),
    [
        ("claude-sonnet-4", "anthropic"),
        ("https://api.anthropic.com/v1", "anthropic"),
        ("http://localhost:11434/v1", "self"),
        ("https://llm.fabrikam.dev", "unknown"),
        ("https://", None),
        ("nobody-knows-1", None),
        ("${ANTHROPIC_BASE_URL}", None),
        (7, None),
    ],
)
def test_a_provider_is_known_by_model_or_host(taken, value, provider):
    wanted = [] if provider is None else [(provider, "/a")]

    assert taken("provider", {"a": value}, "/a") == wanted


def test_what_is_known_of_a_tool_is_told_in_the_words_of_the_questionnaire(
    reader, taken
):
    known = reader.rules.tool_of("claude-code")

    assert known
    assert taken("tool_kind", {}, tool=known.id) == [((known.kind,), "")]
    assert taken("tool_purpose", {}, tool=known.id) == [(known.purposes, "")]
    assert taken("tool_sends", {}, tool=known.id) == [(known.sends, "")]
    assert taken("tool_provider", {}, tool=known.id) == [("Anthropic", "")]


@pytest.mark.parametrize(
    "way", ["tool_kind", "tool_purpose", "tool_sends", "tool_provider"]
)
def test_of_a_tool_that_is_not_known_nothing_is_told(taken, way):
    assert taken(way, {}, tool="") == []
    assert taken(way, {}, tool="no-such-tool") == []
