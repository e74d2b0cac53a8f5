"""Start an assessment for known work, or for work registered on the way; all or nothing."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction

from questionnaires.models import QuestionnaireVersion
from questionnaires.queries import document_of
from riskapp.accounts.models import Organisation, User
from riskapp.assessments.actions.assigning import assign
from riskapp.assessments.actions.lifecycle import StartWords, start_assessment
from riskapp.assessments.errors import AlreadyOpen
from riskapp.assessments.models import Assessment
from riskapp.assessments.queries.work import open_assessments
from riskapp.common.names import normal
from riskapp.scoring.profile import inherent_of
from riskapp.vendors.actions import register_engagement, register_vendor
from riskapp.vendors.models import Engagement, Vendor


@dataclass(frozen=True, slots=True)
class Start:
    """What the analyst asked for: a known engagement, or the words for a new one."""

    engagement: Engagement | None
    vendor: Vendor | None
    vendor_name: str
    vendor_country: str
    engagement_name: str
    profile: Mapping[str, str]
    version: QuestionnaireVersion
    due_on: datetime.date
    email: str
    prefill: bool = True
    whole: bool = False
    message: str = ""
    analyst: User | None = None
    form_token: UUID | None = None
    another_because: str = ""


@transaction.atomic
def start_from(wanted: Start, *, organisation: Organisation, by: User) -> Assessment:
    """Register what is new, then start; a form that is sent twice starts once.

    Raises NameTaken, and AlreadyOpen for work that is being assessed unless it is said why
    there is to be another; then nothing has happened.
    """
    _wait_for_the_same_form(organisation)
    token = wanted.form_token
    started = _started_with(token, organisation)
    if started and _is_same(started.engagement, wanted):
        return started
    engagement, reason = wanted.engagement, wanted.another_because
    if engagement and not reason and open_assessments(engagement=engagement):
        raise AlreadyOpen(engagement.pk)
    assessment = start_assessment(
        engagement=engagement or _new_engagement(wanted, organisation, by),
        version=wanted.version,
        due_on=wanted.due_on,
        email=wanted.email,
        prefill=wanted.prefill,
        whole=wanted.whole,
        form_token=None if started else token,
        words=StartWords(wanted.message, reason),
        by=by,
    )
    if wanted.analyst is not None:
        return assign(assessment, analyst=wanted.analyst, by=by)
    return assessment


def _started_with(token: UUID | None, organisation: Organisation) -> Assessment | None:
    if token is None:
        return None
    return (
        Assessment.objects.filter(organisation=organisation, form_token=token)
        .select_related("engagement__vendor")
        .first()
    )


def _is_same(engagement: Engagement, wanted: Start) -> bool:
    """Whether a form names the work that it has started already; a page that somebody went back
    to may name other work."""
    if wanted.engagement:
        return engagement == wanted.engagement
    name = wanted.vendor.name if wanted.vendor else wanted.vendor_name
    return (normal(engagement.vendor.name), normal(engagement.name)) == (
        normal(name),
        normal(wanted.engagement_name),
    )


def _wait_for_the_same_form(organisation: Organisation) -> None:
    """Starts by people are few: one at a time in an organisation, so a double click is seen."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"start {organisation.pk}"],
        )


def _new_engagement(wanted: Start, organisation: Organisation, by: User) -> Engagement:
    vendor = wanted.vendor or register_vendor(
        organisation=organisation,
        name=wanted.vendor_name,
        country=wanted.vendor_country,
        by=by,
    )
    inherent, tier = inherent_of(document_of(wanted.version), wanted.profile)
    return register_engagement(
        vendor=vendor,
        name=wanted.engagement_name,
        profile=wanted.profile,
        inherent=inherent,
        tier=tier,
        by=by,
    )
