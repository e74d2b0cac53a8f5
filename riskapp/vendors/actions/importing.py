"""Vendors from a file: read, check, import all or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as mark

from riskapp.accounts.models import Organisation, User
from riskapp.audit.actions import gathering, record
from riskapp.common.names import normal
from riskapp.common.work import TRIES, WORKER_LOST, unforeseen
from riskapp.scoring.profile import inherent_of
from riskapp.shipped.core import core_document
from riskapp.vendors.actions.checking import ImportRow, check_import
from riskapp.vendors.actions.contacts import add_contact, change_contact
from riskapp.vendors.actions.engagements import (
    Contract,
    change_engagement,
    register_engagement,
)
from riskapp.vendors.actions.register import change_vendor, locked, register_vendor
from riskapp.vendors.choices import ImportState
from riskapp.vendors.errors import ImportRefused
from riskapp.vendors.files import TableLine, key_of, known_headings, read_table
from riskapp.vendors.models import Contact, Engagement, Import, Vendor


@transaction.atomic
def read_import(
    *, organisation: Organisation, file_name: str, data: bytes, by: User
) -> Import:
    """Keep the rows of an uploaded file; nothing is imported. Raises ImportRefused."""
    table = read_table(file_name, data)
    columns = _columns(table.headings)
    rows = [_row(line, columns) for line in table.lines]
    if not rows:
        raise ImportRefused(_("There is no row below the headings."))
    return Import.objects.create(
        organisation=organisation,
        made_by=by,
        file_name=file_name[:200],
        columns=columns,
        rows=rows,
        notes=table.notes,
    )


@transaction.atomic
def queue_import(
    found: Import, *, skips_faults: bool, seen: str = "", by: User
) -> Import:
    """Hand a checked file to the worker; twice is once. ``seen`` is the digest of what a person
    saw that it would do, and that alone is done.

    Raises ImportRefused while faults are in the way, where nothing would change, or where
    something else would happen by now.
    """
    found = _locked(found)
    if found.state not in (ImportState.CHECKED, ImportState.FAILED):
        return found
    checked = check_import(found)
    if seen and seen != checked.digest:
        raise ImportRefused(
            _(
                "The register changed since you looked. Look at what would happen now, and import it then. Nothing was imported."
            )
        )
    if checked.faults and not skips_faults:
        raise ImportRefused(
            _("Some rows have faults. Correct them, or leave them out.")
        )
    if not checked.adds_something:
        raise ImportRefused(_("There is nothing to import in this file."))
    found.state, found.skips_faults = ImportState.QUEUED, skips_faults
    found.seen = checked.digest
    found.queued_at, found.reason, found.attempts = timezone.now(), "", 0
    found.save(
        update_fields=[
            "state",
            "skips_faults",
            "seen",
            "queued_at",
            "reason",
            "attempts",
        ]
    )
    record(
        "import ordered",
        found,
        organisation=found.organisation,
        by=by,
        after={
            "file": found.file_name,
            "rows": len(found.rows),
            "skips_faults": skips_faults,
        },
    )
    return found


def apply_import(found: Import) -> Import:
    """Put a queued file into the register: every wanted row, or none. Twice is once.

    A fault that is new since the file was checked stops it, unless faults are left out, and so
    does anything else that would happen by now than a person saw. Each
    try is counted before it is made, so that a file that ends its worker is not tried for ever.
    """
    Import.objects.filter(pk=found.pk, state=ImportState.QUEUED).update(
        attempts=F("attempts") + 1
    )
    return _apply(found)


@transaction.atomic
def give_up(found: Import, error: Exception) -> Import:
    """Fail an import that something unforeseen stopped, once it was tried often enough."""
    found = _locked(found)
    if found.state != ImportState.QUEUED or found.attempts < TRIES:
        return found
    return _fail(found, unforeseen(error))


def _fail(found: Import, reason: str) -> Import:
    found.state, found.reason = ImportState.FAILED, reason
    found.finished_at = timezone.now()
    found.save(update_fields=["state", "reason", "finished_at"])
    record(
        "import failed",
        found,
        organisation=found.organisation,
        by=None,
        after={"file": found.file_name, "reason": reason},
    )
    return found


@transaction.atomic
def _apply(found: Import) -> Import:
    found = _locked(found)
    if found.state != ImportState.QUEUED:
        return found
    if found.attempts > TRIES:
        return _fail(found, WORKER_LOST)
    checked = check_import(found)
    if checked.faults and not found.skips_faults:
        found.state = ImportState.FAILED
        found.reason = mark(
            "The register changed in between: look at the faults again."
        )
    elif found.seen and found.seen != checked.digest:
        found.state = ImportState.FAILED
        found.reason = mark(
            "The register changed in between: look at what would happen now."
        )
    else:
        with gathering(found.organisation, by=found.made_by) as rows:
            _Writer(found).write(checked.good)
        found.state, found.result = ImportState.DONE, checked.counts
        record(
            "vendors imported",
            found,
            organisation=found.organisation,
            by=found.made_by,
            after={"file": found.file_name, **checked.counts, "rows": rows},
        )
    found.finished_at = timezone.now()
    found.save(update_fields=["state", "reason", "result", "finished_at"])
    return found


class _Writer:
    """Registers what rows add, through the actions people use."""

    def __init__(self, found: Import) -> None:
        self.found = found
        self.new: dict[str, Vendor] = {}
        mine = {"vendor__organisation": found.organisation}
        self.work = {
            (vendor, normal(name))
            for vendor, name in Engagement.objects.filter(**mine).values_list(
                "vendor", "name"
            )
        }
        self.contacts = set(
            Contact.objects.filter(**mine).values_list("vendor", "email")
        )

    def write(self, rows: Iterable[ImportRow]) -> None:
        for row in rows:
            vendor = row.vendor or self._vendor(row.values)
            self._contact(vendor, row.values)
            self._engagement(vendor, row.values)
            self._update(row)

    def _update(self, row: ImportRow) -> None:
        """Put filled cells in the place of what the register says."""
        values, by = row.values, self.found.made_by
        if row.vendor is not None and "vendor" in row.updates:
            known = locked(row.vendor)  # as rows above left it
            change_vendor(
                known,
                name=known.name,
                country=values["country"] or known.country,
                owner=values["owner"] or known.owner,
                services=values["services"] or known.services,
                labels=values["labels"] or known.labels,
                by=by,
            )
        if row.contact is not None and "contact" in row.updates:
            contact = row.contact
            contact.refresh_from_db()
            change_contact(
                contact,
                email=contact.email,
                name=values["contact_name"] or contact.name,
                role=values["contact_role"] or contact.role,
                is_main=contact.is_main,
                by=by,
            )
        if row.work is not None and "work" in row.updates:
            work, profile = row.work, values["profile"]
            inherent, tier = _tier(profile)
            change_engagement(
                work,
                name=work.name,
                contract=Contract(
                    values["contract"] or work.contract_reference,
                    values["starts_on"] or work.contract_starts_on,
                    values["ends_on"] or work.contract_ends_on,
                ),
                profile=profile,
                inherent=inherent,
                tier=tier,
                by=by,
            )

    def _vendor(self, values: Mapping[str, Any]) -> Vendor:
        """The vendor that is new in this file, registered with the first row that names it."""
        key = normal(values["vendor"])
        if key not in self.new:
            self.new[key] = register_vendor(
                organisation=self.found.organisation,
                name=values["vendor"],
                country=values["country"],
                owner=values["owner"],
                services=values["services"],
                labels=values["labels"],
                by=self.found.made_by,
            )
        return self.new[key]

    def _contact(self, vendor: Vendor, values: Mapping[str, Any]) -> None:
        email = values["contact_email"]
        if not email or (vendor.pk, email) in self.contacts:
            return
        self.contacts.add((vendor.pk, email))
        add_contact(
            vendor,
            email=email,
            name=values["contact_name"],
            role=values["contact_role"],
            by=self.found.made_by,
        )

    def _engagement(self, vendor: Vendor, values: Mapping[str, Any]) -> None:
        key = (vendor.pk, normal(values["engagement"]))
        if not values["engagement"] or key in self.work:
            return
        self.work.add(key)
        profile = values["profile"]
        inherent, tier = _tier(profile)
        register_engagement(
            vendor=vendor,
            name=values["engagement"],
            profile=profile,
            inherent=inherent,
            tier=tier,
            contract=Contract(
                values["contract"], values["starts_on"], values["ends_on"]
            ),
            by=self.found.made_by,
        )


def _tier(profile: Mapping[str, str]) -> tuple[Decimal | None, str]:
    return inherent_of(core_document(), profile) if profile else (None, "")


def _columns(first: Sequence[str]) -> dict[str, int]:
    """Where each known column is; an unknown heading has its place under its own words."""
    known = known_headings()
    columns: dict[str, int] = {}
    for at, heading in enumerate(first):
        key = key_of(heading, known)
        if not heading:
            continue
        if key in columns:
            raise ImportRefused(
                _("The column “%(heading)s” is there twice.")
                % {"heading": heading[:80]}
            )
        columns[key or f"? {heading[:80]}"] = at
    if "vendor" not in columns:
        raise ImportRefused(
            _(
                "There is no column “Vendor” in the first ten rows. Start from the template."
            )
        )
    return columns


def _row(line: TableLine, columns: Mapping[str, int]) -> dict[str, Any]:
    at = {key: place for key, place in columns.items() if not key.startswith("? ")}
    cells = line.cells
    return {
        "line": line.number,
        "cells": {
            key: cells[place]
            for key, place in at.items()
            if place < len(cells) and cells[place]
        },
        "doubts": {
            key: line.doubts[place] for key, place in at.items() if place in line.doubts
        },
    }


def _locked(found: Import) -> Import:
    return (
        Import.objects.select_for_update(of=("self",))
        .select_related("organisation", "made_by")
        .get(pk=found.pk)
    )
