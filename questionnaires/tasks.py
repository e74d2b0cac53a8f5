"""Work that is done later: an id in, one action."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from celery import shared_task
from django.db.models import Model, Q
from django.utils import timezone
from django.utils.translation import gettext_noop as mark

from questionnaires.actions.deliveries import (
    IN_HAND,
    QUICK_TRIES,
    NotDelivered,
    give_up,
    send_delivery,
)
from questionnaires.actions.evidence_files import note_scan
from questionnaires.actions.publishing import forget_old_drafts
from questionnaires.choices import DeliveryState, ScanState
from questionnaires.models import Delivery, Evidence
from questionnaires.queries.days import counted_in
from questionnaires.scanning import ScanVerdict, is_configured, scan
from questionnaires.wall import wall

CLOCK = "the clock looks for what is due"
FORGOTTEN_AFTER = datetime.timedelta(minutes=15)
MISSED_AFTER = datetime.timedelta(minutes=2)
LOST = mark("The file is lost.")

logger = logging.getLogger(__name__)


@shared_task(autoretry_for=(NotDelivered,), max_retries=QUICK_TRIES, retry_backoff=10)
def deliver(delivery_id: str) -> None:
    """Send one mail; running twice sends it once."""
    with _within_response_of(Delivery, delivery_id, "invitation__response"):
        delivery = Delivery.objects.filter(pk=delivery_id).first()
        if delivery is None:
            return
        try:
            send_delivery(delivery)
        except NotDelivered:
            raise
        except Exception:
            logger.exception("Mail %s could not be written.", delivery.pk)
            give_up(delivery)


@shared_task
def forget_drafts() -> None:
    """Daily: files that nobody published."""
    with wall().everything(CLOCK):
        forget_old_drafts()


@shared_task
def deliver_what_was_missed() -> None:
    """Queue mails again that nobody took, e.g. while the broker was away, and those whose mail
    server has been away for longer than a task waits."""
    now = timezone.now()
    never_tried = Q(attempts=0, queued_at__lt=now - MISSED_AFTER)
    # What is queued in times to come was queued while the machine's clock was ahead.
    to_come = Q(queued_at__gt=now + MISSED_AFTER)
    forgotten = Q(queued_at__lt=now - FORGOTTEN_AFTER) & (
        Q(tried_at=None) | Q(tried_at__lt=now - FORGOTTEN_AFTER) | Q(tried_at__gt=now)
    )
    in_doubt = Q(handed_at__lt=now - IN_HAND) | Q(handed_at__gt=now + IN_HAND)
    missed = Delivery.objects.filter(
        never_tried | forgotten | to_come | in_doubt, state=DeliveryState.QUEUED
    ).order_by("queued_at")
    with wall().everything(CLOCK):
        missed_ids = list(missed.values_list("pk", flat=True)[:500])
    for delivery_id in missed_ids:
        deliver.delay(str(delivery_id))


@shared_task(autoretry_for=(OSError,), max_retries=5, retry_backoff=True)
def scan_evidence(evidence_id: str) -> None:
    """Have a file checked that nobody has checked yet; running twice checks once.

    A scanner that is away is asked again, and by ``scan_what_was_missed`` after that.
    """
    with _within_response_of(Evidence, evidence_id, "response"):
        evidence = Evidence.objects.to_scan().filter(pk=evidence_id).first()
        if evidence is None or not is_configured():
            return
        try:
            with evidence.file.open("rb") as stream:
                verdict = scan(stream)
        except FileNotFoundError:
            logger.exception("The file of evidence %s is lost.", evidence.pk)
            verdict = ScanVerdict(ScanState.FAILED, LOST)
        note_scan(evidence, verdict)


def queue_scan(*attached: Evidence) -> None:
    """Have files checked once the transaction is committed, where there is a scanner: each once,
    whatever the number of answers it is kept with."""
    for evidence in {row.file.name: row for row in attached}.values():
        if evidence.scan_state == ScanState.WAITING:
            scan_evidence.delay_on_commit(str(evidence.pk))


@shared_task
def scan_what_was_missed() -> None:
    """Queue every file that still waits for the scanner, for example while it was away: once,
    whatever the number of answers it is kept with."""
    if not is_configured():
        return
    waiting = (
        Evidence.objects.to_scan()
        .filter(added_at__lt=timezone.now() - MISSED_AFTER)
        .order_by("response", "file", "added_at")
        .distinct("response", "file")
    )
    with wall().everything(CLOCK):
        waiting_ids = list(waiting.values_list("pk", flat=True))
    for evidence_id in waiting_ids:
        scan_evidence.delay(str(evidence_id))


@contextmanager
def _within_response_of(model: type[Model], pk: object, path: str) -> Iterator[None]:
    """The rows of the response that a row belongs to, of which only its key is known, and its
    days; a row that is not there leaves things as they are."""
    with wall().everything("whose a row is"):
        rows = model._default_manager.filter(pk=pk)  # noqa: SLF001  # documented API
        found = rows.values_list(path, f"{path}__time_zone").first()
    if found is None:
        yield
        return
    response, time_zone = found
    with wall().within(response), counted_in(time_zone):
        yield
