"""Periods and holds of an organisation."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from riskapp.accounts.models import Organisation, User
from riskapp.audit.actions import record
from riskapp.privacy.models import Hold, Period
from riskapp.privacy.queries.periods import days_of
from riskapp.vendors.models import Engagement, Vendor


@transaction.atomic
def change_periods(
    organisation: Organisation, *, wanted: Mapping[str, int | None], by: User
) -> None:
    """Keep each kind for so many days from now on, None for never ending; the clock acts on it
    the next day."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    before = days_of(organisation)
    changed = {kind: days for kind, days in wanted.items() if before[kind] != days}
    for kind, days in changed.items():
        Period.objects.update_or_create(
            organisation=organisation, kind=kind, defaults={"days": days}
        )
    if changed:
        record(
            "retention changed",
            organisation,
            organisation=organisation,
            by=by,
            before={kind: before[kind] for kind in changed},
            after=changed,
        )


@transaction.atomic
def put_on_hold(
    vendor: Vendor, engagement: Engagement | None, *, reason: str, by: User
) -> Hold:
    """No period ends for a vendor, or one engagement, while this stands; twice is once."""
    hold, is_new = Hold.objects.get_or_create(
        vendor=vendor,
        engagement=engagement,
        defaults={
            "organisation": vendor.organisation,
            "reason": reason.strip(),
            "made_by": by,
        },
    )
    if is_new:
        record(
            "put on hold",
            engagement or vendor,
            organisation=vendor.organisation,
            by=by,
            after={"reason": hold.reason},
        )
    return hold


@transaction.atomic
def lift_hold(hold: Hold, *, by: User) -> None:
    """Periods count again, from where they were."""
    record(
        "hold lifted",
        hold.engagement or hold.vendor,
        organisation=hold.organisation,
        by=by,
        before={"reason": hold.reason},
    )
    hold.delete()
