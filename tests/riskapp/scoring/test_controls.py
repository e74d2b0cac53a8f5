"""Controls: which questions belong together."""

import pytest

from questionnaires.document.errors import DocumentError
from questionnaires.document.source import read_yaml
from riskapp.scoring.agreed import CONTRACT
from riskapp.scoring.controls import (
    CONTROLS,
    Control,
    controls_of,
    parse_controls,
)
from riskapp.scoring.rated.model import rated, rules_of
from riskapp.shipped.core import core_document
from tests.factories.documents import minimal_document

ENG_ACCESS, ENG_AUTONOMY = "ENG-04", "ENG-05"


def test_each_question_of_the_core_questionnaire_belongs_to_one_control():
    document = core_document()
    asked = [q.id for section in document.sections for q in section.questions]
    asked += [ENG_ACCESS, ENG_AUTONOMY, CONTRACT]  # what the buyer itself has to settle

    named = [q for control in controls_of(document) for q in control.questions]

    assert sorted(named) == sorted(asked)


def test_each_critical_rule_tells_of_one_control():
    document = core_document()

    rules = [control.rule for control in controls_of(document) if control.rule]

    assert sorted(rules) == sorted(rule.id for rule in rules_of(document))


def test_a_control_holds_the_questions_that_name_its_rule():
    document = core_document()
    control = {q: c for c in controls_of(document) for q in c.questions}

    apart = [
        question.id
        for question in document.questions.values()
        if rated(question).critical_rule
        and control[question.id].rule != rated(question).critical_rule
    ]

    assert apart == []


@pytest.mark.parametrize("file", sorted(CONTROLS.glob("*.*.po")), ids=lambda f: f.name)
def test_every_control_has_a_name_in_each_language(file):
    language = file.suffixes[0].lstrip(".")
    document = core_document()

    named = zip(controls_of(document), controls_of(document, language), strict=True)

    assert [c.id for c, other in named if c.title == other.title] == []


def test_a_questionnaire_without_controls_falls_back_to_its_sections():
    document = minimal_document()

    assert [(c.title, c.questions) for c in controls_of(document)] == [
        (section.title, tuple(q.id for q in section.questions))
        for section in document.sections
    ]


def test_a_question_in_two_controls_is_refused_by_line():
    text = """
controls:
  - id: one
    title: One
    questions: [A-1]
  - id: two
    title: Two
    questions: [A-1]
"""

    with pytest.raises(DocumentError, match="8: 'A-1' belongs to two controls"):
        parse_controls(read_yaml(text, "controls"))


WRITTEN = """controls:
  - {id: one, title: The first, rule: RULE, questions: [Q-1, Q-2]}
  - {id: two, title: The second, questions: [Q-3]}
"""


def test_controls_are_what_their_file_says():
    assert parse_controls(read_yaml(WRITTEN, "c.yaml")) == (
        Control("one", "The first", ("Q-1", "Q-2"), "RULE"),
        Control("two", "The second", ("Q-3",), ""),
    )


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("controls:", "control: 1\ncontrols:", "unknown key 'control'"),
        ("id: one", "id: ''", "'id' is '', expected text"),
        ("id: one", f"id: {'x' * 41}", "'id' has 41 characters, expected at most 40"),
        ("title: The first", "title: ''", "'title' is '', expected text"),
        ("title: The first", f"title: {'x' * 101}", "'title' has 101 characters, expected at most 100"),
        ("rule: RULE", f"rule: {'R' * 21}", "'rule' has 21 characters, expected at most 20"),
        ("rule: RULE", "why: RULE", "unknown key 'why', expected one of id, questions, rule, title"),
        ("[Q-1, Q-2]", "[Q-1, 2]", "'questions' holds '2', expected short texts"),
        ("[Q-3]", "[Q-1]", "'Q-1' belongs to two controls, expected each question once"),
    ],
)  # fmt: skip
def test_a_wrong_word_about_a_control_is_refused_with_its_line(before, after, fault):
    line = WRITTEN[: WRITTEN.index(before)].count("\n") + 1

    with pytest.raises(DocumentError) as refused:
        parse_controls(read_yaml(WRITTEN.replace(before, after, 1), "c.yaml"))

    assert f"c.yaml:{line}: {fault}" in str(refused.value)


def test_a_file_has_at_most_a_hundred_controls():
    def many(count):
        lines = [f"  - {{id: c{n}, title: T, questions: []}}" for n in range(count)]
        return read_yaml("controls:\n" + "\n".join(lines), "c.yaml")

    assert len(parse_controls(many(100))) == 100
    with pytest.raises(DocumentError, match="a list of 101, expected at most 100"):
        parse_controls(many(101))
