"""Every list of the desk by every filter it offers: how long its slowest pages take.

What a list can be narrowed to is read of the page itself, so that no filter is forgotten. Each
choice of each filter is tried, each order and the second page of each; then the dearest filters
with each other and in each order. What took longest of each kind is measured as the pages of
``bench.lists`` are, in the same laboratories.
"""

from __future__ import annotations

import datetime
import itertools
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.forms import DateField
from django.test.utils import setup_test_environment, teardown_test_environment

from bench import Result, measured
from bench.database import backend_seconds, on_a_database
from bench.lists import (
    CYCLES,
    FEW,
    MANY,
    MOST_GROWTH,
    MOST_MILLISECONDS,
    MOST_STATEMENTS,
    RUNS,
    Visit,
    client_of,
    freeze,
    seeded,
    visit,
    walled,
)

PAGES = {
    "first page": "/",
    "may we sign": "/sign/",
    "behind the numbers": "/portfolio/engagements/",
    "moved ratings": "/portfolio/moved/",
    "dates": "/portfolio/dates/",
    "my work": "/work/",
    "work of the team": "/work/?whose=team",
    "vendors": "/vendors/",
    "engagements": "/vendors/engagements/",
    "contacts": "/vendors/contacts/",
    "open profiles": "/vendors/profiles/",
    "assessments": "/assessments/",
    "findings": "/assessments/findings/",
    "findings not closed": "/assessments/findings/?state=unsettled",
    "accepted risks": "/assessments/accepted-risks/",
    "to assess again": "/assessments/again/",
    "campaigns": "/assessments/campaigns/",
    "tools": "/tools/",
    "rights not needed": "/tools/excess/",
    "reports": "/reports/",
    "notifications": "/notifications/",
    "audit trail": "/audit/",
}
WORDS = ("kestrel", "copilot", "contract", "kestrel software", "zzqqx")
DAYS = tuple(
    (datetime.date.today() - datetime.timedelta(days=days)).isoformat()  # noqa: DTZ011  # about
    for days in (30, 365)
)
TRIED = 12  # choices of one filter; of hundreds of tools the most used stand first
DEAREST = 4  # filters of a page that are tried with each other and in each order
MEASURED = 3  # ways of a page
FAR_TOO_LONG = 1000  # milliseconds; such a page is measured once
Offered = dict[str, list[tuple[str, str]]]  # of each filter: values and words


@dataclass(frozen=True, slots=True)
class Way:
    """What a page was asked for: names of filters, each with what was chosen and in which words,
    which are the same in every organisation."""

    chosen: tuple[tuple[str, str, str], ...]
    page: int = 1

    @property
    def filters(self) -> tuple[str, ...]:
        return tuple(name for name, _value, _words in self.chosen)

    def __str__(self) -> str:
        parts = [f"{name}={words}" for name, _value, words in self.chosen]
        return ", ".join(parts + [f"page {self.page}"] * (self.page > 1))

    def address(self, page: str) -> str:
        asked = [(name, value) for name, value, _words in self.chosen]
        asked += [("page", str(self.page))] * (self.page > 1)
        return f"{page}{'&' if '?' in page else '?'}{urlencode(asked)}"


@on_a_database
def results() -> Iterator[Result]:
    for _laboratory in seeded(CYCLES):
        pass
    yield from visited()


def visited(pages: dict[str, str] = PAGES) -> Iterator[Result]:
    """Go through the lists of the laboratories there are."""
    few, many = client_of(FEW), client_of(MANY)
    walled()
    freeze()
    for name, address in pages.items():
        yield from List(name, address, few, many).results()


