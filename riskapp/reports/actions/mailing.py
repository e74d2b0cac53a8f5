"""Mailing the link to a report to the person it was made for."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from riskapp.audit.actions import record
from riskapp.common.mailing import hand_over
from riskapp.common.names import tidy
from riskapp.reports.actions.sharing import new_token
from riskapp.reports.choices import ReportState
from riskapp.reports.models import ReportLink
from riskapp.reports.queries.standing import title_of

MOST_OF_A_NAME = 120  # in a subject


def mail_link(link: ReportLink) -> None:
    """Mail a link once, with a token that is made here; what was mailed, may be out, has ended or
    is not made yet is left alone.

    That it is handed to the mail server is noted before it is: where a worker dies just then, or
    the server falls silent, the page says that it may be out, and a person decides. Raises
    OSError when no mail server took it.
    """
    message = _handed(link)
    if message is None:
        return
    noted = ReportLink.objects.filter(pk=link.pk)
    if hand_over(message, lambda: noted.update(handed_at=None)):
        _mailed(link)


@transaction.atomic
def _handed(link: ReportLink) -> EmailMultiAlternatives | None:
    """The mail, noted as handed over; None where there is nothing to mail."""
    link = (
        ReportLink.objects.select_for_update(of=("self",))
        .select_related(
            "organisation", "made_by", "report__assessment__engagement__vendor"
        )
        .get(pk=link.pk)
    )
    is_ready = link.report.state == ReportState.READY
    is_begun = link.sent_at is not None or link.handed_at is not None
    if is_begun or not (link.email and link.is_usable and is_ready):
        return None
    token = new_token()
    link.digest = ReportLink.digest_of(token)
    link.handed_at = timezone.now()
    link.save(update_fields=["digest", "handed_at"])
    with translation.override(link.report.language):
        return _message(link, token)


@transaction.atomic
def _mailed(link: ReportLink) -> None:
    link = ReportLink.objects.select_for_update().get(pk=link.pk)
    link.sent_at, link.handed_at = timezone.now(), None
    link.save(update_fields=["sent_at", "handed_at"])
    record(
        "report link mailed",
        link,
        organisation=link.organisation,
        by=None,
        after={"to": link.email},
    )


def link_url(token: str) -> str:
    """What a person opens; the token stands behind the # and reaches no log."""
    return f"{settings.PUBLIC_URL}{reverse('shared')}#{token}"


def _message(link: ReportLink, token: str) -> EmailMultiAlternatives:
    title = title_of(link.report)
    context = {
        "link": link,
        "title": title,
        "url": link_url(token),
        "page": f"{settings.PUBLIC_URL}{reverse('shared')}",
        "token": token,
    }
    message = EmailMultiAlternatives(
        subject=_("%(organisation)s shares a report with you: %(title)s")
        % {
            "organisation": tidy(link.organisation.name)[:MOST_OF_A_NAME],
            "title": tidy(title)[:MOST_OF_A_NAME],
        },
        body=render_to_string("emails/report.txt", context),
        to=[link.email],
        reply_to=[link.made_by.email],
    )
    message.attach_alternative(
        render_to_string("emails/report.html", context), "text/html"
    )
    return message
