"""What the second wall costs: processor time of a request, here and in the database.

The same pages with and without it, one request of each in turn and the other first the next
time, over two connections of their own; each is measured as the time this process and its
process in the database were on a processor, which what else runs hardly changes. Two requests
that follow each other meet the same machine, so the median of their differences holds still
where the times themselves do not.
"""

from __future__ import annotations

import gc
import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection

from bench import Result, measured
from bench.database import ROLE, backend_seconds, make_role, on_a_database

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "7"))
A_PAGE, A_PLACE = 10, 3  # percent and milliseconds at most, for one page, in one place
PAIRS = 10  # of a page in a round
WARM = 10
HERE, DATABASE = "this process", "the database"


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of a request without the wall, and how many more it takes with it, by where
    they are spent."""

    without: float
    more: dict[str, float]

    @property
    def dearer(self) -> float:
        return sum(self.more.values())


@on_a_database
def results() -> Iterator[Result]:
    pages = _pages()
    with _two_connections() as (walled, plain):
        for name, ask in pages.items():
            for use in (walled, plain) * WARM:
                use()
                assert ask().status_code == 200, name
        rounds = [
            {name: _typical(ask, walled, plain) for name, ask in pages.items()}
            for _round in range(ROUNDS)
        ]
    for name in pages:
        dearer = [100 * each[name].dearer / each[name].without for each in rounds]
        yield measured(f"second wall: {name}", dearer, "%", A_PAGE)
    for place in (HERE, DATABASE):
        spent = [
            sum(page.more[place] for page in each.values()) / len(pages)
            for each in rounds
        ]
        yield measured(f"second wall: a request, in {place}", spent, "ms", A_PLACE)
    whole = [
        100
        * sum(page.dearer for page in each.values())
        / sum(page.without for page in each.values())
        for each in rounds
    ]
    yield measured("second wall: processor time a request", whole, "%", 5)


def _pages() -> dict[str, Callable[[], Any]]:
    """What is asked for, at a buyer with 2,000 vendors and 5,000 assessments."""
    from django.test import Client  # these need the database

    from tests.conftest import make_world
    from tests.factories.large import large_register

    world = make_world("Bench")
    large_register(world.organisation, world.analyst)
    assessment = world.assessment("production-agents", scored=True)
    response = world.assessment("production-agents", "Open").response
    make_role()
    member, respondent = world.client("analyst"), Client()
    _enter(respondent, response)
    return {
        "portfolio": lambda: member.get("/portfolio/"),
        "list of vendors": lambda: member.get("/vendors/"),
        "list of findings": lambda: member.get("/assessments/findings/"),
        "one assessment": lambda: member.get(f"/assessments/{assessment.pk}/"),
        "its answers": lambda: member.get(f"/assessments/{assessment.pk}/answers/"),
        "respondent's tasks": lambda: respondent.get(f"/respond/{response.pk}/"),
        "autosave": lambda: _save(respondent, response),
    }


@contextmanager
def _two_connections() -> Iterator[tuple[Callable[[], None], Callable[[], None]]]:
    """Ways to go on as a role that the wall holds off, and as the owner, whom it does not."""

    def opened(role: str | None) -> Callable[[], None]:
        connection.connection = None
        connection.connect()
        if role:
            with connection.cursor() as cursor:
                cursor.execute(f"SET ROLE {role}")
            connection.learn_role()
        own, known_as = connection.connection, connection.role

        def use() -> None:
            connection.connection, connection.role = own, known_as
            connection.told = None

        return use

    former = connection.connection, connection.role
    walled, plain = opened(ROLE), opened(None)
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield walled, plain
    finally:
        gc.enable()
        gc.unfreeze()
        for use in (walled, plain):
            use()
            connection.connection.close()
        connection.connection, connection.role = former


def _typical(
    ask: Callable[[], Any], walled: Callable[[], None], plain: Callable[[], None]
) -> Cost:
    """The medians of some pairs."""
    without, more = [], []
    for turn in range(PAIRS):
        order = (walled, plain) if turn % 2 else (plain, walled)
        costs = {use: _cost(use, ask) for use in order}
        without.append(sum(costs[plain].values()))
        more.append({p: costs[walled][p] - costs[plain][p] for p in (HERE, DATABASE)})
    return Cost(
        statistics.median(without),
        {
            place: statistics.median(m[place] for m in more)
            for place in (HERE, DATABASE)
        },
    )


def _cost(use: Callable[[], None], ask: Callable[[], Any]) -> dict[str, float]:
    """Milliseconds on a processor for one request."""
    use()
    gc.collect(0)
    here, there = time.process_time(), backend_seconds()
    ask()
    return {
        HERE: 1000 * (time.process_time() - here),
        DATABASE: 1000 * (backend_seconds() - there),
    }


def _enter(client: object, response: object) -> None:
    from questionnaires.queries import token_of

    client.post("/respond/", {"code": token_of(response.invitations.get())})  # type: ignore[attr-defined]
    client.post("/respond/start/", {"name": "Bench"})  # type: ignore[attr-defined]


def _save(client: object, response: object) -> object:
    value = ("team", "named")[time.perf_counter_ns() // 1000 % 2]
    return client.post(  # type: ignore[attr-defined]
        f"/respond/{response.pk}/answer/",  # type: ignore[attr-defined]
        {"question": "GOV-02", "GOV-02-value": value},
        headers={"accept": "application/json"},
    )
