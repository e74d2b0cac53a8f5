"""Mail to people who answer: queued with its change, sent later, its state kept."""

from __future__ import annotations

import datetime
import smtplib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as mark

from questionnaires.actions.codes import new_code
from questionnaires.choices import DeliveryKind, DeliveryState, added_mail
from questionnaires.document.extending import extension
from questionnaires.files import one_line
from questionnaires.models import Delivery, Evidence, Invitation
from questionnaires.queries import (
    MailWords,
    contact_of,
    link_path,
    own_words,
    token_of,
)
from questionnaires.signals import delivery_queued

QUICK_TRIES = 6  # within some minutes; then the clock comes back, four times an hour
UNFORESEEN = 3
A_DAY = datetime.timedelta(days=1)
# A mail server may be away for hours; whoever waits at the page for a code does not.
WORTH_TRYING: dict[str, datetime.timedelta] = {
    DeliveryKind.CODE: datetime.timedelta(minutes=15)
}
SUBJECTS = {
    DeliveryKind.CONFIRM: gettext_lazy("%(asker)s asks you to confirm some answers"),
    DeliveryKind.REST: gettext_lazy("%(asker)s asks you the rest of the questionnaire"),
    DeliveryKind.REMINDER: gettext_lazy("Reminder: %(asker)s waits for your answers"),
    DeliveryKind.OVERDUE: gettext_lazy("Overdue: %(asker)s waits for your answers"),
    DeliveryKind.EXTENDED: gettext_lazy("%(asker)s gives you more time"),
    DeliveryKind.WITHDRAWN: gettext_lazy("%(asker)s needs no more answers"),
    DeliveryKind.ANSWER: gettext_lazy("%(asker)s answers your question"),
    DeliveryKind.INFECTED: gettext_lazy(
        "A file you attached was deleted: it held a virus"
    ),
}
MOST_OF_A_NAME = 120
PERMANENT = 500  # SMTP: from here on, trying again does not help
# Longer than any task may run: whoever handed a mail over before this is gone.
IN_HAND = datetime.timedelta(minutes=5)
IN_DOUBT = mark(
    "It is not known whether this mail went out: it was handed to the mail server, and nobody heard the answer. It is not sent twice."
)
# What a mail server says when it did not take a mail.
REFUSALS = (
    smtplib.SMTPResponseException,
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPNotSupportedError,
    ConnectionRefusedError,
)


class NotDelivered(Exception):
    """The mail did not go out; it is worth trying again."""


def queue_delivery(
    invitation: Invitation,
    kind: str,
    email: str = "",
    language: str = "",
    leads_to: str = "",
    evidence: Evidence | None = None,
) -> Delivery:
    """Note a mail to be sent; the worker takes it once this is committed.

    ``kind`` is one of :class:`DeliveryKind` or of the product (``questionnaires.choices``).
    It is written in ``language``, or in what :func:`language_of` says when it goes out;
    ``leads_to`` is the path its link opens after entry, ``evidence`` what it is about.
    """
    delivery = Delivery.objects.create(
        invitation=invitation,
        kind=kind,
        email=email or invitation.email,
        language=language,
        leads_to=leads_to,
        evidence=evidence,
    )
    delivery_queued.send(sender=Delivery, delivery=delivery)
    return delivery


