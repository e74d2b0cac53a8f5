"""Daily totals of one agent, and the measures there are."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Dict

FORMAT = "riskapp-activity"
VERSION = 1

READ, WRITTEN, REFUSALS = "records_read", "records_written", "refusals"
REPOSITORIES, HOSTS = "repositories", "external_hosts"
TOOLS, CREDENTIALS, HOURS = "tools", "credentials", "hours"
# A measure is a number, or counts how often each name (or hour, in UTC) occurred.
NUMBERS = (READ, WRITTEN, REFUSALS)
NAMES = (REPOSITORIES, HOSTS, TOOLS, CREDENTIALS)
MEASURES = (*NUMBERS, *NAMES, HOURS)

# Measure: name (or hour, "" for a number): how often. What is not there was not counted.
Seen = Mapping[str, Mapping[str, int]]
SeenSoFar = Dict[str, Dict[str, int]]


@dataclass(frozen=True)
class AgentDay:
    """What one agent did on one day, in UTC."""

    agent: str
    day: datetime.date
    seen: Seen

    def total(self, measure: str) -> int:
        """How much of a measure; of one with names, how often all of them together."""
        found = self.seen.get(measure)
        return sum(found.values()) if found else 0

    def names(self, measure: str) -> Mapping[str, int]:
        """How often each name of a measure occurred."""
        return self.seen.get(measure, {})


def middle_of(values: Sequence[float]) -> float:
    """The median of sorted values, a whole number where it can be; 0 of none."""
    if not values:
        return 0
    middle = len(values) // 2
    if len(values) % 2:
        return values[middle]
    both = values[middle - 1] + values[middle]
    return both / 2 if both % 2 else both // 2


@dataclass(frozen=True)
class AgentActivity:
    """The days of agents between two days, both included; within them no row means no work."""

    first: datetime.date
    last: datetime.date
    days: Sequence[AgentDay]
    sources: Sequence[str] = ()

    @property
    def agents(self) -> Sequence[str]:
        """The agents that did something, by name."""
        return sorted({one.agent for one in self.days})
