"""What the parts of the benchmarks do with the database: an empty one for each, and roles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path

import psutil
from django.db import connection
from django.test.utils import setup_databases, teardown_databases

from bench import Result

ROLE = "riskapp_bench"
Part = Callable[[], Iterator[Result]]


def on_a_database(part: Part) -> Part:
    """A part that runs on an empty database of its own."""

    @wraps(part)
    def running() -> Iterator[Result]:
        before = setup_databases(verbosity=0, interactive=False)
        try:
            yield from part()
        finally:
            connection.close()
            connection.settings_dict["OPTIONS"].pop("assume_role", None)
            teardown_databases(before, verbosity=0)

    return running


def make_role() -> None:
    """``ROLE`` owns no table, so the second wall holds it off."""
    from riskapp.operations.actions import Roles, apply_roles  # needs the database

    apply_roles(Roles((ROLE, f"{ROLE}_worker"), f"{ROLE}_read"))


def backend_seconds() -> float:
    """Seconds that our process in the database was on a processor."""
    connection.ensure_connection()
    pid = connection.connection.info.backend_pid
    exact = Path(f"/proc/{pid}/schedstat")
    if exact.exists():
        return int(exact.read_text().split()[0]) / 1e9
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)
