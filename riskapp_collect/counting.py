"""Count logs into daily totals of agents (``riskapp-activity 1``), in constant memory.

Rows of people are left out, and so is everything of a row but what is counted: no text that was
written, read or asked leaves the log.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Optional

from riskapp.baselines.model import (
    CREDENTIALS,
    HOSTS,
    HOURS,
    READ,
    REFUSALS,
    REPOSITORIES,
    TOOLS,
    WRITTEN,
    AgentActivity,
    AgentDay,
    SeenSoFar,
)
from riskapp.baselines.writing import lines_of
from riskapp.evidence.days import moment
from riskapp.evidence.errors import refusal
from riskapp.evidence.limits import Limits, Watch
from riskapp.evidence.paths import plain_file
from riskapp.evidence.secrets import Redactor
from riskapp.evidence.streaming import BLOCK, Digested, open_stream
from riskapp.evidence.takes import short

STREAMED = Limits(rows=100_000_000, seconds=3600.0)
MOST_NAMES = 200  # of one measure, agent and day; what comes later is not told apart
MOST_AGENTS = 500
MOST_DAYS = 400

_READS = re.compile(r"(?:^|[._\- /])(?:get|list|read|search|find|fetch|clone|download|view|select|show|describe|watch|query|grep|glob)", re.IGNORECASE)  # fmt: skip
_WRITES = re.compile(r"(?:^|[._\- /])(?:create|update|delete|write|edit|push|merge|patch|put|post|insert|remove|destroy|drop|alter|truncate|upload|add|set|apply|deploy|publish|rename|move|execute_sql)", re.IGNORECASE)  # fmt: skip
_REFUSED = re.compile(r"denied|refus|reject|forbid|unauthori[sz]ed|blocked", re.IGNORECASE)  # fmt: skip
_SQL = re.compile(r"\s*(?:select|show|explain|describe|with)\b", re.IGNORECASE)
_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*://)?(?:[^/@\s]*@)?([a-z0-9_-]+(?:\.[a-z0-9_-]+)+)(:\d{1,5})?(?:[/?#].*)?\Z", re.IGNORECASE)  # fmt: skip


@dataclass
class Deed:
    """What one row of a log says that an agent did."""

    agent: str
    at: Any
    action: str = ""
    reads: int = 0
    writes: int = 0
    is_refused: bool = False
    names: dict[str, Any] = field(default_factory=dict)


@dataclass
class Counted:
    """Daily totals so far, with what was left out."""

    redactor: Redactor
    seen: dict[tuple[str, datetime.date], SeenSoFar] = field(default_factory=dict)
    agents: set[str] = field(default_factory=set)
    rows: int = 0
    of_people: int = 0

    def add(self, data: Any) -> None:
        """Count one row of a log."""
        for deed in deeds_of(data):
            self.rows += 1
            made = moment(deed.at)
            agent = short(self.redactor, deed.agent)
            if made is None or not agent or "@" in agent:
                self.of_people += 1
            elif agent in self.agents or len(self.agents) < MOST_AGENTS:
                self.agents.add(agent)
                seen = self.seen.setdefault((agent, made.date()), {})
                self._count(seen, deed, made.hour)

    def _count(self, seen: SeenSoFar, deed: Deed, hour: int) -> None:
        amounts = {READ: deed.reads, WRITTEN: deed.writes, REFUSALS: deed.is_refused}
        for measure, amount in amounts.items():
            if amount:
                _more(seen, measure, "", int(amount))
        _more(seen, HOURS, str(hour), 1)
        for measure, value in deed.names.items():
            name = short(self.redactor, value)
            if measure == HOSTS:
                found = _HOST.match(name)
                name = f"{found.group(1)}{found.group(2) or ''}".lower() if found else ""  # fmt: skip
            if name and "@" not in name:
                _more(seen, measure, name, 1)

    def activity(self, name: str, source: str) -> AgentActivity:
        """The totals; raises EvidenceFileRefused where no agent did anything."""
        if not self.seen:
            raise refusal(name, 1, "the log names no agent", "a log of Teleport, GitHub, an MCP gateway, or OpenTelemetry spans")  # fmt: skip
        last = max(day for _agent, day in self.seen)
        first = last - datetime.timedelta(days=MOST_DAYS - 1)
        days = [
            AgentDay(agent, day, seen)
            for (agent, day), seen in sorted(self.seen.items())
            if day >= first
        ]
        return AgentActivity(min(one.day for one in days), last, days, [source])


def _more(seen: SeenSoFar, measure: str, name: str, count: int) -> None:
    names = seen.setdefault(measure, {})
    if name in names or len(names) < MOST_NAMES:
        names[name] = names.get(name, 0) + count


def count_log(path: Path, redactor: Redactor) -> tuple[Counted, list[str]]:
    """The daily totals of a log, and the lines of the file they make.

    Raises EvidenceFileRefused with FILE:LINE, and OSError.
    """
    with plain_file(path) as file:
        name = short(redactor, path.name)
        digested = Digested(file)
        opened = open_stream(digested, name, STREAMED, Watch(name, STREAMED.seconds))
        counted = Counted(redactor)
        for part in opened.parts:
            counted.add(part.data)
        while digested.read(BLOCK):
            pass
    source = f"sha256:{digested.hexdigest()}"
    return counted, list(lines_of(counted.activity(name, source), source))


def deeds_of(data: Any) -> Iterator[Deed]:
    """What the agents did that one row of a log speaks of."""
    if not isinstance(data, dict):
        return
    if "resourceSpans" in data:
        yield from _of_spans(data)
    elif "event" in data and "code" in data:
        yield from _of_teleport(data)
    elif "action" in data and ("actor" in data or "@timestamp" in data):
        yield from _of_github(data)
    else:
        yield from _of_gateway(data)


def _of_teleport(row: dict[str, Any]) -> Iterator[Deed]:
    user = str(row.get("user") or "")
    identity = row.get("identity")
    bot = row.get("bot_name") or (identity.get("bot_name") if isinstance(identity, dict) else "")  # fmt: skip
    agent = str(bot or (user[4:] if user.startswith("bot-") else ""))
    event = str(row["event"])
    query = row.get("db_query")
    message = row.get("message")
    params = message.get("params") if isinstance(message, dict) else None
    tool = params.get("name") if isinstance(params, dict) else None
    verb = str(tool or row.get("verb") or row.get("method") or row.get("action") or event)  # fmt: skip
    if isinstance(query, str):
        verb = "read" if _SQL.match(query) else "write"
    if agent or user:
        yield _deed(agent, row.get("time"), verb, is_refused=row.get("success") is False or _REFUSED.search(event) is not None, names={
            TOOLS: tool or event, HOSTS: row.get("app_public_addr"), REPOSITORIES: row.get("db_name") or row.get("repository"),
            CREDENTIALS: row.get("token_name"),
        })  # fmt: skip


def _of_github(row: dict[str, Any]) -> Iterator[Deed]:
    actor, action = str(row.get("actor") or ""), str(row["action"])
    is_agent = row.get("actor_is_agent") is True or actor.endswith("[bot]")
    token = row.get("token_id") or row.get("hashed_token")
    yield _deed(
        actor if is_agent else "",
        row.get("@timestamp") or row.get("created_at"),
        action,
        is_refused=_REFUSED.search(action) is not None,
        names={
            REPOSITORIES: row.get("repo") or row.get("repository"),
            TOOLS: action,
            CREDENTIALS: _token(token),
        },
    )


def _of_gateway(row: dict[str, Any]) -> Iterator[Deed]:
    tool = _first(row, "tool", "tool_name", "toolName", "method")
    agent = _first(row, "agent", "agent_id", "agent_name", "client", "client_id", "client_name", "caller")  # fmt: skip
    if tool is None or agent is None:
        return
    outcome = " ".join(str(_first(row, key)) for key in ("status", "decision", "outcome", "error"))  # fmt: skip
    count = _first(row, "records", "result_count", "rows")
    yield _deed(
        str(agent),
        _first(row, "timestamp", "time", "ts", "@timestamp"),
        str(tool),
        count if type(count) is int and count >= 0 else 1,
        is_refused=_REFUSED.search(outcome) is not None or "403" in outcome,
        names={
            TOOLS: tool,
            HOSTS: _first(row, "host", "upstream", "target", "url"),
            REPOSITORIES: _first(row, "repository", "repo"),
            CREDENTIALS: _first(row, "credential", "credential_id", "key_id"),
        },
    )


def _of_spans(data: dict[str, Any]) -> Iterator[Deed]:
    for resource in _listed(data, "resourceSpans"):
        whole = _attributes(resource.get("resource"))
        for scope in _listed(resource, "scopeSpans"):
            for span in _listed(scope, "spans"):
                own = _attributes(span)
                if not any(key.startswith(("gen_ai.", "mcp.")) for key in own):
                    continue
                start = span.get("startTimeUnixNano")
                status = span.get("status")
                error = str(own.get("error.type") or (status.get("message") if isinstance(status, dict) else ""))  # fmt: skip
                tool = own.get("gen_ai.tool.name")
                yield _deed(
                    str(own.get("gen_ai.agent.name") or whole.get("service.name") or ""),
                    int(str(start)) // 1_000_000_000 if str(start).isdigit() else None,
                    str(tool or ""),
                    is_refused=_REFUSED.search(error) is not None,
                    names={TOOLS: tool, HOSTS: own.get("server.address"), REPOSITORIES: own.get("vcs.repository.name")},
                )  # fmt: skip


def _deed(
    agent: str,
    at: Any,
    action: str,
    count: int = 1,
    *,
    is_refused: bool,
    names: dict[str, Any],
) -> Deed:
    """A row with what it read or wrote, by the verb of its action; what was refused did neither."""
    writes = _WRITES.search(action) is not None
    reads = not writes and _READS.search(action) is not None
    did = 0 if is_refused else count
    kept = {measure: name for measure, name in names.items() if name}
    return Deed(agent, at, action, did * reads, did * writes, is_refused, kept)


def _token(value: Any) -> str:
    """A short name of a token, by which nobody finds it."""
    return (
        f"token {hashlib.sha256(str(value).encode()).hexdigest()[:8]}" if value else ""
    )


def _first(row: dict[str, Any], *keys: str) -> Optional[Any]:
    return next((row[key] for key in keys if row.get(key) not in (None, "")), None)


def _listed(data: Any, key: str) -> Iterable[dict[str, Any]]:
    found = data.get(key) if isinstance(data, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []  # fmt: skip


def _attributes(holder: Any) -> dict[str, Any]:
    """Attributes of OpenTelemetry as plain values."""
    found = {}
    for one in _listed(holder, "attributes"):
        value = one.get("value")
        if isinstance(value, dict) and value:
            found[str(one.get("key"))] = next(iter(value.values()))
    return found
