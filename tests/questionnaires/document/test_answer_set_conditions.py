"""Conditions put together, of the whole and of each entry, and why they hold."""

import datetime

import pytest

from questionnaires.document.answer_set import AnswerSet, State
from questionnaires.document.model import All, AnyEntry, AnyOf, ConditionTerm, Not
from questionnaires.document.values import EntryValue, Filled
from tests.factories.documents import PLACES, answer_set_of, minimal_document

YES_NO = '[{code: "yes", label: "Yes", risk: 0}, {code: "no", label: "No", risk: 4}]'
DOCUMENT = minimal_document(
    f"""
    - {{id: Q, text: A rule?, kind: single, weight: 1, options: {YES_NO}}}
    - {{id: R, text: Known?, kind: single, weight: 1, options: {YES_NO}}}
    """,
    repeated=f"""
    - {{id: T, text: Logged?, kind: single, weight: 1, options: {YES_NO}}}
    - {{id: U, text: Watched?, kind: single, weight: 1, options: {YES_NO}}}
    """,
)
Q, R, T, U = (ConditionTerm(name, "is", ("yes",)) for name in "QRTU")
SOME_T = AnyEntry("TOOL", T)
LISTED = AnyEntry("TOOL")


def given(whole, *tools):
    """Answers as letters: whatever is named says yes, all else no."""
    answers = {name: "yes" if name in whole else "no" for name in "QR"}
    entries = [{name: "yes" if name in tool else "no" for name in "TU"} for tool in tools]  # fmt: skip
    return answer_set_of(DOCUMENT, answers, *entries)


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (T, "10100"),
        (All((T, U)), "10000"),
        (AnyOf((T, U)), "11100"),
        (Not(T), "01011"),
        (All((T, Q)), "10000"),
        (AnyOf((T, Q)), "11100"),
        (All((Not(T), AnyOf((U, R)))), "01011"),
        (AnyOf((All((T, Not(U))), All((U, Not(T))))), "01100"),
        (Not(All((T, U))), "01111"),
        (Not(AnyOf((T, U))), "00011"),
        (All((SOME_T, U)), "11000"),
        (AnyOf((SOME_T, U)), "11100"),
        (Not(SOME_T), "00011"),
        (All(()), "11111"),
        (AnyOf(()), "00000"),
    ],
)
def test_a_condition_holds_of_an_entry_by_its_own_answers_and_those_of_the_whole(
    condition, holds
):
    # Two entries of one response, then one of another, then two of a third.
    places = [
        (given("Q", "TU", "U"), "1"),
        (given("Q", "TU", "U"), "2"),
        (given("", "T"), "1"),
        (given("R", "", ""), "1"),
        (given("R", "", ""), "2"),
    ]

    found = [answer_set.holds(condition, entry) for answer_set, entry in places]

    assert "".join("01"[one] for one in found) == holds


@pytest.mark.parametrize(
    ("condition", "because"),
    [
        (T, "T"),
        (Q, "Q"),
        (All((Q, T)), "Q T"),
        (AnyOf((R, T)), "T"),
        (AnyOf((T, T, Q)), "T Q"),
        (Not(R), "R"),
        (Not(AnyOf((R, U))), "R U"),
        (Not(All((R, Not(T)))), "R T"),
        (Not(AnyEntry("TOOL", All((U, R)))), "U R"),
        (SOME_T, "T"),
        (AnyEntry("TOOL", AnyOf((U, T))), "T"),
        (LISTED, ""),
        (AnyOf((LISTED, Q)), "Q"),
        (R, ""),
        (All((Q, R)), ""),
    ],
)
def test_what_makes_it_hold_is_named_once_in_its_order(condition, because):
    assert given("Q", "T").because(condition, "1") == tuple(because.split())


@pytest.mark.parametrize(
    ("tools", "listed", "logged"),
    [((), False, False), (("",), True, False), (("", "T"), True, True)],
)
def test_any_entry_is_asked_of_all_of_them(tools, listed, logged):
    answer_set = given("", *tools)

    assert (answer_set.holds(LISTED), answer_set.holds(SOME_T)) == (listed, logged)
    assert answer_set.holds(Not(SOME_T)) is not logged
    assert answer_set.because(SOME_T) == ("T",) * logged


