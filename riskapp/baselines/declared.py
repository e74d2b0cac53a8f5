"""What was declared about a tool, as limits that hold without any statistics."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from questionnaires.document.meaning import codes_of
from questionnaires.document.source import read_file
from questionnaires.document.values import Value
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
# Each limit with the measure it is about.
MEASURE_OF = {
    WRITES: WRITTEN,
    NIGHT: HOURS,
    HOST: HOSTS,
    REPOSITORY: REPOSITORIES,
    CREDENTIAL: CREDENTIALS,
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
    """The limits of one tool: each with the question whose answer sets it.

    ``hosts`` are those that somebody named, with what lies below them; ``night`` are hours in
    UTC. No limits at all where nobody declared anything.
    """

    questions: Mapping[str, str] = field(default_factory=dict)
    hosts: frozenset[str] = frozenset()
    night: frozenset[int] = frozenset()

    def breaches(self, one: AgentDay) -> list[Breach]:
        """What a day shows against what was declared, by limit and name."""
        found = []
        for limit in self.questions:
            measure = MEASURE_OF[limit]
            if limit == NIGHT:
                at_night = sum(
                    count
                    for hour, count in one.names(HOURS).items()
                    if int(hour) in self.night
                )
                named = {"": at_night}
            elif measure in NAMES:
                named = {
                    name: count
                    for name, count in one.names(measure).items()
                    if limit != HOST or not self._is_named(name)
                }
            else:
                named = {"": one.total(measure)}
            found += [Breach(limit, *item) for item in sorted(named.items()) if item[1]]
        return found

    def _is_named(self, host: str) -> bool:
        plain = host.split(":", 1)[0].rstrip(".")
        parts = plain.split(".")
        return any(".".join(parts[at:]) in self.hosts for at in range(len(parts)))


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
