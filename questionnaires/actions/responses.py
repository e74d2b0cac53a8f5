"""Opening and submitting a response."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from questionnaires.actions.history import remember
from questionnaires.actions.levels import refresh_levels
from questionnaires.actions.locking import locked_open, recount
from questionnaires.choices import EntryPolicy, EventKind, ResponseState
from questionnaires.document.characters import domain_of
from questionnaires.document.sealing import new_secret
from questionnaires.document.values import Value
from questionnaires.errors import AttestationMissing, QuestionsChanged
from questionnaires.models import QuestionnaireVersion, Respondent, Response
from questionnaires.queries import digest_of
from questionnaires.signals import response_submitted, response_submitting


@dataclass(frozen=True, slots=True)
class Opening:
    """What a new response needs to know, frozen with it.

    ``about`` is the work as those who answer read it, ``actor`` whoever opens it; people enter
    by ``entry_policy``, with an address at one of ``allowed_domains`` where it asks for one;
    colleagues are asked only there, unless they may be anywhere;
    who never chose a language is written to in ``language``. Days are counted in ``time_zone``.
    ``message`` goes with the mail. ``is_short``: only the short form is asked.
    """

    version: QuestionnaireVersion
    about: str
    profile: Mapping[str, Value]
    due_on: datetime.date | None
    actor: str
    entry_policy: str = EntryPolicy.LINK
    allowed_domains: Collection[str] = ()
    colleagues_anywhere: bool = False
    language: str = ""
    time_zone: str = ""
    message: str = ""
    is_short: bool = False


@transaction.atomic
def open_response(
    opening: Opening, *, tenant: uuid.UUID, asked_by: str, respondent_name: str
) -> Response:
    """Open an empty response for a tenant; ``asked_by`` and ``respondent_name`` are the words
    those who answer read."""
    response = new_response(
        opening, tenant=tenant, asked_by=asked_by, respondent_name=respondent_name
    )
    recount(response)
    return response


def new_response(opening: Opening, **fields: Any) -> Response:
    """Store a new response with the first line of its history; it is not counted yet."""
    response = Response.objects.create(
        version=opening.version,
        about=opening.about,
        profile=dict(opening.profile),
        due_on=opening.due_on,
        entry_policy=opening.entry_policy,
        language=opening.language,
        time_zone=opening.time_zone,
        message=opening.message.strip(),
        allowed_domains=[domain_of(domain) for domain in opening.allowed_domains],
        colleagues_anywhere=opening.colleagues_anywhere,
        is_short=opening.is_short,
        **fields,
    )
    remember(
        response,
        EventKind.OPENED,
        actor=opening.actor,
        after={"purpose": response.purpose, "follows": str(response.follows_id)}
        if response.follows_id
        else None,
    )
    return response


@transaction.atomic
def ask_whole_form(response: Response, *, actor: str) -> Response:
    """Ask everything of whoever was sent the short form; what was answered stays. Twice is once.

    Raises ResponseLocked.
    """
    response = locked_open(response)
    if response.is_short:
        response.is_short = False
        response.save(update_fields=["is_short"])
        remember(response, EventKind.FORM_WIDENED, actor=actor)
        recount(response)
    return response


@transaction.atomic
def submit_response(
    response: Response,
    *,
    name: str,
    role: str,
    respondent: Respondent | None = None,
    asked: int | None = None,
) -> Response:
    """Freeze a response and announce it; submitting twice is the same as once.

    Open questions stay open and count as the worst answer; the page says so before. ``asked`` is
    how many questions were asked when the person looked: raises QuestionsChanged where it is
    another number by now, and AttestationMissing.
    """
    response_submitting.send(sender=Response, response=response)
    response = Response.objects.select_for_update().get(pk=response.pk)
    if not response.is_open:
        return response
    if not name.strip() or not role.strip():
        raise AttestationMissing
    refresh_levels(response)
    response.state = ResponseState.SUBMITTED
    recount(response)
    if asked is not None and asked != response.applicable:
        raise QuestionsChanged
    response.secret = new_secret()
    response.submitted_at = timezone.now()
    response.attested_name = name.strip()[:200]
    response.attested_role = role.strip()[:200]
    response.digest = digest_of(response)
    response.save()
    remember(
        response,
        EventKind.SUBMITTED,
        respondent=respondent,
        actor=response.attested_name,
        after={"digest": response.digest, "role": response.attested_role},
    )
    response_submitted.send(sender=Response, response=response)
    return response
