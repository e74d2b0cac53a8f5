"""Asking many people at once to answer on a page of the product."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from questionnaires.actions.responses import Opening
from questionnaires.choices import EventKind
from questionnaires.document.characters import address, domain_of
from questionnaires.models import Delivery, Invitation, Response, ResponseEvent
from questionnaires.queries import invitation_expiry
from questionnaires.signals import delivery_queued


@dataclass(frozen=True, slots=True)
class PageOpening:
    """Whom to ask, and where they answer: ``page`` is the path of a page of the product, whose
    path holds the ``response_id``. ``language`` is what the person chose to be written to in."""

    response_id: uuid.UUID
    page: str
    respondent_name: str
    email: str
    opening: Opening
    language: str = ""


@transaction.atomic
def open_pages(
    wanted: Sequence[PageOpening], *, tenant: uuid.UUID, asked_by: str, mail: str
) -> list[Response]:
    """Open a response for each, let one person in, and queue one mail of the kind ``mail`` to
    that person. The statements are as many for one as for hundreds."""
    responses = Response.objects.bulk_create(
        Response(
            pk=one.response_id,
            tenant=tenant,
            asked_by=asked_by,
            respondent_name=one.respondent_name,
            page=one.page,
            version=one.opening.version,
            about=one.opening.about,
            profile=dict(one.opening.profile),
            due_on=one.opening.due_on,
            entry_policy=one.opening.entry_policy,
            language=one.opening.language,
            time_zone=one.opening.time_zone,
            message=one.opening.message.strip(),
            allowed_domains=[domain_of(d) for d in one.opening.allowed_domains],
            colleagues_anywhere=one.opening.colleagues_anywhere,
        )
        for one in wanted
    )
    until = invitation_expiry()
    invitations = Invitation.objects.bulk_create(
        Invitation(
            response=response,
            email=address(one.email),
            language=one.language,
            expires_at=until,
        )
        for one, response in zip(wanted, responses, strict=True)
    )
    ResponseEvent.objects.bulk_create(
        event
        for one, invitation in zip(wanted, invitations, strict=True)
        for event in (
            _event(invitation, EventKind.OPENED, one.opening.actor, None),
            _event(
                invitation,
                EventKind.INVITED,
                one.opening.actor,
                {"invitation": str(invitation.pk), "email": invitation.email},
            ),
        )
    )
    deliveries = Delivery.objects.bulk_create(
        Delivery(
            invitation=invitation,
            kind=mail,
            email=invitation.email,
            leads_to=one.page,
        )
        for one, invitation in zip(wanted, invitations, strict=True)
    )
    for delivery in deliveries:
        delivery_queued.send(sender=Delivery, delivery=delivery)
    return responses


def _event(
    invitation: Invitation, kind: EventKind, actor: str, after: object
) -> ResponseEvent:
    return ResponseEvent(
        response=invitation.response, kind=kind, actor=actor, after=after
    )
