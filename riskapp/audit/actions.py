"""Writing the audit trail."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection, models, transaction
from django.db.models.signals import post_save
from django.utils import translation

from questionnaires.document.sealing import new_secret, proofs_after
from riskapp.accounts.access import memberships_of
from riskapp.accounts.models import Organisation, User
from riskapp.audit.models import AuditEntry
from riskapp.audit.queries import content_hash, hashed_content
from riskapp.common.origin import current_origin
from riskapp.common.wall import in_organisation

# The columns that :func:`erase_values` may change.
ERASABLE = (
    "actor_id", "actor_label", "ip", "user_agent", "object_id", "object_label", "before",
    "after",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Gathering:
    """What one person does to one organisation, noted down to become one entry."""

    organisation: Organisation
    by: User
    rows: list[dict[str, Any]] = field(default_factory=list)


_gathering: ContextVar[_Gathering | None] = ContextVar("gathering", default=None)


@contextmanager
def gathering(
    organisation: Organisation, *, by: User
) -> Iterator[list[dict[str, Any]]]:
    """One entry for many things at once: what would be recorded inside is put into a list.

    The caller records what was done as a whole, in the same transaction, with the list as
    ``rows`` of ``after``. What somebody else does, or to another organisation, keeps its entry.
    """
    found = _Gathering(organisation, by)
    token = _gathering.set(found)
    try:
        yield found.rows
    finally:
        _gathering.reset(token)


def record(
    action: str,
    obj: models.Model,
    *,
    organisation: Organisation,
    by: User | None,
    actor_label: str = "",
    before: Any = None,
    after: Any = None,
) -> AuditEntry:
    """Write down what happened to ``obj``, in the caller's transaction.

    From where is taken from the request in hand. The entry is linked to the one before it
    when the transaction commits, so nobody waits for a lock while work goes on. Raises
    RuntimeError outside a transaction: a trail that can part from its change is no trail.
    ``before`` and ``after`` are JSON-ready. Inside of :func:`gathering` nothing is saved.
    """
    _ask_for_transaction()
    with _in_english():
        entry = _entry(action, obj, organisation, by, actor_label, before, after)
    whole = _gathering.get()
    if whole is not None and (whole.organisation, whole.by) == (organisation, by):
        row = {
            "action": entry.action,
            "object_type": entry.object_type,
            "object_id": entry.object_id,
            "object_label": entry.object_label,
            "before": before,
            "after": after,
        }
        whole.rows.append({key: value for key, value in row.items() if value})
        return entry
    entry.content_hash = content_hash(entry)
    # Whatever is in hand: the trail is written for the organisation that it is about.
    with in_organisation(organisation.pk):
        entry.save(force_insert=True)
    return entry


class Change(NamedTuple):
    """What happened to one of many."""

    obj: models.Model
    before: Any = None
    after: Any = None


def record_each(
    action: str,
    changes: Iterable[Change],
    *,
    organisation: Organisation,
    by: User | None = None,
) -> None:
    """Write down that somebody, or the product itself, did the same to many, an entry for each,
    with one statement and outside of :func:`gathering`; otherwise as :func:`record`."""
    _ask_for_transaction()
    with _in_english():
        entries = [
            _entry(action, obj, organisation, by, "", before, after)
            for obj, before, after in changes
        ]
    for entry in entries:
        entry.content_hash = content_hash(entry)
    with in_organisation(organisation.pk):
        AuditEntry.objects.bulk_create(entries)
        for entry in entries:  # as if each had been saved
            post_save.send(AuditEntry, instance=entry, created=True, raw=False)


def _ask_for_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(
            "An audit entry is written in the transaction of its change."
        )


def _in_english() -> translation.override:
    """What is stored is nobody's language."""
    return translation.override("en")


def _entry(
    action: str,
    obj: models.Model,
    organisation: Organisation,
    by: User | None,
    actor_label: str,
    before: Any,
    after: Any,
) -> AuditEntry:
    origin = current_origin()
    return AuditEntry(
        organisation=organisation,
        actor=by,
        actor_label=actor_label or (by.email if by else "system"),
        ip=origin.ip,
        user_agent=origin.user_agent,
        action=action,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        object_label=str(obj)[:254],
        before=before,
        after=after,
        secret=new_secret(),
        proofs=None,
        previous_hash="",
        hash="",
    )


def erase_values(entry: AuditEntry, changed: Mapping[str, Any]) -> None:
    """Erase texts of an entry, in the caller's transaction: ``changed`` are its fields without them.

    Whoever calls this records ``links`` in the same transaction, else the chain no longer
    holds; nor does it when anything but a pseudonym takes the place of a text. Only the owner
    of the tables, and the worker by the database's leave, can do this.
    """
    before = hashed_content(entry)
    for name, value in changed.items():
        setattr(entry, name, value)
    proofs = proofs_after(
        before, hashed_content(entry), secret=entry.secret, proofs=entry.proofs
    )
    entry.secret, entry.proofs = "", proofs
    fields = {name: getattr(entry, name) for name in ERASABLE}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT audit_erase_values(%s, %s::jsonb)",
            [entry.pk, json.dumps(fields | {"proofs": proofs})],
        )


@transaction.atomic
def note_export(
    organisation: Organisation, *, filters: dict[str, str], by: User
) -> None:
    """Put into the audit trail that it was exported, and what of it."""
    record(
        "audit trail exported",
        organisation,
        organisation=organisation,
        by=by,
        after={"filters": {key: value for key, value in filters.items() if value}},
    )


@transaction.atomic
def record_export(
    action: str,
    *,
    by: User,
    wanted: str,
    query: str = "",
    organisation: Organisation | None = None,
) -> None:
    """Note that a list was downloaded: which, in what format, narrowed by which query.

    A list that belongs to no one organisation is noted where the person works.
    """
    concerned = (
        [organisation] if organisation else [m.organisation for m in memberships_of(by)]
    )
    for one in concerned:
        record(
            action,
            one,
            organisation=one,
            by=by,
            after={"format": wanted, "query": query},
        )
