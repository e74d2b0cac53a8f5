"""Every test a condition can put to one answer: what passes, what does not, and at which bound."""

import pytest

from questionnaires.document.checker import Checker
from questionnaires.document.condition_terms import value_holds
from questionnaires.document.conditions import (
    MAX_NESTING,
    MAX_PARTS,
    NEVER,
    ConditionReader,
    nesting,
    questions_of,
    terms,
)
from questionnaires.document.model import (
    All,
    AnyEntry,
    AnyOf,
    ConditionTerm,
    Not,
)
from questionnaires.document.source import Source
from tests.factories.documents import PLACES, answer_set_of, minimal_document

DOCUMENT = minimal_document(
    """
    - id: S
      text: Which?
      kind: single
      weight: 0
      options:
        - {code: a, label: A, level: 1}
        - {code: b, label: B, level: 3}
        - {code: c, label: C}
    - id: M
      text: Which ones?
      kind: multi
      weight: 0
      options:
        - {code: a, label: A, level: 1}
        - {code: b, label: B, level: 3}
        - {code: c, label: C}
    - id: N
      text: How long?
      kind: number
      weight: 0
      units: [{code: hours, label: hours}, {code: days, label: days, factor: 24}]
      specials: [{code: unknown, label: Not known}]
    - {id: O, text: And?, kind: number, weight: 0, units: [{code: hours, label: hours}]}
    - {id: D, text: When?, kind: date, weight: 0}
    - {id: X, text: What?, kind: text, weight: 0}
    - {id: C, text: Where?, kind: countries, weight: 0}
    """,
    repeated="""
    - {id: T-1, text: Which tool?, kind: text, weight: 0}
    - {id: T-2, text: How many?, kind: number, weight: 0, units: [{code: hours, label: hours}]}
    - {id: T-3, text: And?, kind: number, weight: 0, units: [{code: hours, label: hours}]}
    """,
    **PLACES,
)


def reader():
    return ConditionReader.of(Checker(Source({}, {}, "c.yaml")), DOCUMENT)


def condition(data, entry_of=""):
    read = reader()
    made = read.read(data, ("c",), entry_of)
    read.check.done()
    return made


def faults(data, entry_of=""):
    read = reader()
    made = read.read(data, ("c",), entry_of)
    return made, [(fault.what, fault.expected) for fault in read.check.faults]


def holds(data, answers, *entries, entry_id="", entry_of=""):
    answer_set = answer_set_of(DOCUMENT, answers, *entries)
    return answer_set.holds(condition(data, entry_of), entry_id)


def hours(number, unit="hours"):
    return {"value": str(number), "unit": unit}


