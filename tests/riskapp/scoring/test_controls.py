"""Controls: which questions belong together."""

import pytest

from questionnaires.document.errors import DocumentError
from questionnaires.document.source import read_yaml
from riskapp.scoring.agreed import CONTRACT
from riskapp.scoring.controls import CONTROLS, controls_of, parse_controls
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
