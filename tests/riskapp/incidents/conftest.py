"""Work with tools as answers and files tell of them, and incidents about them."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.utils import timezone

from questionnaires.choices import ResponseState
from questionnaires.models import Answer, Entry, Response
from riskapp.accounts.models import Organisation, User
from riskapp.assessments.choices import AssessmentState
from riskapp.assessments.models import Assessment
from riskapp.incidents.actions.opening import IncidentInput, open_incident
from riskapp.incidents.models import Incident
from riskapp.inventory.models import Tool
from riskapp.vendors.models import Contact, Engagement
from tests.factories.riskapp import EngagementFactory, core_version


def work(organisation: Organisation, **wanted: Any) -> Engagement:
    """A piece of work of a vendor of its own, with an address there."""
    email = wanted.pop("email", "")
    engagement: Engagement = EngagementFactory(
        vendor__organisation=organisation, **wanted
    )
    if email:
        Contact.objects.create(vendor=engagement.vendor, email=email, is_main=True)
    return engagement


def response_to(
    engagement: Engagement, *, by: User, is_in: bool = True, answers: Any = ()
) -> Response:
    """A response about some work, submitted or open, with the assessment it is of."""
    response = Response.objects.create(
        tenant=engagement.organisation_id,
        version=core_version(),
        asked_by="Buyer",
        about=engagement.name,
        respondent_name=engagement.vendor.name,
    )
    now = timezone.now()
    for position in range(4):
        Entry.objects.create(response=response, section="TOOL", position=position)
    for question, value in dict(answers).items():
        Answer.objects.create(
            response=response, question=question, value=value, answered_at=now
        )
    if is_in:
        response.state = ResponseState.SUBMITTED
        response.submitted_at = now - datetime.timedelta(days=9)
        response.digest, response.attested_name = "0" * 64, "Ana Petrović"
        response.save()
    Assessment.objects.create(
        organisation=engagement.organisation,
        engagement=engagement,
        response=response,
        due_on=timezone.localdate(),
        reminders_from=timezone.localdate(),
        started_by=by,
        analyst=by,
        state=AssessmentState.SUBMITTED if is_in else AssessmentState.SENT,
    )
    return response


def with_tool(engagement: Engagement, name: str, *, by: User, **wanted: Any) -> Tool:
    """A tool of the register, as if the newest answers named it."""
    response = wanted.pop("response", None) or response_to(engagement, by=by)
    position = Tool.objects.filter(response=response).count()
    return Tool.objects.create(
        organisation=engagement.organisation,
        vendor=engagement.vendor,
        engagement=engagement,
        response=response,
        entry=response.entries.get(position=position),
        position=position,
        name=name,
        product=wanted.pop("product", name),
        **wanted,
    )


def opened(
    organisation: Organisation,
    by: User,
    subject: str = "Anthropic",
    kind: str = "provider",
    **wanted: Any,
) -> Incident:
    """An incident that somebody opened an hour ago."""
    aware_at = timezone.now() - datetime.timedelta(hours=1)
    return open_incident(
        IncidentInput(kind, [subject], aware_at, **wanted),
        organisation=organisation,
        by=by,
    )


def nowhere() -> uuid.UUID:
    """The id of nothing."""
    return uuid.uuid4()