@pytest.mark.parametrize(
    ("test", "value", "passes"),
    [
        ({"question": "S", "is": ["a", "c"]}, "a", True),
        ({"question": "S", "is": ["a", "c"]}, "b", False),
        ({"question": "S", "is": ["a"]}, None, False),
        ({"question": "M", "is": ["a"]}, ["b", "a"], True),
        ({"question": "M", "is": ["a"]}, ["b", "c"], False),
        ({"question": "M", "is": ["a"]}, [], False),
        ({"question": "M", "is": ["a"]}, None, False),
        ({"question": "N", "is": ["unknown"]}, "unknown", True),
        ({"question": "N", "is": ["unknown"]}, hours(3), False),
        ({"question": "S", "is": ["a"]}, {"not_applicable": "a"}, False),
        ({"question": "S", "other_than": ["a"]}, "b", True),
        ({"question": "S", "other_than": ["a"]}, "a", False),
        ({"question": "M", "other_than": ["a"]}, ["a", "b"], True),
        ({"question": "M", "other_than": ["a", "b"]}, ["a", "b"], False),
        ({"question": "S", "other_than": ["a"]}, {"not_applicable": "x"}, False),
        ({"question": "S", "other_than": ["a"]}, None, False),
        ({"question": "S", "level_at_least": 3}, "b", True),
        ({"question": "S", "level_at_least": 4}, "b", False),
        ({"question": "S", "level_at_least": 1}, "c", False),
        ({"question": "S", "level_at_least": 0}, "c", True),
        ({"question": "S", "level_at_least": 1}, "gone", False),
        ({"question": "S", "level_at_least": 0}, "gone", True),
        ({"question": "S", "level_at_least": 0}, None, False),
        ({"question": "M", "level_at_least": 3}, ["a", "b"], True),
        ({"question": "M", "level_at_least": 2}, ["a", "c"], False),
        ({"question": "S", "answered": True}, "a", True),
        ({"question": "S", "answered": True}, None, False),
        ({"question": "S", "answered": False}, "a", False),
        ({"question": "S", "answered": False}, None, True),
        ({"question": "N", "at_most": {"value": 24}}, hours(24), True),
        ({"question": "N", "at_most": {"value": 24}}, hours(1, "days"), True),
        ({"question": "N", "at_most": {"value": 24}}, hours(25), False),
        ({"question": "N", "at_most": {"value": 1, "unit": "days"}}, hours(24), True),
        ({"question": "N", "at_most": {"value": 24}}, "unknown", False),
        ({"question": "N", "at_most": {"value": 24}}, None, False),
        ({"question": "N", "less_than": {"value": 24}}, hours(23.5), True),
        ({"question": "N", "less_than": {"value": 24}}, hours(24), False),
        ({"question": "N", "less_than": {"value": 24}}, "unknown", False),
        ({"question": "D", "older_than": {"days": 22}}, "2026-11-01", False),
        ({"question": "D", "older_than": {"days": 22}}, "2026-10-31", True),
        ({"question": "D", "older_than": {"months": 1}}, "2026-10-23", False),
        ({"question": "D", "older_than": {"months": 1}}, "2026-10-22", True),
        ({"question": "D", "older_than": {"days": 1}}, "soon", False),
        ({"question": "D", "older_than": {"days": 1}}, None, False),
        ({"question": "C", "place": ["third"]}, ["IE", "IN"], True),
        ({"question": "C", "place": ["third"]}, ["IE", "CH"], False),
        ({"question": "C", "place": ["third"]}, {"not_applicable": "x"}, False),
        ({"question": "C", "only_place": ["eea", "adequate"]}, ["IE", "CH"], True),
        ({"question": "C", "only_place": ["eea"]}, ["IE", "CH"], False),
        ({"question": "C", "only_place": ["eea"]}, {"not_applicable": "x"}, False),
        ({"question": "C", "only_place": ["eea"]}, [], False),
        ({"question": "X", "names_place": ["conditional"]}, "Example Inc., USA", True),
        ({"question": "X", "names_place": ["conditional"]}, "Example (United States)", True),
        ({"question": "X", "names_place": ["conditional"]}, "Example, US", True),
        ({"question": "X", "names_place": ["conditional"]}, "Contact us", False),
        ({"question": "X", "names_place": ["conditional"]}, "USA Example", False),
        ({"question": "X", "names_place": ["conditional"]}, "Example, Ireland", False),
        ({"question": "X", "names_place": ["third"]}, "Example, usa", False),
        ({"question": "X", "names_place": ["conditional"]}, "...", False),
        ({"question": "X", "names_place": ["conditional"]}, {"not_applicable": "USA"}, False),
        ({"question": "X", "names_place": ["conditional"]}, "x" * 300 + " USA", True),
    ],
)  # fmt: skip
def test_an_answer_passes_the_test_it_means_and_no_other(test, value, passes):
    answers = {} if value is None else {test["question"]: value}

    assert holds(test, answers) is passes


@pytest.mark.parametrize(
    ("answers", "passes"),
    [
        ({"N": hours(25), "O": hours(24)}, True),
        ({"N": hours(24), "O": hours(24)}, False),
        ({"N": hours(2, "days"), "O": hours(47)}, True),
        ({"N": hours(25)}, False),
        ({"O": hours(24)}, False),
        ({"N": "unknown", "O": hours(24)}, False),
        ({"N": hours(25), "O": "unknown"}, False),
    ],
)
def test_a_number_exceeds_another_only_where_both_are_known(answers, passes):
    assert holds({"question": "N", "exceeds": "O"}, answers) is passes


def test_a_number_of_an_entry_is_compared_with_that_entry_or_with_the_whole():
    entries = ({"T-2": hours(5), "T-3": hours(4)}, {"T-2": hours(3), "T-3": hours(4)})
    own = {"question": "T-2", "exceeds": "T-3"}
    whole = {"question": "T-2", "exceeds": "O"}

    def of(test, entry_id):
        return holds(
            test, {"O": hours(2)}, *entries, entry_id=entry_id, entry_of="TOOL"
        )

    assert [of(own, "1"), of(own, "2")] == [True, False]
    assert [of(whole, "1"), of(whole, "2")] == [True, True]


