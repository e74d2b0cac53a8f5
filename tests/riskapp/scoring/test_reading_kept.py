"""What every condition is, and what it rests on, whatever was answered or not.

One questionnaire that asks everything a condition can ask, and answers of all sorts to it. What
is kept (``tests/data/open_reading.txt``): of each condition, and of its opposite, whether it
holds, may hold or does not, the questions behind it, those that are missing and those that alone
would settle it. A change that is meant to move one keeps it anew with ``KEEP=1``, and its
difference is read.
"""

from __future__ import annotations

import os
from pathlib import Path
from unittest.mock import patch

import pytest

from questionnaires.document.model import Not
from questionnaires.document.values import EntryValue, Filled
from riskapp.scoring.rated.model import rules_of
from riskapp.scoring.reading import OpenReading, Reading, Reasons, Truth
from riskapp.scoring.standing import AnswerStanding
from tests.factories.documents import PLACES, answer_set_of, minimal_document

KEPT = Path(__file__).parents[2] / "data" / "open_reading.txt"
OF_ALL = {  # asked once
    "is": '{question: Q-1, is: ["yes"]}',
    "is not known": "{question: Q-1, is: [unknown]}",
    "is hidden": "{question: Q-2, answered: true}",
    "open": "{question: Q-2, answered: false}",
    "other": '{question: Q-1, other_than: ["no", na]}',
    "few": "{question: Q-3, at_most: {value: 2, unit: days}}",
    "fewer": "{question: Q-3, less_than: {value: 2, unit: days}}",
    "old": "{question: Q-4, older_than: {months: 3}}",
    "far": "{question: Q-5, place: [third, unclear]}",
    "near": "{question: Q-5, only_place: [eea, adequate]}",
    "bare": "{question: Q-6, basis: [bare]}",
    "bad": "{question: Q-1, risk_at_least: 4}",
    "bad transfer": "{question: Q-6, risk_at_least: 1}",
    "profile": "{question: ENG-01, level_at_least: 3}",
    "both": '{all: [{question: Q-1, is: ["yes"]}, {question: Q-3, at_most: {value: 2, unit: days}}]}',
    "either": '{any: [{question: Q-1, is: ["no"]}, {question: Q-4, older_than: {months: 3}}]}',
    "not both": '{not: {all: [{question: Q-1, is: ["yes"]}, {not: {question: Q-5, place: [third]}}]}}',
    "listed": "{any_entry: TOOL}",
    "not listed": "{not: {any_entry: TOOL}}",
    "some write": "{any_entry: TOOL, where: {question: T-1, is: [write]}}",
    "some alone or none": "{any: [{any_entry: TOOL, where: {question: T-1, level_at_least: 4}}, {not: {any_entry: TOOL}}]}",
    "none logged": '{not: {any_entry: TOOL, where: {question: T-2, is: ["yes"]}}}',
    "some with a rule": '{any_entry: TOOL, where: {all: [{question: T-1, is: [write, admin]}, {question: Q-1, is: ["yes"]}]}}',
}
OF_EACH = {  # asked of every tool
    "level": "{question: T-1, level_at_least: 2}",
    "lowest level": "{question: T-1, level_at_least: 0}",
    "not logged": '{not: {question: T-2, is: ["yes"]}}',
    "logged": '{question: T-2, is: ["yes"]}',
    "hidden": "{question: T-2, answered: false}",
    "longer": "{question: T-3, exceeds: T-4}",
    "longer than all": "{question: T-3, exceeds: Q-3}",
    "named far": "{question: T-5, names_place: [third]}",
    "bad number": "{question: T-3, risk_at_least: 2}",
    "with a rule": '{all: [{question: T-2, is: ["no"]}, {question: Q-1, is: ["yes"]}]}',
    "or a rule": '{any: [{question: T-2, is: ["no"]}, {question: Q-1, is: ["no"]}, {any_entry: TOOL, where: {question: T-1, is: [admin]}}]}',
}
DAYS = "[{code: days, label: days}, {code: weeks, label: weeks, factor: 7}]"
BANDS = "[{at_most: 7, risk: 0, label: Short}, {above: 7, risk: 3, label: Long}]"
NOT_KNOWN = "{code: unknown, label: Not known, risk: 4}"
DOCUMENT = minimal_document(
    f"""
    - id: Q-1
      text: Is there a rule?
      kind: single
      weight: 3
      options:
        - {{code: "yes", label: "Yes", risk: 0}}
        - {{code: "no", label: "No", risk: 4}}
        - {NOT_KNOWN}
        - {{code: na, label: Not needed, not_applicable: true}}
    - {{id: Q-2, text: Who keeps it?, kind: text, weight: 1, show_if: {{question: Q-1, is: ["yes"]}}}}
    - {{id: Q-3, text: How often?, kind: number, weight: 2, units: {DAYS}, bands: {BANDS}, specials: [{NOT_KNOWN}]}}
    - {{id: Q-4, text: Since when?, kind: date, weight: 1, measure: months, bands: {BANDS}, specials: [{NOT_KNOWN}]}}
    - {{id: Q-5, text: Where?, kind: countries, weight: 1, specials: [{NOT_KNOWN}]}}
    - {{id: Q-6, text: On what basis?, kind: legal_bases, weight: 2, places_from: [Q-5]}}
    """,
    repeated=f"""
    - id: T-1
      text: What may it do?
      kind: multi
      weight: 0
      options:
        - {{code: read, label: Read, level: 1}}
        - {{code: write, label: Write, level: 3}}
        - {{code: admin, label: Administer, level: 4}}
        - {{code: unknown, label: Not known}}
    - id: T-2
      text: Is it logged?
      kind: single
      weight: 4
      options: [{{code: "yes", label: "Yes", risk: 0}}, {{code: "no", label: "No", risk: 4}}, {NOT_KNOWN}]
      show_if: {{all: [{{question: T-1, is: [write, admin]}}, {{not: {{question: Q-1, is: [na]}}}}]}}
    - {{id: T-3, text: How long is it kept?, kind: number, weight: 1, units: {DAYS}, bands: {BANDS}, specials: [{NOT_KNOWN}]}}
    - {{id: T-4, text: How long may it be?, kind: number, weight: 0, units: {DAYS}, specials: [{{code: unknown, label: Not known}}]}}
    - {{id: T-5, text: Whose is it?, kind: text, weight: 0}}
    """,
    profile="""
    - id: ENG-01
      text: What can go wrong?
      kind: single
      role: impact
      options: [{code: little, label: Little, level: 1}, {code: much, label: Much, level: 4}]
    """,
    rules="\n".join(
        f"- {{id: R{number}, title: {name}, cases: [{{floor: high, {each}when: {when}}}]}}"
        for number, (name, when, each) in enumerate(
            [
                *((name, when, "") for name, when in OF_ALL.items()),
                *((name, when, "each: TOOL, ") for name, when in OF_EACH.items()),
            ]
        )
    ),
    **PLACES,
)

