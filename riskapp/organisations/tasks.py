"""Mail to members."""

from __future__ import annotations

from typing import Any

from celery import shared_task

from riskapp.accounts.models import Membership, Offer, Organisation, User
from riskapp.common.wall import in_organisation, of_organisation_of
from riskapp.organisations.actions.mailing import (
    mail_offer,
    mail_second_factor_reset,
    mail_welcome,
)

# About two and a half hours, so that a mail server may be away for a while.
PATIENTLY: dict[str, Any] = {
    "autoretry_for": (OSError,),
    "max_retries": 20,
    "retry_backoff": 10,
    "retry_jitter": False,
}


@shared_task(**PATIENTLY)
@of_organisation_of(Offer)
def send_offer(offer_id: str) -> None:
    """Ask an address whether it wants to be a member."""
    offer = Offer.objects.select_related("organisation").filter(pk=offer_id).first()
    if offer is not None:
        mail_offer(offer)


@shared_task(**PATIENTLY)
@of_organisation_of(Membership)
def send_welcome(membership_id: int) -> None:
    """Tell a member where to sign in."""
    membership = (
        Membership.objects.select_related("user", "organisation")
        .filter(pk=membership_id)
        .first()
    )
    if membership is not None:
        mail_welcome(membership)


@shared_task(**PATIENTLY)
def send_second_factor_reset(user_id: int, organisation_id: str) -> None:
    """Tell a person that the second factor is gone, also who is no member any more."""
    with in_organisation(organisation_id):
        user = User.objects.filter(pk=user_id).first()
        organisation = Organisation.objects.filter(pk=organisation_id).first()
        if user is not None and organisation is not None:
            mail_second_factor_reset(user, organisation)
