"""Everything that is held about one person, as plain values."""

from __future__ import annotations

import datetime
import decimal
import uuid
from collections.abc import Iterator
from typing import Any

from django.core.files.base import File
from django.db.models import Model, QuerySet
from django.utils import timezone

from questionnaires.document.sealing import leaves
from questionnaires.models import (
    Answer,
    Delivery,
    Evidence,
    Invitation,
    Respondent,
    ResponseEvent,
)
from riskapp.accounts.models import Membership, Offer, Organisation, User
from riskapp.audit.models import AuditEntry
from riskapp.lists.models import SavedView
from riskapp.notifications.models import Notification, Preference
from riskapp.privacy.queries.held import GOES, HeldRows, held_about
from riskapp.privacy.queries.people import Person, respondents_of
from riskapp.privacy.queries.places import about
from riskapp.privacy.queries.texts import Needles

# Of these, every column is given: they are the person's own.
OWN = (*GOES, Respondent, Invitation, Delivery)
SECRET = {"password", "proof", "secret", "proofs", "data", "session_key"}
LONGEST = 2000  # signs of one text in which the person is mentioned


def dossier_of(organisation: Organisation, person: Person) -> dict[str, Any]:
    """What one organisation holds about a person, JSON-ready.

    ``own`` are rows about nobody else, with every column; ``acts`` what the person did there;
    ``mentions`` the texts in which they are named, each with its place, and nothing else of those
    rows, because the rest is about others; ``trail`` the entries of the audit trail likewise.
    """
    held = held_about(person)
    needles = person.needles()
    return {
        "organisation": organisation.name,
        "address": person.address,
        "names": list(person.names),
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "own": _own(held, person),
        "acts": list(_acts(held)),
        "answers": _answers(person),
        "files": [
            {"name": row.file_name, "title": row.title, "sha256": row.sha256}
            for row in Evidence.objects.filter(added_by__in=respondents_of(person))
        ],
        "mentions": list(_mentions(held, needles)),
        "trail": [_entry(entry, person.user, needles) for entry in _trail(held)],
        "reports": [
            {"code": report.code, "made_at": _plain(report.requested_at)}
            for report in held.reports
        ],
    }


def own_dossier(user: User) -> dict[str, Any]:
    """What a person with an account gets of it themselves: the account, where they belong, what
    they did and gave. What others wrote about them is for the organisations to give out."""
    seats = Respondent.objects.filter(email__iexact=user.email).select_related(
        "response"
    )
    return {
        "account": _row(user),
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "memberships": [
            {"organisation": str(row.organisation), "roles": list(row.roles)}
            for row in Membership.objects.filter(user=user).select_related(
                "organisation"
            )
        ],
        "offers": [
            {"organisation": str(row.organisation), "made_at": _plain(row.made_at)}
            for row in Offer.objects.filter(email__iexact=user.email).select_related(
                "organisation"
            )
        ],
        "preferences": [_row(row) for row in Preference.objects.filter(user=user)],
        "notifications": [_row(row) for row in Notification.objects.filter(user=user)],
        "saved_views": [_row(row) for row in SavedView.objects.filter(owner=user)],
        "responses": [
            {
                "asked_by": seat.response.asked_by,
                "about": seat.response.about,
                "name": seat.name,
                "entered_at": _plain(seat.entered_at),
            }
            for seat in seats
        ],
        "answers": _answers_of(seats),
        "trail": [
            _entry(entry, user, Needles.of(user.email, []))
            for entry in AuditEntry.objects.filter(actor=user).order_by("pk")
        ],
    }


def _own(held: HeldRows, person: Person) -> dict[str, list[dict[str, Any]]]:
    found = {
        about(model).label_lower: [
            _row(row) for row in _rows(model, held) if _is_own(row, person)
        ]
        for model in held.models
        if model in OWN
    }
    account = {"accounts.user": [_row(person.user)]} if person.user else {}
    return {name: rows for name, rows in (account | found).items() if rows}


def _is_own(row: Model, person: Person) -> bool:
    address = getattr(row, "email", None)
    if isinstance(address, str) and address:
        return address.lower() == person.address
    owner = getattr(row, "user_id", getattr(row, "owner_id", None))
    if owner is not None:
        return person.user is not None and owner == person.user.pk
    return isinstance(row, Respondent)


def _acts(held: HeldRows) -> Iterator[dict[str, Any]]:
    for model in held.models:
        if model in OWN:
            continue
        for name, ids in held.pointing.get(model, {}).items():
            rows: QuerySet[Any] = QuerySet(model).filter(pk__in=ids).order_by("pk")
            for row in rows:
                yield {
                    "table": about(model).label_lower,
                    "id": str(row.pk),
                    "as": name,
                    "what": str(row)[:LONGEST],
                }


def _answers(person: Person) -> list[dict[str, Any]]:
    return _answers_of(respondents_of(person))


def _answers_of(seats: QuerySet[Respondent]) -> list[dict[str, Any]]:
    events = ResponseEvent.objects.filter(respondent__in=seats).order_by("pk")
    now = Answer.objects.filter(answered_by__in=seats).order_by("pk")
    return [
        {
            "response": str(row.response_id),
            "question": row.question,
            "answer": row.value,
            "answered_at": _plain(row.answered_at),
        }
        for row in now
    ] + [
        {
            "response": str(row.response_id),
            "question": row.question,
            "what": row.kind,
            "before": row.before,
            "after": row.after,
            "at": _plain(row.at),
        }
        for row in events
    ]


def _mentions(held: HeldRows, needles: Needles) -> Iterator[dict[str, Any]]:
    for model in held.models:
        if model in OWN or model not in held.rows:
            continue
        rows: QuerySet[Any] = QuerySet(model).filter(pk__in=held.rows[model])
        for row in rows.order_by("pk"):
            for place, text in leaves(_row(row)):
                if needles.stand_in(text):
                    yield {
                        "table": about(model).label_lower,
                        "id": str(row.pk),
                        "where": place.lstrip("/"),
                        "text": text[:LONGEST],
                    }


def _trail(held: HeldRows) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(pk__in=held.entries).order_by("pk")


def _entry(entry: AuditEntry, user: User | None, needles: Needles) -> dict[str, Any]:
    is_actor = user is not None and entry.actor_id == user.pk
    values = {"before": entry.before, "after": entry.after}
    return {
        "at": _plain(entry.at),
        "what": entry.action,
        "object": entry.object_label
        if is_actor or needles.stand_in(entry.object_label)
        else "",
        "ip": entry.ip if is_actor else None,
        "user_agent": entry.user_agent if is_actor else "",
        "mentions": {
            place.lstrip("/"): text[:LONGEST]
            for place, text in leaves(values)
            if needles.stand_in(text)
        },
    }


def _rows(model: type[Model], held: HeldRows) -> QuerySet[Any]:
    rows: QuerySet[Any] = QuerySet(model)
    return rows.filter(pk__in=held.ids(model)).order_by("pk")


def _row(row: Model) -> dict[str, Any]:
    return {
        field.attname: _plain(getattr(row, field.attname))
        for field in about(row).concrete_fields
        if field.name not in SECRET
    }


def _plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat(timespec="seconds")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, uuid.UUID | decimal.Decimal):
        return str(value)
    if isinstance(value, File):
        return str(value.name or "")
    if isinstance(value, bytes | memoryview):
        return f"{len(bytes(value))} bytes"
    return value
