"""Vendors, the people there, and the work they do."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Case, F, Func, Value, When
from django.db.models.functions import Lower

from riskapp.accounts.models import Organisation, TenantQuerySet, TenantRow
from riskapp.common.folding import kept_folded
from riskapp.common.names import NormalName
from riskapp.common.sorting import kept_natural
from riskapp.common.work import in_words
from riskapp.vendors.choices import ImportState

MAX_LABELS = 12


class ArchivableQuerySet(TenantQuerySet[TenantRow]):
    """Rows that can be put away; they are never deleted."""

    def kept(self) -> ArchivableQuerySet[TenantRow]:
        """Without what was archived."""
        return self.filter(archived_at=None)


class Vendor(models.Model):
    """A development partner in a buyer's register. ``country`` is ISO 3166-1 alpha-2.

    ``owner`` is the member who answers for it; ``services`` says in words what it does.
    An archived vendor keeps everything but gets no new assessments. What ``is_sample`` is there
    to look around, and can be removed with all that belongs to it.

    What its kept engagements come to, lists sort and filter by: triggers on engagements keep it,
    and nobody else writes it. ``worst_tier`` and ``worst_rating`` are numbers, see
    ``queries.tier_of`` and ``rating_of``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="vendors"
    )
    name = models.CharField(max_length=200)
    name_key = NormalName()
    name_folded = kept_folded("name")
    name_sorted = kept_natural("name")
    # All labels as one text: what is walked through by an index behind the second wall.
    label_set = models.GeneratedField(
        expression=models.Func(models.F("labels"), function="vendors_label_set"),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )
    country = models.CharField(max_length=2, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    services = models.TextField(max_length=2000, blank=True, default="")
    labels = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    is_sample = models.BooleanField(default=False, db_default=False, editable=False)
    engagement_count = models.PositiveIntegerField(
        default=0, db_default=0, editable=False
    )
    worst_tier = models.PositiveSmallIntegerField(null=True, editable=False)
    worst_rating = models.PositiveSmallIntegerField(null=True, editable=False)
    residual = models.DecimalField(
        max_digits=4, decimal_places=1, null=True, editable=False
    )
    next_review_on = models.DateField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[ArchivableQuerySet[Vendor]] = ArchivableQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["name_sorted"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"], name="vendor_name_once"
            ),
            models.UniqueConstraint(
                fields=["organisation", "name_key"],
                condition=~models.Q(name_key=""),
                name="vendor_name_once_in_any_signs",
            ),
        ]
        indexes = [
            GinIndex(fields=["labels"], name="vendors_by_label"),
            # Which stand on a page, by name, is read of this index alone, narrowed or not.
            models.Index(
                fields=["organisation", "name_sorted", "id"],
                include=[
                    "archived_at",
                    "owner",
                    "worst_tier",
                    "worst_rating",
                    "residual",
                    "created_at",
                ],
                name="vendors_in_order",
            ),
            models.Index(
                fields=["organisation"],
                condition=models.Q(archived_at__isnull=False),
                name="vendors_put_away",
            ),
            # What is counted and offered as filters is read of this index alone.
            models.Index(
                fields=["organisation", "archived_at"],
                include=["id", "country", "owner", "labels"],
                name="vendors_counted",
            ),
            # Names that words are looked for in are read of this one.
            models.Index(
                fields=["organisation"],
                include=["id", "name_folded"],
                name="vendors_named",
            ),
            # Which owners, countries and labels there are is found from one to the next.
            models.Index(fields=["organisation", "owner"], name="vendors_by_owner"),
            models.Index(fields=["organisation", "country"], name="vendors_by_country"),
            models.Index(fields=["organisation", "label_set"], name="vendors_labelled"),
            models.Index(
                F("organisation"),
                F("residual").desc(nulls_last=True),
                F("name_sorted"),
                F("id"),
                condition=models.Q(archived_at=None),
                name="vendors_by_residual",
            ),
            models.Index(
                F("organisation"),
                F("next_review_on").asc(nulls_last=True),
                F("name_sorted"),
                F("id"),
                condition=models.Q(archived_at=None),
                name="vendors_by_review",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None


class Contact(models.Model):
    """A person at a vendor to whom assessments can be addressed; ``role`` is what they do there.

    ``organisation`` repeats whose the vendor is, ``vendor_sorted`` by what its name is sorted (150
    signs of it) and ``put_away`` that it was archived, whoever writes: triggers keep them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        db_index=False,
        editable=False,
    )
    vendor = models.ForeignKey(
        Vendor, on_delete=models.PROTECT, related_name="contacts"
    )
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField()
    role = models.CharField(max_length=100, blank=True)
    is_main = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    folded = kept_folded("name", "email")
    name_sorted = kept_natural("name")
    vendor_sorted = models.TextField(
        db_collation="C", default="", db_default="", editable=False
    )
    put_away = models.BooleanField(default=False, db_default=False, editable=False)

    objects: ClassVar[TenantQuerySet[Contact]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-is_main", "name_sorted", "email"]
        indexes = [
            # What is counted of all of them is read of this index alone.
            models.Index(fields=["organisation", "vendor"], name="contacts_counted"),
            # Which stand on a page, by vendor, is read of this one.
            models.Index(
                F("organisation"),
                F("vendor_sorted"),
                F("is_main").desc(),
                F("name_sorted"),
                F("id"),
                include=["vendor", "put_away", "email", "created_at"],
                name="contacts_in_order",
            ),
        ]
        constraints = [
            models.UniqueConstraint("vendor", Lower("email"), name="contact_once"),
            models.UniqueConstraint(
                fields=["vendor"],
                condition=models.Q(is_main=True),
                name="one_main_contact",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>" if self.name else self.email


class MonthsAfter(Func):
    """A date so many months later; the last day of a month that is shorter."""

    arity = 2
    arg_joiner = " + make_interval(months => "
    template = "(%(expressions)s))::date"
    output_field = models.DateField()


class EngagementQuerySet(ArchivableQuerySet["Engagement"]):
    """Engagements, filtered in words."""

    def kept(self) -> EngagementQuerySet:
        """Without what was archived, itself or with its vendor."""
        return self.filter(put_away=False)

    def plan_reviews(self, months: Mapping[str, int]) -> int:
        """Set the day of the next review: the last assessment and the months of the tier.

        No months, or nothing assessed yet, means no day. One statement; returns how many
        rows it touched. Planning twice changes nothing.
        """
        planned = Case(
            *(
                When(tier=tier, then=MonthsAfter(F("assessed_on"), Value(count)))
                for tier, count in months.items()
                if count
            ),
            default=Value(None),
            output_field=models.DateField(),
        )
        return self.update(next_review_on=planned)


class Engagement(models.Model):
    """One piece of work a vendor does for the buyer.

    ``profile`` maps the engagement questions (ENG-01 …) to option codes, those about the buyer only
    where this work differs from the organisation; ``inherent`` and
    ``tier`` are what it gives before any tool is known (0 to 100; low … very high), empty
    while the questions are open. The contract runs over ``contract_starts_on`` to
    ``contract_ends_on``, both included.

    ``rating``, ``residual`` and ``assessed_on`` repeat the newest score; a trigger on
    assessments keeps them. ``next_review_on`` follows from them, see ``plan_reviews``.
    ``put_away`` says that it was archived, itself or with its vendor, ``vendor_sorted`` by what
    the name of its vendor is sorted; triggers keep them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="engagements"
    )
    vendor = models.ForeignKey(
        Vendor, on_delete=models.PROTECT, related_name="engagements"
    )
    name = models.CharField(max_length=200)
    name_key = NormalName()
    name_folded = kept_folded("name")
    name_sorted = kept_natural("name")
    vendor_sorted = models.TextField(
        db_collation="C", default="", db_default="", editable=False
    )
    contract_reference = models.CharField(max_length=100, blank=True, default="")
    contract_starts_on = models.DateField(null=True, blank=True)
    contract_ends_on = models.DateField(null=True, blank=True)
    profile = models.JSONField(default=dict)
    inherent = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    tier = models.CharField(max_length=12, blank=True)
    rating = models.CharField(max_length=10, blank=True, default="", editable=False)
    residual = models.DecimalField(
        max_digits=4, decimal_places=1, null=True, editable=False
    )
    assessed_on = models.DateField(null=True, editable=False)
    next_review_on = models.DateField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    put_away = models.BooleanField(default=False, db_default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[EngagementQuerySet] = EngagementQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["vendor__name_sorted", "name_sorted"]
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "name"], name="engagement_name_once"
            ),
            models.UniqueConstraint(
                fields=["vendor", "name_key"],
                condition=~models.Q(name_key=""),
                name="engagement_name_once_in_any_signs",
            ),
            models.CheckConstraint(
                name="contract_ends_after_it_starts",
                condition=models.Q(contract_starts_on=None)
                | models.Q(contract_ends_on=None)
                | models.Q(contract_ends_on__gte=F("contract_starts_on")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "next_review_on"],
                condition=models.Q(archived_at=None),
                name="engagements_by_review",
            ),
            models.Index(
                fields=["organisation", "rating", "tier"],
                condition=models.Q(archived_at=None),
                name="engagements_by_rating",
            ),
            models.Index(
                fields=["organisation"],
                condition=models.Q(archived_at__isnull=False),
                name="engagements_put_away",
            ),
            # Names that words are looked for in are read of this index alone.
            models.Index(
                fields=["organisation"],
                include=["id", "name_folded"],
                name="engagements_named",
            ),
            # What is counted of all of them is read of this index alone.
            models.Index(
                fields=["organisation", "rating", "tier"],
                include=["id", "put_away", "next_review_on", "vendor"],
                name="engagements_counted",
            ),
            # Which are the most severe is read of this one.
            models.Index(
                F("organisation"),
                F("residual").desc(nulls_last=True),
                include=["id", "rating", "put_away"],
                name="engagements_most_severe",
            ),
            # Which stand on a page, by vendor, is read of this one, narrowed or not.
            models.Index(
                fields=["organisation", "vendor_sorted", "name_sorted", "id"],
                include=[
                    "put_away",
                    "vendor",
                    "tier",
                    "rating",
                    "inherent",
                    "residual",
                    "next_review_on",
                    "contract_ends_on",
                    "created_at",
                ],
                name="engagements_in_order",
            ),
            # Which contracts end within some days.
            models.Index(
                fields=["organisation", "contract_ends_on"],
                include=["id", "put_away"],
                condition=models.Q(contract_ends_on__isnull=False),
                name="engagements_by_contract",
            ),
            models.Index(
                fields=["organisation"],
                condition=models.Q(archived_at=None, tier=""),
                name="engagements_without_profile",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.vendor}: {self.name}"

    @property
    def whole_profile(self) -> dict[str, str]:
        """The profile with what the organisation says of itself where it says nothing else."""
        if not self.profile:
            return {}
        return {**self.organisation.buyer_facts, **self.profile}

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None


class Import(models.Model):
    """A file of vendors, read and waiting to be imported.

    ``rows`` are the cells as text: ``{"line": 2, "cells": {"vendor": "…", …}}``. They are
    checked when the page is shown and again when they are imported, because the register
    may have changed; ``doubts`` of a row are cells that a spreadsheet may have changed. ``notes``
    tell how the file was read: sentences in English with their facts. ``skips_faults``: a person said that rows with faults are left out;
    ``seen`` is the digest of what they saw that it would do.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    file_name = models.CharField(max_length=200)
    columns = models.JSONField(default=dict)
    rows = models.JSONField(default=list)
    notes = models.JSONField(
        default=list, db_default=models.Value([], models.JSONField())
    )
    skips_faults = models.BooleanField(default=False)
    seen = models.CharField(max_length=64, blank=True, default="", db_default="")
    state = models.CharField(
        max_length=8, choices=ImportState, default=ImportState.CHECKED
    )
    result = models.JSONField(default=dict)
    reason = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    queued_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    finished_at = models.DateTimeField(null=True)

    objects: ClassVar[TenantQuerySet[Import]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def why(self) -> str:
        """The reason, which is stored in English, in the language of whoever reads it."""
        return in_words(self.reason)
