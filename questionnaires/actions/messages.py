"""A conversation between those who answer and whoever asks, one thread for each question."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from questionnaires.actions.deliveries import queue_delivery
from questionnaires.actions.history import remember
from questionnaires.choices import DeliveryKind, EventKind
from questionnaires.errors import NothingAsked, TooMany
from questionnaires.models import Message, Respondent, Response
from questionnaires.signals import message_written

MOST_AN_HOUR = 20
MOST = 500


@transaction.atomic
def ask_asker(
    response: Response, text: str, *, question: str = "", respondent: Respondent
) -> Message:
    """Ask whoever asks, about a question or about the whole; also after submission.

    Raises TooMany where an hour, or the response, has enough of them.
    """
    response = Response.objects.select_for_update().get(pk=response.pk)
    written = Message.objects.filter(response=response).exclude(respondent=None)
    an_hour_ago = timezone.now() - datetime.timedelta(hours=1)
    if (
        written.filter(made_at__gt=an_hour_ago).count() >= MOST_AN_HOUR
        or written.count() >= MOST
    ):
        raise TooMany(_("Enough was asked for now. Please wait for the answers."))
    made = Message.objects.create(
        response=response, question=question, respondent=respondent, text=text
    )
    remember(
        response,
        EventKind.ASKED,
        respondent=respondent,
        question=question,
        after={"message": str(made.pk), "text": text},
    )
    _mark(response, question, is_told=False)
    message_written.send(sender=Message, message=made)
    return made


@transaction.atomic
def tell_asked(
    response: Response, text: str, *, question: str, author: str, signed: str = ""
) -> Message:
    """Answer in a thread; whoever wrote in it gets a mail that leads there.

    Raises NothingAsked where nobody has asked anything about this.
    """
    response = Response.objects.select_for_update().get(pk=response.pk)
    thread = Message.objects.filter(response=response, question=question)
    if not thread.exclude(respondent=None).exists():
        raise NothingAsked(_("Nobody has asked about this."))
    made = Message.objects.create(
        response=response, question=question, author=author, signed=signed, text=text
    )
    remember(
        response,
        EventKind.TOLD,
        actor=author,
        question=question,
        after={"message": str(made.pk), "text": text},
    )
    _mark(response, question, is_told=True)
    for respondent in (
        Respondent.objects.filter(pk__in=thread.values("respondent"))
        .select_related("invitation")
        .distinct()
    ):
        address = respondent.email or respondent.invitation.email
        if address and respondent.invitation.is_usable:
            queue_delivery(
                respondent.invitation,
                DeliveryKind.ANSWER,
                address,
                leads_to=thread_path(response, question),
            )
    return made


def _mark(response: Response, question: str, *, is_told: bool) -> None:
    """Note at the response whose the last word on a question is, for its pages; what is
    submitted stays as it is, and has no such pages."""
    if response.is_open:
        response.threads = response.threads | {question: is_told}
        response.save(update_fields=["threads"])


def thread_path(response: Response, question: str) -> str:
    """Where a thread is read by those who answer."""
    page = reverse("questionnaires:contact", args=[response.pk])
    return f"{page}?{urlencode({'question': question})}" if question else page
