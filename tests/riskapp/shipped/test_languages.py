"""Every language that is offered says everything the questionnaire and its lists say."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from questionnaires.document.translation import Keys, document_keys
from riskapp.common.languages import codes_in
from riskapp.settings.base import LANGUAGE_FILES
from riskapp.shipped.core import CONTENT
from riskapp.tools.catalogue import CONTENT as TOOLS
from riskapp.tools.catalogue import core_catalogue
from riskapp.tools.languages import KEYS
from riskapp.tools.mapping import core_guide
from tests.factories.plain import plain_yaml
from tests.factories.texts import readable_texts

LANGUAGES = [code for code in codes_in(LANGUAGE_FILES) if code != "en"]
PARTS = {
    "ai-toolchain-partner": (CONTENT, ("ai-toolchain-partner",), document_keys()),
    "ai_tools": (TOOLS, ("ai_tools", "ai_tools_map"), KEYS),
    "follow_up": (
        TOOLS,
        ("follow_up",),
        Keys(texts=frozenset({"label", "title", "text"})),
    ),
}


def file_of(name: str, language: str) -> Path:
    return PARTS[name][0] / f"{name}.{language}.po"


def catalogue(name: str, language: str) -> dict[str, str]:
    with file_of(name, language).open("rb") as file:
        return {
            str(message.id): "" if message.fuzzy else str(message.string)
            for message in read_po(file)
            if message.id
        }


def texts(name: str) -> list[str]:
    """What people read; words without small letters (EU, SOC 2) need no translation, and codes
    of kinds of tools are never shown."""
    folder, files, keys = PARTS[name]
    data = [plain_yaml((folder / f"{file}.yaml").read_text("utf-8")) for file in files]
    found = readable_texts(data, keys)
    codes = {plan.kind for plan in core_catalogue().plans.values()}
    return [text for text in found if re.search(r"[a-z]", text) and text not in codes]


def of_earlier_versions(name: str, language: str) -> set[str]:
    """What only published versions still say: “until version 1” stands above it."""
    with file_of(name, language).open("rb") as file:
        return {
            str(message.id)
            for message in read_po(file)
            if any(note.startswith("until version") for note in message.auto_comments)
        }


def test_german_is_offered():
    assert "de" in LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PARTS)
def test_every_text_is_translated(name, language):
    known = catalogue(name, language)

    assert [text for text in texts(name) if not known.get(text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PARTS)
def test_no_text_is_translated_that_is_gone(name, language):
    left = set(catalogue(name, language)) - set(texts(name))
    left -= of_earlier_versions(name, language)

    assert [text for text in left if re.search(r"[a-z]", text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PARTS)
def test_a_translation_names_the_same_questions_and_numbers(name, language):
    """A number, an id or an address that got lost changes what a text says."""

    def named(text: str) -> Counter[str]:
        ids = re.findall(r"\b[A-Z]{1,4}-\d\d\b|https?://[^\s)]+", text)
        return Counter(ids)

    wrong = {
        text: other
        for text, other in catalogue(name, language).items()
        if named(text) != named(other)
    }

    assert wrong == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_published_facts_mean_the_same_answers_in_every_language(language):
    ours, theirs = core_guide(), core_guide(language)

    assert [[meaning.use for meaning in link.meanings] for link in ours.links] == [
        [meaning.use for meaning in link.meanings] for link in theirs.links
    ]
    for plan in ours.catalogue.plans.values():
        other = theirs.catalogue.plans[plan.id]
        assert ours.answers_of(plan) == theirs.answers_of(other)
        assert set(plan.facts) == set(other.facts)
