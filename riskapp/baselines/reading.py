"""Read ``riskapp-activity 1``, and refuse what is not exactly that, with its line."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from riskapp.baselines.model import (
    FORMAT,
    HOSTS,
    HOURS,
    MEASURES,
    NUMBERS,
    VERSION,
    AgentActivity,
    AgentDay,
    SeenSoFar,
)
from riskapp.evidence.decoding import decode
from riskapp.evidence.errors import EvidenceFileRefused, refusal
from riskapp.evidence.limits import Limits, Watch

MOST_BYTES = 10_000_000
MOST_ROWS = 200_000
MOST_DAYS = 400
MOST_AGENTS = 500
MOST_NAMES = 200  # of one measure, agent and day
MOST_CHARACTERS = 200
LONGEST_LINE = 2_000
MOST_COUNTED = 1_000_000_000_000
LIMITS = Limits(bytes=MOST_BYTES, rows=MOST_ROWS, line=LONGEST_LINE)

_HEAD = {"format", "version", "from", "until"}
_ROW = {"agent", "day", "measure", "value", "source"}
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}\Z")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_HOST = re.compile(r"(?=.{1,200}\Z)[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?(?::\d{1,5})?\Z")
_START = re.compile(r"\s*\{[^{}]*\"format\"\s*:\s*\"riskapp-activity\"")
_EARLIEST, _LATEST = datetime.date(2000, 1, 1), datetime.date(2199, 12, 31)
# Ends of lines, and halves of characters that no database keeps.
_UNNAMED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class _Repeated(ValueError):
    """A key stands twice in one line."""


def is_activity(start: str) -> bool:
    """Whether a file means to be of this format, by how it begins."""
    return _START.match(start.lstrip("\ufeff")[:LONGEST_LINE]) is not None


def is_host(text: str) -> bool:
    """Whether a text is the name of a host as such a file writes it, with or without a port."""
    return _HOST.match(text) is not None


def read_activity(content: bytes, name: str, limits: Limits = LIMITS) -> AgentActivity:
    """The daily totals in a file; raises EvidenceFileRefused with FILE:LINE.

    Rows of one agent, day, measure and name are added up: they come from several sources.
    """
    return _read(decode(content, name, limits), name, limits)


def activity_data(activity: AgentActivity) -> dict[str, Any]:
    """Daily totals as plain data, for another process."""
    return {
        "from": activity.first.isoformat(),
        "until": activity.last.isoformat(),
        "days": [[one.agent, one.day.isoformat(), one.seen] for one in activity.days],
        "sources": list(activity.sources),
    }


def activity_from(data: dict[str, Any]) -> AgentActivity:
    """The daily totals in such data."""
    return AgentActivity(
        datetime.date.fromisoformat(data["from"]),
        datetime.date.fromisoformat(data["until"]),
        [
            AgentDay(agent, datetime.date.fromisoformat(day), seen)
            for agent, day, seen in data["days"]
        ],
        data["sources"],
    )


@dataclass
class _Collected:
    """What was read so far."""

    first: datetime.date
    last: datetime.date
    seen: dict[tuple[str, datetime.date], SeenSoFar] = field(default_factory=dict)
    agents: set[str] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)


def _read(text: str, name: str, limits: Limits) -> AgentActivity:
    watch = Watch(name, limits.seconds)
    lines = _objects(text, name, limits, watch)
    try:
        number, head = next(lines)
    except StopIteration:
        raise refusal(name, 1, "the file is empty", "a first line with the format") from None  # fmt: skip
    collected = _head(head, _Faults(name, number))
    for at, row in lines:
        _add(row, collected, _Faults(name, at))
    if not collected.seen:
        raise refusal(
            name, 1, "the file holds no entries, so it shows nothing", "entries"
        )
    return AgentActivity(
        collected.first,
        collected.last,
        [AgentDay(*at, seen) for at, seen in sorted(collected.seen.items())],
        sorted(collected.sources),
    )


def _objects(
    text: str, name: str, limits: Limits, watch: Watch
) -> Iterator[tuple[int, dict[str, Any]]]:
    rows = 0
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        if len(line) > limits.line:
            raise refusal(
                name, number, "the line is too long", f"at most {limits.line} characters"
            )  # fmt: skip
        rows += 1
        if rows > limits.rows:
            raise refusal(name, number, "too many entries", f"at most {limits.rows}")
        if rows % 1000 == 0:
            watch.look(number)
        try:
            data = json.loads(
                line, object_pairs_hook=_once, parse_constant=_no_constant
            )
        except _Repeated:
            raise refusal(name, number, "a key stands twice", "each key once") from None
        except (ValueError, RecursionError):
            raise refusal(
                name, number, "the line is no JSON", "one object in one line"
            ) from None
        if not isinstance(data, dict):
            raise refusal(
                name, number, "the line is no object", "one object in one line"
            )
        yield number, data


@dataclass(frozen=True)
class _Faults:
    """Refusals of one line."""

    name: str
    line: int

    def __call__(self, what: str, expected: str) -> EvidenceFileRefused:
        return refusal(self.name, self.line, what, expected)


def _head(data: dict[str, Any], fault: _Faults) -> _Collected:
    if data.get("format") != FORMAT:
        raise fault(
            "the first line names no format", f'{{"format": "{FORMAT}", "version": 1, …}}'
        )  # fmt: skip
    if data.get("version") is not VERSION:
        raise fault("a version that is not known", f"version {VERSION}")
    _keys(data, _HEAD, _HEAD, fault)
    first, last = (_day(data[key], f"“{key}”", fault) for key in ("from", "until"))
    if not first <= last:
        raise fault("“until” is before “from”", "a first day and a last day")
    if (last - first).days >= MOST_DAYS:
        raise fault("the file spans too many days", f"at most {MOST_DAYS}")
    return _Collected(first, last)


def _add(row: dict[str, Any], collected: _Collected, fault: _Faults) -> None:
    measure = row.get("measure")
    if measure not in MEASURES:
        raise fault("a measure that is not known", ", ".join(MEASURES))
    is_number = measure in NUMBERS
    _keys(row, _ROW if is_number else _ROW | {"count"}, _ROW, fault)
    agent = _text(row["agent"], "“agent”", fault)
    if "@" in agent:
        raise fault("the agent is named like a person's address", "the name of an agent")  # fmt: skip
    day = _day(row["day"], "“day”", fault)
    if not collected.first <= day <= collected.last:
        raise fault(
            "the day is outside the days of the first line",
            f"{collected.first} to {collected.last}",
        )
    if not isinstance(row["source"], str) or not _DIGEST.match(row["source"]):
        raise fault(
            "“source” is no digest", "the SHA-256 of the source, such as sha256:9f86…"
        )
    named = "" if is_number else _VALUES.get(measure, _name)(row["value"], fault)
    count = (
        _count(row["value"], fault)
        if is_number
        else _count(row.get("count", 1), fault, 1)
    )
    collected.agents.add(agent)
    if len(collected.agents) > MOST_AGENTS:
        raise fault("too many agents", f"at most {MOST_AGENTS}")
    seen = collected.seen.setdefault((agent, day), {}).setdefault(measure, {})
    seen[named] = seen.get(named, 0) + count
    if len(seen) > MOST_NAMES:
        raise fault("too many names for one agent and day", f"at most {MOST_NAMES}")
    collected.sources.add(row["source"])


def _keys(
    data: dict[str, Any], known: set[str], wanted: set[str], fault: _Faults
) -> None:
    if missing := sorted(wanted - set(data)):
        raise fault(f"“{missing[0]}” is missing", ", ".join(sorted(wanted)))
    if set(data) - known:
        raise fault("a key that is not known", ", ".join(sorted(known)))


def _day(value: Any, what: str, fault: _Faults) -> datetime.date:
    try:
        if isinstance(value, str) and _DAY.match(value):
            found = datetime.date.fromisoformat(value)
            if _EARLIEST <= found <= _LATEST:
                return found
    except ValueError:
        pass
    raise fault(f"{what} is no day", "a day such as 2026-11-29")


def _text(value: Any, what: str, fault: _Faults) -> str:
    if not isinstance(value, str) or not value.strip():
        raise fault(f"{what} is no name", "text")
    if len(value) > MOST_CHARACTERS:
        raise fault(f"{what} is too long", f"at most {MOST_CHARACTERS} characters")
    if _UNNAMED.search(value):
        raise fault(f"{what} has more than one line", "one line of text")
    return value.strip()


def _name(value: Any, fault: _Faults) -> str:
    name = _text(value, "“value”", fault)
    if "@" in name and "/" not in name:
        raise fault("“value” is like a person's address", "a name without it")
    return name


def _host(value: Any, fault: _Faults) -> str:
    name = _text(value, "“value”", fault).lower()
    if not is_host(name):
        raise fault("“value” is no host", "a host such as api.example.com")
    return name


def _hour(value: Any, fault: _Faults) -> str:
    if type(value) is not int or not 0 <= value <= 23:
        raise fault("“value” is no hour", "a whole number from 0 to 23, in UTC")
    return str(value)


_VALUES: dict[str, Callable[[Any, _Faults], str]] = {HOSTS: _host, HOURS: _hour}


def _count(value: Any, fault: _Faults, least: int = 0) -> int:
    if type(value) is not int or not least <= value <= MOST_COUNTED:
        raise fault(
            "a number that counts nothing",
            f"a whole number from {least} to {MOST_COUNTED}",
        )
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Repeated
    return found


def _no_constant(_text: str) -> Any:
    raise ValueError
