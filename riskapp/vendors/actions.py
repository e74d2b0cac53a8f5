"""What can happen to vendors and engagements."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from riskapp.accounts.models import Organisation, User
from riskapp.audit.actions import record
from riskapp.vendors.errors import NameTaken
from riskapp.vendors.models import Engagement, Vendor


@transaction.atomic
def register_vendor(
    *, organisation: Organisation, name: str, country: str, by: User
) -> Vendor:
    """Add a vendor to the register; raises NameTaken when it is already there."""
    try:
        with transaction.atomic():
            vendor = Vendor.objects.create(
                organisation=organisation, name=name.strip(), country=country
            )
    except IntegrityError as error:
        raise NameTaken(
            f"A vendor named “{name.strip()}” is already in the register."
        ) from error
    record(
        "vendor registered",
        vendor,
        organisation=organisation,
        by=by,
        after={"name": vendor.name, "country": vendor.country},
    )
    return vendor


@transaction.atomic
def register_engagement(
    *,
    vendor: Vendor,
    name: str,
    profile: Mapping[str, Any],
    inherent: Decimal,
    tier: str,
    by: User,
) -> Engagement:
    """Add a piece of work; ``inherent`` and ``tier`` follow from the profile.

    Raises NameTaken when the vendor already has an engagement of that name.
    """
    try:
        with transaction.atomic():
            engagement = Engagement.objects.create(
                organisation=vendor.organisation,
                vendor=vendor,
                name=name.strip(),
                profile=dict(profile),
                inherent=inherent,
                tier=tier,
            )
    except IntegrityError as error:
        raise NameTaken(
            f"{vendor} already has an engagement named “{name.strip()}”."
        ) from error
    record(
        "engagement registered",
        engagement,
        organisation=vendor.organisation,
        by=by,
        after={"name": engagement.name, "profile": engagement.profile, "tier": tier},
    )
    return engagement
