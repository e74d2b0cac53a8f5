"""The clocks of the law that run beside an incident, as data: each if its article applies."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any

from django.utils.translation import get_language

from questionnaires.document.checker import Checker
from questionnaires.document.source import Path, Source, read_file
from riskapp.incidents.models import Incident
from riskapp.scoring.quotes import parse_official, quotes_file

CONTENT = FilePath(__file__).resolve().parents[1] / "content"
SCHEMA = "incident-clocks/1"
ENGLISH = "en"
_CLOCK = {"id", "law", "ref", "step", "after", "hours", "months", "who", "quote", "source", "url", "verified"}  # fmt: skip
AWARE = "aware"  # begins when somebody became aware


@dataclass(frozen=True, slots=True)
class LegalClock:
    """How long a provision gives, from becoming aware or from the step before (``after``)."""

    id: str
    law: str
    ref: str
    step: str
    after: str
    hours: int
    months: int
    who: str
    quote: str
    source: str
    url: str
    verified: str


@dataclass(frozen=True, slots=True)
class RunningClock:
    """A clock as it runs for one incident. ``is_latest``: it begins with a step that is taken
    at its own end at the latest, so this is the latest moment it can be."""

    clock: LegalClock
    ends_at: datetime.datetime
    is_latest: bool
    now: datetime.datetime

    @property
    def quote(self) -> str:
        """The words of the law in the language of the reader, else in English."""
        return quotes_in(_language()).get(self.clock.id, self.clock.quote)

    @property
    def quote_language(self) -> str:
        language = _language()
        return language if self.clock.id in quotes_in(language) else ENGLISH

    @property
    def is_in_english_only(self) -> bool:
        """Whether the reader's language has no verified words of its own."""
        return self.quote_language != _language()

    @property
    def is_over(self) -> bool:
        return self.ends_at <= self.now

    @property
    def hours_left(self) -> int:
        return max(0, int((self.ends_at - self.now).total_seconds() // 3600))

    @property
    def days_left(self) -> int:
        return self.hours_left // 24


def running(incident: Incident, now: datetime.datetime) -> list[RunningClock]:
    """Every clock of an incident, in the order of the file."""
    ends: dict[str, datetime.datetime] = {AWARE: incident.aware_at}
    found = []
    for clock in legal_clocks():
        begins = ends[clock.after]
        ends[clock.id] = _end(begins, clock)
        found.append(RunningClock(clock, ends[clock.id], clock.after != AWARE, now))
    return found


@lru_cache(maxsize=1)
def legal_clocks() -> tuple[LegalClock, ...]:
    """The clocks as shipped; raises DocumentError with every fault found."""
    return parse_clocks(read_file(CONTENT / "clocks.yaml"))


@lru_cache(maxsize=16)
def quotes_in(language: str) -> Mapping[str, str]:
    """The official words in another language, by clock, as far as they were verified; raises
    DocumentError with every fault found."""
    source = quotes_file(CONTENT, language)
    if source is None:
        return {}
    clocks = [clock.id for clock in legal_clocks()]
    official = parse_official(source, language, "clock", clocks)
    return {name: quote.text for name, quote in official.by_id.items()}


def _language() -> str:
    return (get_language() or ENGLISH).partition("-")[0]


def parse_clocks(source: Source) -> tuple[LegalClock, ...]:
    """Check plain data and build the clocks; one that begins with another stands after it.

    Raises DocumentError with every fault.
    """
    check = Checker(source)
    top = check.mapping(source.data, (), {"schema", "as_of", "clocks"})
    check.schema(top, SCHEMA)
    check.text(top, "as_of", (), need=True, most=10)
    known = [AWARE]
    found = []
    for item, path in check.items(top.get("clocks"), ("clocks",), 40):
        clock = _clock(check, item, path, known)
        known.append(clock.id)
        found.append(clock)
    check.done()
    return tuple(found)


def _clock(check: Checker, data: Any, path: Path, known: list[str]) -> LegalClock:
    found: Mapping[str, Any] = check.mapping(data, path, _CLOCK)
    check.one_of(
        found.get("after"), (*path, "after"), "clock that stands before", known
    )
    hours, months = found.get("hours", 0), found.get("months", 0)
    if not isinstance(hours, int) or not isinstance(months, int) or hours + months < 1:
        check.fault(path, "no length of time", "hours or months")
        hours, months = 1, 0
    texts = {
        name: check.text(found, name, path, need=True)
        for name in ("law", "ref", "step", "who", "quote", "source", "url", "verified")
    }
    return LegalClock(
        id=check.code(found, "id", path),
        after=str(found.get("after")),
        hours=hours,
        months=months,
        **texts,
    )


def _end(begins: datetime.datetime, clock: LegalClock) -> datetime.datetime:
    """So many hours, or months, later; the last day of a month that is shorter."""
    ends = begins + datetime.timedelta(hours=clock.hours)
    for _month in range(clock.months):
        ends = _a_month_later(ends)
    return ends


def _a_month_later(moment: datetime.datetime) -> datetime.datetime:
    year, month = divmod(moment.year * 12 + moment.month, 12)
    for day in (moment.day, 30, 29, 28):
        try:
            return moment.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    raise AssertionError  # every month has 28 days
