"""A small questionnaire with one of everything, scored by both models: every number and every
word of the result is the one that is kept (``tests/data/small_scores.json``).

Where a change is meant to move one, ``KEEP=1`` keeps the new results, to be read before they
are committed.
"""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from questionnaires.document.answer_set import AnswerSet
from riskapp.scoring.best import BestAnswers
from riskapp.scoring.catalogue import (
    ALWAYS,
    Catalogue,
    Criterion,
    Law,
    Mapped,
    When,
    core_catalogue,
)
from riskapp.scoring.evaluation import evaluate, numbers_of
from riskapp.scoring.export import to_contract, to_data
from riskapp.scoring.mending import Mending
from riskapp.scoring.movement import Scored, movement
from riskapp.scoring.themes import themes_of
from tests.factories.documents import AS_OF, PLACES, answer_set_of, minimal_document

KEPT = Path(__file__).parents[2] / "data" / "small_scores.json"
YES_NO = '[{code: "yes", label: "Yes", risk: 0}, {code: "no", label: "No", risk: 4, why: There is none}]'
DOCUMENT = minimal_document(
    """
    - id: Q-1
      text: Is there a rule?
      kind: single
      weight: 3
      options:
        - {code: "yes", label: "Yes", risk: 0}
        - {code: half, label: In part, risk: 2, why: Only in part}
        - {code: "no", label: "No", risk: 4, why: There is none}
        - {code: unknown, label: Not known, risk: 4, why: Nobody knows}
        - {code: na, label: Not needed, not_applicable: true}
      finding: No rule
      remedy: Make a rule
      critical_rule: RULES
    - id: Q-2
      text: Who keeps it?
      kind: text
      weight: 1
      show_if: {question: Q-1, is: ["yes", half]}
    - id: Q-3
      text: Which ones are watched?
      kind: multi
      weight: 2
      scoring:
        kind: count
        steps:
          - {at_least: 2, risk: 0}
          - {at_least: 1, risk: 2, label: only one}
          - {at_least: 0, risk: 4, label: none of them}
      options: [{code: a, label: A}, {code: b, label: B}, {code: c, label: C}]
    - id: Q-4
      text: How old is it?
      kind: date
      weight: 2
      measure: months
      bands:
        - {at_most: 6, risk: 0, label: new}
        - {above: 6, at_most: 12, risk: 2, label: old, why: It is old}
        - {above: 12, risk: 4, label: very old, why: It is very old}
      specials: [{code: never, label: Never, risk: 4, why: Never looked at}]
    - id: Q-5
      text: Where is it?
      kind: countries
      weight: 1
    - id: Q-6
      text: On what does it rest?
      kind: legal_bases
      weight: 2
      places_from: [Q-5]
    """,
    repeated=f"""
    - {{id: T-01, text: What is it?, kind: text, weight: 0}}
    - id: T-05
      text: How alone does it act?
      kind: single
      weight: 0
      options:
        - {{code: suggest, label: It suggests, level: 0}}
        - {{code: approve, label: Somebody approves, level: 2}}
        - {{code: alone, label: Alone, level: 4}}
        - {{code: unknown, label: Not known}}
    - id: T-08
      text: What may it do?
      kind: multi
      weight: 0
      options:
        - {{code: read, label: Read, level: 1}}
        - {{code: write, label: Write, level: 3}}
        - {{code: admin, label: Administer, level: 4}}
    - id: T-09
      text: Is it logged?
      kind: single
      weight: 4
      options: {YES_NO}
      finding: It is not logged
      remedy: Log it
    - id: T-10
      text: How long does a key live?
      kind: number
      weight: 2
      units: [{{code: hours, label: hours}}, {{code: days, label: days, factor: 24}}]
      bands:
        - {{at_most: 24, risk: 0, label: short}}
        - {{above: 24, at_most: 720, risk: 2, label: long, why: It lives long}}
        - {{above: 720, risk: 4, label: very long, why: It lives very long}}
      specials: [{{code: none, label: No key, risk: 0}}, {{code: unknown, label: Not known, risk: 4, why: Nobody knows how long}}]
    """,
    conditions="""
    no_ai_tool_used: {question: Q-3, is: [c]}
    """,
    profile="""
    - id: ENG-01
      text: What can go wrong?
      kind: single
      role: impact
      options: [{code: little, label: Little, level: 1}, {code: much, label: Much, level: 4}]
    - id: ENG-04
      text: What may it reach?
      kind: single
      role: exposure
      options: [{code: read, label: Reading, level: 1}, {code: admin, label: All, level: 4}]
    - id: ENG-05
      text: How alone may it act?
      kind: single
      role: exposure
      options: [{code: suggest, label: Suggest, level: 0}, {code: alone, label: Alone, level: 4}]
    - id: ENG-06
      text: How many people?
      kind: single
      role: exposure
      options: [{code: few, label: Few, level: 1}, {code: many, label: Many, level: 3}]
    - id: ENG-09
      text: Does the contract allow it?
      kind: single
      role: switch
      options: [{code: "yes", label: "Yes"}, {code: silent, label: Silent}, {code: "no", label: "No"}]
    """,
    rules="""
    - id: RULES
      title: There is no rule
      why: Nobody is bound
      way_out: Make a rule
      cases:
        - {floor: high, when: {question: Q-1, is: ["no"]}}
        - {floor: moderate, when: {question: Q-1, is: [half]}}
    - id: TOOLS
      title: A tool acts alone and is not logged
      why: Nobody sees it
      way_out: Log it
      cases:
        - floor: critical
          each: TOOL
          when: {all: [{question: T-05, level_at_least: 4}, {question: T-09, is: ["no"]}]}
    - id: ANY
      title: Some tool keeps a key for long and is not logged
      cases:
        - floor: high
          when: {all: [{any_entry: TOOL, where: {question: T-09, is: ["no"]}}, {any_entry: TOOL, where: {question: T-10, is: [unknown]}}]}
    - id: FAR
      title: It lies far away
      cases:
        - {floor: moderate, when: {question: Q-5, place: [third]}}
    """,
    checks="""
    - id: 1
      title: A rule and nobody who keeps it
      cases:
        - {text: There is a rule and nothing is watched., when: {all: [{question: Q-1, is: ["yes"]}, {not: {question: Q-3, is: [a, b]}}]}}
    - id: 2
      title: A tool without a right
      cases:
        - {each: TOOL, text: It acts alone and may only read., when: {all: [{question: T-05, is: [alone]}, {question: T-08, other_than: [write, admin]}]}}
    """,
    **PLACES,
)
PROFILE = {"ENG-01": "much", "ENG-04": "read", "ENG-05": "suggest", "ENG-06": "few", "ENG-09": "yes"}  # fmt: skip
GOOD = {
    "Q-1": "yes",
    "Q-2": "Somebody",
    "Q-3": ["a", "b"],
    "Q-4": "2026-10-01",
    "Q-5": ["IE", "CH"],
    "Q-6": {"CH": "decision"},
}
TOOL = {
    "T-01": "One",
    "T-05": "suggest",
    "T-08": ["read"],
    "T-09": "yes",
    "T-10": {"value": "8", "unit": "hours"},
}
NA = {"not_applicable": "We need none"}
CASES = {
    "good": answer_set_of(DOCUMENT, GOOD, TOOL, profile=PROFILE),
    "shown": answer_set_of(
        DOCUMENT,
        GOOD,
        TOOL,
        TOOL | {"T-10": "none"},
        profile=PROFILE,
        evidence={
            ("Q-1", ""): "verified",
            ("Q-3", ""): "documented",
            ("T-09", "1"): "verified",
            ("T-09", "2"): "documented",
            ("T-10", "2"): "declared",
        },
    ),
    "bad": answer_set_of(
        DOCUMENT,
        {"Q-1": "no", "Q-3": ["a"], "Q-4": "never", "Q-5": ["IN", "US"], "Q-6": {"IN": "none", "US": "dpf"}},
        TOOL | {"T-05": "alone", "T-09": "no", "T-10": {"value": "60", "unit": "days"}},
        TOOL | {"T-08": ["read", "admin"], "T-09": "no"},
        profile=PROFILE | {"ENG-09": "silent"},
    ),
    "half": answer_set_of(
        DOCUMENT,
        {"Q-1": "half", "Q-4": "2026-01-01", "Q-5": ["XK"]},
        {"T-01": "One", "T-05": "alone"},
        {"T-05": "unknown", "T-09": "no", "T-10": "unknown"},
        profile={"ENG-01": "little", "ENG-04": "admin"},
    ),
    "claims": answer_set_of(
        DOCUMENT,
        {"Q-1": "na", "Q-3": NA, "Q-4": NA, "Q-5": ["IE"]},
        TOOL | {"T-09": NA, "T-10": NA},
        profile=PROFILE,
    ),
    "gaps": answer_set_of(
        DOCUMENT,
        {"Q-1": "no", "Q-3": NA, "Q-5": ["IN"]},
        TOOL | {"T-01": "Later", "T-09": "no"},
        TOOL | {"T-10": NA},
        TOOL | {"T-09": NA, "T-10": NA, "T-05": "alone"},
        profile=PROFILE,
        evidence={("Q-1", ""): "documented", ("T-09", "2"): "verified"},
    ),
    "unknown": answer_set_of(DOCUMENT, {"Q-1": "unknown", "Q-3": ["c"]}, TOOL, profile=PROFILE),
    "none used": answer_set_of(DOCUMENT, GOOD | {"Q-3": ["a", "c"]}, profile=PROFILE),
    "empty": answer_set_of(DOCUMENT, GOOD, profile=PROFILE),
    "nothing": answer_set_of(DOCUMENT),
}  # fmt: skip


