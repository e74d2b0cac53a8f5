"""Telling people, once, what they want to hear."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from riskapp.accounts.models import Membership, Organisation, User
from riskapp.audit.actions import record
from riskapp.audit.models import AuditEntry
from riskapp.common.wall import of_everything
from riskapp.notifications.choices import (
    ALWAYS_NOTIFIED,
    HEARD_BY,
    NOTIFIED_BY,
    Mail,
    NotificationKind,
    Sentence,
)
from riskapp.notifications.models import Notification, Preference


@dataclass(frozen=True, slots=True)
class NotificationEvent:
    """What there is to tell: the object, in which words, and a key that names it.

    ``facts`` fill the ``sentence``; they are JSON-ready, and a "day" is an ISO date.
    """

    kind: NotificationKind
    key: str
    object_type: str
    object_id: str
    object_label: str
    detail: str = ""
    sentence: Sentence | None = None
    facts: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def notify(
    organisation: Organisation, event: NotificationEvent, *, but: int | None = None
) -> list[Notification]:
    """Tell every member who may act on it; whoever was told before is not told again.

    ``but`` is the id of the person who did it. Returns what is new.
    """
    can = HEARD_BY[event.kind]
    members = Membership.objects.filter(
        organisation=organisation, user__is_active=True
    ).exclude(user=but)
    hearing = sorted(m.user_id for m in members if m.can(can))
    known = set(
        Notification.objects.filter(
            user__in=hearing, kind=event.kind, key=event.key
        ).values_list("user", flat=True)
    )
    preferences = {
        row.user_id: row
        for row in Preference.objects.filter(user__in=hearing, kind=event.kind)
    }
    made = []
    for user_id in hearing:
        preference = preferences.get(user_id, Preference())
        if event.kind in ALWAYS_NOTIFIED:
            preference = Preference(is_shown=True, mail=Mail.NOW)
        if user_id not in known and (
            preference.is_shown or preference.mail != Mail.NONE
        ):
            made.append(_notification(organisation, event, user_id, preference))
    Notification.objects.bulk_create(made, ignore_conflicts=True)
    count_unread([row.user_id for row in made])
    return made


def notify_of(entry: AuditEntry) -> list[Notification]:
    """Tell what an entry of the audit trail says; nothing where it tells nobody anything."""
    kind = NOTIFIED_BY.get(entry.action)
    if kind is None or entry.organisation is None:
        return []
    event = NotificationEvent(
        kind,
        f"entry {entry.pk}",
        entry.object_type,
        entry.object_id,
        entry.object_label,
        entry.actor_label if entry.actor_label != "system" else "",
    )
    return notify(entry.organisation, event, but=entry.actor_id)


@transaction.atomic
def mark_read(user: User, only: Iterable[UUID] | None = None) -> int:
    """Note that a person has read what they were told where they work, all of it or some."""
    rows = Notification.objects.visible_to(user).filter(user=user, read_at=None)
    if only is not None:
        rows = rows.filter(pk__in=list(only))
    number = rows.update(read_at=timezone.now())
    count_unread([user.pk])
    return number


@transaction.atomic
@of_everything("the organisations of one person")
def change_preferences(user: User, preferences: dict[str, tuple[bool, str]]) -> None:
    """Store how a person wants to hear of each kind: shown or not, and when mailed."""
    before, after = {}, {}
    stored = {row.kind: row for row in Preference.objects.filter(user=user)}
    for kind, (is_shown, mail) in preferences.items():
        old = stored.get(kind, Preference())
        if (old.is_shown, old.mail) == (is_shown, mail):
            continue
        before[kind] = _preference_text(is_shown=old.is_shown, mail=old.mail)
        after[kind] = _preference_text(is_shown=is_shown, mail=mail)
        Preference.objects.update_or_create(
            user=user, kind=kind, defaults={"is_shown": is_shown, "mail": mail}
        )
    if not after:
        return
    for organisation in Organisation.objects.filter(memberships__user=user):
        record(
            "notifications changed",
            user,
            organisation=organisation,
            by=user,
            before=before,
            after=after,
        )


def count_unread(user_ids: Iterable[int]) -> None:
    """Keep the number that every page shows on the membership, so it costs no query."""
    seats = Membership.objects.filter(user__in=list(user_ids)).order_by("pk")
    ids = list(seats.select_for_update(no_key=True).values_list("pk", flat=True))
    unread = (
        Notification.objects.unread()
        .filter(user=OuterRef("user"), organisation=OuterRef("organisation"))
        .order_by()
        .values("user")
        .annotate(n=Count("pk"))
        .values("n")
    )
    Membership.objects.filter(pk__in=ids).update(
        unread=Coalesce(Subquery(unread, output_field=IntegerField()), Value(0))
    )


def _notification(
    organisation: Organisation,
    event: NotificationEvent,
    user_id: int,
    preference: Preference,
) -> Notification:
    return Notification(
        organisation=organisation,
        user_id=user_id,
        kind=event.kind,
        key=event.key,
        object_type=event.object_type,
        object_id=event.object_id,
        object_label=event.object_label[:254],
        detail=event.detail[:300],
        sentence=event.sentence or "",
        facts=dict(event.facts),
        is_shown=preference.is_shown,
        mail=preference.mail,
    )


def _preference_text(*, is_shown: bool, mail: Any) -> str:
    return f"{'shown' if is_shown else 'not shown'}, mail {mail}"
