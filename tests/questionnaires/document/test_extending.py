"""Keys that belong to the product: read by its extension, refused without one."""

import datetime
from pathlib import Path

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
from questionnaires.document.source import read_file, read_yaml
from questionnaires.document.values import Filled
from tests.factories.spoiled import kept, read_as, refusals_of

CONFERENCE = Path("tests/data/conference/speakers.yaml")
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


def test_a_form_about_something_else_is_read_in_full_and_refused_by_line(extended):
    extended(Extension())

    read = read_as(parse_document(read_file(CONFERENCE)))
    said = refusals_of("speakers", parse_document, file=CONFERENCE)

    assert read.splitlines() == kept("speakers.read.txt", read).splitlines()
    assert said.splitlines() == kept("speakers.txt", said).splitlines()


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("beyond-the_sea.1", ""),
        ("beyond the sea", "form.yaml:7: 'status' is 'beyond the sea', expected letters, digits, '_', '-' or '.', a letter or digit first"),
        ("''", "form.yaml:7: 'status' is '', expected text"),
    ],
)  # fmt: skip
def test_without_a_product_a_place_may_count_as_anything(extended, status, said):
    extended(Extension())
    countries = f"countries:\n  as_of: 2026-01-01\n  countries: [{{code: JP, name: Japan, status: {status}}}]"

    if not said:
        assert parsed(top=countries).countries["JP"].status == status
        return
    with pytest.raises(DocumentError) as refused:
        parsed(top=countries)
    assert str(refused.value) == said


def test_an_answers_file_is_written_and_read_under_plain_keys(extended):
    extended(Extension())
    assert tuple(extension().file_keys) == ("respondent", "profile", "entries")
    assert extension().topic == Extension.topic
    additions = extension().additions(None, {}, None)
    assert (additions.names(), additions.never_left_out(None, {})) == ({}, {})
    assert extension().names_of(parsed()) == {}
