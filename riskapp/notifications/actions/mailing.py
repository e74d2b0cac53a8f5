"""Mails to members: one about one thing, or one a day about all of it."""

from __future__ import annotations

import datetime

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from riskapp.accounts.models import User
from riskapp.accounts.queries import language_of
from riskapp.common.mailing import hand_over
from riskapp.common.names import tidy
from riskapp.common.zones import days_in
from riskapp.notifications.choices import Mail
from riskapp.notifications.models import Notification, NotificationQuerySet
from riskapp.notifications.queries import address_of, in_words, with_pages

AT_MOST = 200  # lines in one mail


def mail_now(notification: Notification) -> bool:
    """Mail one notification; twice sends it once. Raises OSError when no mail server answers."""
    return _send(Notification.objects.to_mail(Mail.NOW).filter(pk=notification.pk))


def mail_digest(user: User, until: datetime.datetime) -> bool:
    """Mail everything of the last day in one; twice sends it once. Raises OSError likewise."""
    return _send(of_digest(user, until))


def of_digest(user: User, until: datetime.datetime) -> NotificationQuerySet:
    """What the daily mail of a person is about."""
    return Notification.objects.to_mail(Mail.DAILY).filter(user=user, made_at__lt=until)


def count_failure(rows: NotificationQuerySet) -> int:
    """Count a try that failed, for each of them; after three it is not tried again."""
    return rows.update(attempts=F("attempts") + 1)


def _send(wanted: NotificationQuerySet) -> bool:
    """One mail about all of them, to the person they belong to, who still is a member.

    They count as mailed before the mail is handed over, and no longer once the mail server is
    away or refuses it: whatever dies meanwhile, nobody gets a mail twice, and the notice stands
    in the product anyway.
    """
    with transaction.atomic():
        rows = list(
            wanted.select_for_update(of=("self",), skip_locked=True).select_related(
                "user", "organisation"
            )[:AT_MOST]
        )
        if not rows:
            return False
        user = rows[0].user
        known = set(user.memberships.values_list("organisation", flat=True))
        told = [row for row in rows if row.organisation_id in known]
        message = _worded(user, told) if told and user.is_active else None
        _note(rows, timezone.now())
    if message is not None:
        hand_over(message, lambda: _note(rows, None))
    return bool(told)


def _note(rows: list[Notification], at: datetime.datetime | None) -> None:
    Notification.objects.filter(pk__in=[row.pk for row in rows]).update(mailed_at=at)


def _worded(user: User, rows: list[Notification]) -> EmailMultiAlternatives:
    organisation = rows[0].organisation
    with (
        translation.override(language_of(user, organisation.language)),
        days_in(organisation.time_zone, user.time_zone),
    ):
        return _message(user, rows)


def _message(user: User, rows: list[Notification]) -> EmailMultiAlternatives:
    first = in_words(rows[0])
    subject = (
        f"{first.kind}: {tidy(first.label)[:120]}"
        if len(rows) == 1
        else ngettext("%(n)s notice", "%(n)s notices", len(rows)) % {"n": len(rows)}
    )
    context = {
        "user": user,
        "rows": [(row, address_of(page)) for row, page in with_pages(rows)],
        "settings_url": address_of("/notifications/settings/"),
        "title": _("What happened"),
    }
    message = EmailMultiAlternatives(
        subject=subject,
        body=render_to_string("emails/notifications.txt", context),
        to=[user.email],
    )
    message.attach_alternative(
        render_to_string("emails/notifications.html", context), "text/html"
    )
    return message
