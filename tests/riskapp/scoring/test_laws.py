"""The laws of model 2 (docs/scoring.md, section 9), over the whole core questionnaire.

``LAW_CASES`` sets how many random responses each law is tried on.
"""

from __future__ import annotations

import os
import random
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from questionnaires.document.answer_set import AnswerSet, State
from questionnaires.document.conditions import questions_of
from questionnaires.document.model import Kind
from questionnaires.document.values import EntryValue
from riskapp.scoring.catalogue import core_catalogue
from riskapp.scoring.evaluation import evaluate
from riskapp.scoring.model import AUTONOMY, BUYER, RIGHTS
from riskapp.scoring.rated.model import rated_option
from riskapp.scoring.reading import EMPTY, NONE_USED, OpenReading
from riskapp.scoring.status import Status
from riskapp.shipped.core import core_document
from tests.factories.responses import Chooser, places_of, silences, with_value

CASES = int(os.environ.get("LAW_CASES", "60"))
MANY = settings(
    max_examples=CASES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
NUMBERS = st.integers(0, 2**48)
GOOD = (Status.MET, Status.PARTLY_MET)


def evaluated(answer_set: AnswerSet):
    return evaluate(answer_set, core_catalogue())


def lost(before, after) -> list[str]:
    """What a response gained by saying less: each an offence against the laws."""
    return [
        *lighter_numbers(before, after),
        *lighter_floors(before, after),
        *silent_checks(before, after),
        *lighter_findings(before, after),
        *(
            f"{name} is better"
            for name, criterion in before.criteria.items()
            if criterion.status not in GOOD
            and name in after.criteria
            # A law that a fact of the buyer no longer switches on is not looked at.
            and after.criteria[name].status in GOOD
        ),
    ]


def lighter_numbers(before, after):
    for name in ("inherent_value", "residual_model", "residual"):
        if getattr(after, name) < getattr(before, name):
            yield f"{name} fell"
    if after.completeness > before.completeness:
        yield "completeness rose"
    tools = {tool.entry: tool for tool in after.tools}
    for tool in before.tools:
        then = tools[tool.entry]
        if then.residual < tool.residual or then.residual_model < tool.residual_model:
            yield f"the residual of {tool.name} fell"


def lighter_floors(before, after):
    floors = {(f.by, f.entry): f.value for f in sorted(after.floors, key=by_value)}
    for floor in before.floors:
        if floors.get((floor.by, floor.entry), 0) < floor.value:
            yield f"{floor.by} {floor.tool} is gone or lower"


def by_value(floor):
    return floor.value


def silent_checks(before, after):
    checks = {(warning.check, warning.entry) for warning in after.warnings}
    for warning in before.warnings:
        if (warning.check, warning.entry) not in checks:
            yield f"check {warning.check} {warning.tool} is silent"
    if before.claims_none and not (after.claims_none or after.empty):
        yield "the claim is gone"


def lighter_findings(before, after):
    risks = {(f.question, f.entry): f.risk for f in after.findings}
    unstated = max((f.risk for f in after.findings if f.kind == BUYER), default=0)
    for finding in before.findings:
        # Beyond what was agreed, until nobody says any more what that was.
        own = unstated if finding.question in (RIGHTS, AUTONOMY) else 0
        if max(risks.get((finding.question, finding.entry), 0), own) < finding.risk:
            yield f"finding {finding.question} {finding.tool} is gone or lighter"


@MANY
@given(NUMBERS)
def test_silence_is_never_cheaper_than_an_answer(number):
    answer_set = Chooser(number).answer_set()
    places = places_of(answer_set)
    if not places:
        return
    place = random.Random(number).choice(places)
    before = evaluated(answer_set)

    for how, silent in silences(answer_set, place).items():
        assert lost(before, evaluated(silent)) == [], f"{place} {how}"


def wholly_open(answer_set: AnswerSet) -> AnswerSet:
    """The same answers with one entry of which nothing is said."""
    entry = EntryValue("open", "TOOL", {}, "Something")
    return AnswerSet(
        answer_set.document,
        replace(answer_set.filled, entries=(entry,)),
        answer_set.as_of,
    )


@MANY
@given(NUMBERS)
def test_an_empty_register_is_never_better_than_one_open_entry(number):
    answer_set = Chooser(number).answer_set()
    pick = random.Random(number)
    for name in ("GOV-01", "INV-01", "INV-04"):
        if pick.random() < 0.5:
            answer_set = with_value(answer_set, (name, ""), None)
    nothing = AnswerSet(
        answer_set.document, replace(answer_set.filled, entries=()), answer_set.as_of
    )

    empty, listed = evaluated(nothing), evaluated(wholly_open(nothing))

    if empty.claims_none:
        said = nothing.filled.answers
        assert said["GOV-01"] in ("no", "no_rule")
        assert said["INV-04"] == ["none"]
        assert said.get("INV-01") not in (None, "unknown")
        return
    assert empty.empty
    assert empty.residual >= listed.residual
    assert empty.residual_model >= listed.residual_model
    assert empty.inherent_value >= listed.inherent_value
    assert empty.completeness <= listed.completeness
    assert [tool.entry for tool in empty.tools] == [EMPTY]
    floors = {(floor.by, floor.value) for floor in empty.floors}
    assert floors >= {(floor.by, floor.value) for floor in listed.floors}
    for name, criterion in listed.criteria.items():
        if criterion.status not in GOOD:
            assert empty.criteria[name].status not in GOOD


def risen(before, after) -> list[str]:
    found = [
        name
        for name in ("inherent_value", "residual_model", "residual")
        if getattr(after, name) > getattr(before, name)
    ]
    tools = {tool.entry: tool for tool in before.tools}
    found += [t.name for t in after.tools if t.residual > tools[t.entry].residual]
    known = {(floor.by, floor.entry): floor.value for floor in before.floors[::-1]}
    found += [
        floor.by
        for floor in after.floors
        if known.get((floor.by, floor.entry), 0) < floor.value
    ]
    return found


@pytest.fixture(scope="module")
def gates() -> frozenset[str]:
    """The questions that decide whether others are asked, or how they are evaluated."""
    document = core_document()
    none_used = questions_of(document.conditions[NONE_USED])
    return frozenset(none_used) | frozenset(
        name
        for question in document.questions.values()
        for name in (
            *questions_of(question.show_if),
            *question.places_from,
            question.offered_from,
        )
    )


@MANY
@given(NUMBERS)
def test_a_better_answer_better_evidence_and_fewer_rights_raise_nothing(gates, number):
    answer_set = Chooser(number).answer_set()
    pick = random.Random(number)
    before = evaluated(answer_set)
    asked = [item for item in OpenReading(answer_set).items() if item.risk]
    better = []
    for item in pick.sample(asked, min(3, len(asked))):
        question = item.question
        place = question.id, item.entry.id if item.entry else ""
        if question.kind is Kind.SINGLE and question.id not in gates:
            lower = [
                o for o in question.options if (rated_option(o).risk or 0) < item.risk
            ]
            lower = [o for o in lower if not o.not_applicable]
            if lower and item.state in (State.ANSWERED, State.OPEN):
                code = pick.choice(lower).code
                better.append(with_value(answer_set, place, code))
    evidence = dict.fromkeys(places_of(answer_set), "verified")
    shown = replace(answer_set.filled, evidence=evidence)
    better.append(AnswerSet(answer_set.document, shown, answer_set.as_of))
    for entry in answer_set.filled.entries[:3]:
        held = entry.answers.get("T-08")
        if isinstance(held, list) and len(held) > 1:
            fewer = [code for code in held if code != pick.choice(held)]
            better.append(with_value(answer_set, ("T-08", entry.id), fewer))

    assert risen(before, evaluated(pick.choice(better))) == []


@MANY
@given(NUMBERS)
def test_order_never_matters(number):
    answer_set = Chooser(number).answer_set()
    pick = random.Random(number)
    filled = answer_set.filled
    answers = list(filled.answers.items())
    entries = list(filled.entries)
    pick.shuffle(answers)
    pick.shuffle(entries)
    mixed = replace(filled, answers=dict(answers), entries=tuple(entries))

    before = evaluated(answer_set)
    after = evaluated(AnswerSet(answer_set.document, mixed, answer_set.as_of))

    def heart(result):
        return (
            result.residual,
            result.residual_model,
            result.inherent,
            result.evidence,
            result.completeness,
            {name: c.status for name, c in result.criteria.items()},
            sorted((f.by, f.value, f.entry, f.missing) for f in result.floors),
            sorted((f.question, f.entry, f.risk, f.gain) for f in result.findings),
            sorted((w.check, w.entry, w.text) for w in result.warnings),
        )

    assert heart(before) == heart(after)
