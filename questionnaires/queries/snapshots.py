"""Everything one request of a respondent has to know, in one round trip.

A :class:`SeatSnapshot` is who sits where and, where a question is named, what decides how its page
stands: the few answers that :func:`~questionnaires.document.reach.needs_of` names, and no
others. Its rows are those of the tables (``questionnaires_look``, migration 0003).
"""

from __future__ import annotations

import datetime
import json
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, models
from django.utils import timezone

from questionnaires.choices import Purpose
from questionnaires.document.reach import NOTHING, Needs, needs_of
from questionnaires.document.values import EntryValue, Filled, Value
from questionnaires.models import (
    Entry,
    Invitation,
    QuestionnaireVersion,
    Remark,
    Respondent,
    Response,
)
from questionnaires.queries.documents import document_with_id, guide_with_id
from questionnaires.queries.responses import NOT_CONFIRMED, place_id

SQL = """
SELECT questionnaires_look(
    %s::uuid, %s::uuid, %s::uuid, %s, %s::text[], %s::text[], %s, %s::timestamptz
)
"""
Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True, slots=True)
class KnownAnswer:
    """The answer there is at a place."""

    pk: int
    value: Value
    revision: int
    level: str
    prefilled: bool = False


@dataclass(frozen=True, slots=True)
class SeatSnapshot:
    """Who sits at a response, and how one place in it stands.

    ``filled`` holds the answers that the place needs and no others; ``last`` is the newest
    line of the history, by which a later change is known. Without a question there are
    neither; ``entry`` is None where none was named, or one that was removed.
    """

    respondent: Respondent
    response: Response
    question: str = ""
    entry: Entry | None = None
    filled: Filled = field(default_factory=Filled)
    answer: KnownAnswer | None = None
    remark: Remark | None = None
    has_evidence: bool = False
    last: int | None = None

    @property
    def entry_id(self) -> str:
        return place_id(self.entry.pk) if self.entry else ""


def snapshot_at(
    respondent_id: uuid.UUID | str,
    response_id: uuid.UUID,
    question: str = "",
    entry_id: uuid.UUID | None = None,
) -> SeatSnapshot | None:
    """What there is, for somebody whose invitation still lets them in; otherwise None."""
    needs = NOTHING
    if question:
        with suppress(Response.DoesNotExist):
            needs = _needs(_version_of(response_id), question)
    if needs is NOTHING:
        question = ""
    with connection.cursor() as cursor:
        cursor.execute(
            SQL,
            (
                respondent_id,
                response_id,
                entry_id,
                question,
                _array(needs.here),
                _array(needs.everywhere),
                needs.entries,
                timezone.now(),
            ),
        )
        found = cursor.fetchone()[0]
    return None if found is None else _snapshot(json.loads(found), question, entry_id)


def _snapshot(
    found: dict[str, Any], question: str, entry_id: uuid.UUID | None
) -> SeatSnapshot:
    response = _row(Response, found["response"])
    response.version = _version(response.version_id)
    respondent = _row(Respondent, found["respondent"])
    respondent.response = response
    respondent.invitation = _row(Invitation, found["invitation"])
    entry = _row(Entry, found["entry"]) if found["entry"] else None
    if entry is not None:
        entry.response = response
    if not question:
        return SeatSnapshot(respondent, response, entry=entry)
    here = place_id(entry_id)
    answer = None
    for at, name, value, prefilled, pk, revision, level in found["answers"] or ():
        if name == question and (at or "") == here:
            answer = KnownAnswer(pk, value, revision, level, prefilled)
    return SeatSnapshot(
        respondent,
        response,
        question,
        entry,
        _filled(response, found, entry),
        answer,
        _row(Remark, found["remark"]) if found["remark"] else None,
        found["has_evidence"],
        found["last"],
    )


def _filled(
    response: Response, found: Mapping[str, Any], entry: Entry | None
) -> Filled:
    """The answers that were read, in the shape of all of them."""
    answers: dict[str, dict[str, Value]] = {"": {}}
    set_aside = {}
    for at, name, value, prefilled, *_rest in found["answers"] or ():
        answers.setdefault(at or "", {})[name] = value
        if prefilled:
            why = NOT_CONFIRMED[Purpose(response.purpose)]
            set_aside[name, at or ""] = str(why)
    entries = found["entries"] or ()
    if not entries and entry is not None:
        entries = [(str(entry.pk), entry.section)]
    return Filled(
        profile=response.profile,
        answers=answers[""],
        entries=tuple(
            EntryValue(pk, section, answers.get(pk, {})) for pk, section in entries
        ),
        set_aside=set_aside,
        closed=frozenset((question, at) for question, at in response.closed)
        if response.is_open
        else frozenset(),
        is_short=response.is_short,
    )


@lru_cache(maxsize=64)
def _version(version_id: uuid.UUID) -> QuestionnaireVersion:
    """A version by its id alone: it never changes, and its document is kept parsed."""
    return QuestionnaireVersion.from_db(DEFAULT_DB_ALIAS, ["id"], [version_id])


@lru_cache(maxsize=20_000)
def _version_of(response_id: uuid.UUID) -> uuid.UUID:
    """Which version a response answers, which never changes; for what is in hand only. That
    there is none raises, and so is not remembered."""
    return Response.objects.values_list("version_id", flat=True).get(pk=response_id)


@lru_cache(maxsize=4096)
def _needs(version_id: uuid.UUID, question: str) -> Needs:
    """What a page must know where a question is answered; nothing for what is not asked."""
    document = document_with_id(version_id)
    asked = document.questions.get(question)
    if asked is None or not asked.section:
        return NOTHING
    guide = guide_with_id(version_id)
    beside = guide.conditions if guide.section == asked.section else ()
    return needs_of(document, asked, beside)


@lru_cache(maxsize=4096)
def _array(names: tuple[str, ...]) -> str:
    """Names as PostgreSQL writes an array."""
    quoted = (n.replace("\\", r"\\").replace('"', r"\"") for n in names)
    return "{" + ",".join(f'"{name}"' for name in quoted) + "}"


@cache
def _columns(
    model: type[models.Model],
) -> tuple[list[str], list[tuple[str, Callable[[str], Any]]]]:
    """The columns of a table, and how those are read that JSON tells as text."""
    fields = model._meta.concrete_fields  # noqa: SLF001  # documented API
    read: list[tuple[str, Callable[[str], Any]]] = []
    for column in fields:
        kind = getattr(column, "target_field", column)
        if isinstance(kind, models.UUIDField):
            read.append((column.attname, uuid.UUID))
        elif isinstance(kind, models.DateTimeField):
            read.append((column.attname, datetime.datetime.fromisoformat))
        elif isinstance(kind, models.DateField):
            read.append((column.attname, datetime.date.fromisoformat))
    return [column.attname for column in fields], read


def _row(model: type[Row], found: dict[str, Any]) -> Row:
    """A row as the database tells it in JSON; columns are called as the fields are."""
    names, read = _columns(model)
    for name, as_told in read:
        if found[name] is not None:
            found[name] = as_told(found[name])
    return model.from_db(DEFAULT_DB_ALIAS, names, [found[name] for name in names])
