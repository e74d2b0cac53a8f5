"""Reads about notifications."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.module_loading import import_string
from django.utils.translation import gettext

from riskapp.accounts.models import Membership, User
from riskapp.audit.models import AuditEntry
from riskapp.audit.queries import pages_of
from riskapp.common import zones
from riskapp.notifications.choices import (
    ALWAYS_NOTIFIED,
    HEARD_BY,
    NOTIFIED_BY,
    NotificationKind,
    Sentence,
)
from riskapp.notifications.models import Notification, Preference

DIGEST_HOUR = 6  # by the clock of the person


def preferences_of(user: User) -> dict[str, Preference]:
    """How a person wants to hear of every kind, stored or not; one query."""
    stored = {row.kind: row for row in Preference.objects.filter(user=user)}
    return {
        kind: stored.get(kind, Preference(user=user, kind=kind))
        for kind in NotificationKind.values
    }


def kinds_heard_by(user: User) -> list[NotificationKind]:
    """What a person can hear of and decide about, by what they may do; one query."""
    held = list(Membership.objects.filter(user=user))
    return [
        NotificationKind(k)
        for k, can in HEARD_BY.items()
        if k not in ALWAYS_NOTIFIED and any(m.can(can) for m in held)
    ]


@dataclass(frozen=True, slots=True)
class ShownNotification:
    """A notification in the language of whoever reads it now."""

    row: Notification
    kind: str
    label: str
    detail: str


def in_words(row: Notification) -> ShownNotification:
    """A notification in the language that is active, whatever it was when it was made.

    The names of things are as people gave them; a finding is named in the words of the
    questionnaire, which ``settings.NOTIFICATION_WORDS`` translates.
    """
    translate = import_string(settings.NOTIFICATION_WORDS)
    label = str(translate(row.object_label))
    return ShownNotification(row, row.get_kind_display(), label, _detail(row))


def with_pages(
    notifications: Iterable[Notification],
) -> list[tuple[ShownNotification, str | None]]:
    """Notifications in words, with where to go; one query for each kind of object at most."""
    rows = list(notifications)
    pages = pages_of(rows)
    return [
        (in_words(row), pages.get((row.object_type, row.object_id))) for row in rows
    ]


def _detail(row: Notification) -> str:
    if not row.sentence:
        return row.detail
    facts = dict(row.facts)
    if day := facts.get("day"):
        facts["day"] = date_format(datetime.date.fromisoformat(day), gettext("j F Y"))
    if moment := facts.get("moment"):
        local = datetime.datetime.fromisoformat(moment).astimezone(zones.shown())
        facts["moment"] = (
            f"{date_format(local, gettext('j F Y, H:i'))} {zones.name_of(local)}"
        )
    if reason := facts.get("reason"):
        text = gettext(reason)
        facts["reason"] = text.replace("%(code)s", facts.get("code", ""))
    if refs := facts.get("refs"):
        facts["refs"] = "; ".join(map(_cited, refs.split("\n")))
    return str(Sentence(row.sentence).label) % facts


def _cited(place: str) -> str:
    """A law and where in it, with a tab between them, as the reader's language cites it."""
    return " ".join(map(gettext, place.split("\t")))


def not_notified(since: datetime.datetime) -> QuerySet[AuditEntry]:
    """Entries of the audit trail that tell something; who was told is not looked at."""
    return AuditEntry.objects.filter(at__gte=since, action__in=NOTIFIED_BY)


def digest_zone(user: User) -> str:
    """By whose clock a person's daily mail goes out: their own, else the organisation's."""
    theirs = user.memberships.order_by("pk").values_list(
        "organisation__time_zone", flat=True
    )
    return user.time_zone or theirs.first() or zones.UTC


def last_digest(now: datetime.datetime, zone: str = zones.UTC) -> datetime.datetime:
    """The moment up to which daily mails collect what happened, in a time zone."""
    today = now.astimezone(zones.zone_of(zone)).replace(
        hour=DIGEST_HOUR, minute=0, second=0, microsecond=0
    )
    return today if today <= now else today - datetime.timedelta(days=1)


def address_of(path: str | None) -> str:
    """The full address of a page, for a mail."""
    return f"{settings.PUBLIC_URL}{path or '/notifications/'}"
