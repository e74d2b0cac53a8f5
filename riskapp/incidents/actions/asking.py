"""Asking every vendor concerned at once, each once."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import dateformat, timezone, translation
from django.utils.translation import gettext as _

from questionnaires.actions.pages import PageOpening, open_pages
from questionnaires.actions.responses import Opening
from questionnaires.models import QuestionnaireVersion
from riskapp.accounts.models import User
from riskapp.audit.actions import record
from riskapp.common.names import domain_of
from riskapp.common.zones import name_of, zone_of
from riskapp.incidents.actions.opening import locked
from riskapp.incidents.choices import INCIDENT_ASKED, QUESTIONS
from riskapp.incidents.errors import NobodyToAsk
from riskapp.incidents.models import Incident, IncidentRequest
from riskapp.incidents.queries.requests import (
    IncidentRecipient,
    questions_in,
    recipients,
    subject_of,
)

Texts = Mapping[str, Mapping[str, str]]


@transaction.atomic
def ask_vendors(
    incident: Incident, engagements: Collection[UUID], texts: Texts, *, by: User
) -> list[IncidentRequest]:
    """Send the five questions about some work, one mail to one person of each vendor.

    ``texts`` are the questions by language and name; what is missing there, or empty, is asked
    as it is ready. A vendor that was asked already is left out, however often this is done at
    once. The statements are as many for one vendor as for hundreds. Raises NobodyToAsk and
    IncidentClosed.
    """
    incident = locked(incident)
    found, _without = recipients(incident, engagements)
    if not found:
        raise NobodyToAsk
    ready = questions_in(incident, {one.language for one in found})
    now = timezone.now()
    requests = [
        IncidentRequest(
            incident=incident,
            vendor_id=one.vendor,
            engagements=list(one.engagements),
            email=one.email,
            language=one.language,
            subject=_in(one.language, incident),
            questions=_worded(ready[one.language], texts.get(one.language, {})),
            response_id=uuid.uuid4(),
            asked_by=by,
            asked_at=now,
        )
        for one in found
    ]
    version = _version(incident)
    open_pages(
        [
            _opening(incident, request, one, version, by)
            for request, one in zip(requests, found, strict=True)
        ],
        tenant=incident.organisation_id,
        asked_by=incident.organisation.name,
        mail=INCIDENT_ASKED.code,
    )
    IncidentRequest.objects.bulk_create(requests)
    record(
        "vendors asked about an incident",
        incident,
        organisation=incident.organisation,
        by=by,
        after={
            "asked": [
                {"vendor": one.vendor_name, "email": one.email, "work": one.work}
                for one in found
            ],
            "questions": {
                language: _worded(own, texts.get(language, {}))
                for language, own in ready.items()
            },
        },
    )
    return requests


def _opening(
    incident: Incident,
    request: IncidentRequest,
    to: IncidentRecipient,
    version: QuestionnaireVersion,
    by: User,
) -> PageOpening:
    organisation = incident.organisation
    return PageOpening(
        response_id=request.response_id,
        page=reverse("incidents:answer", args=[request.response_id]),
        respondent_name=to.vendor_name,
        email=to.email,
        language=to.language,
        opening=Opening(
            version=version,
            about=to.work,
            profile={},
            due_on=None,
            actor=by.email,
            entry_policy=organisation.entry_policy,
            allowed_domains=[domain_of(to.email)],
            language=organisation.language,
            time_zone=organisation.time_zone,
            message=_message(incident, request),
        ),
    )


def _message(incident: Incident, request: IncidentRequest) -> str:
    """What the mail and the page say first, in the language of whoever reads it."""
    with translation.override(request.language):
        zone = zone_of(incident.organisation.time_zone)
        due = {
            name: f"{dateformat.format(local, _('j F Y, H:i'))} {name_of(local)}"
            for name, local in (
                ("first", request.first_due_at.astimezone(zone)),
                ("whole", request.whole_due_at.astimezone(zone)),
            )
        }
        text = _(
            "An incident is known that is about %(subject)s. Please answer the first two of five questions by %(first)s and the others by %(whole)s. “Not known yet” is an answer; send more as you learn it."
        ) % {"subject": request.subject, **due}
    return f"{text}\n\n{incident.summary}" if incident.summary else text


def _version(incident: Incident) -> QuestionnaireVersion:
    """A response needs one; none of its questions is asked."""
    versions = QuestionnaireVersion.objects.for_owner(incident.organisation_id)
    newest = versions.first()
    if newest is None:
        raise NobodyToAsk
    return newest


def _in(language: str, incident: Incident) -> str:
    with translation.override(language):
        return subject_of(incident)


def _worded(ready: Mapping[str, str], wanted: Mapping[str, str]) -> dict[str, str]:
    return {name: wanted.get(name, "").strip() or ready[name] for name in QUESTIONS}
