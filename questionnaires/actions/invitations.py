"""Letting people in, and shutting them out."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from questionnaires.actions.deliveries import queue_delivery
from questionnaires.actions.history import remember
from questionnaires.actions.locking import locked_open
from questionnaires.choices import (
    DeliveryKind,
    EntryPolicy,
    EventKind,
    Purpose,
    RespondentRole,
)
from questionnaires.document.characters import address, domain_of
from questionnaires.errors import (
    AddressRefused,
    ChangedMeanwhile,
    InvitationExpired,
    InvitationRevoked,
    InvitationWrong,
    TooMany,
    TooManyCodes,
    TooManyMails,
    TooManySeats,
)
from questionnaires.models import Delivery, Invitation, Respondent, Response
from questionnaires.queries import document_of, invitation_expiry, invitation_of
from questionnaires.wall import wall

MAX_INVITATIONS = 100
AFTER_DUE = datetime.timedelta(days=30)
# The mail that goes to a lead, by what the response is for.
MAIL_OF = {
    Purpose.CYCLE: DeliveryKind.CYCLE,
    Purpose.CLARIFICATION: DeliveryKind.QUESTIONS,
    Purpose.CONFIRMATION: DeliveryKind.CONFIRM,
    Purpose.REST: DeliveryKind.REST,
}
CODES = 3
MAILS = 3
PAUSE = datetime.timedelta(minutes=10)
# Codes to all addresses of one invitation within an hour; the one it was mailed to has its own.
MAILS_OF_INVITATION = 10
HOUR = datetime.timedelta(hours=1)
# What people at one response can cause within an hour, so that they leave the others of the
# organisation theirs; and how often one way in seats somebody new.
MAILS_OF_RESPONSE = 60
SEATS_OF_INVITATION = 100
# What people who answer can cause.
CAUSED = (DeliveryKind.CODE, DeliveryKind.COLLEAGUE)


@transaction.atomic
def invite(response: Response, *, email: str = "", actor: str) -> Invitation:
    """Make a way in for a lead; the link follows from the row and the secret key.

    With an address, a mail with the link is queued.
    """
    email = address(email)
    earlier = _earlier(response, email)
    invitation = _new(
        response,
        email,
        continues=earlier,
        language=earlier.language if earlier else "",
    )
    remember(
        response,
        EventKind.INVITED,
        actor=actor,
        after={"invitation": str(invitation.pk), "email": email},
    )
    if email:
        queue_delivery(invitation, _mail_for(invitation))
    return invitation


@transaction.atomic
def invite_colleague(
    response: Response, *, email: str, sections: Sequence[str], by: Respondent
) -> Invitation:
    """A lead asks a colleague for some sections, or for all when none is named.

    Raises AddressRefused unless the address is at an allowed domain or the buyer lets
    colleagues be anywhere, TooMany and TooManyMails.
    """
    email = address(email)
    response = Response.objects.select_for_update().get(pk=response.pk)
    if not response.colleagues_anywhere:
        _refuse_other_domain(response, email)
    _refuse_many_mails(response)
    known = document_of(response.version).section_by_code
    invitation = _new(
        response,
        email,
        role=RespondentRole.CONTRIBUTOR,
        sections=[code for code in sections if code in known],
        invited_by=by,
    )
    remember(
        response,
        EventKind.INVITED,
        respondent=by,
        actor=str(by),
        after={
            "invitation": str(invitation.pk),
            "email": email,
            "sections": invitation.sections,
        },
    )
    queue_delivery(invitation, DeliveryKind.COLLEAGUE)
    return invitation


@transaction.atomic
def mail_again(invitation: Invitation) -> Delivery:
    """Queue the mail of an invitation once more; raises TooMany after three in ten minutes."""
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("response")
        .get(pk=invitation.pk)
    )
    kind = _mail_for(invitation)
    if kind in CAUSED:
        _refuse_many_mails(invitation.response)
    if _recent(invitation, kind, invitation.email) >= MAILS:
        raise TooMany(_("This mail was sent several times. Wait ten minutes."))
    return queue_delivery(invitation, kind)


@transaction.atomic
def notify_leads(response: Response, kind: str, *, leads_to: str) -> int:
    """Mail every lead with an address who was not shut out; how many. Their ways in work
    again where they had expired: whoever is told something can look at it.

    ``leads_to`` is the path the link opens after entry.
    """
    leads = Invitation.objects.select_for_update().filter(
        response=response, role=RespondentRole.LEAD, revoked_at=None
    )
    told = 0
    for invitation in leads:
        invitation.expires_at = max(invitation.expires_at, invitation_expiry())
        invitation.save(update_fields=["expires_at"])
        if invitation.email:
            queue_delivery(invitation, kind, leads_to=leads_to)
            told += 1
    return told


@transaction.atomic
def give_sections(
    invitation: Invitation,
    sections: Sequence[str],
    *,
    by: Respondent,
    seen: str | None = None,
) -> Invitation:
    """Change which sections a contributor is asked for; none means all.

    ``seen`` is the version the writer saw, None skips the comparison. Raises
    ChangedMeanwhile.
    """
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("response__version")
        .get(pk=invitation.pk)
    )
    known = document_of(invitation.response.version).section_by_code
    before, now = invitation.sections, invitation.sections_version
    invitation.sections = [code for code in sections if code in known]
    if invitation.sections != before:
        if seen not in (None, now):
            raise ChangedMeanwhile(now)
        invitation.save(update_fields=["sections"])
        remember(
            invitation.response,
            EventKind.SECTIONS_GIVEN,
            respondent=by,
            actor=str(by),
            before={"invitation": str(invitation.pk), "sections": before},
            after={"sections": invitation.sections},
        )
    return invitation


@transaction.atomic
def ask_for_code(invitation: Invitation, email: str, *, language: str = "") -> Delivery:
    """Queue a mail with six digits, in the language of the page that asks for it; raises
    AddressRefused, TooManyCodes and TooManyMails."""
    email = address(email)
    refuse_foreign_address(invitation.response, email)
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("response")
        .get(pk=invitation.pk)
    )
    if _recent(invitation, DeliveryKind.CODE, email) >= CODES:
        raise TooManyCodes
    is_asked = email == invitation.email and invitation.invited_by_id is None
    if email != invitation.email and _to_others(invitation) >= MAILS_OF_INVITATION:
        raise TooManyCodes
    if not is_asked:  # whoever the buyer asked gets a code, whatever others caused
        _refuse_many_mails(invitation.response)
    return queue_delivery(invitation, DeliveryKind.CODE, email, language)


@transaction.atomic
def choose_language(
    invitation: Invitation, language: str, *, respondent: Respondent | None = None
) -> Invitation:
    """Remember in which language a person wants to read, so that mails come in it."""
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("response")
        .get(pk=invitation.pk)
    )
    if language in dict(settings.LANGUAGES) and invitation.language != language:
        invitation.language = language
        invitation.save(update_fields=["language"])
        remember(
            invitation.response,
            EventKind.LANGUAGE_CHOSEN,
            respondent=respondent,
            actor=str(respondent or invitation.email),
            after={"invitation": str(invitation.pk), "language": language},
        )
    return invitation


def refuse_foreign_address(response: Response, email: str) -> None:
    """Raise AddressRefused unless the response is open to the domain of the address."""
    if response.entry_policy == EntryPolicy.LINK and not response.allowed_domains:
        return
    _refuse_other_domain(response, email)


def _refuse_other_domain(response: Response, email: str) -> None:
    allowed = {domain_of(domain) for domain in response.allowed_domains}
    if domain_of(email) not in allowed:
        raise AddressRefused(response.allowed_domains)


def _refuse_many_mails(response: Response) -> None:
    """Raise TooManyMails once people who answer caused enough mails this hour, at one response
    or at all of an organisation."""
    caused = Delivery.objects.filter(
        kind__in=CAUSED,
        queued_at__gt=timezone.now() - HOUR,
        invitation__response__tenant=response.tenant,
    )
    here = caused.filter(invitation__response=response)
    with wall().within_tenant(response.tenant):
        if (
            caused.count() >= settings.QUESTIONNAIRE_MAILS_PER_HOUR
            or here.count() >= MAILS_OF_RESPONSE
        ):
            raise TooManyMails


@transaction.atomic
def revoke(
    invitation: Invitation, *, actor: str, respondent: Respondent | None = None
) -> Invitation:
    """Withdraw a way in; everybody who came through it is shut out at once."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.revoked_at is None:
        invitation.revoked_at = timezone.now()
        invitation.save(update_fields=["revoked_at"])
        remember(
            invitation.response,
            EventKind.INVITATION_REVOKED,
            respondent=respondent,
            actor=actor,
            after={"invitation": str(invitation.pk)},
        )
    return invitation