WRITES = {"T-1": ["read", "write"], "T-2": "no", "T-3": {"value": "2", "unit": "weeks"}}
SOME = {"Q-1": "yes", "Q-2": "Anna", "Q-3": {"value": "2", "unit": "days"}}
DOES_NOT_APPLY = {"not_applicable": "We have none"}
GIVEN = {
    "nothing": answer_set_of(DOCUMENT),
    "nothing of one tool": answer_set_of(DOCUMENT, {}, {}),
    "good answers": answer_set_of(
        DOCUMENT,
        {**SOME, "Q-4": "2026-10-01", "Q-5": ["IE", "CH"], "Q-6": {"CH": "decision"}},
        {"T-1": ["read"], "T-3": {"value": "1", "unit": "days"}, "T-5": "Example, Ireland"},
        profile={"ENG-01": "little"},
    ),
    "bad answers": answer_set_of(
        DOCUMENT,
        {"Q-1": "no", "Q-3": {"value": "1", "unit": "weeks"}, "Q-4": "2025-01-01", "Q-5": ["IN"], "Q-6": {"IN": "none"}},
        {**WRITES, "T-4": {"value": "1", "unit": "weeks"}, "T-5": "Example, India"},
        {"T-1": ["admin"], "T-2": "yes", "T-4": {"value": "1", "unit": "weeks"}},
        profile={"ENG-01": "much"},
    ),
    "not known": answer_set_of(
        DOCUMENT,
        {"Q-1": "unknown", "Q-2": "Anna", "Q-3": "unknown", "Q-4": "unknown", "Q-5": ["IN", "unknown"], "Q-6": {"IN": "scc"}},
        {"T-1": ["unknown"], "T-2": "unknown", "T-3": "unknown", "T-4": "unknown"},
        {"T-1": ["write", "unknown"], "T-2": "yes", "T-3": {"value": "3", "unit": "weeks"}},
    ),
    "does not apply": answer_set_of(
        DOCUMENT,
        {"Q-1": "na", "Q-2": "Anna", "Q-3": DOES_NOT_APPLY, "Q-5": DOES_NOT_APPLY},
        {**WRITES, "T-1": DOES_NOT_APPLY},
        {"T-1": ["admin"], "T-2": DOES_NOT_APPLY},
    ),
    "in part": answer_set_of(
        DOCUMENT,
        {"Q-3": {"value": "3", "unit": "days"}, "Q-5": ["US"]},
        WRITES,
        {"T-2": "yes"},
        {"T-1": ["admin"], "T-4": {"value": "1", "unit": "days"}},
    ),
}  # fmt: skip


