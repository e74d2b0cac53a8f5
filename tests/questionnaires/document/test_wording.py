"""Answers in words."""

import pytest

from questionnaires.document.wording import display_text
from tests.factories.documents import PLACES, minimal_document

DOCUMENT = minimal_document(
    """
    - {id: S, text: How?, kind: single, weight: 0, options: [{code: good, label: Very well}]}
    - {id: M, text: Which?, kind: multi, weight: 0, options: [{code: a, label: Ant}, {code: b, label: Bee}]}
    - id: N
      text: How long?
      kind: number
      weight: 0
      units: [{code: days, label: days}]
      specials: [{code: unknown, label: Not known}]
    - {id: D, text: When?, kind: date, weight: 0, specials: [{code: never, label: Never}]}
    - {id: X, text: What?, kind: text, weight: 0}
    - {id: C, text: Where?, kind: countries, weight: 0, specials: [{code: unknown, label: Not known}]}
    - {id: L, text: On what?, kind: legal_bases, weight: 0, places_from: [C]}
    """,
    **PLACES,
)


@pytest.mark.parametrize(
    ("question", "value", "words"),
    [
        ("S", None, "Not answered"),
        ("S", "good", "Very well"),
        ("S", {"not_applicable": "no code"}, "Not applicable: no code"),
        ("M", ["a", "b"], "Ant, Bee"),
        ("N", {"value": "1", "unit": "days"}, "1 day"),
        ("N", {"value": "1.5", "unit": "days"}, "1.5 days"),
        ("N", "unknown", "Not known"),
        ("D", "2026-01-31", "31 January 2026"),
        ("D", "never", "Never"),
        ("X", "good, a <b>", "good, a <b>"),
        ("C", ["IE", "US", "unknown"], "Ireland, United States, Not known"),
        (
            "L",
            {"IN": "scc", "US": "dpf"},
            "India: The clauses; United States: The framework",
        ),
    ],
)
def test_an_answer_is_said_in_words(question, value, words):
    assert display_text(DOCUMENT, DOCUMENT.questions[question], value) == words


@pytest.mark.parametrize(
    ("question", "value", "words"),
    [
        ("S", "gone", "gone"),
        ("M", ["a", "gone"], "Ant, gone"),
        ("N", {"value": "2", "unit": "gone"}, "2"),
        ("N", {"value": "2"}, "2"),
        ("D", "2026-02-30", "2026-02-30"),
        ("C", ["ZZ"], "ZZ"),
        ("L", {"ZZ": "gone"}, "ZZ: gone"),
        ("S", ["good"], "Very well"),
        ("X", ["a"], "['a']"),
    ],
)
def test_what_only_an_old_version_allowed_is_still_said(question, value, words):
    assert display_text(DOCUMENT, DOCUMENT.questions[question], value) == words