def test_a_condition_is_read_as_it_is_written():
    found = condition(
        {
            "all": [
                {"any": [{"question": "S", "is": ["a"]}, {"any_entry": "TOOL"}]},
                {"not": {"question": "N", "at_most": {"value": 1, "unit": "days"}}},
                {"any_entry": "TOOL", "where": {"question": "T-1", "answered": False}},
            ]
        }
    )

    assert found == All(
        (
            AnyOf((ConditionTerm("S", "is", ("a",)), AnyEntry("TOOL"))),
            Not(ConditionTerm("N", "at_most", 24)),
            AnyEntry("TOOL", ConditionTerm("T-1", "answered", False)),
        )
    )
    assert nesting(found) == 3
    assert [term.question for term in terms(found)] == ["S", "N", "T-1"]


def test_levels_are_counted():
    term = ConditionTerm("S", "is", ("a",))

    assert nesting(None) == 0
    assert nesting(term) == nesting(AnyEntry("TOOL")) == 1
    assert nesting(All(())) == nesting(AnyOf(())) == 1
    assert nesting(All((term, Not(term)))) == 3
    assert nesting(Not(term)) == nesting(AnyEntry("TOOL", term)) == 2


def test_a_comparison_looks_at_both_questions():
    assert list(questions_of(condition({"question": "N", "exceeds": "O"}))) == [
        "N",
        "O",
    ]
    assert list(questions_of(None)) == []


HEADS = "one of all, any, not, condition, any_entry, question"


@pytest.mark.parametrize(
    ("data", "what", "expected"),
    [
        ("S", "'S'", "a mapping"),
        ({}, "a condition without one clear head", HEADS),
        ({"all": [], "any": []}, "a condition without one clear head", HEADS),
        ({"all": []}, "'all' holds no condition", "at least one"),
        ({"any": []}, "'any' holds no condition", "at least one"),
        ({"all": "S"}, "'S'", "a list"),
        ({"any_entry": "GOV"}, "unknown repeating section 'GOV'", "one of TOOL"),
        ({"condition": "gone"}, "unknown named condition 'gone'", "one of "),
        ({"question": "Z", "is": ["a"]}, "unknown question 'Z'", None),
        ({"question": "S"}, "0 tests on S", "exactly one test"),
        ({"question": "S", "is": ["a"], "answered": True}, "2 tests on S", "exactly one test"),
        ({"question": "S", "is": []}, "an empty list", "at least one answer of S"),
        ({"question": "S", "is": ["z"]}, "unknown answer of S 'z'", "one of a, b, c"),
        ({"question": "S", "is": "a"}, "'a'", "a list"),
        ({"question": "S", "answered": "yes"}, "'answered' is not true or false", "true or false"),
        ({"question": "S", "level_at_least": 5}, "'level_at_least' is '5'", "a whole number from 0 to 4"),
        ({"question": "S", "level_at_least": -1}, "'level_at_least' is '-1'", "a whole number from 0 to 4"),
        ({"question": "S", "at_most": {"value": 1}}, "'at_most' on a question of kind single", "one of kind number"),
        ({"question": "X", "level_at_least": 1}, "'level_at_least' on a question of kind text", "one of kind single or multi"),
        ({"question": "N", "at_most": {}}, "no value", "value and unit"),
        ({"question": "N", "at_most": {"value": "x"}}, "'value' is 'x'", "a number of 0 or more"),
        ({"question": "N", "at_most": {"value": 1, "unit": "weeks"}}, "unknown unit 'weeks'", "one of days, hours"),
        ({"question": "N", "at_most": {"value": 1, "size": 2}}, "unknown key 'size'", "one of unit, value"),
        ({"question": "N", "exceeds": "S"}, "unknown number question 'S'", None),
        ({"question": "N", "exceeds": "T-2"}, "T-2 is asked once per entry", "any_entry, or a rule with each"),
        ({"question": "D", "older_than": {}}, "an age without a unit", "days or months"),
        ({"question": "D", "older_than": {"days": 1, "months": 1}}, "an age without a unit", "days or months"),
        ({"question": "D", "older_than": {"days": 10_001}}, "'days' is '10001'", "a whole number from 0 to 10000"),
        ({"question": "D", "older_than": {"weeks": 1}}, "unknown key 'weeks'", "one of days, months"),
        ({"question": "C", "place": ["far"]}, "unknown status 'far'", None),
        ({"question": "C", "place": []}, "an empty list", "at least one status"),
        ({"question": "T-1", "answered": True}, "T-1 is asked once per entry", "any_entry, or a rule with each"),
        ({"not": {"question": "S", "is": ["a"]}, "is": ["a"]}, "'is' beside 'not'", "'not' alone"),
        ({"any_entry": "TOOL", "answered": True}, "'answered' beside 'any_entry'", "'any_entry' alone"),
        ({"question": "S", "is": ["a"], "where": {}}, "'where' beside 'question'", "'question' alone"),
        ({"question": "S", "is": ["a"], "mood": 1}, "unknown key 'mood'", None),
    ],
)  # fmt: skip
def test_a_condition_that_cannot_be_meant_is_refused_in_words(data, what, expected):
    _, found = faults(data)

    assert what in [fault[0] for fault in found]
    if expected:
        assert (what, expected) in found