def send_delivery(delivery: Delivery) -> Delivery:
    """Send a queued mail and note what became of it; twice sends it once, whatever dies meanwhile.

    The try is counted before it begins, so that one a worker does not survive is known: after
    three without an end (:data:`UNFORESEEN`) the mail is given up. That it is handed to the mail
    server is noted before it is: a mail whose worker died, or whose server fell silent, just
    then may be out, so it fails with that reason and a person decides. A mail server that is away
    is asked again for a day, a mail with a code for as long as somebody waits for it.

    Raises NotDelivered when another attempt soon makes sense; later ones are left to the clock.
    """
    if not _begun(delivery):
        delivery.refresh_from_db()
        return delivery
    with transaction.atomic():
        delivery = _locked(delivery)
        if delivery.state != DeliveryState.QUEUED or delivery.handed_at is not None:
            return delivery
        if not _may_go(delivery):
            return _note(
                delivery, DeliveryState.FAILED, mark("The invitation was withdrawn.")
            )
        message = _message(delivery)
        message.message().as_bytes()  # what cannot be written fails before it counts as handed
        delivery.handed_at = timezone.now()
        delivery.save(update_fields=["handed_at"])
    state, reason = _handed_over(delivery, message)
    if state == DeliveryState.SENT:
        delivery.sent_at = timezone.now()
    _note(delivery, state, reason)
    if delivery.state == DeliveryState.QUEUED and delivery.attempts < QUICK_TRIES:
        raise NotDelivered(delivery.reason)
    return delivery


def _handed_over(
    delivery: Delivery, message: EmailMultiAlternatives
) -> tuple[DeliveryState, str]:
    """What handing a mail to the mail server came to, and why it did not work."""
    server = message.connection = mail.get_connection()
    is_open = False
    try:
        server.open()
        is_open = True
        message.send()
    except (OSError, smtplib.SMTPException) as error:
        if is_open and not isinstance(error, REFUSALS):
            return DeliveryState.FAILED, IN_DOUBT
        is_final = _is_permanent(error) or _is_too_late(delivery)
        return (
            DeliveryState.FAILED if is_final else DeliveryState.QUEUED,
            _why(error),
        )
    finally:
        server.close()
    return DeliveryState.SENT, ""


@transaction.atomic
def give_up(delivery: Delivery) -> Delivery:
    """Note that something unforeseen stopped a try; after three such it is not tried again."""
    delivery = _locked(delivery)
    if delivery.state == DeliveryState.QUEUED and delivery.unforeseen >= UNFORESEEN:
        return _note(
            delivery, DeliveryState.FAILED, mark("The mail could not be written.")
        )
    return delivery


@transaction.atomic
def _begun(delivery: Delivery) -> bool:
    """Count a try, whatever becomes of it; whether there is one. A mail that was handed over is
    left to who did it, and in doubt once that one must be gone."""
    delivery = _locked(delivery)
    if delivery.state != DeliveryState.QUEUED:
        return False
    if delivery.handed_at is not None:
        if abs(timezone.now() - delivery.handed_at) > IN_HAND:
            _note(delivery, DeliveryState.FAILED, IN_DOUBT)
        return False
    if delivery.unforeseen >= UNFORESEEN:
        reason = mark("The mail could not be written.")
        _note(delivery, DeliveryState.FAILED, reason)
        return False
    delivery.attempts += 1
    delivery.unforeseen += 1
    delivery.tried_at = timezone.now()
    delivery.save(update_fields=["attempts", "unforeseen", "tried_at"])
    return True


def _locked(delivery: Delivery) -> Delivery:
    return (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("invitation__response", "invitation__invited_by", "evidence")
        .get(pk=delivery.pk)
    )


def _may_go(delivery: Delivery) -> bool:
    """Whoever was shut out gets nothing more, except to be told so."""
    return delivery.kind == DeliveryKind.WITHDRAWN or delivery.invitation.is_usable


def _is_too_late(delivery: Delivery) -> bool:
    """Whether nobody would be helped by the mail any more."""
    worth = WORTH_TRYING.get(delivery.kind, A_DAY)
    return delivery.queued_at < timezone.now() - worth


def _note(delivery: Delivery, state: DeliveryState, reason: str) -> Delivery:
    """What a try came to; one that came to something was no unforeseen one."""
    delivery.state = state
    delivery.reason = reason[:300]
    delivery.unforeseen = 0
    delivery.handed_at = None
    delivery.save(
        update_fields=["state", "reason", "unforeseen", "sent_at", "handed_at"]
    )
    return delivery