@transaction.atomic
def move_due(response: Response, due_on: datetime.date, *, actor: str) -> Response:
    """Give a response another due date and tell its leads; ways in last longer with it.

    Raises ResponseLocked once the answers are submitted.
    """
    response = locked_open(response)
    before = response.due_on
    response.due_on = due_on
    response.save(update_fields=["due_on"])
    response.invitations.filter(revoked_at=None).update(
        expires_at=Greatest(F("expires_at"), _open_until(due_on))
    )
    remember(
        response,
        EventKind.DUE_MOVED,
        actor=actor,
        before={"due_on": before.isoformat() if before else None},
        after={"due_on": due_on.isoformat()},
    )
    for invitation in _leads(response):
        queue_delivery(invitation, DeliveryKind.EXTENDED)
    return response


@transaction.atomic
def remind_leads(response: Response, *, is_overdue: bool) -> list[Delivery]:
    """Queue a reminder for every lead who can still enter."""
    kind = DeliveryKind.OVERDUE if is_overdue else DeliveryKind.REMINDER
    return [queue_delivery(invitation, kind) for invitation in _leads(response)]


@transaction.atomic
def shut(response: Response, *, actor: str, notify: bool = True) -> None:
    """Withdraw every way in to a response; with ``notify``, its leads get a mail."""
    told = _leads(response) if notify else []
    for invitation in response.invitations.filter(revoked_at=None):
        revoke(invitation, actor=actor)
    for invitation in told:
        queue_delivery(invitation, DeliveryKind.WITHDRAWN)


