"""What was declared against what was seen, and one period against another."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from riskapp.baselines.declared import MEASURE_OF, DeclaredLimits
from riskapp.baselines.model import NAMES, NUMBERS, AgentDay, middle_of


@dataclass(frozen=True, slots=True)
class SeenAgainst:
    """One declared limit and what was seen of it, while learning too.

    ``days`` is on how many days there was more than declared, ``names`` of what, ``last`` the
    newest of these days; 0, none and None where everything was as declared. ``looked_at`` is how
    many days were held against it at all: where there is none, nothing is known.
    """

    limit: str
    question: str
    measure: str
    days: int
    seen: int
    names: Sequence[str]
    last: datetime.date | None
    looked_at: int


@dataclass(frozen=True, slots=True)
class PeriodChange:
    """One measure before and after: the median of days with work, or which names came and went."""

    measure: str
    before: float
    after: float
    appeared: Sequence[str] = ()
    gone: Sequence[str] = ()

    @property
    def times(self) -> float:
        """How many times as much it is; 0 where there was nothing before."""
        return self.after / self.before if self.before else 0


def against_declared(
    days: Iterable[AgentDay],
    limits: DeclaredLimits,
    observed: Collection[datetime.date],
) -> list[SeenAgainst]:
    """Every declared limit with what was seen of it on the days that were ``observed``."""
    found = [(one.day, breach) for one in days for breach in limits.breaches(one)]
    result = []
    for limit, question in limits.questions.items():
        own = [(day, breach) for day, breach in found if breach.limit == limit]
        result.append(
            SeenAgainst(
                limit,
                question,
                MEASURE_OF[limit],
                len({day for day, _breach in own}),
                sum(breach.seen for _day, breach in own),
                sorted({breach.name for _day, breach in own if breach.name}),
                max((day for day, _breach in own), default=None),
                sum(limits.counts_on(limit, day) for day in observed),
            )
        )
    return result


def compare_periods(
    before: Sequence[AgentDay], after: Sequence[AgentDay]
) -> list[PeriodChange]:
    """What changed from one period to the next; nothing where one of them is empty."""
    if not before or not after:
        return []
    changes = []
    for measure in NUMBERS:
        old, new = _usual(before, measure), _usual(after, measure)
        if old != new:
            changes.append(PeriodChange(measure, old, new))
    for measure in NAMES:
        known, now = _names(before, measure), _names(after, measure)
        if known != now:
            changes.append(
                PeriodChange(
                    measure,
                    len(known),
                    len(now),
                    sorted(now - known),
                    sorted(known - now),
                )
            )
    return changes


def _usual(days: Sequence[AgentDay], measure: str) -> float:
    return middle_of(sorted(filter(None, (one.total(measure) for one in days))))


def _names(days: Sequence[AgentDay], measure: str) -> set[str]:
    return {name for one in days for name in one.names(measure)}
