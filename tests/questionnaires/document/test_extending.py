"""Keys that belong to the product: read by its extension, refused without one."""

import datetime

import pytest

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.errors import DocumentError
from questionnaires.document.extending import (
    Additions,
    Extension,
    Opinion,
    extend_with,
    extension,
)
from questionnaires.document.parsing import parse_document
from questionnaires.document.source import read_yaml
from questionnaires.document.values import Filled

FORM = """schema: 2
id: speakers
version: '1'
title: Speakers
{top}
sections:
  - code: TALK
    title: The talk
    {section}
    questions:
      - id: TITLE
        text: What is it called?
        kind: text
        {question}
"""


class Prices(Additions):
    def __init__(self, check):
        self.check = check

    def document(self, data, conditions):
        return self.check.text(data, "currency", (), need=True)


class Conference(Extension):
    document_keys = frozenset({"currency"})

    def additions(self, check, data, known):
        return Prices(check)


@pytest.fixture
def extended():
    """Extends documents for one test only."""
    before = extension()
    yield extend_with
    extend_with(before)


def parsed(**keys):
    text = FORM.format(**{"top": "", "section": "", "question": ""} | keys)
    return parse_document(read_yaml(text, "form.yaml"))


@pytest.mark.parametrize(
    ("keys", "fault"),
    [
        ({"top": "rules: []"}, "form.yaml:5: unknown key 'rules'"),
        ({"question": "remedy: Ask again"}, "form.yaml:14: unknown key 'remedy'"),
    ],
)
def test_without_an_extension_nobody_knows_the_keys_of_a_product(extended, keys, fault):
    extended(Extension())

    with pytest.raises(DocumentError) as refused:
        parsed(**keys)

    assert fault in str(refused.value)


def test_what_an_extension_reads_is_kept_beside_the_document(extended):
    extended(Conference())

    assert parsed(top="currency: EUR").extra == "EUR"


def test_what_an_extension_refuses_is_refused_by_line(extended):
    extended(Conference())

    with pytest.raises(DocumentError) as refused:
        parsed(top="currency: [EUR]")

    assert str(refused.value) == "form.yaml:5: 'currency' is a list, expected text"


def test_an_extension_that_adds_nothing_thinks_and_knows_nothing(extended):
    extended(Extension())
    document = parsed()
    answers = AnswerSet(document, Filled(), datetime.date(2026, 11, 29))

    assert extension().opinion(answers, "TITLE") == Opinion()
    assert extension().amounts_to(document.questions["TITLE"], 3) == ""
    assert extension().country_code("Japan") is None
    assert document.extra is None
