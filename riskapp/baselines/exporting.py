"""Daily totals as facts, and what goes beyond declared limits, as plain data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from riskapp.baselines.declared import MEASURE_OF, Breach, DeclaredLimits
from riskapp.baselines.model import HOURS, MEASURES, NUMBERS, AgentActivity, AgentDay


@dataclass(frozen=True, slots=True)
class Departure:
    """More than was declared, on one day of one agent; ``hours`` are in UTC."""

    day: AgentDay
    breach: Breach
    question: str
    hours: tuple[int, ...]

    @property
    def measure(self) -> str:
        """What there was more of than declared."""
        return MEASURE_OF[self.breach.limit]


def agents_data(activity: AgentActivity) -> list[dict[str, Any]]:
    """What each agent did over all days of a file: how many days with work, numbers added up,
    and how often each name or hour occurred."""
    found: dict[str, dict[str, Any]] = {}
    for one in activity.days:
        of_agent = found.setdefault(one.agent, {"agent": one.agent, "days": 0, "seen": {}})  # fmt: skip
        of_agent["days"] += 1
        for measure, names in one.seen.items():
            total = of_agent["seen"].setdefault(measure, {})
            for name, count in names.items():
                total[name] = total.get(name, 0) + count
    return [{**found[agent], "seen": _plain(found[agent]["seen"])} for agent in activity.agents]  # fmt: skip


def departures(
    activity: AgentActivity, agent: str, limits: DeclaredLimits
) -> Iterator[Departure]:
    """What the days of one agent show beyond its limits, by day; while learning too."""
    for one in activity.days:
        for breach in limits.breaches(one) if one.agent == agent else ():
            hours = sorted(limits.hours_beyond(breach.limit, one))
            yield Departure(one, breach, limits.questions[breach.limit], tuple(hours))


def _plain(seen: dict[str, dict[str, int]]) -> dict[str, Any]:
    """Numbers as numbers; names, and hours from the first to the last, with their counts."""
    plain: dict[str, Any] = {}
    for measure in MEASURES:
        names = seen.get(measure)
        if names is None:
            continue
        if measure in NUMBERS:
            plain[measure] = sum(names.values())
        elif measure == HOURS:
            plain[measure] = {hour: names[hour] for hour in sorted(names, key=int)}
        else:
            plain[measure] = dict(sorted(names.items()))
    return plain
