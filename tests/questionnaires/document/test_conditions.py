"""What every condition asks of the answers, and which questions made it true."""

import pytest

from questionnaires.document.conditions import nesting, questions_of, terms
from questionnaires.document.errors import DocumentError
from questionnaires.document.model import All, AnyEntry, AnyOf, Not
from tests.factories.documents import PLACES, answer_set_of, minimal_document

QUESTIONS = """
- id: S
  text: How?
  kind: single
  weight: 1
  options:
    - {code: good, label: Good, risk: 0, level: 0}
    - {code: bad, label: Bad, risk: 3, level: 3}
    - {code: none, label: Not needed, not_applicable: true}
- id: M
  text: Which?
  kind: multi
  weight: 1
  options:
    - {code: read, label: Read, risk: 0, level: 1}
    - {code: write, label: Write, risk: 2, level: 2}
    - {code: prod, label: Production, risk: 4, level: 4}
- id: N
  text: How long?
  kind: number
  weight: 0
  units: [{code: hours, label: hours}, {code: days, label: days, factor: 24}]
  specials: [{code: unknown, label: Not known, risk: 4}]
- id: LIMIT
  text: How long at most?
  kind: number
  weight: 0
  units: [{code: hours, label: hours}]
- {id: D, text: When?, kind: date, weight: 0, specials: [{code: never, label: Never}]}
- {id: X, text: Who?, kind: text, weight: 1}
- {id: C, text: Where?, kind: countries, weight: 0, specials: [{code: nobody, label: Nowhere}]}
- {id: L, text: On what?, kind: legal_bases, weight: 0, places_from: [C]}
- id: HIDDEN
  text: And why?
  kind: text
  weight: 1
  show_if: {question: S, is: [bad]}
"""
TOOLS = """
- {id: T-1, text: Which tool?, kind: text, weight: 1}
- id: T-2
  text: Which account?
  kind: single
  weight: 1
  options:
    - {code: business, label: Business, risk: 0}
    - {code: private, label: Private, risk: 4}
"""


def document_with(condition):
    return minimal_document(
        QUESTIONS, repeated=TOOLS, conditions=f"it: {condition}", **PLACES
    )


def holds(condition, answers, *entries, entry=""):
    document = document_with(condition)
    return answer_set_of(document, answers, *entries).holds(
        document.conditions["it"], entry
    )


def because(condition, answers, *entries, entry=""):
    document = document_with(condition)
    return answer_set_of(document, answers, *entries).because(
        document.conditions["it"], entry
    )


def hours(value):
    return {"value": value, "unit": "hours"}


def days(value):
    return {"value": value, "unit": "days"}


# The test, an answer that passes and one that does not.
TERMS = [
    ("{question: S, is: [bad]}", {"S": "bad"}, {"S": "good"}),
    ("{question: M, is: [write, prod]}", {"M": ["read", "prod"]}, {"M": ["read"]}),
    ("{question: D, is: [never]}", {"D": "never"}, {"D": "2026-01-31"}),
    ("{question: S, is: [good]}", {"S": "good"}, {"S": {"not_applicable": "good"}}),
    ("{question: M, other_than: [read]}", {"M": ["read", "write"]}, {"M": ["read"]}),
    ("{question: M, level_at_least: 2}", {"M": ["read", "write"]}, {"M": ["read"]}),
    ("{question: S, risk_at_least: 3}", {"S": "bad"}, {"S": "good"}),
    (
        "{question: N, at_most: {value: 1, unit: days}}",
        {"N": hours("24")},
        {"N": hours("24.5")},
    ),
    ("{question: N, at_most: {value: 24}}", {"N": days("1")}, {"N": days("2")}),
    (
        "{question: N, less_than: {value: 24, unit: hours}}",
        {"N": hours("23")},
        {"N": days("1")},
    ),
    ("{question: N, less_than: {value: 24}}", {"N": hours("0")}, {"N": "unknown"}),
    (
        "{question: N, exceeds: LIMIT}",
        {"N": days("1"), "LIMIT": hours("23")},
        {"N": days("1"), "LIMIT": hours("24")},
    ),
    (
        "{question: N, exceeds: LIMIT}",
        {"N": hours("2"), "LIMIT": hours("1")},
        {"N": hours("2")},
    ),
    ("{question: D, older_than: {days: 30}}", {"D": "2026-10-23"}, {"D": "2026-10-24"}),
    (
        "{question: D, older_than: {months: 6}}",
        {"D": "2026-05-22"},
        {"D": "2026-05-23"},
    ),
    ("{question: D, older_than: {months: 6}}", {"D": "1990-01-01"}, {"D": "never"}),
    ("{question: C, place: [third]}", {"C": ["IE", "IN"]}, {"C": ["IE", "US"]}),
    ("{question: C, only_place: [eea]}", {"C": ["IE"]}, {"C": ["CH", "IE"]}),
    ("{question: C, only_place: [eea]}", {"C": ["IE"]}, {"C": ["nobody"]}),
    (
        "{question: L, basis: [bare]}",
        {"C": ["US"], "L": {"US": "none"}},
        {"C": ["US"], "L": {"US": "dpf"}},
    ),
    (
        "{question: L, basis: [bare]}",
        {"C": ["US"], "L": {"US": "none"}},
        {"C": ["IE"], "L": {"US": "none"}},
    ),
    ("{question: X, answered: true}", {"X": "said"}, {}),
    ("{question: X, answered: false}", {}, {"X": "said"}),
    ("{question: X, answered: true}", {"X": {"not_applicable": "no need"}}, {}),
    (
        "{question: X, names_place: [conditional]}",
        {"X": "GitHub, Inc., United States"},
        {"X": "JetBrains, Ireland"},
    ),
    (
        "{question: X, names_place: [conditional]}",
        {"X": "Maker (USA)"},
        {"X": "United States of Nowhere"},
    ),
    ("{question: X, names_place: [third]}", {"X": "Maker Ltd., IN"}, {"X": "made in"}),
    ("{question: X, risk_at_least: 4}", {}, {"X": "said"}),
]


