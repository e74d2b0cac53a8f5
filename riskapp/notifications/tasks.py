"""Work that is done later: an id in, one action."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from smtplib import SMTPRecipientsRefused

from celery import shared_task
from django.db.models import Min
from django.utils import timezone

from riskapp.accounts.models import User
from riskapp.audit.models import AuditEntry
from riskapp.common.wall import CLOCK, of_everything, of_organisation_of
from riskapp.notifications.actions.mailing import (
    count_failure,
    mail_digest,
    mail_now,
    of_digest,
)
from riskapp.notifications.actions.notifying import notify_of
from riskapp.notifications.choices import Mail
from riskapp.notifications.models import Notification, NotificationQuerySet
from riskapp.notifications.queries import digest_zone, last_digest, not_notified

MISSED_AFTER = datetime.timedelta(minutes=5)
LOOK_BACK = datetime.timedelta(days=1)

logger = logging.getLogger(__name__)


@shared_task
@of_organisation_of(AuditEntry)
def notify_people(entry_id: int) -> None:
    """Tell what an entry of the audit trail says; running twice tells it once."""
    entry = (
        AuditEntry.objects.select_related("organisation").filter(pk=entry_id).first()
    )
    mail_soon(notify_of(entry) if entry else [])


def mail_soon(made: Iterable[Notification]) -> None:
    """Queue, once they are committed, the mails of those that want one at once."""
    for notification in made:
        if notification.mail == Mail.NOW:
            mail.delay_on_commit(str(notification.pk))


@shared_task(autoretry_for=(OSError,), max_retries=5, retry_backoff=True)
@of_organisation_of(Notification)
def mail(notification_id: str) -> None:
    """Mail one notification; running twice sends it once."""
    found = Notification.objects.filter(pk=notification_id)
    with _counted(found):
        for notification in found:
            mail_now(notification)


@shared_task(autoretry_for=(OSError,), max_retries=5, retry_backoff=True)
@of_everything("the daily mail of one person")
def digest(user_id: int) -> None:
    """Send a person's daily mail; running twice sends it once."""
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        return
    until = last_digest(timezone.now(), digest_zone(user))
    with _counted(of_digest(user, until)):
        mail_digest(user, until)


@contextmanager
def _counted(rows: NotificationQuerySet) -> Iterator[None]:
    """What nobody foresaw, and an address that the mail server refuses, is logged and counted;
    a mail server that is away is tried again."""
    try:
        yield
    except SMTPRecipientsRefused:
        logger.warning("The mail server refuses the address of a member.")
        count_failure(rows)
    except OSError:
        raise
    except Exception:
        logger.exception("A mail to a member could not be written.")
        count_failure(rows)


@shared_task
@of_everything(CLOCK)
def send_digests() -> None:
    """Queue the daily mail of everybody who has something to hear."""
    clocks = ("user", "user__time_zone", "organisation__time_zone")
    waiting = Notification.objects.to_mail(Mail.DAILY).order_by().values_list(*clocks)
    now, people = timezone.now(), set()
    for user_id, own, theirs, oldest in waiting.annotate(oldest=Min("made_at")):
        if oldest < last_digest(now, own or theirs):
            people.add(user_id)
    for user_id in sorted(people):
        digest.delay(user_id)


@shared_task
@of_everything(CLOCK)
def notify_of_what_was_missed() -> None:
    """Tell and mail what nobody took, e.g. while the broker was away."""
    now = timezone.now()
    for entry_id in not_notified(now - LOOK_BACK).values_list("pk", flat=True):
        notify_people.delay(entry_id)
    late = Notification.objects.to_mail(Mail.NOW).filter(made_at__lt=now - MISSED_AFTER)
    for notification_id in late.values_list("pk", flat=True)[:500]:
        mail.delay(str(notification_id))
