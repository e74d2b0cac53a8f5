"""Start an assessment for known work, or for work registered on the way; all or nothing."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from questionnaires.models import QuestionnaireVersion
from questionnaires.queries import document_of
from riskapp.accounts.models import Organisation, User
from riskapp.assessments.actions.lifecycle import start_assessment
from riskapp.assessments.models import Assessment
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


@transaction.atomic
def start_from(wanted: Start, *, organisation: Organisation, by: User) -> Assessment:
    """Register what is new, then start; raises NameTaken and then nothing has happened."""
    return start_assessment(
        engagement=wanted.engagement or _new_engagement(wanted, organisation, by),
        version=wanted.version,
        due_on=wanted.due_on,
        email=wanted.email,
        prefill=wanted.prefill,
        by=by,
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
