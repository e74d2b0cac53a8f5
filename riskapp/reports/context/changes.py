"""What changed since the last report of the same work."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from riskapp.common.numbers import number
from riskapp.findings.choices import FindingState
from riskapp.presentation.changes import Moved, changes
from riskapp.presentation.steps import ReaderFormats, shortened, signed
from riskapp.reports.context import answers
from riskapp.scoring.languages import catalogue_in
from riskapp.scoring.movement import ScorePair

SHOWN = 14  # so many steps are told one by one in a PDF


@dataclass(frozen=True, slots=True)
class ComparedScore:
    """What a score is compared with: the day it was made, the code of the report that told
    it ("" for none), and the findings by state as it told them (None where none did)."""

    day: datetime.date
    code: str = ""
    states: Mapping[str, int] | None = None

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> ComparedScore:
        """From what ``queries.since_of`` says."""
        day = datetime.date.fromisoformat(data["day"])
        return cls(day, data["code"], data["states"])


def changed(
    pair: ScorePair,
    since: ComparedScore,
    states: Mapping[str, int],
    *,
    may_read: bool = True,
) -> dict[str, Any]:
    """What the page and the chapter show; ``states`` are the findings by state as they are
    told now. Answers in words only where the reader may read them."""
    laws = {law.id: law.short for law in catalogue_in(get_language() or "en").laws}
    found = changes(pair, ReaderFormats(number, _day, may_read), laws)
    old, new = (
        {row["name"] for row in answers.countries(side.answer_set)}
        for side in (pair.before, pair.after)
    )
    told, rest = shortened(found.steps, SHOWN, number)
    return {
        "since": since,
        "found": found,
        "told": told,
        "more": len(found.steps) - len(told),
        "rest": rest,
        "places_new": sorted(new - old),
        "places_gone": sorted(old - new),
        "states": _states(since.states, states),
        "is_empty": found.is_empty and new == old,
    }


def _states(
    before: Mapping[str, int] | None, after: Mapping[str, int]
) -> Sequence[Moved] | None:
    """The findings by state; None where it was not kept how they stood."""
    if before is None:
        return None
    return [
        Moved(
            str(words),
            str(before.get(code, 0)),
            str(after.get(code, 0)),
            signed(after.get(code, 0) - before.get(code, 0)),
        )
        for code, words in FindingState.choices
        if before.get(code) or after.get(code)
    ]


def _day(day: datetime.date) -> str:
    return date_format(day, _("j F Y"))
