"""Variables of the environment, each also from the file that ``NAME_FILE`` names."""

from __future__ import annotations

from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from environ.fileaware_mapping import FileAwareMapping


class _Files(FileAwareMapping):  # type: ignore[misc]  # django-environ is untyped
    """A secret in a file often ends with a line break that is none of it."""

    def __getitem__(self, key: str) -> str:
        try:
            value: str = super().__getitem__(key)
        except OSError as error:
            raise ImproperlyConfigured(
                f"{key}_FILE names {self.env[f'{key}_FILE']}, which cannot be read: {error.strerror}."
            ) from error
        return value.rstrip("\r\n")


class Env(environ.FileAwareEnv):  # type: ignore[misc]  # django-environ is untyped
    """What settings read from the environment and from files."""

    def __init__(self) -> None:
        super().__init__()
        self.ENVIRON = _Files(cache=False)


# What production cannot do without, and what each is.
NEEDED = {
    "SECRET_KEY": "a long random text that stays the same",
    "DATABASE_URL": "where PostgreSQL is, postgres://user:password@host/riskapp",
    "REDIS_URL": "where Valkey or Redis is, redis://:password@host:6379/0",
    "EMAIL_URL": "the mail server, smtp+tls://user:password@host:587",
    "PUBLIC_URL": "the address people open, https://risk.example",
    "ALLOWED_HOSTS": "the host names people open, risk.example",
}


def faults_of_production(env: Env) -> list[str]:
    """What keeps production from starting, a sentence for each."""
    given = {name: env(name, default="").strip() for name in NEEDED}
    faults = [
        f"{name} is missing: {NEEDED[name]} (or {name}_FILE, a file with it)."
        for name, value in given.items()
        if not value
    ]
    if given["PUBLIC_URL"]:
        faults += _faults_of_address(given["PUBLIC_URL"])
    if "*" in given["ALLOWED_HOSTS"].split(","):
        faults.append("ALLOWED_HOSTS is “*”: name the hosts that people open.")
    if given["EMAIL_URL"] and not given["EMAIL_URL"].startswith("smtp"):
        faults.append(
            "EMAIL_URL names no mail server: mails with links must not go to a log or a file."
        )
    may_be_open = env.bool("BROKER_WITHOUT_PASSWORD", default=False)
    brokers = {
        "REDIS_URL": given["REDIS_URL"],
        "BROKER_URL": env("BROKER_URL", default="").strip(),
    }
    faults += [
        f"{name} has no password: whoever reaches the broker decides what the worker does. "
        "Give it one, or say BROKER_WITHOUT_PASSWORD=true where nobody else can reach it."
        for name, url in brokers.items()
        if url and not may_be_open and not _has_password(url)
    ]
    if env.bool("DATABASE_POOLED", default=False) and env("DATABASE_ROLE", default=""):
        faults.append(
            "DATABASE_ROLE cannot be kept by a pool that lends a connection for each transaction "
            "(DATABASE_POOLED): let DATABASE_URL name that role."
        )
    return faults


def refuse_incomplete(env: Env) -> None:
    """Raise ImproperlyConfigured with everything that is missing, at once."""
    faults = faults_of_production(env)
    if faults:
        raise ImproperlyConfigured(
            "riskapp does not start in production:\n"
            + "\n".join(f"- {fault}" for fault in faults)
        )


def _faults_of_address(address: str) -> list[str]:
    url = urlsplit(address)
    faults = []
    if url.scheme != "https" or not url.hostname:
        faults.append(f"PUBLIC_URL is “{address}”; it must begin with https://.")
    if url.path.strip("/") or url.query or url.fragment:
        faults.append(
            f"PUBLIC_URL is “{address}”; riskapp needs a host of its own, not a path on one."
        )
    return faults


def _has_password(address: str) -> bool:
    try:
        return bool(urlsplit(address).password)
    except ValueError:
        return False
