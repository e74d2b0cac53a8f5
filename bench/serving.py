"""What one request costs over HTTP: processor time of the web server and of the database.

A request is counted where it is worked on, in the processes of the web server and in those
of PostgreSQL that serve it, so that what else the machine does changes little.
"""

from __future__ import annotations

import http.client
import os
import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlencode

import psutil
from django.db import connection

from bench import Result, measured

TURNS = int(os.environ.get("BENCH_TURNS", "5"))


class Served:
    """A web server with one worker that works behind the second wall, and a browser's way to it."""

    def __init__(self, port: int, pid: int, cookies: dict[str, str]) -> None:
        self.pid = pid
        self.cookies = cookies
        self.http = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def get(self, path: str, accept: str = "text/html") -> bytes:
        return self._ask("GET", path, None, {"Accept": accept})

    def save(self, path: str, fields: dict[str, str]) -> bytes:
        """One autosave, as the script of the page sends it."""
        form = urlencode(fields | {"csrfmiddlewaretoken": self.cookies["csrftoken"]})
        kind = "application/x-www-form-urlencoded"
        headers = {"Accept": "application/json", "Content-Type": kind}
        return self._ask("POST", path, form, headers)

    def _ask(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> bytes:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.http.request(method, path, body, headers | {"Cookie": cookie})
        with closing(self.http.getresponse()) as reply:
            content = reply.read()
            if reply.status != http.client.OK:
                raise AssertionError(f"{path}: {reply.status} {content[:500]!r}")
            return content

    def spent(self) -> float:
        """Seconds on a processor until now: all of the web server and of its connections."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid()"
            )
            backends = [row[0] for row in cursor.fetchall()]
        master = psutil.Process(self.pid)
        workers = [process.pid for process in master.children(recursive=True)]
        return sum(map(seconds_of, (self.pid, *workers, *backends)))


@contextmanager
def served(cookies: dict[str, str]) -> Iterator[Served]:
    """The production web server on the database of the benchmark."""
    from tests.e2e.worker import running_web_server

    with (
        tempfile.TemporaryDirectory() as folder,
        running_web_server(
            Path(folder) / "web.log", workers=1, DJANGO_SETTINGS_MODULE="bench.settings"
        ) as server,
    ):
        yield Served(server.port, server.process.pid, cookies)


def costs(
    name: str,
    server: Served,
    ask: Callable[[], object],
    *,
    target: float,
    requests: int = 200,
) -> Result:
    """Milliseconds of processor time for one request, web server and database together."""
    for _warm in range(20):
        ask()
    samples = []
    for _turn in range(TURNS):
        before = server.spent()
        for _request in range(requests):
            ask()
        samples.append((server.spent() - before) * 1000 / requests)
    return measured(name, samples, "ms", target, processor=statistics.median(samples))


def seconds_of(pid: int) -> float:
    """Seconds that a process was on a processor: its threads, and children that have ended."""
    times = psutil.Process(pid).cpu_times()
    own = times.user + times.system
    return float(own + times.children_user + times.children_system)
