"""Who answers, and where they can go afterwards."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Count, Max, QuerySet
from django.utils import timezone

from questionnaires.choices import DeliveryKind, EntryPolicy
from questionnaires.models import (
    Answer,
    Delivery,
    Entry,
    Invitation,
    Respondent,
    Response,
)
from questionnaires.signals import afterwards, meanwhile


@dataclass(frozen=True, slots=True)
class AfterwardsLink:
    """Something a respondent can do or fetch once the answers are submitted."""

    url: str
    label: str
    note: str = ""


def links_afterwards(response: Response) -> list[AfterwardsLink]:
    """What others offer for a submitted response, in the order they were connected."""
    offered: list[AfterwardsLink] = []
    for _receiver, links in afterwards.send(sender=Response, response=response):
        offered.extend(cast("list[AfterwardsLink]", links))
    return offered


def links_meanwhile(
    response: Response, entry: Entry | None, question: str = ""
) -> list[AfterwardsLink]:
    """What others offer while answering: on the list of entries, the page of one, or at the
    answer to one ``question``."""
    offered: list[AfterwardsLink] = []
    for _receiver, links in meanwhile.send(
        sender=Response, response=response, entry=entry, question=question
    ):
        offered.extend(cast("list[AfterwardsLink]", links))
    return offered


@dataclass(frozen=True, slots=True)
class AskedPerson:
    """Somebody who was asked to answer, and what became of it."""

    invitation: Invitation
    names: tuple[str, ...]
    sections: tuple[str, ...]
    answered: int
    last_answer: datetime.datetime | None
    mail: Delivery | None


def people_at(
    response: Response, section_titles: Mapping[str, str]
) -> list[AskedPerson]:
    """Everybody who was invited, oldest first; four queries whatever their number."""
    invitations = list(
        response.invitations.order_by("created_at").prefetch_related("respondents")
    )
    newest_mail: dict[uuid.UUID, Delivery] = {}
    for delivery in Delivery.objects.filter(invitation__in=invitations).exclude(
        kind=DeliveryKind.CODE
    ):
        newest_mail.setdefault(delivery.invitation_id, delivery)
    done: dict[uuid.UUID, Any] = {
        row["answered_by__invitation"]: row
        for row in Answer.objects.filter(response=response)
        .values("answered_by__invitation")
        .annotate(count=Count("pk"), last=Max("answered_at"))
        .order_by()
    }
    return [
        AskedPerson(
            invitation=invitation,
            names=tuple(str(person) for person in invitation.respondents.all()),
            sections=tuple(
                section_titles.get(code, code) for code in invitation.sections
            ),
            answered=done.get(invitation.pk, {}).get("count", 0),
            last_answer=done.get(invitation.pk, {}).get("last"),
            mail=newest_mail.get(invitation.pk),
        )
        for invitation in invitations
    ]


def people_with(email: str) -> QuerySet[Respondent]:
    """Where a person with a proven address may go on, newest first: only responses that ask
    for an account, only through invitations that work."""
    return people_of(email).filter(invitation__expires_at__gt=timezone.now())


def people_of(email: str) -> QuerySet[Respondent]:
    """Where a person with a proven address has answered with an account, newest first, also
    where the invitation has ended by now; not where somebody took it back."""
    return (
        Respondent.objects.filter(
            email=email,
            response__entry_policy=EntryPolicy.ACCOUNT,
            invitation__revoked_at=None,
        )
        .exclude(email="")
        .select_related("response", "invitation")
        .order_by("-response__opened_at", "-entered_at")
    )