class List:
    """One list in two laboratories (or one: ``few`` is None), narrowed in every way it offers."""

    def __init__(self, name: str, address: str, few: Any, many: Any) -> None:
        self.name, self.address = name, address
        self.few, self.many = few, many
        self.offered = choices(many, address)
        self.there = choices(few, address) if few else {}

    def results(self) -> Iterator[Result]:
        tried = self._tried(ways(self.offered))
        dear: dict[str, Way] = {}
        for _spent, way in tried:
            if way.filters != ("order",):
                dear.setdefault(way.filters[0], way)
        dearest = list(dear.values())[:DEAREST]
        tried += self._tried(Way(way.chosen, page=2) for way in dearest)
        yield from self._measured("one filter", tried)
        yield from self._measured("two", self._tried(pairs(dearest, self.offered)))

    def _tried(self, ways: Iterable[Way]) -> list[tuple[float, Way]]:
        """Each way visited twice, the slowest first."""
        found = []
        for way in ways:
            address = way.address(self.address)
            spent = min(spent_by(self.many, address) for _time in range(2))
            found.append((spent, way))
        return sorted(found, key=lambda one: -one[0])

    def _measured(self, kind: str, tried: list[tuple[float, Way]]) -> Iterator[Result]:
        """The slowest of the ways that were tried, the most growth and the most statements."""
        found: list[tuple[float, Visit, Way]] = []
        growths: list[tuple[float, Way]] = []
        for spent, way in sorted(tried, key=lambda one: -one[0])[:MEASURED]:
            runs = RUNS if spent < FAR_TOO_LONG else 1
            large = visit(self.many, way.address(self.address), runs)
            found.append((large.processor, large, way))
            small = elsewhere(way, self.there)
            if small and self._shows_the_same(way, small):
                little = visit(self.few, small.address(self.address))
                growths.append((large.processor / little.processor, way))
        if not found:
            return
        title = f"{self.name}, {kind} of {len(tried)} ways"
        spent, slowest, way = max(found, key=lambda one: one[0])
        yield measured(
            f"{title}: {way}", slowest.walls, "ms", MOST_MILLISECONDS, processor=spent
        )
        if growths:
            growth, way = max(growths, key=lambda one: one[0])
            title = f"{self.name}, {kind}: against 1,000 vendors: {way}"
            yield measured(title, [growth], "x", MOST_GROWTH)
        most = max(len(one.statements) for _spent, one, _way in found)
        yield measured(f"{self.name}, {kind}: statements", [most], "", MOST_STATEMENTS)

    def _shows_the_same(self, large: Way, small: Way) -> bool:
        """Whether as many rows stand on both pages: a fuller one takes longer anywhere."""
        with looking():
            numbers = [
                len(page.object_list) if page else 0
                for page in (
                    client.get(way.address(self.address)).context.get("page")
                    for client, way in ((self.many, large), (self.few, small))
                )
            ]
        return numbers[0] == numbers[1]


@contextmanager
def looking() -> Iterator[None]:
    """Replies say here what they were made of."""
    setup_test_environment()
    try:
        yield
    finally:
        teardown_test_environment()


def choices(client: Any, address: str) -> Offered:
    """What each filter of a page offers."""
    with looking():
        shown = client.get(address).context["filter"]
    found: Offered = {}
    for name, field in shown.form.fields.items():
        if hasattr(field, "choices"):
            offered = [(str(value), str(words)) for value, words in field.choices]
            found[name] = [one for one in offered if one[0]][:TRIED]
        elif isinstance(field, DateField):
            found[name] = [(day, day) for day in DAYS]
        else:
            found[name] = [(word, word) for word in WORDS]
    return found


def ways(offered: Offered) -> Iterator[Way]:
    """Each choice of each filter, each order, and the second page of each order."""
    for name, found in offered.items():
        for value, words in found:
            yield Way(((name, value, words),))
            if name == "order":
                yield Way(((name, value, words),), page=2)


def pairs(dearest: list[Way], offered: Offered) -> Iterator[Way]:
    """The dearest filters with each other, and each of them in each order."""
    for one, other in itertools.combinations(dearest, 2):
        yield Way(one.chosen + other.chosen)
    for way, (value, words) in itertools.product(dearest, offered.get("order", [])):
        yield Way((*way.chosen, ("order", value, words)))


def elsewhere(way: Way, offered: Offered) -> Way | None:
    """The same in another organisation, where people have other keys; None where it is not
    offered."""
    chosen = []
    for name, _value, words in way.chosen:
        there = {text: key for key, text in offered.get(name, [])}
        if words not in there:
            return None
        chosen.append((name, there[words], words))
    return Way(tuple(chosen), way.page)


def spent_by(client: Any, address: str) -> float:
    """Milliseconds on a processor."""
    used, there = time.process_time(), backend_seconds()
    assert client.get(address).status_code == 200, address
    return (time.process_time() - used + backend_seconds() - there) * 1000