def language_of(invitation: Invitation) -> str:
    """What a person is written in: the language they chose, else the one of the asker."""
    known = dict(settings.LANGUAGES)
    wanted = (invitation.language, invitation.response.language)
    return next((code for code in wanted if code in known), settings.LANGUAGE_CODE)


def ways_in(invitation: Invitation, leads_to: str = "") -> dict[str, str]:
    """What a mail says of how to get in: the link, and page and code to do it by hand."""
    return {
        "link": f"{settings.PUBLIC_URL}{link_path(invitation, leads_to)}",
        "page": f"{settings.PUBLIC_URL}{reverse('questionnaires:enter')}",
        "link_code": token_of(invitation),
    }


def _message(delivery: Delivery) -> EmailMultiAlternatives:
    language = delivery.language or language_of(delivery.invitation)
    with translation.override(language):
        return _written(delivery)


def _written(delivery: Delivery) -> EmailMultiAlternatives:
    invitation = delivery.invitation
    response = invitation.response
    asker = one_line(response.asked_by)[:MOST_OF_A_NAME]
    contact = contact_of(response)
    context = {
        "response": response,
        "invitation": invitation,
        "evidence": delivery.evidence,
        "contact": contact,
        **ways_in(invitation, delivery.leads_to),
    }
    if delivery.kind == DeliveryKind.CODE:
        context["code"] = new_code(invitation, delivery.email)
    words = own_words(response, delivery.kind, translation.get_language())
    written = worded(delivery.kind, asker, words, context)
    message = EmailMultiAlternatives(
        subject=written.subject,
        body=written.text,
        to=[delivery.email],
        reply_to=[contact.email] if contact else None,
    )
    message.attach_alternative(written.html, "text/html")
    return message


@dataclass(frozen=True, slots=True)
class WrittenMail:
    """A mail as it is sent: its subject, and what it says as text and as HTML."""

    subject: str
    text: str
    html: str


def worded(
    kind: str, asker: str, words: MailWords | None, context: Mapping[str, Any]
) -> WrittenMail:
    """A mail in the language in force, in the ``words`` of whoever asks where there are any;
    ``context`` is what the templates of the mail expect."""
    template, context = f"emails/{kind}", dict(context)
    if words:
        response = context["response"]
        due = response.due_on
        filled = words.filled(
            {
                "asker": asker,
                "asked": response.respondent_name,
                "about": response.about,
                "day": date_format(due, _("j F Y")) if due else "",
            }
        )
        template, context["text"] = "emails/own_words", filled.text
        subject = one_line(filled.subject)
    else:
        subject = _subject_of(kind) % {"asker": asker}
    return WrittenMail(
        subject,
        render_to_string(f"{template}.txt", context),
        render_to_string(f"{template}.html", context),
    )


def _subject_of(kind: str) -> str:
    topic = extension().topic
    if kind == DeliveryKind.CODE:
        return _("Your code for the questionnaire of %(asker)s")
    if kind == DeliveryKind.COLLEAGUE:
        return _("Please help to answer the questionnaire of %(asker)s")
    if kind == DeliveryKind.CYCLE:
        return _(topic.asks_again)
    if kind == DeliveryKind.QUESTIONS:
        return _("%(asker)s has questions about your answers")
    if added := added_mail(kind):
        return str(added.subject)
    known = SUBJECTS.get(DeliveryKind(kind))
    return str(known) if known else _(topic.asks_by_mail)


def _is_permanent(error: Exception) -> bool:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= PERMANENT for code, _text in error.recipients.values())
    return (
        isinstance(error, smtplib.SMTPResponseException)
        and error.smtp_code >= PERMANENT
    )


def _why(error: Exception) -> str:
    """In English; whoever reads it sees it in their language (``Delivery.why``)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return mark("The mail server refuses this address.")
    if isinstance(error, smtplib.SMTPResponseException):
        return mark("The mail server refused the mail (%(code)s).") % {
            "code": error.smtp_code
        }
    return mark("The mail server could not be reached.")
