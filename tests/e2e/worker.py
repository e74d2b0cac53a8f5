"""Real processes beside the test, on the test's own database: a worker, a web server."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent.parent


def environment(media: Path | None = None) -> dict[str, str]:
    """What a process needs to work on the test's own database."""
    url = urlsplit(os.environ["DATABASE_URL"])
    name = connection.settings_dict["NAME"]
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "riskapp.settings.test",
        "DATABASE_URL": urlunsplit(url._replace(path=f"/{name}")),
        "DATABASE_ROLE": connection.settings_dict["OPTIONS"].get("assume_role", ""),
        "REDIS_URL": settings.REDIS_URL,
        "MEDIA_ROOT": str(media or settings.MEDIA_ROOT),
    }


@contextmanager
def running_worker(
    log: Path, media: Path | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Start a worker and stop it again; its words are in ``log``."""
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "riskapp.celery",
        "worker",
        "--pool=solo",
        "--loglevel=info",
        "--without-gossip",
        "--without-mingle",
        "--without-heartbeat",
    ]
    with log.open("wb") as output:
        worker = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment(media),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            yield worker
        finally:
            worker.terminate()
            worker.wait(timeout=15)


@contextmanager
def running_web_server(
    log: Path, *, workers: int = 2, **more: str
) -> Iterator[WebServer]:
    """Start the production web server on a free port, and stop it again; ``more`` is added to
    its environment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "riskapp.wsgi",
        "--bind",
        f"127.0.0.1:{port}",
        "--workers",
        str(workers),
    ]
    # It is killed, and would leave in memory what it counted.
    counts = {"PROMETHEUS_MULTIPROC_DIR": str(log.with_suffix(".counts"))}
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment() | counts | more,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        server = WebServer(process, port)
        try:
            server.wait_until_ready()
            yield server
        finally:
            server.kill()


@dataclass(frozen=True, slots=True)
class WebServer:
    """A web server with its workers, in a process group of its own."""

    process: subprocess.Popen[bytes]
    port: int

    def wait_until_ready(self) -> None:
        end = time.monotonic() + 30
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/"):
                    return
            except OSError:
                time.sleep(0.1)
        raise TimeoutError("The web server did not answer.")

    def kill(self) -> None:
        """End it at once with everything it started, as a power cut would."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
