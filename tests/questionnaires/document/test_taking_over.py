"""What of earlier answers still fits."""

from dataclasses import replace

import pytest

from questionnaires.document.taking_over import Why, left_behind, reworded, why_not
from tests.factories.documents import AS_OF, answer_set_of, minimal_document

BEFORE = """
    - id: ONE
      text: Choose one
      kind: single
      weight: 1
      options: [{code: a, label: First, risk: 0}, {code: b, label: Second, risk: 4}]
    - id: MANY
      text: Choose several
      kind: multi
      weight: 1
      options: [{code: a, label: First, risk: 0}, {code: b, label: Second, risk: 4}]
    - {id: WORDS, text: Say it, kind: text, weight: 1}
    - id: LATER
      text: And then?
      kind: text
      weight: 1
      show_if: {question: ONE, is: [a]}
"""
AFTER = """
    - id: ONE
      text: Choose exactly one
      kind: single
      weight: 1
      options: [{code: a, label: First, risk: 0}, {code: c, label: Third, risk: 4}]
    - id: MANY
      text: Choose several
      kind: multi
      weight: 1
      options: [{code: a, label: The first, risk: 0}]
    - {id: OTHER, text: Something new, kind: text, weight: 1}
"""
TOOLS = "- {id: NAME, text: Which?, kind: text, weight: 1}"
OLD = minimal_document(BEFORE, repeated=TOOLS)
NEW = minimal_document(AFTER, repeated=TOOLS)


def why(question, value, section=""):
    return why_not(NEW, question, section, value, as_of=AS_OF)


@pytest.mark.parametrize(
    ("question", "value", "section", "expected"),
    [
        ("ONE", "a", "", None),
        ("ONE", "b", "", Why.NOT_ALLOWED),
        ("MANY", ["a"], "", None),
        ("MANY", ["a", "b"], "", Why.NOT_ALLOWED),
        ("WORDS", "so", "", Why.NOT_ASKED),
        ("NAME", "Agent", "TOOL", None),
        ("NAME", "Agent", "", Why.NOT_ASKED),
        ("NAME", "Agent", "OTHER", Why.NOT_ASKED),
        ("ONE", "a", "TOOL", Why.NOT_ASKED),
        ("ONE", {"not_applicable": "We have none"}, "", None),
    ],
)
def test_an_answer_is_taken_over_only_where_it_fits_as_it_is(
    question, value, section, expected
):
    assert why(question, value, section) is expected


def test_what_is_left_is_told_in_the_words_of_its_time():
    before = answer_set_of(
        OLD, {"ONE": "b", "MANY": ["a"], "WORDS": "so"}, {"NAME": "x"}
    )

    left = left_behind(NEW, before, AS_OF)

    assert [(one.question, one.display_text, one.why) for one in left] == [
        ("ONE", "Second", Why.NOT_ALLOWED),
        ("WORDS", "so", Why.NOT_ASKED),
    ]


def test_hidden_answers_are_not_told():
    before = answer_set_of(OLD, {"ONE": "b", "LATER": "hidden"})

    assert [one.question for one in left_behind(NEW, before, AS_OF)] == ["ONE"]


def test_questions_and_answers_in_other_words_are_found():
    found = {one.question: one.before for one in reworded(NEW, OLD)}

    assert found == {"ONE": "Choose one", "MANY": "Choose several"}
    assert list(reworded(NEW, replace(NEW))) == []
