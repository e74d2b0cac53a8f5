"""What the second wall costs: processor time of a request, here and in the database.

The same pages, in turns with and without it; each turn is measured as the time this process
and its process in the database were on a processor, which what else runs does not change.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from django.db import connection
from django.test.utils import setup_databases, teardown_databases

from bench import Result, measured

ROLE = "riskapp_bench"
TURNS = int(os.environ.get("BENCH_TURNS", "15"))
REQUESTS = 6


def results() -> Iterator[Result]:
    before = setup_databases(verbosity=0, interactive=False)
    try:
        yield from _results()
    finally:
        connection.close()
        teardown_databases(before, verbosity=0)


def _results() -> Iterator[Result]:
    from django.test import Client  # these need the database

    from riskapp.operations.actions import Roles, apply_roles
    from tests.conftest import acting_as, make_world
    from tests.factories.large import large_register

    world = make_world("Bench")
    large_register(world.organisation, world.analyst)
    assessment = world.assessment("production-agents", scored=True)
    response = world.assessment("production-agents", "Open").response
    apply_roles(Roles((ROLE, f"{ROLE}_worker"), f"{ROLE}_read"))
    member, respondent = world.client("analyst"), Client()
    _enter(respondent, response)
    pages: dict[str, Callable[[], object]] = {
        "portfolio": lambda: member.get("/"),
        "list of vendors": lambda: member.get("/vendors/"),
        "list of findings": lambda: member.get("/assessments/findings/"),
        "one assessment": lambda: member.get(f"/assessments/{assessment.pk}/"),
        "its answers": lambda: member.get(f"/assessments/{assessment.pk}/answers/"),
        "respondent's tasks": lambda: respondent.get(f"/respond/{response.pk}/"),
        "autosave": lambda: _save(respondent, response),
    }
    total_with, total_without = [0.0] * TURNS, [0.0] * TURNS
    for name, ask in pages.items():
        for _warm in range(3):
            assert ask().status_code == 200, name  # type: ignore[attr-defined]
        dearer = []
        for turn in range(TURNS):
            with acting_as(ROLE):
                costs = _cost(ask)
            # As the owner, to whom nothing is said of whose rows are meant.
            without = _cost(ask)
            total_with[turn] += costs
            total_without[turn] += without
            dearer.append(100 * (costs / without - 1))
        yield measured(f"second wall: {name}", dearer, "%", None)
    all_pages = [
        100 * (costs / without - 1)
        for costs, without in zip(total_with, total_without, strict=True)
    ]
    yield measured("second wall: processor time a request", all_pages, "%", 5)


def _cost(ask: Callable[[], object]) -> float:
    """Seconds on a processor for some requests."""
    backend = connection.connection.info.backend_pid
    before = time.process_time() + _seconds_of(backend)
    for _request in range(REQUESTS):
        ask()
    return time.process_time() + _seconds_of(backend) - before


def _seconds_of(pid: int) -> float:
    exact = Path(f"/proc/{pid}/schedstat")
    if exact.exists():
        return int(exact.read_text().split()[0]) / 1e9
    import psutil

    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


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