@pytest.mark.parametrize(("condition", "passes", "fails"), TERMS)
def test_a_test_holds_for_the_answers_it_means_and_no_others(condition, passes, fails):
    assert holds(condition, passes)
    assert not holds(condition, fails)


@pytest.mark.parametrize(
    "condition",
    [
        "{question: S, is: [bad]}",
        "{question: M, other_than: [read]}",
        "{question: M, level_at_least: 0}",
        "{question: N, at_most: {value: 1}}",
        "{question: N, less_than: {value: 1}}",
        "{question: N, exceeds: LIMIT}",
        "{question: D, older_than: {days: 0}}",
        "{question: C, place: [third]}",
        "{question: C, only_place: [eea]}",
        "{question: L, basis: [bare]}",
        "{question: X, names_place: [third]}",
        "{question: X, answered: true}",
    ],
)
def test_what_is_open_passes_no_test(condition):
    assert not holds(condition, {})


def test_what_is_hidden_passes_no_test_even_if_it_was_answered():
    before = {"S": "good", "HIDDEN": "an old reason"}

    assert not holds("{question: HIDDEN, answered: true}", before)
    assert not holds("{question: HIDDEN, risk_at_least: 1}", before)
    assert holds("{question: HIDDEN, answered: true}", before | {"S": "bad"})


def test_all_needs_every_part():
    condition = "{all: [{question: S, is: [bad]}, {question: X, answered: true}]}"

    assert holds(condition, {"S": "bad", "X": "said"})
    assert not holds(condition, {"S": "bad"})


def test_any_needs_one_part():
    condition = "{any: [{question: S, is: [bad]}, {question: X, answered: true}]}"

    assert holds(condition, {"X": "said"})
    assert not holds(condition, {"S": "good"})


def test_not_turns_its_part_around():
    condition = "{not: {question: S, is: [bad]}}"

    assert holds(condition, {})
    assert not holds(condition, {"S": "bad"})


def test_any_entry_needs_one_entry_that_meets_it():
    condition = "{any_entry: TOOL, where: {question: T-2, is: [private]}}"

    assert holds(condition, {}, {"T-2": "business"}, {"T-2": "private"})
    assert not holds(condition, {}, {"T-2": "business"})
    assert not holds(condition, {})


def test_any_entry_alone_asks_whether_there_is_one():
    assert holds("{any_entry: TOOL}", {}, {})
    assert not holds("{any_entry: TOOL}", {})


def test_both_parts_of_a_condition_must_hold_for_the_same_entry():
    condition = """{any_entry: TOOL, where: {all: [
        {question: T-1, answered: true}, {question: T-2, is: [private]}]}}"""

    assert holds(condition, {}, {"T-1": "Agent", "T-2": "private"})
    assert not holds(condition, {}, {"T-1": "Agent"}, {"T-2": "private"})


def test_a_condition_on_an_entry_is_asked_of_that_entry_alone():
    entries = ({"T-2": "business"}, {"T-2": "private"})

    assert not holds("{question: T-2, is: [private]}", {}, *entries, entry="1")
    assert holds("{question: T-2, is: [private]}", {}, *entries, entry="2")


def test_a_condition_on_an_entry_may_look_at_the_whole_as_well():
    condition = "{all: [{question: T-2, is: [private]}, {question: S, is: [bad]}]}"

    assert holds(condition, {"S": "bad"}, {"T-2": "private"}, entry="1")


