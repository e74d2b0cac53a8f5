"""The second wall: whose rows the database shows, and lets be written, from here on.

The first wall is the access functions. Behind it PostgreSQL looks at every row itself
(row-level security, docs/decisions/013-second-wall.md): a row counts only where its
organisation, or its response, is the one in hand. Which one that is, is said here and put in
front of the statements by ``riskapp.common.postgres``. Who says nothing sees nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, lru_cache, wraps
from typing import ParamSpec, TypeVar
from uuid import UUID

from django.db import connection, models
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import FileResponse, HttpResponseBase

# What a working role becomes, by the end of its name: nobody else, for members.
MEMBERS, RESPONDENTS, EVERYTHING = "", "_respondent", "_everything"
NAMES = ("app.organisation", "app.response", "app.asker")
# Why the clock sees everything: it looks for what is due, and each thing is done for its own.
CLOCK = "the clock looks for what is due"
_REASON = re.compile(r"[A-Za-z0-9 ,_-]+")
Given = ParamSpec("Given")
Got = TypeVar("Got")


@dataclass(frozen=True, slots=True)
class Scope:
    """What is in hand: as whom statements are made, and the settings, in the order of ``NAMES``:
    an organisation; or responses, and the organisation that asked them; or everything, with
    the reason for the log of the database."""

    audience: str = MEMBERS
    organisation: str = ""
    response: str = ""
    asker: str = ""
    reason: str = ""

    def said_by(self, role: str, *, is_first: bool) -> tuple[str, ...]:
        """What has to be said in front of a statement: in a transaction of its own only what
        is not empty, after another scope in the same transaction all of it."""
        return _statements(self, role, is_first)


@cache
def _of_role(role: str, audience: str) -> str:
    quoted = f"{role}{audience}".replace('"', '""')
    return f'SET LOCAL ROLE "{quoted}"'


@lru_cache(maxsize=1024)
def _statements(scope: Scope, role: str, is_first: bool) -> tuple[str, ...]:  # noqa: FBT001  # private
    lines = []
    if scope.audience or not is_first:
        reason = f"/* {scope.reason} */ " if scope.reason else ""
        lines.append(f"{reason}{_of_role(role, scope.audience)}")
    values = (scope.organisation, scope.response, scope.asker)
    lines += [
        f"SET LOCAL {name} = '{value}'"
        for name, value in zip(NAMES, values, strict=True)
        if value or not is_first
    ]
    return tuple(lines)


NOBODY = Scope()
_scope: ContextVar[Scope] = ContextVar("scope", default=NOBODY)


def current() -> Scope:
    """What is in hand now."""
    return _scope.get()


@contextmanager
def in_organisation(organisation_id: UUID | str) -> Iterator[None]:
    """The rows of one organisation."""
    with _within(_of_organisation(organisation_id)):
        yield


@contextmanager
def in_responses(*response_ids: UUID, asker: UUID | None = None) -> Iterator[None]:
    """The rows of one response, and of those that it belongs to; ``asker`` is who asked."""
    with _within(_of_responses(response_ids, asker)):
        yield


@contextmanager
def everything(reason: str) -> Iterator[None]:
    """The rows of everybody, for one named reason, as short as can be.

    The reason goes along to the database, whose log can show it.
    """
    if not _REASON.fullmatch(reason):
        raise ValueError(f"“{reason}” is no reason in plain words.")
    with _within(Scope(EVERYTHING, reason=reason)):
        yield


def of_everything(
    reason: str,
) -> Callable[[Callable[Given, Got]], Callable[Given, Got]]:
    """A decorator: all of a function is done for everybody, for one named reason."""

    def decorate(function: Callable[Given, Got]) -> Callable[Given, Got]:
        @wraps(function)
        def wrapped(*args: Given.args, **kwargs: Given.kwargs) -> Got:
            with everything(reason):
                return function(*args, **kwargs)

        return wrapped

    return decorate


@contextmanager
def in_organisation_of(
    model: type[models.Model], pk: object, path: str = "organisation"
) -> Iterator[None]:
    """The rows of the organisation that a row belongs to, which only its key is known of.

    ``path`` leads from the row to the id of its organisation. A row that is not there leaves
    nothing to see.
    """
    with everything("whose a row is"):
        rows = model._default_manager.filter(pk=pk)  # noqa: SLF001  # documented API
        found = rows.values_list(path, flat=True).first()
    if found is None:
        with _within(NOBODY):
            yield
    else:
        with in_organisation(found):
            yield


def of_organisation_of(
    model: type[models.Model], path: str = "organisation", *, at: int = 0
) -> Callable[[Callable[Given, Got]], Callable[Given, Got]]:
    """A decorator for tasks: the key that is given at a place says in whose organisation all
    of it is done. A row that is not there leaves nothing to see."""

    def decorate(function: Callable[Given, Got]) -> Callable[Given, Got]:
        @wraps(function)
        def wrapped(*args: Given.args, **kwargs: Given.kwargs) -> Got:
            with in_organisation_of(model, args[at], path):
                return function(*args, **kwargs)

        return wrapped

    return decorate


def keep_to_organisation(organisation_id: UUID) -> None:
    """For the rest of the request: the rows of the organisation a member works in."""
    _scope.set(_of_organisation(organisation_id))


def keep_to_responses(*response_ids: UUID, asker: UUID | None = None) -> None:
    """For the rest of the request: the rows of the response a respondent sits at."""
    _scope.set(_of_responses(response_ids, asker))


class SecondWall:
    """Middleware: every request begins with nothing in hand and leaves nothing behind."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token = _scope.set(NOBODY)
        try:
            reply = self.get_response(request)
            if isinstance(reply, StreamingHttpResponse) and not isinstance(
                reply, FileResponse
            ):
                reply.streaming_content = _kept(reply.streaming_content, current())  # type: ignore[arg-type]  # nothing here is asynchronous
        finally:
            _scope.reset(token)
        return reply


def only_organisation() -> UUID | None:
    """The organisation whose rows alone the database shows now, where rows of large tables name
    theirs and are spread by it; None where nothing is held off, or rows do not name it yet.

    A statement that names it too finds the same, in one partition.
    """
    scope = current()
    only = scope.organisation or scope.asker
    is_told = getattr(connection, "role", None) and getattr(connection, "spread", False)
    return UUID(only) if only and is_told else None


class ResponseWall:
    """The wall for ``questionnaires`` (setting ``QUESTIONNAIRE_WALL``)."""

    keep_to = staticmethod(keep_to_responses)
    within = staticmethod(in_responses)
    within_tenant = staticmethod(in_organisation)
    everything = staticmethod(everything)
    tenant = staticmethod(only_organisation)


@contextmanager
def _within(scope: Scope) -> Iterator[None]:
    token = _scope.set(scope)
    try:
        yield
    finally:
        _scope.reset(token)


def _of_organisation(organisation_id: UUID | str) -> Scope:
    return Scope(MEMBERS, str(UUID(str(organisation_id))))


def _of_responses(response_ids: Iterable[UUID], asker: UUID | None) -> Scope:
    ids = ",".join(str(UUID(str(one))) for one in response_ids)
    asked_by = str(UUID(str(asker))) if asker else ""
    return Scope(RESPONDENTS, response=f"{{{ids}}}", asker=asked_by)


def _kept(parts: Iterable[bytes], scope: Scope) -> Iterator[bytes]:
    """What is read while it is sent is read with what the page had in hand."""
    rows = iter(parts)
    while True:
        with _within(scope):
            try:
                part = next(rows)
            except StopIteration:
                return
        yield part
