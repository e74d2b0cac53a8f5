"""Engagements: register, change, put away, bring back."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from riskapp.accounts.models import Organisation, User
from riskapp.audit.actions import record
from riskapp.scoring.profile import inherent_of
from riskapp.shipped.core import core_document
from riskapp.vendors.actions.register import locked as locked_vendor
from riskapp.vendors.actions.register import readable
from riskapp.vendors.errors import RegisterNameTaken, StillAnswering, VendorArchived
from riskapp.vendors.models import Engagement, Vendor
from riskapp.vendors.queries import assessments

FACTS = (
    "name",
    "contract_reference",
    "contract_starts_on",
    "contract_ends_on",
    "profile",
    "tier",
)


@dataclass(frozen=True, slots=True)
class Contract:
    """What the engagement rests on; the days are both included."""

    reference: str = ""
    starts_on: datetime.date | None = None
    ends_on: datetime.date | None = None


@transaction.atomic
def register_engagement(
    *,
    vendor: Vendor,
    name: str,
    profile: Mapping[str, Any],
    inherent: Decimal | None,
    tier: str,
    by: User,
    contract: Contract | None = None,
) -> Engagement:
    """Add a piece of work; ``inherent`` and ``tier`` follow from the profile.

    Raises NameTaken when the vendor already has an engagement of that name, in whatever
    signs, NameUnreadable and VendorArchived.
    """
    vendor = locked_vendor(vendor)  # nobody archives it until this is done
    if vendor.is_archived:
        raise VendorArchived(vendor.name)
    contract = contract or Contract()
    engagement = Engagement(
        organisation=vendor.organisation,
        vendor=vendor,
        name=readable(name),
        profile=dict(profile),
        inherent=inherent,
        tier=tier,
        contract_reference=contract.reference.strip(),
        contract_starts_on=contract.starts_on,
        contract_ends_on=contract.ends_on,
    )
    _save(engagement)
    known = {name: value for name, value in facts(engagement).items() if value}
    record(
        "engagement registered",
        engagement,
        organisation=vendor.organisation,
        by=by,
        after=known | {"profile": engagement.profile, "tier": tier},
    )
    return engagement


@transaction.atomic
def change_engagement(
    engagement: Engagement,
    *,
    name: str,
    contract: Contract,
    profile: Mapping[str, Any],
    inherent: Decimal | None,
    tier: str,
    by: User,
) -> Engagement:
    """Change what is known of the work; assessments that were sent keep their profile.

    A new tier plans the next review anew. Only what differs is in the audit trail.
    Raises NameTaken, NameUnreadable and VendorArchived.
    """
    engagement = locked(engagement)
    if engagement.put_away:  # of the row as it is locked; its vendor may be older
        raise VendorArchived(str(engagement))
    before = facts(engagement)
    engagement.name = readable(name)
    engagement.contract_reference = contract.reference.strip()
    engagement.contract_starts_on = contract.starts_on
    engagement.contract_ends_on = contract.ends_on
    engagement.profile, engagement.inherent = dict(profile), inherent
    engagement.tier = tier
    after = facts(engagement)
    changed = [fact for fact in FACTS if before[fact] != after[fact]]
    if not changed:
        return engagement
    _save(engagement)
    if "tier" in changed:
        plan_reviews(engagement.organisation, [engagement.pk])
    record(
        "engagement changed",
        engagement,
        organisation=engagement.organisation,
        by=by,
        before={fact: before[fact] for fact in changed},
        after={fact: after[fact] for fact in changed},
    )
    return engagement


@transaction.atomic
def answer_for_many(
    engagements: Collection[UUID], profile: Mapping[str, Any], *, by: User
) -> tuple[int, list[str]]:
    """Give work that nothing was said about the same answers; how many, and what was left out
    because it is archived or answered already. Each has its own line in the trail."""
    inherent, tier = inherent_of(core_document(), profile)
    done, left = 0, []
    rows = Engagement.objects.filter(pk__in=engagements).select_related("vendor")
    for engagement in rows.order_by("pk").select_for_update(of=("self",)):
        if engagement.profile or engagement.put_away:
            left.append(str(engagement))
            continue
        change_engagement(
            engagement,
            name=engagement.name,
            contract=Contract(
                engagement.contract_reference,
                engagement.contract_starts_on,
                engagement.contract_ends_on,
            ),
            profile=profile,
            inherent=inherent,
            tier=tier,
            by=by,
        )
        done += 1
    return done, left


@transaction.atomic
def archive_engagement(engagement: Engagement, *, by: User) -> Engagement:
    """Put a piece of work away; nothing is deleted. Twice is once.

    Raises StillAnswering while one of its assessments is open.
    """
    engagement = locked(engagement)
    if engagement.is_archived:
        return engagement
    waiting = assessments().open_assessments(engagement=engagement)
    if waiting:
        raise StillAnswering(str(engagement), waiting)
    engagement.archived_at = timezone.now()
    engagement.save(update_fields=["archived_at"])
    record(
        "engagement archived", engagement, organisation=engagement.organisation, by=by
    )
    return engagement


@transaction.atomic
def restore_engagement(engagement: Engagement, *, by: User) -> Engagement:
    """Bring an archived piece of work back. Twice is once; raises VendorArchived."""
    vendor = locked_vendor(engagement.vendor)  # before its work, as whoever archives it
    engagement = locked(engagement)
    if vendor.is_archived:
        raise VendorArchived(vendor.name)
    if engagement.is_archived:
        engagement.archived_at = None
        engagement.save(update_fields=["archived_at"])
        record(
            "engagement restored",
            engagement,
            organisation=engagement.organisation,
            by=by,
        )
    return engagement


def lock_vendors(keys: Iterable[UUID]) -> None:
    """Lock vendors in one order: whoever changes the work of many at once changes the totals of
    each, and two who do must not wait for each other. One query."""
    rows = Vendor.objects.select_for_update(no_key=True).filter(pk__in=set(keys))
    list(rows.order_by("pk").values_list("pk"))


def plan_reviews(organisation: Organisation, engagements: Collection[UUID]) -> None:
    """Set the day of the next review from the organisation's months for the tier."""
    Engagement.objects.filter(pk__in=engagements).plan_reviews(
        organisation.review_months
    )


def locked(engagement: Engagement) -> Engagement:
    """The row, locked until the transaction ends."""
    return (
        Engagement.objects.select_for_update(of=("self",))
        .select_related("organisation", "vendor")
        .get(pk=engagement.pk)
    )


def facts(engagement: Engagement) -> dict[str, Any]:
    """What the audit trail says about an engagement."""
    return {
        "name": engagement.name,
        "contract_reference": engagement.contract_reference,
        "contract_starts_on": _day(engagement.contract_starts_on),
        "contract_ends_on": _day(engagement.contract_ends_on),
        "profile": dict(engagement.profile),
        "tier": engagement.tier,
    }


def _day(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None


def _save(engagement: Engagement) -> None:
    try:
        with transaction.atomic():
            engagement.save()
    except IntegrityError as error:
        raise RegisterNameTaken(
            _("%(vendor)s already has an engagement named “%(name)s”.")
            % {"vendor": engagement.vendor, "name": engagement.name},
            engagement.vendor_id,
        ) from error
