"""docs/glossary.md is the one list of terms, and the German texts follow it."""

import re
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


def test_no_term_stands_there_twice():
    terms = [term.english for term in glossary()]

    assert len(terms) > 40
    assert sorted(set(terms)) == sorted(terms)


@pytest.mark.parametrize("term", glossary(), ids=lambda term: term.english)
def test_a_term_is_translated_by_its_german_one(term):
    """When this fails: use the glossary's word, or name the other one there."""
    wrong = {}
    for message in catalogue("de"):
        ours = message.id if isinstance(message.id, tuple) else (message.id,)
        theirs = message.string
        theirs = theirs if isinstance(theirs, tuple) else (theirs,)
        if (
            message.id
            and term.pattern.search(FILLED.sub("", ours[-1]))
            and not term.is_in(theirs[-1])
        ):
            wrong[ours[-1]] = theirs[-1]

    assert wrong == {}
