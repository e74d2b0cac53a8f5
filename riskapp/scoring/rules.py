"""Critical rules and consistency checks, put to the answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from questionnaires.document.contradictions import (
    Contradiction,
    about,
    contradictions,
)
from questionnaires.document.model import ConsistencyCheck
from questionnaires.document.values import EntryValue
from riskapp.scoring.bands import FLOOR_VALUES
from riskapp.scoring.missing import cannot_be_made
from riskapp.scoring.model import Floor
from riskapp.scoring.rated.model import CriticalRule, RuleCase, rules_of
from riskapp.scoring.reading import OpenReading, Reading, Truth

NOWHERE: Mapping[str, tuple[str, ...]] = MappingProxyType({})


def fired(
    reading: Reading, criteria: Mapping[str, tuple[str, ...]] = NOWHERE
) -> tuple[Floor, ...]:
    """Every rule that fires or cannot be ruled out, heaviest first; with the ``criteria`` that it
    bears on, by its id, or those that the document names.

    Once for the response, or once per entry, at its heaviest case. Where that case is only
    possible, the heaviest one that fires for certain stands beside it.
    """
    floors = [
        floor
        for rule in rules_of(reading.document)
        for floor in _fired(reading, rule, criteria.get(rule.id, rule.criteria))
    ]
    return tuple(sorted(floors, key=lambda floor: -floor.value))


def _fired(
    reading: Reading, rule: CriticalRule, criteria: tuple[str, ...]
) -> Iterator[Floor]:
    found: dict[str, Truth] = {}
    for case in rule.cases:  # heaviest first
        for entry in reading.where(case.when, case.each):
            entry_id = entry.id if entry else ""
            before = found.get(entry_id, Truth.FALSE)
            if before is Truth.TRUE:
                continue
            held = reading.truth(case.when, entry_id)
            if held > before:
                found[entry_id] = held
                yield _floor(reading, rule, case, entry, criteria)


def _floor(
    reading: Reading,
    rule: CriticalRule,
    case: RuleCase,
    entry: EntryValue | None,
    criteria: tuple[str, ...],
) -> Floor:
    reasons = reading.reasons(case.when, entry.id if entry else "")
    return Floor(
        by=rule.id,
        title=rule.title,
        value=FLOOR_VALUES[case.floor],
        rating=case.floor,
        because=reasons.because,
        tool=entry.title if entry else "",
        entry=entry.id if entry else "",
        why=rule.why,
        way_out=rule.way_out,
        criteria=criteria,
        missing=reasons.missing,
        lifted_by=reasons.lifted_by,
    )


def warnings(reading: Reading) -> tuple[Contradiction, ...]:
    """Every check that warns, and every one that cannot be made for want of an answer to what
    was asked."""
    if not isinstance(reading, OpenReading):
        return contradictions(reading.answer_set)
    listed = reading.as_listed()
    return tuple(
        warning
        for check in reading.document.checks
        for warning in _warnings(listed, check)
    )


def _warnings(reading: OpenReading, check: ConsistencyCheck) -> Iterator[Contradiction]:
    missing: dict[str, tuple[EntryValue | None, list[str]]] = {}
    for case in check.cases:
        for entry in reading.where(case.when, case.each):
            entry_id = entry.id if entry else ""
            reasons = reading.reasons(case.when, entry_id)
            if reasons.missing:
                missing.setdefault(entry_id, (entry, []))[1].extend(reasons.missing)
            elif reading.truth(case.when, entry_id):
                yield about(entry, check.id, check.title, case.text, reasons.because)
    for entry, questions in missing.values():
        if not reading.unasked.isdisjoint(questions):
            continue  # nobody asked, which the score says once
        yield _cannot_be_made(check, entry, reading.in_order(questions))


def _cannot_be_made(
    check: ConsistencyCheck, entry: EntryValue | None, missing: tuple[str, ...]
) -> Contradiction:
    text = cannot_be_made(missing)
    return about(entry, check.id, check.title, text, missing, is_missing=True)
