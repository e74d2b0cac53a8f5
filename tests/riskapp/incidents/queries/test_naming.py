"""Old names, makers, and what builds on what."""

import pytest

from riskapp.incidents.queries.naming import (
    credential_labels,
    names_it,
    plans_on,
    resolved,
    words_in,
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Claude-Code (v2)", " claude code v2 "),
        ("GPT_5", " gpt 5 "),
        ("Ｃｕｒｓｏｒ", " cursor "),
        ("STRASSE", words_in("straße")),
        ("…", ""),
        ("", ""),
    ],
)
def test_texts_are_compared_word_by_word(text, words):
    assert words_in(text) == words


def test_a_name_is_found_as_whole_words_only():
    wanted = [words_in("Amp")]

    assert names_it("Amp (Enterprise)", wanted)
    assert not names_it("Ampere", wanted)
    assert not names_it("anything", [""])


def test_an_old_name_brings_the_new_one():
    assert resolved("tool", ["codeium"]).names == ("codeium", "Windsurf")


def test_a_maker_brings_the_other_words_for_it():
    found = resolved("provider", ["Anysphere, Inc."])

    assert {"Anysphere", "Cursor"} <= set(found.names)
    assert "cursor-privacy-mode" in found.plans


def test_a_model_is_found_in_the_plans_that_run_on_it():
    found = resolved("model", ["Sonnet"])

    assert found.names == ("Sonnet",)
    assert "anthropic-api" in found.plans


def test_several_names_are_looked_for_together_each_once():
    assert resolved("model", ["Sonnet", "Opus", "Sonnet"]).names == ("Sonnet", "Opus")


def test_a_kind_of_credential_has_no_names():
    found = resolved("credential", ["pat"])

    assert (found.names, found.plans) == ((), ())
    assert "pat" in credential_labels()


def test_a_plan_builds_on_what_its_published_facts_name():
    assert "github-copilot-business-plan" in set(plans_on(["OpenAI"]))
    assert "ollama-local" not in set(plans_on(["OpenAI"]))
