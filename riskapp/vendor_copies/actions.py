"""Asking for a copy, making it, fetching it."""

from __future__ import annotations

import hashlib
import logging
from datetime import timedelta
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as mark

from questionnaires.errors import NotSubmittedYet
from questionnaires.models import Respondent, Response
from riskapp.accounts.models import Organisation
from riskapp.audit.actions import record
from riskapp.common.wall import in_organisation
from riskapp.common.work import (
    MISSED_AFTER,
    TRIES,
    WORKER_LOST,
    is_in_hand,
    without_a_worker,
)
from riskapp.reports.errors import ReportError
from riskapp.reports.pdf import Pdf, pdf_from_html
from riskapp.vendor_copies.choices import CopyState
from riskapp.vendor_copies.context import build_context
from riskapp.vendor_copies.models import Copy

logger = logging.getLogger(__name__)
STUCK_AFTER = timedelta(minutes=5)


@transaction.atomic
def request_copy(response: Response, language: str, *, by: Respondent) -> Copy:
    """The copy of a submitted response in a language; asking twice gives the same one.

    One that failed, or has been stuck for five minutes, is queued again; where the file of a
    finished one is lost, another is made. Raises NotSubmittedYet.
    """
    response = Response.objects.select_for_update().get(pk=response.pk)
    if response.is_open:
        raise NotSubmittedYet
    copy = newest_copy(response, language)
    if copy is None or is_lost(copy):
        copy = Copy.objects.create(
            response=response,
            language=language,
            take=copy.take + 1 if copy else 1,
            requested_by=by,
        )
        _note(mark("copy requested"), copy, who=str(by))
    elif may_retry(copy):
        copy.state = CopyState.QUEUED
        copy.reason = ""
        copy.attempts = 0
        copy.save(update_fields=["state", "reason", "attempts"])
        _note(mark("copy retried"), copy, who=str(by))
    return copy


def may_retry(copy: Copy) -> bool:
    """Whether making the copy again makes sense."""
    if copy.state == CopyState.FAILED:
        return True
    since = copy.started_at or copy.requested_at
    return copy.is_working and since < timezone.now() - STUCK_AFTER


def newest_copy(response: Response, language: str) -> Copy | None:
    """The copy in a language; of several, because files were lost, the last."""
    found = Copy.objects.filter(response=response, language=language)
    return found.select_related("response").order_by("-take").first()


def is_lost(copy: Copy) -> bool:
    """Whether a copy is ready and its file is not where it was stored."""
    if copy.state != CopyState.READY:
        return False
    return not copy.file.storage.exists(str(copy.file.name))


@transaction.atomic
def note_lost(copy: Copy, *, by: Respondent) -> None:
    """Put it into the audit trail that somebody asked for a file that is lost."""
    _note(mark("copy file lost"), copy, who=str(by))


def render_copy(copy: Copy, *, takes_over: bool = True) -> Copy:
    """Make the PDF; a finished copy is left as it is, a broken one says why, and one that
    another worker has in hand is left to it unless this ``takes_over``."""
    copy, is_mine = _begin(copy, takes_over=takes_over)
    if not is_mine:
        return copy
    if copy.attempts > TRIES:
        return fail_copy(copy, WORKER_LOST)
    with translation.override(copy.language):
        try:
            pdf = pdf_from_html(copy_html(copy))
        except ReportError:
            logger.exception("Copy %s could not be typeset.", copy.pk)
            return fail_copy(copy, _("The copy could not be typeset."))
    return _finish(copy, pdf)


def copy_html(copy: Copy) -> str:
    """The copy as one HTML document, in the language in force."""
    return render_to_string(
        "vendor_copies/pdf/copy.html", build_context(copy.response, copy.language)
    )


@transaction.atomic
def fail_copy(copy: Copy, reason: str) -> Copy:
    """Note in words why the copy could not be made; a finished one is left as it is."""
    copy = _locked(copy)
    if copy.state == CopyState.READY:
        return copy
    copy.state = CopyState.FAILED
    copy.reason = reason[:1000]
    copy.finished_at = timezone.now()
    copy.save()
    _note(mark("copy failed"), copy)
    return copy


@transaction.atomic
def note_download(copy: Copy, *, by: Respondent) -> None:
    """Put a download into the audit trail."""
    _note(mark("copy downloaded"), copy, who=str(by))


def give_up(copy: Copy) -> Copy:
    """Fail a copy that something unforeseen stopped, once it was tried often enough."""
    copy = Copy.objects.get(pk=copy.pk)
    if copy.attempts < TRIES:
        return copy
    return fail_copy(copy, mark("Something unforeseen stopped it, again and again."))


def left_behind() -> list[UUID]:
    """Copies that nobody took, or whose worker is gone."""
    nobody_took = Q(
        state=CopyState.QUEUED, requested_at__lt=timezone.now() - MISSED_AFTER
    )
    is_left = Q(state=CopyState.RENDERING) & without_a_worker()
    found = Copy.objects.filter(nobody_took | is_left)
    return list(found.values_list("pk", flat=True))


@transaction.atomic
def _begin(copy: Copy, *, takes_over: bool) -> tuple[Copy, bool]:
    copy = _locked(copy)
    if copy.state == CopyState.READY:
        return copy, False
    if (
        copy.state == CopyState.RENDERING
        and not takes_over
        and is_in_hand(copy.started_at)
    ):
        return copy, False
    copy.state = CopyState.RENDERING
    copy.attempts += 1
    copy.started_at = timezone.now()
    copy.save(update_fields=["state", "attempts", "started_at"])
    return copy, True


@transaction.atomic
def _finish(copy: Copy, pdf: Pdf) -> Copy:
    copy = _locked(copy)
    if copy.state == CopyState.READY:
        return copy
    copy.sha256 = hashlib.sha256(pdf.content).hexdigest()
    copy.pages = pdf.pages
    copy.state = CopyState.READY
    copy.reason = ""
    copy.finished_at = timezone.now()
    copy.file.save(f"{copy.pk}.pdf", ContentFile(pdf.content), save=False)
    copy.save()
    _note(mark("copy made"), copy)
    return copy


def _locked(copy: Copy) -> Copy:
    return (
        Copy.objects.select_for_update(of=("self",))
        .select_related("response__version")
        .get(pk=copy.pk)
    )


def _note(action: str, copy: Copy, *, who: str = "") -> None:
    """A line in the audit trail of whoever asked the questions; no user did it."""
    with in_organisation(copy.response.tenant):
        organisation = Organisation.objects.get(pk=copy.response.tenant)
    record(
        action,
        copy,
        organisation=organisation,
        by=None,
        actor_label=who,
        after={"state": copy.state, "language": copy.language, "sha256": copy.sha256},
    )
