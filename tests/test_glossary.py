"""docs/glossary.md is the one list of terms, and the German texts follow it."""

import ast
import re
from functools import cache
from typing import NamedTuple

import pytest

from riskapp.settings.base import ROOT
from tests.test_languages import catalogue

ROW = re.compile(
    r"^\| (?P<english>[^|]+) \| (?P<german>[^|]+) \| (?P<meaning>[^|]+) \|$"
)
ENDINGS = re.compile(r"(en|em|er|es|e|o|a|um|s)$")
PLAIN = str.maketrans("äöü", "aou")


FILLED = re.compile(r"%\(\w+\)s|\w+@[\w.]+")  # by what is no word of ours


class Term(NamedTuple):
    english: str
    german: tuple[str, ...]

    @property
    def pattern(self) -> re.Pattern[str]:
        """The term in a text, alone or as one of many."""
        words = re.escape(self.english).removesuffix("y")
        return re.compile(rf"\b{words}(?:s|y|ies|ia)?\b", re.IGNORECASE)

    def is_in(self, german: str) -> bool:
        text = german.lower().translate(PLAIN)
        return any(all(stem in text for stem in stems(way)) for way in self.german)


def stems(words: str) -> list[str]:
    """Words without their endings, so that they are found in every case and number."""
    plain = words.lower().translate(PLAIN)
    return [ENDINGS.sub("", word) for word in plain.split()]


def glossary() -> list[Term]:
    lines = (ROOT / "docs" / "glossary.md").read_text("utf-8").splitlines()
    rows = [row for line in lines if (row := ROW.match(line))]
    return [
        Term(row["english"], tuple(row["german"].split("; ")))
        for row in rows
        if row["english"] != "English"
    ]


@cache
def translations() -> list[tuple[str, str, str]]:
    """Each text, the same without what it is filled with, and its German one."""
    found = []
    for message in catalogue("de"):
        ours = message.id if isinstance(message.id, tuple) else (message.id,)
        theirs = message.string
        theirs = theirs if isinstance(theirs, tuple) else (theirs,)
        if message.id:
            found.append((ours[-1], FILLED.sub("", ours[-1]), theirs[-1]))
    return found


def test_no_term_stands_there_twice():
    terms = [term.english for term in glossary()]

    assert len(terms) > 40
    assert sorted(set(terms)) == sorted(terms)


@pytest.mark.parametrize("term", glossary(), ids=lambda term: term.english)
def test_a_term_is_translated_by_its_german_one(term):
    """When this fails: use the glossary's word, or name the other one there."""
    pattern = term.pattern

    wrong = {
        english: german
        for english, plain, german in translations()
        if pattern.search(plain) and not term.is_in(german)
    }

    assert wrong == {}


# Words of our own that stood where the field has a term.
RETIRED_ON_PAGES = re.compile(
    r"\bfindings to do\b|\bstill to decide\b|\bdecisions that ended\b|\bto assess again\b"
    r"|\bacceptances that end soon\b|\bnot shown\b(?! to\b| here\b)|\bjudg(?:e|es|ed)\b",
    re.IGNORECASE,
)
RETIRED_IN_CODE = {
    "aftercare",
    "gravest",
    "judge",
    "judgement",
    "leaf",
    "occasion",
    "wish",
}


def test_pages_use_no_term_that_was_given_up():
    texts = [
        one
        for message in catalogue("de")
        for one in (message.id if isinstance(message.id, tuple) else (message.id,))
    ]

    assert [text for text in texts if RETIRED_ON_PAGES.search(text)] == []


def names(path):
    """What a module defines, and the module itself, in words."""
    tree = ast.parse(path.read_text("utf-8"))
    kinds = ast.ClassDef | ast.FunctionDef
    found = [node.name for node in ast.walk(tree) if isinstance(node, kinds)]
    for name in (*found, path.stem, path.parent.name):
        yield from re.findall(r"[A-Z]?[a-z]+", name)


def test_nothing_is_called_by_a_term_that_was_given_up():
    found = {
        f"{path.relative_to(ROOT)}: {word}"
        for folder in ("questionnaires", "riskapp", "riskapp_collect")
        for path in (ROOT / folder).rglob("*.py")
        for word in names(path)
        if word.lower() in RETIRED_IN_CODE
    }

    assert found == set()