def accepted(answer_set):
    """The same with every claim accepted by a reviewer."""
    filled = answer_set.filled
    entries = [("", filled.answers), *((e.id, e.answers) for e in filled.entries)]
    places = {(q, e) for e, own in entries for q, value in own.items() if value == NA}
    filled = replace(filled, accepted=frozenset(places))
    return AnswerSet(answer_set.document, filled, answer_set.as_of)


CASES["accepted"] = accepted(CASES["claims"])
CASES["accepted gaps"] = accepted(CASES["gaps"])

LAW = Law("ACT", "The Act", "An act", "", "", "EU", "both", "All", ALWAYS, ALWAYS)
PROVISION = Criterion("", "ACT", "", "", "", "", "", "", "", "assessed")
LAWS = Catalogue(
    version="small laws",
    as_of="2026-11-23",
    laws=(
        LAW,
        replace(LAW, id="FAR", of="buyer", duty=When(countries=("DE",))),
        replace(LAW, id="IDLE", applies=When(needs_tools=True)),
    ),
    criteria={
        name: replace(PROVISION, id=name, **more)
        for name, more in {
            "ACT-1": {"role": "rolled_up"},
            "ACT-1.a": {"parent": "ACT-1"},
            "ACT-1.b": {"parent": "ACT-1", "of": "vendor"},
            "ACT-2": {"personal_data_only": True},
            "ACT-3": {"role": "buyer_duty"},
            "ACT-4": {"role": "context"},
            "ACT-5": {"when": When(answers={"ENG-01": ("much",)})},
            "ACT-6": {},
            "FAR-1": {"law": "FAR"},
            "IDLE-1": {"law": "IDLE", "since": AS_OF},
        }.items()
    },
    framework_titles={"RMF-1": "A framework"},
    mappings={
        "small": Mapped(
            frozenset({"ACT", "FAR", "IDLE"}),
            {
                "Q-1": ("ACT-1.a", "ACT-4", "FAR-1"),
                "Q-2": ("ACT-1.a",),
                "Q-3": ("ACT-1.b", "ACT-3"),
                "Q-4": ("ACT-2", "RMF-1"),
                "T-05": ("ACT-4",),
                "T-09": ("ACT-5", "ACT-1.b", "IDLE-1"),
                "T-10": ("ACT-5",),
            },
            {"RULES": ("ACT-1.a",), "ANY": ("ACT-5", "IDLE-1")},
        )
    },
)