def redeem(token: str) -> Invitation:
    """The invitation of a code; raises InvitationWrong, InvitationExpired or InvitationRevoked."""
    invitation = invitation_of(token)
    if invitation is None:
        raise InvitationWrong
    if invitation.revoked_at is not None:
        raise InvitationRevoked
    if invitation.expires_at <= timezone.now():
        raise InvitationExpired
    return invitation


@transaction.atomic
def enter(invitation: Invitation, *, name: str = "", email: str = "") -> Respondent:
    """A person comes in through an invitation; ``email`` only when it was proven.

    Whoever proves the same address again is the same person as before, also twice at once.
    Raises TooManySeats.
    """
    name, email = name.strip()[:200], address(email)
    Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if email:
        known = Respondent.objects.filter(invitation=invitation, email=email).first()
        if known is not None:
            return known
    lately = Respondent.objects.filter(
        invitation=invitation, entered_at__gt=timezone.now() - HOUR
    )
    if lately.count() >= SEATS_OF_INVITATION:
        raise TooManySeats
    respondent = Respondent.objects.create(
        invitation=invitation, response=invitation.response, name=name, email=email
    )
    remember(
        invitation.response,
        EventKind.ENTERED,
        respondent=respondent,
        actor=respondent.name,
    )
    return respondent


def _new(response: Response, email: str, **fields: Any) -> Invitation:
    if response.invitations.count() >= MAX_INVITATIONS:
        raise TooMany(
            _("At most %(most)s people can be invited.") % {"most": MAX_INVITATIONS}
        )
    return Invitation.objects.create(
        response=response,
        email=address(email),
        expires_at=max(invitation_expiry(), _open_until(response.due_on)),
        **fields,
    )


def _open_until(due_on: datetime.date | None) -> datetime.datetime:
    """A way in outlives the due date, because many answer late."""
    day = (due_on or timezone.localdate()) + AFTER_DUE
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


def _leads(response: Response) -> list[Invitation]:
    """The usable ways in for leads that have an address."""
    return list(
        Invitation.objects.usable()
        .filter(response=response, role=RespondentRole.LEAD)
        .exclude(email="")
    )


def _mail_for(invitation: Invitation) -> DeliveryKind:
    if invitation.invited_by_id:
        return DeliveryKind.COLLEAGUE
    return MAIL_OF.get(Purpose(invitation.response.purpose), DeliveryKind.INVITATION)


def _earlier(response: Response, email: str) -> Invitation | None:
    """The way in that the same person had to the response that this one follows."""
    if response.follows_id is None or not email:
        return None
    return (
        Invitation.objects.usable()
        .filter(response=response.follows_id, email=address(email))
        .order_by("-created_at")
        .first()
    )


def _recent(invitation: Invitation, kind: DeliveryKind, email: str) -> int:
    return Delivery.objects.filter(
        invitation=invitation,
        kind=kind,
        email=email,
        queued_at__gt=timezone.now() - PAUSE,
    ).count()


def _to_others(invitation: Invitation) -> int:
    """Codes of this hour to any address but the one the invitation was mailed to."""
    codes = Delivery.objects.filter(
        invitation=invitation,
        kind=DeliveryKind.CODE,
        queued_at__gt=timezone.now() - HOUR,
    )
    return codes.exclude(email=invitation.email).count()
