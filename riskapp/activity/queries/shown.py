"""Agents of one engagement as pages and reports show them: pictures, what was declared, alerts."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from riskapp.activity.models import ActivityFile, AgreedLimits
from riskapp.activity.queries.days import agents_in
from riskapp.activity.queries.limits import agreed_for, office_in_words
from riskapp.activity.queries.telling import OF_AGREEMENT, ToldAlert
from riskapp.baselines.comparing import PeriodChange, SeenAgainst
from riskapp.baselines.watching import NormalRange, WatchedAgent
from riskapp.vendors.models import Engagement

TABLE_DAYS = 14
WIDTH, HEIGHT = 252, 48


@dataclass(frozen=True)
class Sparkline:
    """The days of one measure as a picture; its points in the units of WIDTH and HEIGHT."""

    measure: str
    title: str
    days: Sequence[NormalRange]

    @cached_property
    def _most(self) -> float:
        return max([1.0, *(max(one.seen, one.median) for one in self.days)])

    def _at(self, number: int, value: float) -> str:
        across = WIDTH * number / max(1, len(self.days) - 1)
        down = HEIGHT - (HEIGHT - 4) * min(value / self._most, 1) - 2
        return f"{across:.1f},{down:.1f}"

    @property
    def line(self) -> str:
        """What was seen."""
        return " ".join(self._at(at, one.seen) for at, one in enumerate(self.days))

    @property
    def band(self) -> str:
        """What is normal: from nothing up to the most that is."""
        top = [self._at(at, one.high) for at, one in enumerate(self.days)]
        return " ".join([f"0,{HEIGHT}", *top, f"{WIDTH},{HEIGHT}"])

    @property
    def newest(self) -> NormalRange:
        return self.days[-1]

    @property
    def most(self) -> int:
        return max(one.seen for one in self.days)

    @property
    def is_empty(self) -> bool:
        return not any(one.seen for one in self.days)


@dataclass(frozen=True)
class DeclaredAgainstSeen:
    """One declared limit in words, with what was seen of it."""

    title: str
    answer: str
    seen: SeenAgainst

    @property
    def is_of_agreement(self) -> bool:
        """Whether it is what was agreed, and not an answer."""
        return self.seen.limit in OF_AGREEMENT


@dataclass(frozen=True)
class AgreedInWords:
    """What was agreed about one tool, or about all ("")."""

    row: AgreedLimits

    @property
    def hours(self) -> str:
        """The hours, "" where none were agreed."""
        return office_in_words(self.row.office) if self.row.office else ""

    @property
    def hosts(self) -> str:
        """The hosts, "" where none were agreed."""
        return ", ".join(self.row.hosts)


@dataclass(frozen=True)
class ChangeInWords:
    """What changed in one measure from one period to the next."""

    title: str
    change: PeriodChange
    is_of_names: bool


@dataclass(frozen=True)
class ShownAgent:
    """One agent: which tool it is, how it stands, its pictures, its drift and its alerts."""

    name: str
    tool: str
    entry: str
    watched: WatchedAgent
    last_day: datetime.date
    sparklines: Sequence[Sparkline]
    names: Sequence[tuple[str, Sequence[tuple[str, int]]]]
    declared: Sequence[DeclaredAgainstSeen]
    changes: Sequence[ChangeInWords]
    before: datetime.date
    alerts: Sequence[ToldAlert] = ()

    @property
    def waiting(self) -> int:
        return sum(one.is_waiting for one in self.alerts)

    @property
    def table(
        self,
    ) -> list[tuple[datetime.date, list[tuple[str, NormalRange]]]]:
        """The newest days, the last one first, with every amount."""
        by_day: dict[datetime.date, list[tuple[str, NormalRange]]] = {}
        for spark in self.sparklines:
            for one in spark.days[-TABLE_DAYS:]:
                by_day.setdefault(one.day, []).append((spark.title, one))
        return sorted(by_day.items(), reverse=True)


@dataclass(frozen=True)
class AgentInBrief:
    """One agent without pictures: how many days it was looked at, how many are missing before
    anything is unusual, and what was declared against what was seen."""

    name: str
    tool: str
    observed: int
    learning_left: int
    last_day: datetime.date
    declared: Sequence[DeclaredAgainstSeen]


@dataclass(frozen=True)
class ActivityOfEngagement:
    """All that is known of the agents of an engagement."""

    files: Sequence[ActivityFile]
    alerts: Sequence[ToldAlert]
    entries: Mapping[str, str]
    engagement: Engagement

    @cached_property
    def agreed(self) -> Sequence[AgreedLimits]:
        """What was agreed about its agents; one query, where somebody asks."""
        return agreed_for(self.engagement)

    @property
    def waiting(self) -> Sequence[ToldAlert]:
        return [one for one in self.alerts if one.is_waiting]

    @property
    def explained(self) -> Sequence[ToldAlert]:
        return [one for one in self.alerts if not one.is_waiting]

    @cached_property
    def agents(self) -> Sequence[str]:
        """Agents, those with alerts that wait first."""
        waiting = {one.row.agent for one in self.waiting}
        return sorted(agents_in(self.files), key=lambda one: (one not in waiting, one))
