"""Who may see a campaign or a review that is due: the only way a view gets one."""

from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404

from riskapp.accounts.access import require
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import User
from riskapp.sending.models import Campaign, Reassessment, Sending


def campaign_for(
    user: User, campaign_id: UUID, can: Capability = Capability.VIEW
) -> Campaign:
    """Strangers get 404; colleagues without the right, 403."""
    campaign = get_object_or_404(
        Campaign.objects.visible_to(user)
        .select_related("organisation", "version__questionnaire", "created_by")
        .defer("version__document"),
        pk=campaign_id,
    )
    require(user, campaign.organisation_id, can)
    return campaign


def sending_for(campaign: Campaign, sending_id: UUID) -> Sending:
    """A row of the campaign in hand; anything else is 404."""
    return get_object_or_404(campaign.sendings.all(), pk=sending_id)


def reassessment_for(
    user: User, reassessment_id: UUID, can: Capability
) -> Reassessment:
    """Strangers get 404; colleagues without the right, 403."""
    found = get_object_or_404(
        Reassessment.objects.visible_to(user).select_related(
            "organisation", "engagement__vendor", "assessment"
        ),
        pk=reassessment_id,
    )
    require(user, found.organisation_id, can)
    return found
