"""What a web server holds after 10,000 requests, and whether it grows.

The requests are those of a day: answers that are saved, pages of vendors and of the buyer, now
and then a file. The server is the one of production with one worker, behind the second wall;
what it holds is asked of the system. A worker is forked from the master, which has loaded the
application, and goes on sharing what neither of them wrote to: what counts is its proportional
share (PSS: what is its own, and its part of what is shared). The line below is what master and
worker hold together, counted once. Whether a worker grows is told by all that it maps (RSS): what
was shared and is written to becomes its own, and is not new. What a worker holds after 200 reports
is among the figures of reports.
"""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

from bench import Result, measured
from bench.database import on_a_database
from bench.serving import Served, seconds_of, served

REQUESTS = int(os.environ.get("BENCH_REQUESTS", "10000"))
WARM = 10  # a part of them: until everything has been loaded once
A_PAGE = 10  # so many requests, one of them a page
A_FILE = 500  # so many requests, one of them a file


@on_a_database
def results() -> Iterator[Result]:
    from tests.conftest import make_world  # needs the database
    from tests.e2e.writers import seated

    world = make_world("Bench")
    assessment = world.assessment("production-agents", scored=True)
    for number in range(20):
        world.assessment("half-answered", f"Work {number}")
    response = world.assessment("production-agents", "Open").response
    member = world.client("analyst")
    cookies = {name: morsel.value for name, morsel in member.cookies.items()}
    with served(seated(response)) as server:
        buyer = Served(server.http.port, server.pid, cookies)
        ask = _day(server, buyer, f"/respond/{response.pk}/", str(assessment.pk))
        for _ in range(REQUESTS // WARM):
            ask()
        first, start = mapped(server), spent(server)
        for _ in range(REQUESTS - REQUESTS // WARM):
            ask()
        share, whole, last = held(server), together(server), mapped(server)
        each = (spent(server) - start) * 1000 / (REQUESTS - REQUESTS // WARM)
    name = f"web worker, {REQUESTS:,} requests"
    yield measured(f"{name}: memory, its share", [share], "MB", 130)
    yield measured(f"{name}: memory, with the master", [whole], "MB", 180)
    yield measured(f"{name}: growth", [100 * (last / first - 1)], "%", 5)
    yield measured(f"{name}: processor time of one", [each], "ms", 15, processor=each)


def _day(
    vendor: Served, buyer: Served, respond: str, assessment: str
) -> Callable[[], object]:
    values = itertools.cycle(("team", "named"))
    pages = itertools.cycle(
        (
            lambda: vendor.get(respond),
            lambda: buyer.get("/portfolio/"),
            lambda: vendor.get(f"{respond}sections/DAT/"),
            lambda: buyer.get("/vendors/"),
            lambda: vendor.get(f"{respond}sections/TOOL/"),
            lambda: buyer.get(f"/assessments/{assessment}/"),
            lambda: buyer.get("/assessments/findings/"),
            lambda: buyer.get(f"/assessments/{assessment}/answers/"),
        )
    )
    files = itertools.cycle(
        (
            lambda: buyer.get("/assessments/?export=xlsx"),
            lambda: vendor.get(f"{respond}file/questions.xlsx"),
            lambda: buyer.get("/vendors/?export=csv"),
        )
    )
    numbers = itertools.count(1)

    def save() -> object:
        fields = {"question": "GOV-02", "entry": "", "here": "GOV-02"}
        fields["GOV-02-value"] = next(values)
        return vendor.save(f"{respond}answer/", fields)

    def ask() -> object:
        number = next(numbers)
        if number % A_FILE == 0:
            return next(files)()
        return next(pages)() if number % A_PAGE == 0 else save()

    return ask


def held(server: Served) -> float:
    """Megabytes of the largest worker: its proportional share."""
    return max(_megabytes(one.pid, "Pss") for one in _workers(server))


def mapped(server: Served) -> float:
    """Megabytes of the largest worker: all that it maps."""
    return max(_megabytes(one.pid, "Rss") for one in _workers(server))


def together(server: Served) -> float:
    """Megabytes of the master and its workers, with what they share counted once."""
    pids = server.pid, *(one.pid for one in _workers(server))
    return sum(_megabytes(pid, "Pss") for pid in pids)


def spent(server: Served) -> float:
    return sum(seconds_of(one.pid) for one in _workers(server))


def _workers(server: Served) -> list[psutil.Process]:
    return psutil.Process(server.pid).children(recursive=True)  # type: ignore[no-any-return]


def _megabytes(pid: int, what: str) -> float:
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(re.findall(rf"^{what}:\s+(\d+) kB", rollup, re.MULTILINE)[0]) / 1024
