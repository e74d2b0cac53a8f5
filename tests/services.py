"""A pytest plugin: real PostgreSQL and Valkey before Django reads its settings.

Loaded with ``-p tests.services``; workers of pytest-xdist inherit the addresses.
"""

import fcntl
import gc
import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from riskapp.embedded import data_directory, ensure_services, is_named

# What a crash of the machine would destroy is thrown away anyway, and tables are tidied up by no
# one: they are small, or gone before it would be worth it.
HASTE = {
    **dict.fromkeys(
        ("fsync", "full_page_writes", "synchronous_commit", "jit", "autovacuum"), "off"
    ),
    # What waits to be sorted into an index of words is read by each search: 4 MB where nothing
    # tidies up.
    "gin_pending_list_limit": "64kB",
}

# Looking for rubbish among all that Django and the questionnaires keep took a fifth of the time.
ROUNDS = (50_000, 50, 100)

MAKE = """
import sys, django
django.setup()
from tests import databases
databases.make_template(sys.argv[1])
"""

_maker = pytest.StashKey[subprocess.Popen[bytes]]()

gc.set_threshold(*ROUNDS)


def pytest_collection_finish() -> None:
    """What is there before the first test stays, and need not be looked through again."""
    gc.collect()
    gc.freeze()


def pytest_configure(config: pytest.Config) -> None:
    """Where the database is made anew, it is made while the workers collect the tests: the
    first of them made it, and the others waited."""
    if hasattr(config, "workerinput") or not config.getoption("create_db"):
        return
    if config.getoption("numprocesses", None):
        config.option.testrunuid = config.getoption("testrunuid", None) or uuid4().hex
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": "riskapp.settings.test"}
        config.stash[_maker] = subprocess.Popen(
            [sys.executable, "-c", MAKE, config.option.testrunuid], env=environment
        )


def pytest_unconfigure(config: pytest.Config) -> None:
    if maker := config.stash.get(_maker, None):
        maker.wait()


def keep_compiled() -> None:
    """Where nothing may be kept beside the code, as in an image, it is kept below ``var/``: every
    process of a run, and each run, compiled the product and rewrote all tests anew."""
    if sys.dont_write_bytecode:
        folder = str(data_directory() / "test" / "compiled")
        sys.dont_write_bytecode, sys.pycache_prefix = False, folder
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = folder


def hurry(url: str) -> None:
    """Let the database wait for no disk; a server that was named is left as it is."""
    with psycopg.connect(url, autocommit=True) as server:
        for setting, value in HASTE.items():
            server.execute(f"ALTER SYSTEM SET {setting} = '{value}'")
        server.execute("SELECT pg_reload_conf()")


def held_alone(directory: Path) -> int:
    """The mark of the only run on a server, an open file; two of them would drop each other's
    database. Raises UsageError where there is one."""
    directory.mkdir(parents=True, exist_ok=True)
    mark = os.open(directory / "run.lock", os.O_CREAT | os.O_RDWR)
    try:
        fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as held:
        os.close(mark)
        message = (
            f"Another run of the tests uses {directory}. Wait for its end, or set RISKAPP_DATA"
            " to a directory of your own."
        )
        raise pytest.UsageError(message) from held
    return mark


keep_compiled()

if "PYTEST_XDIST_WORKER" not in os.environ:
    is_ours = not is_named("DATABASE_URL")
    directory = data_directory() / "test"
    if is_ours:
        held_alone(directory)  # as long as this process lives
    ensure_services(directory)
    if is_ours:
        hurry(os.environ["DATABASE_URL"])
else:
    # Each process has a broker and a cache of its own: database 1, 2, … of the same server.
    number = int(os.environ["PYTEST_XDIST_WORKER"].removeprefix("gw")) + 1
    os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL'].rsplit('/', 1)[0]}/{number}"
