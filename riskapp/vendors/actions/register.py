"""Vendors: register, change, put away, bring back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from riskapp.accounts.models import Organisation, User
from riskapp.audit.actions import record
from riskapp.common.names import is_readable, normal, tidy
from riskapp.vendors.errors import (
    NameUnreadable,
    RegisterNameTaken,
    StillAnswering,
    VendorArchived,
)
from riskapp.vendors.models import MAX_LABELS, Vendor
from riskapp.vendors.queries import assessments

FACTS = ("name", "country", "owner", "services", "labels")


@transaction.atomic
def register_vendor(
    *,
    organisation: Organisation,
    name: str,
    country: str,
    by: User,
    owner: User | None = None,
    services: str = "",
    labels: Iterable[str] = (),
) -> Vendor:
    """Add a vendor to the register; raises NameTaken when it is already there, in whatever
    signs, and NameUnreadable."""
    vendor = Vendor(
        organisation=organisation,
        name=readable(name),
        country=country,
        owner=owner,
        services=services.strip(),
        labels=tidy_labels(labels),
    )
    _save(vendor)
    record(
        "vendor registered",
        vendor,
        organisation=organisation,
        by=by,
        after={name: value for name, value in facts(vendor).items() if value},
    )
    return vendor


@transaction.atomic
def change_vendor(
    vendor: Vendor,
    *,
    name: str,
    country: str,
    owner: User | None,
    services: str,
    labels: Iterable[str],
    by: User,
) -> Vendor:
    """Change what is known of a vendor; only what differs is in the audit trail.

    Raises NameTaken, NameUnreadable, and VendorArchived: bring it back first.
    """
    vendor = locked(vendor)
    if vendor.is_archived:
        raise VendorArchived(vendor.name)
    before = facts(vendor)
    vendor.name, vendor.country, vendor.owner = readable(name), country, owner
    vendor.services, vendor.labels = services.strip(), tidy_labels(labels)
    after = facts(vendor)
    changed = [fact for fact in FACTS if before[fact] != after[fact]]
    if changed:
        _save(vendor)
        record(
            "vendor changed",
            vendor,
            organisation=vendor.organisation,
            by=by,
            before={fact: before[fact] for fact in changed},
            after={fact: after[fact] for fact in changed},
        )
    return vendor


@transaction.atomic
def archive_vendor(vendor: Vendor, *, by: User) -> Vendor:
    """Put a vendor away with its engagements; nothing is deleted. Twice is once.

    Raises StillAnswering while one of its assessments is open.
    """
    vendor = locked(vendor)
    if vendor.is_archived:
        return vendor
    # Whoever starts an assessment holds the work: it is done before, or finds it put away.
    list(vendor.engagements.order_by("pk").select_for_update().values_list("pk"))
    waiting = assessments().open_assessments(vendor=vendor)
    if waiting:
        raise StillAnswering(vendor.name, waiting)
    vendor.archived_at = timezone.now()
    vendor.save(update_fields=["archived_at"])
    record("vendor archived", vendor, organisation=vendor.organisation, by=by)
    return vendor


@transaction.atomic
def restore_vendor(vendor: Vendor, *, by: User) -> Vendor:
    """Bring an archived vendor back to the lists. Twice is once."""
    vendor = locked(vendor)
    if vendor.is_archived:
        vendor.archived_at = None
        vendor.save(update_fields=["archived_at"])
        record("vendor restored", vendor, organisation=vendor.organisation, by=by)
    return vendor


def locked(vendor: Vendor) -> Vendor:
    """The row, locked until the transaction ends."""
    return (
        Vendor.objects.select_for_update(of=("self",))
        .select_related("organisation", "owner")
        .get(pk=vendor.pk)
    )


def facts(vendor: Vendor) -> dict[str, Any]:
    """What the audit trail says about a vendor."""
    return {
        "name": vendor.name,
        "country": vendor.country,
        "owner": vendor.owner.email if vendor.owner else None,
        "services": vendor.services,
        "labels": list(vendor.labels),
    }


def tidy_labels(labels: Iterable[str]) -> list[str]:
    """Labels without blanks around and without repeats, in the order given."""
    tidy = (" ".join(label.split())[:40] for label in labels)
    return list(dict.fromkeys(label for label in tidy if label))[:MAX_LABELS]


def readable(name: str) -> str:
    """A name as it is kept; raises NameUnreadable."""
    if not is_readable(name):
        raise NameUnreadable
    return tidy(name)


def _save(vendor: Vendor) -> None:
    try:
        with transaction.atomic():
            vendor.save()
    except IntegrityError as error:
        twin = Vendor.objects.filter(
            organisation=vendor.organisation, name_key=normal(vendor.name)
        ).exclude(pk=vendor.pk)
        found = twin.first()
        raise RegisterNameTaken(
            _("A vendor named “%(name)s” is already in the register.")
            % {"name": found or vendor.name},
            found.pk if found else None,
        ) from error
