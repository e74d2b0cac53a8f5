"""What was agreed with a vendor about its agents: said, and taken back."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from riskapp.accounts.models import User
from riskapp.activity.models import AgreedLimits
from riskapp.activity.signals import days_changed
from riskapp.assessments.models import Assessment
from riskapp.audit.actions import record

KEPT = ("since", "hours_from", "hours_until", "zone", "weekdays_only", "hosts")


@transaction.atomic
def agree(
    assessment: Assessment, tool: str, given: dict[str, Any], *, by: User
) -> AgreedLimits:
    """Say what was agreed about a tool of the engagement, "" for all of them, in the place of
    what was said before; the agents are watched anew by it. ``given`` holds KEPT."""
    engagement = assessment.engagement
    made = (
        AgreedLimits.objects.select_for_update()
        .filter(engagement=engagement, tool=tool)
        .first()
    )
    before = _facts(made) if made else None
    made = made or AgreedLimits(
        organisation=assessment.organisation, engagement=engagement, tool=tool
    )
    for name in KEPT:
        setattr(made, name, given[name])
    made.set_by = by
    made.save()
    record(
        "limits of agents agreed",
        assessment,
        organisation=assessment.organisation,
        by=by,
        before=before,
        after=_facts(made),
    )
    days_changed.send(AgreedLimits, assessment=assessment)
    return made


@transaction.atomic
def take_agreement_back(
    assessment: Assessment, agreed: AgreedLimits, *, by: User
) -> None:
    """Forget what was agreed; what it alone made unusual goes, unless somebody explained it."""
    record(
        "limits of agents taken back",
        assessment,
        organisation=assessment.organisation,
        by=by,
        before=_facts(agreed),
    )
    agreed.delete()
    days_changed.send(AgreedLimits, assessment=assessment)


def _facts(agreed: AgreedLimits) -> dict[str, Any]:
    """What the trail keeps of an agreement."""
    facts = {name: getattr(agreed, name) for name in KEPT}
    return {"tool": agreed.tool, **facts, "since": agreed.since.isoformat()}