def asked(reading):
    """Every condition of the questionnaire, and its opposite, in each of its places."""
    for rule in rules_of(DOCUMENT):
        (case,) = rule.cases
        entries = [entry.id for entry in reading.entries(case.each)] if case.each else [""]  # fmt: skip
        for entry_id in entries:
            where = f"{rule.title}{f' of {entry_id}' if entry_id else ''}"
            yield where, case.when, entry_id
            yield f"not ({where})", Not(case.when), entry_id


def told(name, reading):
    items = list(reading.items())
    lines = [f"# {name}: {reading.empty} {reading.claims_none}"]
    for where, condition, entry_id in asked(reading):
        because, missing, alone = (
            " ".join(names) for names in reading.reasons(condition, entry_id)
        )
        held = reading.truth(condition, entry_id).name
        may = "" if reading.may_hold(condition) else ", holds nowhere"
        lines.append(
            f"{where}: {held}{may}"
            + (f" because {because}" if because else "")
            + (f", missing {missing}" if missing else "")
            + (f", settled by {alone}" if alone else "")
        )
    for question in DOCUMENT.questions.values():
        ids = [e.id for e in reading.entries("TOOL")] if question.repeated else [""]
        lines += [
            f"{question.id} {entry_id}: {reading.state(question, entry_id).name}"
            f" {'known' if reading.is_known((question.id, entry_id)) else 'not known'}"
            f" level {reading.level(question, entry_id)}"
            for entry_id in ids
        ]
    for column in reading.columns():
        for place, mark in enumerate(column.marks):
            item = column.item(place)
            assert item in items
            counts = f"{tuple(mark)}" if mark else "nothing"
            lines.append(
                f"{item.question.id} {item.entry.title if item.entry else ''}:"
                f" {item.state.name} {item.risk} {item.why}, counts {counts}"
            )
    return lines


def told_of_all():
    return [
        line
        for name, answer_set in GIVEN.items()
        for line in told(name, OpenReading(answer_set))
    ]


def test_every_condition_stands_as_it_is_kept():
    found = told_of_all()

    if os.environ.get("KEEP"):
        KEPT.write_text("\n".join(found) + "\n", "utf-8")
    assert found == KEPT.read_text("utf-8").splitlines()


def test_one_by_one_it_stands_as_in_columns():
    in_columns = told_of_all()

    with patch.object(AnswerStanding, "truth", lambda *_args, **_more: None):
        assert told_of_all() == in_columns


@pytest.mark.parametrize("name", GIVEN)
def test_a_condition_or_its_opposite_holds_or_both_may(name):
    reading = OpenReading(GIVEN[name])

    for where, condition, entry_id in asked(reading):
        held = reading.truth(condition, entry_id)
        opposite = reading.truth(Not(condition), entry_id)
        assert held + opposite >= Truth.TRUE, where
        if held is Truth.FALSE:
            assert reading.reasons(condition, entry_id) == Reasons(), where


def test_a_condition_is_asked_of_the_whole_unless_an_entry_is_named():
    tool = {"T-1": ["admin"], "T-2": "yes"}
    conditions = [c.when for rule in rules_of(DOCUMENT) for c in rule.cases]
    for reading in (OpenReading, Reading):
        read = reading(answer_set_of(DOCUMENT, SOME, tool))
        for condition in conditions[: len(OF_ALL)]:
            assert read.truth(condition) == read.truth(condition, "")
            assert read.reasons(condition) == read.reasons(condition, "")


def test_what_nobody_listed_stands_in_as_an_entry_only_where_it_is_asked_for():
    whole = OpenReading(answer_set_of(DOCUMENT))
    listed = whole.as_listed()

    assert [(e.id, e.section, e.answers) for e in whole.entries("TOOL")] == [
        ("empty", "TOOL", {})
    ]
    assert (listed.entries("TOOL"), listed.empty, whole.empty) == ((), (), ("TOOL",))
    full = OpenReading(GIVEN["in part"])
    assert full.as_listed() is full


def test_a_claim_is_taken_away_wherever_it_stands_and_nothing_else():
    filled = Filled(
        answers={"Q-1": DOES_NOT_APPLY, "Q-3": DOES_NOT_APPLY, "Q-2": "Anna"},
        entries=(
            EntryValue("a", "TOOL", {"T-2": DOES_NOT_APPLY, "T-5": "x"}, "A"),
            EntryValue("b", "TOOL", {"T-2": DOES_NOT_APPLY}, "B"),
        ),
        accepted=frozenset({("Q-3", ""), ("T-2", "b")}),
    )
    given = answer_set_of(DOCUMENT)
    given = type(given)(DOCUMENT, filled, given.as_of)

    read = OpenReading(given)

    assert read.claimed == {("T-2", "a"): DOES_NOT_APPLY}
    assert read.filled.answers == filled.answers
    assert [e.answers for e in read.filled.entries] == [
        {"T-5": "x"},
        {"T-2": DOES_NOT_APPLY},
    ]