def results(name, model):
    """Everything that is computed from a case, as plain data."""
    answer_set = CASES[name]
    result = evaluate(answer_set, LAWS, model)
    themes = themes_of(result, answer_set.document)
    mending = Mending(answer_set, model)
    way = mending.way_down(themes)
    numbers = numbers_of(answer_set, model)
    best = (
        BestAnswers(answer_set)
        .put_right((f.question, f.entry) for f in result.findings)
        .filled
    )
    found = {
        "data": to_data(result),
        "numbers": [dict(numbers.values), numbers.floors],
        "themes": [
            [one.id, one.title, one.severity, one.rule, one.tools, sorted(one.places)]
            for one in themes
        ],
        "mended": [str(mending.after_themes([one])) for one in themes],
        "way": way and [
            way.after.rating,
            [(f.question, f.entry) for f in way.findings],
            [theme.id for theme in way.themes],
        ],
        "best": [str(best.answers), *(f"{e.id} {e.section} {e.answers}" for e in best.entries)],
        "moved": {other: moves(name, other, model) for other in ("half", "gaps", "nothing")},
    }  # fmt: skip
    return json.loads(json.dumps(found, default=str))


def moves(name, other, model):
    """What moves the numbers of another case to those of this one; model 1 made the other."""
    before, after = (
        Scored(
            CASES[one], CASES[one], to_data(evaluate(CASES[one], core_catalogue(), by))
        )
        for one, by in ((other, 1), (name, model))
    )
    return [
        " ".join(
            [
                step.cause,
                *(".".join(filter(None, place)) for place in step.places),
                step.entry,
                *(f"{number}{by:+}" for number, by in step.moved.items()),
                *(f"+{rule}" for rule in step.began),
                *(f"-{rule}" for rule in step.ended),
            ]
        )
        for step in movement(before, after).steps
    ]


@pytest.fixture(scope="module")
def kept():
    if os.environ.get("KEEP"):
        found = {f"{name} {model}": results(name, model) for name in CASES for model in (1, 2)}  # fmt: skip
        text = json.dumps(found, indent=1, ensure_ascii=False, sort_keys=True)
        KEPT.write_text(f"{text}\n", "utf-8")
    return json.loads(KEPT.read_text("utf-8"))


@pytest.mark.parametrize("model", [1, 2])
@pytest.mark.parametrize("name", CASES)
def test_a_small_score_is_the_one_that_is_kept(name, model, kept):
    assert results(name, model) == kept[f"{name} {model}"]


@pytest.mark.parametrize("name", CASES)
def test_what_is_stored_holds_what_is_promised(name):
    result = evaluate(CASES[name], core_catalogue())

    stored, promised = to_data(result), to_contract(result)

    assert set(promised) < set(stored)
    assert stored["residual"] == promised["residual"]
