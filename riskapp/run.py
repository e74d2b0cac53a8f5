"""Run the whole product on one machine: ``python -m riskapp.run``.

Starts the services that no URL names, brings the database up to date, and then the web
server, the worker and the clock. Ctrl-C stops everything; the data stays in ``var/``.
"""

from __future__ import annotations

import fcntl
import io
import os
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit, urlunsplit

from riskapp.embedded import (
    ROOT,
    ServiceUnavailable,
    close_to_others,
    data_directory,
    ensure_services,
    is_named,
    make_directory,
)

STOP_SECONDS = 10
READY_SECONDS = 60
PYTHON = sys.executable


class CannotRun(Exception):
    """The product cannot be started; the text says why and what to do."""


class Stopped(Exception):
    """Somebody asked to stop."""


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "riskapp.settings.dev")
    host = os.environ.get("HOST", "127.0.0.1")
    try:
        _refuse_production()
        port = _port()
        directory = data_directory()
        make_directory(directory)
        with _only_one(directory), _stoppable():
            _refuse_taken_port(host, port)
            return _run(directory, host, port)
    except (CannotRun, ServiceUnavailable) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except Stopped:
        sys.stdout.write("Stopped. The data is kept.\n")
        return 0


def _refuse_production() -> None:
    if os.environ["DJANGO_SETTINGS_MODULE"] == "riskapp.settings.production":
        raise CannotRun(
            "This starts services of its own and a demo, which production never does. "
            "docs/operating.md names the commands for production."
        )


def _run(directory: Path, host: str, port: int) -> int:
    shown = "localhost" if host in ("127.0.0.1", "0.0.0.0") else host  # only compared
    url = f"http://{shown}:{port}"
    os.environ.setdefault("PUBLIC_URL", url)
    _say("Starting PostgreSQL and Valkey …")
    has_own_database = not is_named("DATABASE_URL")
    ensure_services(directory)
    # What we and our children write from here on is for the owner only.
    os.umask(stat.S_IRWXG | stat.S_IRWXO)
    _say("Preparing the database …")
    notes = _prepare(url)
    roles = _separate_roles() if has_own_database else {}
    logs = directory / "log"
    logs.mkdir(exist_ok=True)
    close_to_others(logs)
    children: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in _commands(host, port).items():
            children[name] = _start(command, logs / f"{name}.log", roles.get(name, {}))
        _wait_until_ready(
            f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}/health/",
            children,
            logs,
        )
        _say(notes)
        _say(f"Logs: {logs}\nCtrl-C stops everything.")
        return _watch(children, logs)
    finally:
        _stop(children)


def _prepare(url: str) -> str:
    """Migrate, publish, load the demo; returns what people need to know to begin."""
    import django  # needs the addresses of the services

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    from riskapp.common.logs import warnings_only
    from riskapp.demo.actions.loading import demo_notes, load_demo

    with warnings_only():
        call_command("migrate", verbosity=0)
        call_command("import_questionnaire", stdout=io.StringIO())
        load_demo()
    notes = demo_notes(url)
    connections.close_all()
    return notes


def _separate_roles() -> dict[str, dict[str, str]]:
    """As in production, web and worker own no table, so that the second wall stands before
    them: the variables for each process. In a database of somebody else's, who gave
    ``DATABASE_URL`` decides about roles."""
    from django.db import connections

    from riskapp.operations.actions import Roles, apply_roles

    roles = Roles()
    apply_roles(roles)
    connections.close_all()
    owner = urlsplit(os.environ["DATABASE_URL"])
    place = owner.netloc.rpartition("@")[2]
    web, worker = (
        {"DATABASE_URL": urlunsplit(owner._replace(netloc=f"{role}@{place}"))}
        for role in roles.working
    )
    return {"web": web, "worker": worker, "beat": worker}


def _commands(host: str, port: int) -> dict[str, Sequence[str]]:
    celery = (PYTHON, "-m", "celery", "-A", "riskapp.celery")
    return {
        "web": (
            PYTHON,
            "-m",
            "gunicorn",
            "riskapp.wsgi",
            "--config",
            str(ROOT / "gunicorn.conf.py"),
            "--bind",
            f"{host}:{port}",
        ),
        "worker": (*celery, "worker", "--concurrency", "2", "--loglevel", "info"),
        "beat": (
            *celery,
            "beat",
            "--loglevel",
            "info",
        ),
    }


def _start(
    command: Sequence[str], log: Path, variables: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    """A child in a session of its own, so that Ctrl-C reaches only this process."""
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | variables,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _wait_until_ready(
    url: str, children: dict[str, subprocess.Popen[bytes]], logs: Path
) -> None:
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end:
        _refuse_dead(children, logs)
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise CannotRun(
        f"The web server did not answer within {READY_SECONDS} s. Look at {logs / 'web.log'}."
    )


def _watch(children: dict[str, subprocess.Popen[bytes]], logs: Path) -> int:
    while True:
        _refuse_dead(children, logs)
        time.sleep(0.5)


def _refuse_dead(children: dict[str, subprocess.Popen[bytes]], logs: Path) -> None:
    for name, child in children.items():
        if child.poll() is not None:
            raise CannotRun(
                f"The {name} process ended by itself. Look at {logs / f'{name}.log'}."
            )


def _stop(children: dict[str, subprocess.Popen[bytes]]) -> None:
    """Stop the children and everything they started."""
    for child in children.values():
        if child.poll() is None:
            child.terminate()
    end = time.monotonic() + STOP_SECONDS
    for child in children.values():
        try:
            child.wait(timeout=max(0.1, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


@contextmanager
def _only_one(directory: Path) -> Iterator[None]:
    """Hold the data directory; a second start is refused."""
    path = directory / "run.lock"
    path.touch()
    path.chmod(stat.S_IRUSR | stat.S_IWUSR)
    with path.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise CannotRun(
                f"riskapp already runs with the data in {directory}. "
                "Stop it first, or set RISKAPP_DATA and PORT to run a second one."
            ) from error
        yield


@contextmanager
def _stoppable() -> Iterator[None]:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise Stopped

    before = {
        name: signal.signal(name, stop) for name in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for name in before:
            signal.signal(name, signal.SIG_IGN)


def _port() -> int:
    given = os.environ.get("PORT", "8000")
    if not given.isdigit() or not 1 <= int(given) <= 65535:  # TCP ports
        raise CannotRun(f"PORT is “{given}”; give a number from 1 to 65535.")
    return int(given)


def _refuse_taken_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotRun(
                f"Port {port} is taken ({error.strerror}). Stop what uses it, or choose another: PORT=8080 make run"
            ) from error


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
