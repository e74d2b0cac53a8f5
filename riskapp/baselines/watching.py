"""What leaves the normal of an agent: amounts, names, hours, and what was declared.

The first 28 observed days are for learning. From then on a day is held against the days before
it, and never against later ones: more days change nothing that was said before.
"""

from __future__ import annotations

import datetime
from bisect import bisect_left, insort
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from riskapp.baselines.declared import (
    MEASURE_OF,
    NO_LIMITS,
    Breach,
    DeclaredLimits,
    limit_rules,
)
from riskapp.baselines.model import (
    HOURS,
    NAMES,
    NUMBERS,
    READ,
    REFUSALS,
    WRITTEN,
    AgentDay,
    middle_of,
)

LEARNING_DAYS = 28
WINDOW = 12  # days of the same weekday
ALL_DAYS = 28  # of any weekday, where there are too few of the same
LEAST_SAME = 4
TIMES = 4.0  # at least so many times the median ...
SPREADS = 8  # ... and so many times the usual distance from it (MAD) above it
MAD_TO_DEVIATION = 1.4826
LEAST: Mapping[str, int] = {READ: 50, WRITTEN: 20, REFUSALS: 10}
LEAST_AT_NEW_HOURS = 3
HOURS_AWAY = 3  # work so far from every known hour is at a new hour
MANY_NAMES = 5  # more new ones on one day are told together
GROWS = 1.5  # what was explained comes back from so many times the size on

AMOUNT, NEW, TIME, DECLARED = "amount", "new", "time", "declared"


