"""Statements that hardly go together, of a whole form and of each entry."""

import datetime

import pytest

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.contradictions import about, contradictions, holding
from questionnaires.document.extending import Extension, extend_with, extension
from questionnaires.document.parsing import parse_document
from questionnaires.document.source import read_yaml
from questionnaires.document.values import EntryValue, Filled

FORM = """schema: 2
id: speakers
version: '1'
title: Speakers
sections:
  - code: YOU
    title: You
    questions:
      - {id: BED, text: A bed?, kind: single, options: [{code: y, label: Y}, {code: n, label: N}]}
  - code: TALK
    title: Talks
    repeat: {entry: Talk, title_from: TITLE}
    questions:
      - {id: TITLE, text: Title?, kind: text}
      - {id: LONG, text: Long?, kind: single, options: [{code: y, label: Y}, {code: n, label: N}]}
checks:
  - id: 3
    title: A long talk without a bed
    cases:
      - each: TALK
        when: {all: [{question: BED, is: [n]}, {question: LONG, is: [y]}]}
        text: The talk is long and you need no bed.
"""


@pytest.fixture(scope="module")
def answered():
    """Somebody without a bed, with a short talk and a long one."""
    entries = (
        EntryValue("e1", "TALK", {"LONG": "n"}, title="Moss"),
        EntryValue("e2", "TALK", {"LONG": "y"}, title="Soil"),
    )
    before = extension()
    extend_with(Extension())
    try:
        document = parse_document(read_yaml(FORM, "form.yaml"))
    finally:
        extend_with(before)
    filled = Filled(answers={"BED": "n"}, entries=entries)
    return AnswerSet(document, filled, datetime.date(2026, 11, 29))


def test_each_entry_is_told_of_by_its_name(answered):
    (found,) = contradictions(answered)

    assert (found.check, found.entry, found.entry_title) == (3, "e2", "Soil")
    assert found.questions == ("BED", "LONG")
    assert found.text == "The talk is long and you need no bed."
    assert not found.is_missing


def test_without_a_section_the_condition_is_asked_once(answered):
    case = answered.document.checks[0].cases[0]
    alone = case.when.conditions[0]

    assert list(holding(answered, alone, "")) == [(None, ("BED",))]


def test_what_is_about_no_entry_names_none():
    found = about(None, 0, "Title", "Text", ("BED",), is_missing=True)

    assert (found.entry, found.entry_title, found.is_missing) == ("", "", True)