@pytest.mark.parametrize(
    "data",
    [
        "S",
        {},
        {"any_entry": "GOV"},
        {"condition": "gone"},
        {"question": "Z", "is": ["a"]},
        {"question": "S"},
        {"question": "S", "at_most": {"value": 1}},
    ],
)
def test_what_cannot_be_read_never_holds(data):
    made, found = faults(data)

    assert made == NEVER
    assert len(found) >= 1


def test_a_list_holds_at_most_fifty_conditions():
    one = {"question": "S", "is": ["a"]}

    assert len(condition({"all": [one] * 50}).conditions) == 50
    assert ("a list of 51", "at most 50") in faults({"all": [one] * 51})[1]


def test_an_entry_is_asked_where_there_is_one():
    term = {"question": "T-1", "answered": True}

    assert condition(term, "TOOL") == condition(term, "*")
    assert condition({"any_entry": "TOOL", "where": term})
    assert condition({"question": "T-2", "exceeds": "T-3"}, "TOOL")


def named(read, name, data):
    read.define(name, data, ("conditions", name))


def test_a_named_condition_is_used_where_its_entry_is():
    read = reader()
    named(read, "tool", {"question": "T-1", "answered": True})
    named(read, "plain", {"question": "S", "is": ["a"]})

    assert read.read({"condition": "plain"}, ("c",)) == read.named["plain"]
    assert read.read({"condition": "tool"}, ("c",), "TOOL") == read.named["tool"]
    read.check.done()

    read.read({"condition": "tool"}, ("c",))
    assert [(f.what, f.expected) for f in read.check.faults] == [
        ("'tool' looks at one entry of TOOL", "a place inside TOOL")
    ]


def test_too_deep_a_named_condition_never_holds():
    def deep(levels):
        data = {"question": "S", "is": ["a"]}
        for _ in range(levels - 1):
            data = {"not": data}
        return data

    read = reader()
    named(read, "fits", deep(MAX_NESTING))
    assert nesting(read.named["fits"]) == MAX_NESTING
    read.check.done()

    named(read, "deep", deep(MAX_NESTING + 1))
    assert read.named["deep"] == NEVER
    assert [(f.what, f.expected) for f in read.check.faults] == [
        ("'deep' is too deeply nested", f"at most {MAX_NESTING} levels")
    ]


def test_names_inside_names_do_not_grow_without_end():
    read = reader()
    named(read, "n0", {"any": [{"question": "S", "is": ["a"]}] * 49})
    for number in range(1, 6):
        named(read, f"n{number}", {"any": [{"condition": f"n{number - 1}"}] * 20})

    faulty = [(f.what, f.expected) for f in read.check.faults]

    assert faulty == [("too many conditions inside conditions", f"at most {MAX_PARTS}")]


def test_the_entries_a_case_is_put_to_are_those_of_a_repeating_section():
    read = reader()

    assert read.each({}, ("c",)) == ""
    assert read.each({"each": "TOOL"}, ("c",)) == "TOOL"
    read.check.done()
    assert read.each({"each": "GOV"}, ("c",)) == ""
    assert [(f.what, f.expected) for f in read.check.faults] == [
        ("unknown repeating section 'GOV'", "one of TOOL")
    ]


@pytest.mark.parametrize(
    ("answer", "passes"), [("no", True), ("yes", False), (None, True)]
)
def test_a_test_that_the_product_added_is_put_to_the_answer(answer, passes):
    document = minimal_document()
    read = ConditionReader.of(Checker(Source({}, {}, "c.yaml")), document)
    made = read.read({"question": "Q-1", "risk_at_least": 4}, ("c",))

    answers = {"Q-1": answer} if answer else {}

    assert answer_set_of(document, answers).holds(made) is passes


def test_a_value_alone_decides_some_tests_and_others_look_further():
    reading = answer_set_of(DOCUMENT, {})
    question = DOCUMENT.questions["S"]

    def held(test, argument, value):
        term = ConditionTerm("S", test, argument)
        return value_holds(reading, question, value, term)

    assert held("other_than", ("a",), "b") is True
    assert held("other_than", ("a",), "a") is False
    assert held("other_than", ("a",), None) is False
    assert held("answered", True, "a") is None