@dataclass(frozen=True, slots=True)
class Deviation:
    """One day's departure. ``kind`` and ``name`` say from what; ``limit`` is a declared one.

    ``median`` and ``spread`` are what was normal, where that is a number, over ``over`` days;
    ``others`` how many more names there were, and ``hours`` the hours of the work, in UTC.
    """

    day: datetime.date
    kind: str
    measure: str
    name: str
    seen: int
    question: str
    limit: str = ""
    median: float = 0
    spread: float = 0
    over: int = 0
    others: int = 0
    hours: tuple[int, ...] = ()

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes two departures the same one."""
        return self.limit or self.kind, self.measure, self.name


@dataclass(frozen=True, slots=True)
class NormalRange:
    """What is normal of a measure on one day: from ``low`` to ``high``, and what was seen."""

    day: datetime.date
    seen: int
    median: float
    high: float


@dataclass(frozen=True, slots=True)
class WatchedAgent:
    """What the days of one agent say. While ``learning_left`` days are missing, no deviations."""

    observed: int
    learning_left: int
    deviations: Sequence[Deviation]
    bands: Mapping[str, Sequence[NormalRange]] = field(default_factory=dict)

    @property
    def is_learning(self) -> bool:
        """Whether there are too few days to say anything."""
        return self.learning_left > 0


def watch_agent(
    days: Iterable[AgentDay],
    observed: Iterable[datetime.date],
    limits: DeclaredLimits = NO_LIMITS,
    *,
    bands_since: datetime.date | None = None,
) -> WatchedAgent:
    """Hold every day of one agent against those before it.

    ``observed`` are the days that somebody looked at: where one has no row, the agent did
    nothing. Days before the first row are left out. ``bands_since`` asks for what was normal
    from a day on, for a picture.
    """
    rows = {one.day: one for one in days}
    ordered = days_looked_at(rows, observed)
    baseline = _Baseline()
    deviations: list[Deviation] = []
    bands: dict[str, list[NormalRange]] = {measure: [] for measure in NUMBERS}
    for at, day in enumerate(ordered):
        one = rows.get(day) or AgentDay("", day, {})
        if bands_since is not None and day >= bands_since:
            for measure in NUMBERS:
                bands[measure].append(baseline.band(one, measure))
        if at >= LEARNING_DAYS and one.seen:
            deviations += baseline.deviations(one, limits)
        baseline.learn(one, at)
    return WatchedAgent(len(ordered), days_missing(ordered), deviations, bands)


def days_looked_at(
    with_rows: Iterable[datetime.date], observed: Iterable[datetime.date]
) -> list[datetime.date]:
    """The days that count of one agent, in their order: those that somebody looked at and those
    with a row, from the first one with a row on."""
    rows = set(with_rows)
    first = min(rows, default=None)
    return sorted({*rows, *(day for day in observed if first and day >= first)})


def days_missing(looked_at: Sequence[datetime.date]) -> int:
    """How many days an agent is still learned for."""
    return max(0, LEARNING_DAYS - len(looked_at))


def together(
    deviations: Iterable[Deviation],
) -> dict[tuple[str, str, str], list[Deviation]]:
    """Departures of the same kind, by day."""
    found: dict[tuple[str, str, str], list[Deviation]] = {}
    for one in deviations:
        found.setdefault(one.key, []).append(one)
    return found


def has_grown(explained: int, seen: int) -> bool:
    """Whether what was explained is so much more now that the reason may not reach it."""
    return seen > explained * GROWS


class _Amounts:
    """One measure: its values by weekday, sorted, with the days they leave the window."""

    def __init__(self) -> None:
        self._by_age: list[deque[int]] = [deque() for _ in range(7)]
        self._sorted: list[list[int]] = [[] for _ in range(7)]
        self._recent: deque[int] = deque(maxlen=ALL_DAYS)

    def learn(self, weekday: int, value: int) -> None:
        ages, values = self._by_age[weekday], self._sorted[weekday]
        ages.append(value)
        insort(values, value)
        if len(ages) > WINDOW:
            del values[bisect_left(values, ages.popleft())]
        self._recent.append(value)

    def known(self, weekday: int) -> list[int]:
        """What was seen on such days before, sorted."""
        values = self._sorted[weekday]
        return values if len(values) >= LEAST_SAME else sorted(self._recent)

    @property
    def usual(self) -> float:
        """The median of the newest days with work; what a day without any is measured by."""
        return middle_of(sorted(value for value in self._recent if value))


class _Names:
    """The names of one measure: known ones, and those that are new for as long as an agent
    learns, from their first day on."""

    def __init__(self) -> None:
        self.known: set[str] = set()
        self._first: dict[str, int] = {}

    def learn(self, names: Iterable[str], at: int) -> bool:
        """Whether more is known now than before."""
        before = len(self.known)
        if at < LEARNING_DAYS:
            self.known.update(names)
        else:
            for name in set(names) - self.known:
                self._first.setdefault(name, at)
        for name in [n for n, first in self._first.items() if first <= at + 1 - LEARNING_DAYS]:  # fmt: skip
            del self._first[name]
            self.known.add(name)
        return len(self.known) > before


class _Baseline:
    """What is known of one agent so far."""

    def __init__(self) -> None:
        self._amounts = {measure: _Amounts() for measure in NUMBERS}
        self._names = {measure: _Names() for measure in (*NAMES, HOURS)}
        self._near: set[str] = set()  # hours that are near enough to known ones
        self._at = 0

    def learn(self, one: AgentDay, at: int) -> None:
        weekday = one.day.weekday()
        for measure, amounts in self._amounts.items():
            amounts.learn(weekday, one.total(measure))
        for measure, names in self._names.items():
            if names.learn(one.seen.get(measure, ()), at) and measure == HOURS:
                self._near = _near(names.known)
        self._at = at + 1

    def deviations(self, one: AgentDay, limits: DeclaredLimits) -> list[Deviation]:
        touches = limit_rules().touches
        breaches = limits.breaches(one) if limits.questions else []
        found = [
            deviation
            for limit in dict.fromkeys(breach.limit for breach in breaches)
            for deviation in _breached(
                one, [breach for breach in breaches if breach.limit == limit], limits
            )
        ]
        told = {(MEASURE_OF[breach.limit], breach.name) for breach in breaches}
        for measure in NUMBERS:
            found += self._amount(one, measure, touches[measure])
        for measure in NAMES:
            seen = one.names(measure)
            new = {
                name: seen[name]
                for name in seen.keys() - self._names[measure].known
                if (measure, name) not in told
            }
            if new:
                found += _new_names(one.day, measure, new, touches[measure], self._at)
        if (HOURS, "") not in told:
            found += self._new_hours(one, touches[HOURS])
        return found

    def band(self, one: AgentDay, measure: str) -> NormalRange:
        amounts = self._amounts[measure]
        values = amounts.known(one.day.weekday())
        median = middle_of(values)
        return NormalRange(
            one.day, one.total(measure), median, self._highest(measure, values, median)
        )

    def _highest(self, measure: str, values: Sequence[int], median: float) -> float:
        """The most that is normal."""
        by_spread = median + SPREADS * MAD_TO_DEVIATION * _spread(values, median)
        usual = self._amounts[measure].usual if not median else 0
        return max(TIMES * median, by_spread, usual, LEAST[measure])

    def _amount(self, one: AgentDay, measure: str, question: str) -> list[Deviation]:
        seen = one.total(measure)
        if seen <= LEAST[measure]:
            return []
        values = self._amounts[measure].known(one.day.weekday())
        median = middle_of(values)
        if seen <= TIMES * median or seen <= self._highest(measure, values, median):
            return []
        spread = _spread(values, median)
        return [
            Deviation(
                one.day, AMOUNT, measure, "", seen, question,
                median=median, spread=spread, over=len(values),
            )
        ]  # fmt: skip

    def _new_hours(self, one: AgentDay, question: str) -> list[Deviation]:
        hours = one.names(HOURS)
        new = {int(hour): hours[hour] for hour in hours.keys() - self._near}
        if not self._near:
            return []
        seen = sum(new.values())
        if seen < LEAST_AT_NEW_HOURS:
            return []
        return [
            Deviation(
                one.day, TIME, HOURS, "", seen, question,
                over=self._at, hours=tuple(sorted(new)),
            )
        ]  # fmt: skip


def _breached(
    one: AgentDay, breaches: Sequence[Breach], limits: DeclaredLimits
) -> list[Deviation]:
    """Departures from one declared limit; of many names, all of them together."""

    def made(limit: str, name: str, seen: int, others: int = 0) -> Deviation:
        return Deviation(
            one.day, DECLARED, MEASURE_OF[limit], name, seen, limits.questions[limit],
            limit=limit,
            others=others,
            hours=tuple(sorted(limits.hours_beyond(limit, one))),
        )  # fmt: skip

    if len(breaches) > MANY_NAMES:
        seen = sum(breach.seen for breach in breaches)
        return [made(breaches[0].limit, "", seen, len(breaches))]
    return [made(breach.limit, breach.name, breach.seen) for breach in breaches]


def _new_names(
    day: datetime.date,
    measure: str,
    new: Mapping[str, int],
    question: str,
    over: int,
) -> list[Deviation]:
    if len(new) > MANY_NAMES:
        seen = sum(new.values())
        return [Deviation(day, NEW, measure, "", seen, question, over=over, others=len(new))]  # fmt: skip
    return [
        Deviation(day, NEW, measure, name, count, question, over=over)
        for name, count in sorted(new.items())
    ]


def _near(known: Iterable[str]) -> set[str]:
    """The hours less than HOURS_AWAY from a known one, whichever way round the clock."""
    return {
        str((int(hour) + away) % 24)
        for hour in known
        for away in range(1 - HOURS_AWAY, HOURS_AWAY)
    }


def _spread(values: Sequence[int], middle: float) -> float:
    """The median of the distances from the median (MAD)."""
    return middle_of(sorted(abs(value - middle) for value in values))
