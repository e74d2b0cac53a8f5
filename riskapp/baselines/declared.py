"""What was declared about a tool, as limits that hold without any statistics."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from questionnaires.document.meaning import codes_of
from questionnaires.document.source import read_file
from questionnaires.document.values import Value
from riskapp.baselines.agreed import AgreedHosts, OfficeHours, lies_below
from riskapp.baselines.model import (
    CREDENTIALS,
    HOSTS,
    HOURS,
    NAMES,
    REPOSITORIES,
    WRITTEN,
    AgentDay,
)

CONTENT = Path(__file__).parent / "content"
WRITES, NIGHT, HOST = "writes", "night", "host"
REPOSITORY, CREDENTIAL = "repository", "credential"
# Set by what the buyer agreed with the vendor, and not by an answer.
OFFICE, AGREED = "office", "agreed"
# Each limit with the measure it is about.
MEASURE_OF = {
    WRITES: WRITTEN,
    NIGHT: HOURS,
    HOST: HOSTS,
    REPOSITORY: REPOSITORIES,
    CREDENTIAL: CREDENTIALS,
    OFFICE: HOURS,
    AGREED: HOSTS,
}
# By the clock of the place: from 22 to 5 nobody agrees to anything.
NIGHT_HOURS = frozenset({22, 23, 0, 1, 2, 3, 4})
_HOST_NAME = re.compile(r"(?<![\w@.-])(?:[a-z0-9-]+\.)+[a-z]{2,24}(?![\w.-]*@)")


@dataclass(frozen=True, slots=True)
class Breach:
    """More than was declared on one day: how much, and of what; ``name`` is "" for a number."""

    limit: str
    name: str
    seen: int


@dataclass(frozen=True, slots=True)
class DeclaredLimits:
    """The limits of one tool: each with the question whose answer sets it, or which it bears on.

    ``hosts`` are those that somebody named, with what lies below them; ``night`` are hours in
    UTC. ``office`` and ``agreed`` are what the buyer agreed, which counts instead of what the
    answers say of hours and hosts. No limits at all where nobody declared anything.
    """

    questions: Mapping[str, str] = field(default_factory=dict)
    hosts: frozenset[str] = frozenset()
    night: frozenset[int] = frozenset()
    office: OfficeHours | None = None
    agreed: AgreedHosts | None = None

    def breaches(self, one: AgentDay) -> list[Breach]:
        """What a day shows against what was declared, by limit and name."""
        found = []
        for limit in self.questions:
            named = self._beyond(limit, one)
            found += [Breach(limit, *item) for item in sorted(named.items()) if item[1]]
        return found

    def counts_on(self, limit: str, day: datetime.date) -> bool:
        """Whether a day is held against a limit: against what was agreed from its day on, which
        then counts in the place of what the answers say of it."""
        is_agreed = limit in (OFFICE, AGREED)
        agreed = self.office if MEASURE_OF[limit] == HOURS else self.agreed
        if MEASURE_OF[limit] not in (HOURS, HOSTS) or agreed is None:
            return not is_agreed
        return is_agreed == (day >= agreed.since)

    def hours_beyond(self, limit: str, one: AgentDay) -> dict[int, int]:
        """How often the agent worked in each hour, in UTC, that a limit forbids."""
        if MEASURE_OF[limit] != HOURS or not self.counts_on(limit, one.day):
            return {}
        if limit == OFFICE and self.office is not None:
            return self.office.beyond(one)
        return {
            int(hour): count
            for hour, count in one.names(HOURS).items()
            if int(hour) in self.night
        }

    def _beyond(self, limit: str, one: AgentDay) -> dict[str, int]:
        measure = MEASURE_OF[limit]
        if measure == HOURS:
            return {"": sum(self.hours_beyond(limit, one).values())}
        if measure not in NAMES:
            return {"": one.total(measure)}
        seen = one.names(measure)
        if measure != HOSTS:
            return dict(seen)
        if not self.counts_on(limit, one.day):
            return {}
        named = self.hosts | (self.agreed.names if self.agreed else frozenset())
        return {
            name: count for name, count in seen.items() if not lies_below(name, named)
        }


NO_LIMITS = DeclaredLimits()


@dataclass(frozen=True, slots=True)
class LimitRules:
    """Which answers set which limit, and which question each measure bears on."""

    questionnaire: str
    provider: tuple[str, ...]
    limits: Mapping[str, Mapping[str, Any]]
    touches: Mapping[str, str]


@lru_cache(maxsize=1)
def limit_rules() -> LimitRules:
    """The rules as shipped."""
    data: dict[str, Any] = read_file(CONTENT / "limits.yaml", "limits.yaml").data
    return LimitRules(
        data["questionnaire"], tuple(data["provider"]), data["limits"], data["touches"]
    )


def limits_of(
    answers: Mapping[str, Value],
    hosts_of: Mapping[str, Iterable[str]],
    zones: Iterable[str] = ("UTC",),
) -> DeclaredLimits:
    """The limits that the answers about one tool set; an answer that is missing sets none.

    ``hosts_of`` gives the hosts of providers by the words of their names, and ``zones`` the
    places whose night it is; only what is night in all of them, in summer and in winter, is.
    """
    rules = limit_rules()
    questions = {
        limit: rule["question"]
        for limit, rule in rules.limits.items()
        if _sets(rule, answers.get(rule["question"]))
    }
    return DeclaredLimits(questions, _hosts(answers, hosts_of), _night(zones))


def with_agreed(
    limits: DeclaredLimits,
    office: OfficeHours | None,
    agreed: AgreedHosts | None,
) -> DeclaredLimits:
    """The same limits, and what the buyer agreed."""
    touches = limit_rules().touches
    more = {OFFICE: touches[HOURS]} if office else {}
    more |= {AGREED: touches[HOSTS]} if agreed else {}
    questions = {**limits.questions, **more}
    return replace(limits, questions=questions, office=office, agreed=agreed)


def _sets(rule: Mapping[str, Any], answer: Value | None) -> bool:
    codes = set(codes_of(answer))  # none of a reason
    if not codes or codes == {"unknown"}:
        return False
    if "only" in rule:
        return codes <= set(rule["only"])
    if "without" in rule:
        return rule["without"][0] not in codes
    return codes <= set(rule["is"])


def _hosts(
    answers: Mapping[str, Value], hosts_of: Mapping[str, Iterable[str]]
) -> frozenset[str]:
    """Hosts that stand in a text, and those of the providers that are named."""
    found: set[str] = set()
    for value in answers.values():
        if isinstance(value, str):
            found |= set(_HOST_NAME.findall(value.lower()))
    named = " ".join(str(answers.get(one, "")) for one in limit_rules().provider)
    for word, hosts in hosts_of.items():
        if re.search(rf"\b{re.escape(word)}\b", named.lower()):
            found |= set(hosts)
    return frozenset(found)


def _night(zones: Iterable[str]) -> frozenset[int]:
    night = set(range(24))
    for zone in zones:
        for month in (1, 7):
            noon = datetime.datetime(2026, month, 15, 12, tzinfo=ZoneInfo(zone))
            shift = round((noon.utcoffset() or datetime.timedelta()).total_seconds() / 3600)  # fmt: skip
            night &= {(hour - shift) % 24 for hour in NIGHT_HOURS}
    return frozenset(night)
