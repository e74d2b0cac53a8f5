"""Critical rules, put to the answers."""

from __future__ import annotations

from collections.abc import Iterator

from questionnaires.document.model import CriticalRule, RuleCase
from questionnaires.document.sheet import Sheet
from questionnaires.document.values import Entry
from riskapp.scoring.bands import FLOOR_VALUES
from riskapp.scoring.model import Floor


def fired(sheet: Sheet) -> tuple[Floor, ...]:
    """Every rule that fires: once for the response, or once per entry, at its heaviest case."""
    floors = [floor for rule in sheet.document.rules for floor in _fired(sheet, rule)]
    return tuple(sorted(floors, key=lambda floor: -floor.value))


def _fired(sheet: Sheet, rule: CriticalRule) -> Iterator[Floor]:
    done: set[str] = set()
    for case in rule.cases:  # heaviest first
        for entry in _asked_of(sheet, case.each):
            entry_id = entry.id if entry else ""
            if entry_id not in done and sheet.holds(case.when, entry_id):
                done.add(entry_id)
                yield _floor(sheet, rule, case, entry)


def _floor(
    sheet: Sheet, rule: CriticalRule, case: RuleCase, entry: Entry | None
) -> Floor:
    return Floor(
        by=rule.id,
        title=rule.title,
        value=FLOOR_VALUES[case.floor],
        rating=case.floor,
        because=sheet.because(case.when, entry.id if entry else ""),
        tool=entry.title if entry else "",
        entry=entry.id if entry else "",
        why=rule.why,
        way_out=rule.way_out,
        criteria=rule.criteria,
    )


def _asked_of(sheet: Sheet, each: str) -> tuple[Entry | None, ...]:
    return sheet.entries(each) if each else (None,)