SHORT = minimal_document(
    f"""
    - {{id: Q, text: A rule?, kind: single, weight: 1, options: {YES_NO}}}
    - {{id: R, text: Since when?, kind: date, weight: 0}}
    """,
    repeated=f"""
    - {{id: T, text: Logged?, kind: single, weight: 1, options: {YES_NO}}}
    - {{id: U, text: Watched?, kind: single, weight: 1, options: {YES_NO}}}
    """,
    short_form="[Q, T]",
)


def short(*, is_short=True):
    filled = Filled(
        answers={"Q": "yes", "R": "2026-11-01"},
        entries=(EntryValue("a", "TOOL", {"T": "no", "U": "yes"}, "A"),),
        is_short=is_short,
    )
    return AnswerSet(SHORT, filled, datetime.date(2026, 11, 20))


def test_what_the_short_form_leaves_out_is_hidden_and_open_in_the_whole():
    part = short()
    whole = part.as_whole()

    assert part.unasked == {"R", "U"}
    assert [(i.question.id, i.state) for i in part.items()] == [
        ("Q", State.ANSWERED),
        ("R", State.HIDDEN),
        ("T", State.ANSWERED),
        ("U", State.HIDDEN),
    ]
    assert [[q.id for q in part.form_of(section)] for section in SHORT.sections] == [
        ["Q"],
        ["T"],
    ]
    assert (whole.as_of, whole.unasked) == (part.as_of, frozenset())
    assert [(i.question.id, i.state) for i in whole.items()] == [
        ("Q", State.ANSWERED),
        ("R", State.OPEN),
        ("T", State.ANSWERED),
        ("U", State.OPEN),
    ]
    assert (whole.value("Q"), whole.value("T", "a")) == ("yes", "no")
    assert (whole.value("R"), whole.value("U", "a")) == (None, None)
    assert whole.filled.entries[0].title == "A"
    every = short(is_short=False)
    assert every.as_whole() is every
    assert [q.id for q in every.form_of(SHORT.sections[0])] == ["Q", "R"]


def test_a_closed_question_is_shown_and_no_longer_asked():
    filled = Filled(
        answers={"Q": "yes"},
        entries=(EntryValue("a", "TOOL", {}, "A"),),
        closed=frozenset({("Q", ""), ("T", "a")}),
    )
    answer_set = AnswerSet(DOCUMENT, filled, datetime.date(2026, 11, 20))

    assert [answer_set.asks("Q"), answer_set.asks("R")] == [False, True]
    assert [answer_set.asks("T", "a"), answer_set.asks("U", "a")] == [False, True]
    assert not answer_set.asks("T")
    assert answer_set.shown("Q")
    assert answer_set.state("Q") is State.ANSWERED


PLACED = minimal_document(
    """
    - {id: C, text: Where?, kind: countries, weight: 0}
    - {id: L, text: On what basis?, kind: legal_bases, weight: 1, places_from: [C]}
    """,
    **PLACES,
)


@pytest.mark.parametrize(
    ("answers", "aside", "state"),
    [
        ({"C": ["IE"]}, True, State.ANSWERED),
        ({"C": ["CH"]}, True, State.OPEN),
        ({"C": ["CH"], "L": {"CH": "decision"}}, True, State.OPEN),
        ({"C": ["CH"], "L": {"CH": "decision"}}, False, State.ANSWERED),
        ({"C": ["CH"], "L": {}}, False, State.OPEN),
        ({"C": ["CH", "IN"], "L": {"CH": "decision"}}, False, State.OPEN),
        ({"C": ["IE"], "L": {"CH": "decision"}}, True, State.OPEN),
    ],
)
def test_what_was_set_aside_is_open_where_something_has_to_be_said(
    answers, aside, state
):
    set_aside = {("L", ""): answers.get("L")} if aside else {}
    filled = Filled(answers=answers, set_aside=set_aside)

    answer_set = AnswerSet(PLACED, filled, datetime.date(2026, 11, 20))

    assert answer_set.state("L") is state
    assert answer_set.state_if_shown(PLACED.questions["L"], "") is state
