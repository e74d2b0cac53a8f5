"""Opening and submitting a response."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from questionnaires.actions.history import remember
from questionnaires.actions.levels import refresh_levels
from questionnaires.actions.locking import recount
from questionnaires.choices import EntryPolicy, EventKind, ResponseState
from questionnaires.document.digest import digest
from questionnaires.document.values import Value
from questionnaires.errors import AttestationMissing
from questionnaires.models import QuestionnaireVersion, Respondent, Response
from questionnaires.queries import answers_payload, filled_of
from questionnaires.signals import response_submitted


@transaction.atomic
def open_response(
    *,
    version: QuestionnaireVersion,
    tenant: uuid.UUID,
    asked_by: str,
    about: str,
    respondent_name: str,
    profile: Mapping[str, Value],
    due_on: datetime.date | None,
    actor: str,
    entry_policy: str = EntryPolicy.LINK,
    allowed_domains: Sequence[str] = (),
) -> Response:
    """Open an empty response; the profile and what it takes to enter are frozen with it."""
    response = Response.objects.create(
        version=version,
        tenant=tenant,
        asked_by=asked_by,
        about=about,
        respondent_name=respondent_name,
        profile=dict(profile),
        due_on=due_on,
        entry_policy=entry_policy,
        allowed_domains=[domain.lower() for domain in allowed_domains],
    )
    remember(response, EventKind.OPENED, actor=actor)
    recount(response)
    return response


@transaction.atomic
def submit_response(
    response: Response, *, name: str, role: str, respondent: Respondent | None = None
) -> Response:
    """Freeze a response and announce it; submitting twice is the same as once.

    Open questions stay open and count as the worst answer; the page says so before.
    """
    response = Response.objects.select_for_update().get(pk=response.pk)
    if not response.is_open:
        return response
    if not name.strip() or not role.strip():
        raise AttestationMissing
    refresh_levels(response)
    recount(response)
    payload = answers_payload(response, filled_of(response), response.version.digest)
    response.state = ResponseState.SUBMITTED
    response.submitted_at = timezone.now()
    response.attested_name = name.strip()[:200]
    response.attested_role = role.strip()[:200]
    response.digest = digest(payload)
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
