"""What settles a question of ours is proposed; the rest is only shown."""

from questionnaires.document.source import read_yaml
from riskapp.other_forms.mapping import parse_form
from riskapp.other_forms.proposing import answers_of, asked_of, found_in
from riskapp.other_forms.reading import TheirAnswer
from riskapp.shipped.core import core_document

FORM = """schema: other-questionnaire/1
id: one
title: One
version: '1'
licence: Free
source: Somewhere
shape: record
known: [a, b, c]
mapped:
  - {theirs: a, ours: GOV-01, relation: more, reason: More., answers: {'yes': 'yes'}}
  - {theirs: b, ours: GOV-01, relation: part, reason: A part., answers: {'no': 'no'}}
  - {theirs: c, ours: INC-02, relation: equal, reason: The same., answers: {number: number}, unit: hours}
  - {theirs: a, ours: GOV-03, relation: overlaps, reason: Near.}
"""


def found(*given, asked=None):
    document = core_document()
    form = parse_form(read_yaml(FORM, "one.yaml"), document)
    return found_in(form, given, asked_of(document) if asked is None else asked)


def proposed(*given):
    return {one.question: one.raw for one in answers_of(found(*given))}


def given(question, word, text=""):
    return TheirAnswer(question, question, text or word, word)


def test_what_settles_a_question_is_proposed():
    assert proposed(given("a", "yes"), given("c", "number", "24")) == {
        "GOV-01": "yes",
        "INC-02": {"value": "24", "unit": "hours"},
    }


def test_what_settles_nothing_is_only_shown():
    shown = found(given("a", "no"))

    assert proposed(given("a", "no")) == {}
    assert [one.mapped.ours for one in shown] == ["GOV-01", "GOV-03"]


def test_where_two_answers_mean_different_ones_none_is_proposed():
    assert proposed(given("a", "yes"), given("b", "no")) == {}


def test_a_question_of_a_part_counts_for_what_it_belongs_to():
    assert proposed(given("a.1", "yes")) == {"GOV-01": "yes"}


def test_what_is_not_asked_is_not_shown():
    assert found(given("a", "yes"), asked=frozenset()) == []


def test_nothing_is_said_of_entries():
    assert not any(name.startswith("T-") for name in asked_of(core_document()))
