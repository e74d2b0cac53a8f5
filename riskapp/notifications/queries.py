"""Reads about notifications."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.conf import settings
from django.db.models import QuerySet

from riskapp.accounts.models import Membership, User
from riskapp.audit.models import AuditEntry
from riskapp.audit.queries import pages_of
from riskapp.notifications.choices import HEARD_BY, TOLD_BY, Kind
from riskapp.notifications.models import Notification, Preference

DIGEST_HOUR = 6  # UTC


def preferences_of(user: User) -> dict[str, Preference]:
    """How a person wants to hear of every kind, stored or not; one query."""
    stored = {row.kind: row for row in Preference.objects.filter(user=user)}
    return {
        kind: stored.get(kind, Preference(user=user, kind=kind)) for kind in Kind.values
    }


def kinds_heard_by(user: User) -> list[Kind]:
    """What a person can hear of at all, by what they may do; one query."""
    held = list(Membership.objects.filter(user=user))
    return [Kind(k) for k, can in HEARD_BY.items() if any(m.can(can) for m in held)]


def with_pages(
    notifications: Iterable[Notification],
) -> list[tuple[Notification, str | None]]:
    """Notifications with where to go; one query for each kind of object at most."""
    rows = list(notifications)
    pages = pages_of(rows)
    return [(row, pages.get((row.object_type, row.object_id))) for row in rows]


def untold(since: datetime.datetime) -> QuerySet[AuditEntry]:
    """Entries of the audit trail that tell something; who was told is not looked at."""
    return AuditEntry.objects.filter(at__gte=since, action__in=TOLD_BY)


def last_digest(now: datetime.datetime) -> datetime.datetime:
    """The moment up to which daily mails collect what happened."""
    today = now.astimezone(datetime.UTC).replace(
        hour=DIGEST_HOUR, minute=0, second=0, microsecond=0
    )
    return today if today <= now else today - datetime.timedelta(days=1)


def address_of(path: str | None) -> str:
    """The full address of a page, for a mail."""
    return f"{settings.PUBLIC_URL}{path or '/notifications/'}"
