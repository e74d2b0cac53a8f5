"""Answers on the way from an earlier answer set to a later one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from questionnaires.document.answer_set import AnswerSet
from riskapp.scoring import partway
from tests.factories.answer_sets import answer_set_with

BEFORE = answer_set_with(
    {"GOV-01": "no", "ENG-04": "read"},
    tools={"A": {"T-11": "key"}, "B": {"T-11": "none"}},
    evidence={("GOV-01", ""): "documented", ("T-11", "B"): "verified"},
)
AFTER = answer_set_with(
    {"GOV-01": "yes", "GOV-02": "named", "ENG-04": "write"},
    tools={"A": {"T-11": "workload"}, "C": {"T-11": "app"}},
    evidence={("GOV-01", ""): "verified", ("T-11", "C"): "documented"},
)
A, B = BEFORE.filled.entries
C = AFTER.filled.entries[1]


def reviewed(answer_set, **more):
    filled = replace(answer_set.filled, **more)
    return AnswerSet(answer_set.document, filled, answer_set.as_of)


def test_only_what_both_ask_is_compared_place_by_place():
    assert partway.changed_places(BEFORE, AFTER) == [
        ("GOV-01", ""), ("GOV-02", ""), ("T-11", "A"),
    ]  # fmt: skip
    assert partway.changed_evidence(BEFORE, AFTER) == [
        ("GOV-01", ""), ("T-11", "B"), ("T-11", "C"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "more",
    [
        {"set_aside": {("GOV-01", ""): "Refused"}},
        {"accepted": frozenset({("GOV-01", "")})},
    ],
)
def test_what_a_reviewer_did_at_a_place_differs_and_is_taken_over(more):
    then = reviewed(BEFORE, **more)

    assert partway.changed_places(BEFORE, then) == [("GOV-01", "")]
    taken = partway.with_places(BEFORE, then, [("GOV-01", "")])
    assert taken.filled == then.filled
    assert partway.with_places(then, BEFORE, [("GOV-01", "")]).filled == BEFORE.filled


@pytest.mark.parametrize(
    ("places", "given"),
    [
        ([("GOV-01", "")], ("yes", None, "key")),
        ([("GOV-02", ""), ("T-11", "A")], ("no", "named", "workload")),
        ([], ("no", None, "key")),
    ],
)
def test_some_places_are_answered_as_later_and_all_others_as_before(places, given):
    filled = partway.with_places(BEFORE, AFTER, places).filled

    asked = [("GOV-01", ""), ("GOV-02", ""), ("T-11", "A")]
    assert tuple(partway.given(filled, place) for place in asked) == given
    assert partway.given(filled, ("T-11", "gone")) is None
    assert filled.evidence == BEFORE.filled.evidence


def test_a_tool_goes_and_comes_with_all_that_belongs_to_it():
    before = reviewed(
        BEFORE,
        set_aside={("T-11", "B"): "Refused"},
        accepted=frozenset({("T-20", "B")}),
    )

    without = partway.without_tool(before, B).filled
    aside = {("T-11", "C"): "Not shown", ("GOV-01", ""): "Refused"}
    accepted = frozenset({("T-20", "C"), ("GOV-02", "")})
    later = reviewed(AFTER, set_aside=aside, accepted=accepted)
    with_it = partway.with_tool(BEFORE, later, C).filled

    assert without.entries == (A,)
    assert without.evidence == {("GOV-01", ""): "documented"}
    assert (without.set_aside, without.accepted) == ({}, frozenset())
    assert with_it.entries == (A, B, C)
    assert with_it.evidence[("T-11", "C")] == "documented"
    assert with_it.evidence[("GOV-01", "")] == "documented"  # as before: of no tool
    assert with_it.set_aside == {("T-11", "C"): "Not shown"}
    assert with_it.accepted == {("T-20", "C")}


def test_the_work_and_the_evidence_are_taken_over_one_by_one():
    work = partway.with_work(BEFORE, AFTER, "ENG-04").filled
    shown = partway.with_evidence(BEFORE, AFTER, [("T-11", "B")]).filled

    assert work.profile == AFTER.filled.profile
    assert work.answers == BEFORE.filled.answers
    assert shown.evidence == {("GOV-01", ""): "documented"}


def test_entries_are_renamed_wherever_they_are_named():
    answers = reviewed(
        AFTER,
        set_aside={("T-11", "C"): "Refused"},
        accepted=frozenset({("T-20", "C")}),
    )

    filled = partway.renamed(answers, {"C": "B"}).filled

    assert [entry.id for entry in filled.entries] == ["A", "B"]
    assert ("T-11", "B") in filled.evidence
    assert set(filled.set_aside) == {("T-11", "B")}
    assert filled.accepted == {("T-20", "B")}


def test_what_another_version_does_not_ask_is_left_out():
    old = reviewed(BEFORE, answers={"GOV-01": "no", "GONE-1": "yes"})

    carried = partway.carried(old, BEFORE.document).filled

    assert carried.answers == {"GOV-01": "no"}
    assert carried.entries == BEFORE.filled.entries