BECAUSE = [
    ("{question: S, is: [bad]}", ("S",)),
    ("{question: N, exceeds: LIMIT}", ("N", "LIMIT")),
    ("{all: [{question: X, answered: true}, {question: S, is: [bad]}]}", ("X", "S")),
    ("{any: [{question: D, is: [never]}, {question: S, is: [bad]}]}", ("S",)),
    ("{not: {question: D, is: [never]}}", ("D",)),
    (
        "{not: {all: [{question: D, is: [never]}, {question: X, answered: true}]}}",
        ("D", "X"),
    ),
    ("{not: {not: {question: S, is: [bad]}}}", ("S",)),
    ("{all: [{question: S, is: [bad]}, {question: S, level_at_least: 1}]}", ("S",)),
    ("{any_entry: TOOL, where: {question: T-2, is: [private]}}", ("T-2",)),
    ("{not: {any_entry: TOOL, where: {question: T-1, answered: false}}}", ("T-1",)),
    ("{any_entry: TOOL}", ()),
    ("{question: S, is: [good]}", ()),
]


@pytest.mark.parametrize(("condition", "questions"), BECAUSE)
def test_a_condition_names_the_questions_that_made_it_true(condition, questions):
    answers = {"S": "bad", "X": "said", "N": days("2"), "LIMIT": hours("1")}
    entry = {"T-1": "Agent", "T-2": "private"}

    assert because(condition, answers, entry) == questions


def test_a_named_condition_stands_for_what_it_names():
    document = minimal_document(
        QUESTIONS,
        conditions="""
        bad: {question: S, is: [bad]}
        fine: {not: {condition: bad}}
        """,
        **PLACES,
    )

    assert answer_set_of(document, {"S": "good"}).holds(document.conditions["fine"])
    assert not answer_set_of(document, {"S": "bad"}).holds(document.conditions["fine"])


def test_the_parts_of_a_condition_can_be_counted_and_listed():
    condition = document_with(
        "{all: [{question: S, is: [bad]}, {not: {question: N, exceeds: LIMIT}}]}"
    ).conditions["it"]

    assert nesting(condition) == 3
    assert [term.question for term in terms(condition)] == ["S", "N"]
    assert list(questions_of(condition)) == ["S", "N", "LIMIT"]


def test_a_condition_of_no_parts_has_one_level():
    assert nesting(All(())) == nesting(AnyOf(())) == 1
    assert nesting(Not(All(()))) == 2


def test_no_condition_looks_at_nothing():
    assert nesting(None) == 0
    assert list(questions_of(None)) == []
    assert list(terms(AnyEntry("TOOL"))) == []


@pytest.mark.parametrize(
    ("condition", "answers"),
    [
        # Of what has no level, the level is 0 and no more.
        ("{question: M, level_at_least: 1}", {"M": {"not_applicable": "none"}}),
        ("{question: M, level_at_least: 1}", {"M": ["gone"]}),
        ("{question: S, level_at_least: 1}", {"S": "none"}),
        # Of what has no code, none is meant.
        ("{question: S, is: [good, bad]}", {"S": {"not_applicable": "good"}}),
        ("{question: M, is: [read]}", {"M": []}),
        ("{question: S, other_than: [good]}", {"S": {"not_applicable": "none"}}),
        ("{question: X, names_place: [eea]}", {"X": "., ()"}),
        ("{question: X, names_place: [eea]}", {"X": {"not_applicable": "Ireland"}}),
        ("{question: C, only_place: [eea]}", {"C": {"not_applicable": "none"}}),
        ("{question: N, exceeds: LIMIT}", {"N": "unknown", "LIMIT": hours("1")}),
    ],
)
def test_an_answer_of_another_form_passes_no_test(condition, answers):
    assert not holds(condition, answers)


def test_the_lowest_level_is_reached_by_every_answer():
    for value in (["read"], ["gone"], {"not_applicable": "none"}):
        assert holds("{question: M, level_at_least: 0}", {"M": value})


@pytest.mark.parametrize(
    ("condition", "what"),
    [
        ("{question: X, answered: maybe}", "'answered' is not true or false"),
        ("{question: N, at_most: {unit: hours}}", "no value"),
        ("{question: N, at_most: {value: 1, unit: weeks}}", "unknown unit 'weeks'"),
        ("{question: D, older_than: {}}", "an age without a unit"),
        ("{question: D, older_than: {days: 1, months: 1}}", "an age without a unit"),
        ("{question: N, exceeds: X}", "unknown number question 'X'"),
        ("{question: S, is: []}", "an empty list"),
    ],
)
def test_an_argument_that_says_nothing_is_refused(condition, what):
    with pytest.raises(DocumentError) as refused:
        document_with(condition)

    assert any(fault.what == what for fault in refused.value.faults)
