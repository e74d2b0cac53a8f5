"""Links to a report for people without an account: made, opened, used up, revoked."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_noop as mark

from riskapp.accounts.models import User
from riskapp.audit.actions import record
from riskapp.audit.models import AuditEntry
from riskapp.common.outbox import queue_surely
from riskapp.common.wall import in_organisation, of_everything
from riskapp.reports.choices import ReportKind, ReportState
from riskapp.reports.errors import NotShared, WrongPassword
from riskapp.reports.models import Report, ReportLink

# The task that mails a link, by the name its queue knows.
SEND_LINK = "riskapp.reports.tasks.send_link"
TOKEN_BYTES = 32
WRONG_PASSWORDS = 5  # then the link ends
OPENED_AN_HOUR = 60  # each time is kept in the trail for good


@dataclass(frozen=True, slots=True)
class LinkRequest:
    """Who gets a link, why, and when it ends. ``password`` is as typed."""

    name: str
    reason: str
    email: str = ""
    days: int = 14
    downloads: int = 3
    password: str = ""


@transaction.atomic
def make_link(
    report: Report, wanted: LinkRequest, *, by: User
) -> tuple[ReportLink, str]:
    """A link to a finished report, and its token, which is never shown again; with an address
    it is mailed, and the token made only then. Raises NotShared."""
    if report.state != ReportState.READY or report.kind == ReportKind.PACK:
        raise NotShared
    token = "" if wanted.email else new_token()
    password = make_password(wanted.password) if wanted.password else ""
    link = _new_link(report, wanted, token, password, by=by)
    if link.email:
        queue_link(link)
    return link, token


def promise_link(
    report: Report, wanted: LinkRequest, password: str, *, by: User
) -> ReportLink:
    """A link to a report that may still be in the making; it is mailed once the report is
    there. ``password`` is hashed. In the transaction of the caller."""
    return _new_link(report, wanted, "", password, by=by)


def queue_link(link: ReportLink) -> None:
    """Have a link mailed once this is committed; the clock comes back to one nobody queued."""
    queue_surely(SEND_LINK, str(link.pk))


def _new_link(
    report: Report, wanted: LinkRequest, token: str, password: str, *, by: User
) -> ReportLink:
    link = ReportLink.objects.create(
        organisation=report.organisation,
        report=report,
        name=wanted.name,
        email=wanted.email,
        reason=wanted.reason,
        digest=ReportLink.digest_of(token) if token else None,
        password=password,
        expires_at=timezone.now() + timedelta(days=wanted.days),
        most_downloads=wanted.downloads,
        made_by=by,
    )
    _note(mark("report link made"), link, by=by, after=_facts(link))
    return link


@transaction.atomic
def revoke_link(link: ReportLink, *, by: User) -> ReportLink:
    """End a link for good; twice is once."""
    link = ReportLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if link.revoked_at is None:
        link.revoked_at = timezone.now()
        link.save(update_fields=["revoked_at"])
        _note(mark("report link revoked"), link, by=by)
    return link


@of_everything("a link to a report that was opened")
def link_of(token: str) -> ReportLink | None:
    """The link with this token, whether it still opens or not; nothing is told of others."""
    digest = ReportLink.digest_of(token)
    link = (
        ReportLink.objects.select_related("organisation").filter(digest=digest).first()
    )
    if link is None or not constant_time_compare(link.digest or "", digest):
        return None
    return link


def redeem_link(token: str) -> ReportLink | None:
    """The link that a token opens, noted as opened; None, noted too where there is one, when
    it has ended."""
    link = link_of(token.rpartition("#")[2].strip())
    if link is None:
        return None
    with in_organisation(link.organisation_id), transaction.atomic():
        if why := why_ended(link):
            _note(mark("report link refused"), link, after={"why": why})
            return None
        if _is_opened_often(link):
            return None
        _note(mark("report link opened"), link)
    return link


def _is_opened_often(link: ReportLink) -> bool:
    opened = AuditEntry.objects.filter(
        organisation=link.organisation_id,
        object_type="reports.reportlink",
        object_id=str(link.pk),
        action="report link opened",
        at__gt=timezone.now() - timedelta(hours=1),
    )
    return opened.count() >= OPENED_AN_HOUR


def unlock_link(link: ReportLink, password: str) -> None:
    """Prove the password of a link. Raises WrongPassword; after too many the link ends, however
    many are tried at once."""
    if not _is_right(link, password):
        raise WrongPassword


@transaction.atomic
def note_link_download(link: ReportLink) -> bool:
    """Count a download, if one is left: exactly one, however many ask at once."""
    taken = (
        ReportLink.objects.usable()
        .filter(pk=link.pk)
        .update(downloads=F("downloads") + 1)
    )
    link.refresh_from_db(fields=["downloads", "revoked_at", "expires_at"])
    if not taken:
        _note(mark("report link refused"), link, after={"why": why_ended(link)})
        return False
    _note(mark("report link downloaded"), link, after={"download": link.downloads})
    return True


def why_ended(link: ReportLink) -> str:
    """Why a link opens nothing any more, for the audit trail; empty while it does."""
    if link.revoked_at is not None:
        return "revoked"
    if link.expires_at <= timezone.now():
        return "ended"
    if link.downloads >= link.most_downloads:
        return "used up"
    return ""


def new_token() -> str:
    """256 bits nobody can guess."""
    return secrets.token_urlsafe(TOKEN_BYTES)


@transaction.atomic
def _is_right(link: ReportLink, password: str) -> bool:
    """Whether a link opens with a password; a wrong one counts. One after the other."""
    link = ReportLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if link.revoked_at is None and check_password(password, link.password):
        return True
    link.wrong_tries += 1
    if link.wrong_tries >= WRONG_PASSWORDS and link.revoked_at is None:
        link.revoked_at = timezone.now()
    link.save(update_fields=["wrong_tries", "revoked_at"])
    _note(mark("report link refused"), link, after={"why": "password"})
    return False


def _note(
    action: str, link: ReportLink, *, by: User | None = None, after: Any = None
) -> None:
    """What happened to a link; who opens it is known by the name it was made for."""
    record(
        action,
        link,
        organisation=link.organisation,
        by=by,
        actor_label="" if by else link.name,
        after=after,
    )


def _facts(link: ReportLink) -> dict[str, Any]:
    return {
        "report": str(link.report_id),
        "name": link.name,
        "email": link.email,
        "reason": link.reason,
        "expires": link.expires_at.isoformat(),
        "downloads": link.most_downloads,
        "password": bool(link.password),
    }
