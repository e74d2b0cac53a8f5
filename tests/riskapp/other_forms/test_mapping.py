"""What other questionnaires have to do with ours is data, and refused where it is wrong."""

import pytest

from questionnaires.document.errors import DocumentError
from questionnaires.document.source import read_yaml
from riskapp.other_forms.mapping import QuestionRelation, core_forms, parse_form
from riskapp.shipped.core import core_document

GOOD = """schema: other-questionnaire/1
id: one
title: One
version: '1'
licence: Free
source: Somewhere
shape: record
known: [a, b]
mapped:
  - theirs: a
    ours: GOV-01
    relation: more
    reason: It asks for more.
    answers: {'yes': 'yes'}
  - theirs: b
    ours: INC-02
    relation: equal
    reason: The same.
    answers: {number: number}
    unit: hours
"""


def parsed(text):
    return parse_form(read_yaml(text, "one.yaml"), core_document())


def test_a_small_form_is_read():
    form = parsed(GOOD)

    assert [one.relation for one in form.mapped] == [
        QuestionRelation.MORE,
        QuestionRelation.EQUAL,
    ]
    assert form.known == {"a", "b"}


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("other-questionnaire/1", "7", "expected schema other-questionnaire/1"),
        ("shape: record", "shape: paper", "unknown shape 'paper'"),
        ("theirs: a", "theirs: c", "unknown question of theirs 'c'"),
        ("ours: GOV-01", "ours: GOV-99", "unknown question 'GOV-99'"),
        ("relation: more", "relation: near", "unknown relation 'near'"),
        ("{'yes': 'yes'}", "{'yes': maybe}", "no answer of GOV-01"),
        ("{'yes': 'yes'}", "[yes]", "expected what is answered there"),
        ("relation: more", "relation: overlaps", "an answer from an overlap"),
        ("unit: hours", "unit: weeks", "no answer of INC-02"),
        ("ours: GOV-01", "ours: T-05", "an answer about no entry in particular"),
    ],
)
def test_what_is_wrong_is_refused(before, after, words):
    assert before in GOOD

    with pytest.raises(DocumentError, match=words):
        parsed(GOOD.replace(before, after, 1))


def test_only_what_settles_a_question_proposes_an_answer():
    for form in core_forms():
        for one in form.mapped:
            assert not (one.answers and one.relation is QuestionRelation.OVERLAPS)
            assert one.reason.endswith(".")


def test_every_form_says_its_licence_and_where_it_was_read():
    forms = core_forms()

    assert {form.id for form in forms} == {
        "ai-caiq",
        "ai-caiq-1-1",
        "hecvat",
        "nisd2",
    }
    assert all(form.licence and form.source for form in forms)
