"""Tools, as the newest submitted responses list them."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import (
    Case,
    F,
    Func,
    Q,
    TextField,
    Value,
    When,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from questionnaires.models import Entry, Response
from riskapp.accounts.models import Organisation, TenantQuerySet
from riskapp.common.folding import kept_folded, kept_key, kept_lines
from riskapp.common.sorting import kept_natural
from riskapp.inventory.choices import StatementKind
from riskapp.vendors.models import Engagement, Vendor

# What a tool is found by.
NAMES = ("name", "product", KeyTextTransform("provider", "display_texts"))
# How long a provider keeps what it is given, as the pictures above a list tell it.
KEPT_FOR = Case(
    When(retention=0, then=Value("0")),
    When(retention__lte=30, then=Value("30")),
    When(retention__lte=90, then=Value("90")),
    When(retention__isnull=False, then=Value("more")),
    When(retention_as=StatementKind.ENDLESS.value, then=Value("endless")),
    default=Value("unknown"),
    output_field=TextField(),
)


# When a credential ends, where that is known.
ENDS_ON = Case(
    When(
        Q(
            changed_as=StatementKind.VALUE.value,
            lifetime_as=StatementKind.VALUE.value,
            lifetime__lt=10**6,
        ),
        then=Cast(
            F("changed_on")
            + Func(
                F("lifetime"), template="make_interval(hours => %(expressions)s::int)"
            ),
            models.DateField(),
        ),
    ),
    output_field=models.DateField(),
)


def kept_set(name: str) -> models.GeneratedField:
    """A column that the database keeps: the same wherever the same codes are in an array."""
    return models.GeneratedField(
        expression=models.Func(models.F(name), function="inventory_set_key"),
        output_field=models.UUIDField(),
        db_persist=True,
    )


# What the pictures group by, but for days: each on a line of its own.
SUMMED = ("credential", "highest", "autonomy", "training", KEPT_FOR)


class Tool(models.Model):
    """One AI tool a vendor uses for one engagement.

    ``values`` are the answers of every column as they count, and ``said`` the same in English
    words; ``corrections`` holds, by column, what a reviewer changed: ``kind``, ``said`` by the
    vendor, ``counts`` and ``reason``, with both answers as ``before`` and ``after``. The other
    fields repeat what lists search and sort by. ``product`` is what tools of several vendors have
    in common, ``provider`` the company behind it, ``catalogue`` the plan of the catalogue it was
    chosen from. Lifetimes are hours, retention is days; each has an ``…_as`` that says what is
    told where there is no number or day. ``highest`` is the class of the heaviest right (0 to 4).
    ``excess`` are the rights that are held and not needed, the most severe first; ``reach`` says
    what they reach, and ``excess_rank`` orders by that. ``outside`` are the places outside the
    EEA. ``families`` are those of the models behind it, as far as known
    (``riskapp.tools.families``). ``ends_on`` is the day on which its credential ends, as far as
    that is known. ``put_away`` says that the work was archived; a trigger keeps it. ``naming`` is
    the same wherever a tool is called the same, see ``queries.named``; ``summed`` wherever the
    pictures above a list count it as the same; ``…_set`` wherever the same places, families or
    reaches are, see ``queries.sets``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+"
    )
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="tools")
    engagement = models.ForeignKey(
        Engagement, on_delete=models.PROTECT, related_name="tools"
    )
    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    product = models.CharField(max_length=200)
    provider = models.CharField(
        max_length=200, blank=True, default="", db_default="", editable=False
    )
    display_texts = models.JSONField(default=dict, db_column="said")
    values = models.JSONField(default=dict, db_default={}, blank=True)
    corrections = models.JSONField(default=dict, db_default={}, blank=True)
    catalogue = models.CharField(
        max_length=80, blank=True, default="", db_default="", editable=False
    )
    plan = models.CharField(max_length=80, blank=True)
    autonomy = models.CharField(max_length=80, blank=True)
    credential = models.CharField(max_length=80, blank=True)
    training = models.CharField(max_length=80, blank=True)
    contract = models.CharField(max_length=80, blank=True)
    lifetime = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    lifetime_as = models.CharField(
        max_length=10,
        choices=StatementKind,
        default=StatementKind.UNKNOWN,
        db_default=StatementKind.UNKNOWN,
    )
    changed_on = models.DateField(null=True)
    changed_as = models.CharField(
        max_length=10,
        choices=StatementKind,
        default=StatementKind.UNKNOWN,
        db_default=StatementKind.UNKNOWN,
    )
    retention = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    retention_as = models.CharField(
        max_length=10,
        choices=StatementKind,
        default=StatementKind.UNKNOWN,
        db_default=StatementKind.UNKNOWN,
    )
    ends_on = models.GeneratedField(
        expression=ENDS_ON,
        output_field=models.DateField(null=True),
        db_persist=True,
    )
    reviewed_on = models.DateField(null=True)
    reviewed_as = models.CharField(
        max_length=10,
        choices=StatementKind,
        default=StatementKind.UNKNOWN,
        db_default=StatementKind.UNKNOWN,
    )
    highest = models.PositiveSmallIntegerField(default=0)
    rights = ArrayField(models.CharField(max_length=80), default=list)
    excess = ArrayField(models.CharField(max_length=80), default=list)
    reach = ArrayField(models.CharField(max_length=80), default=list)
    excess_rank = models.PositiveIntegerField(default=0)
    places = ArrayField(models.CharField(max_length=16), default=list)
    outside = ArrayField(models.CharField(max_length=16), default=list)
    families = ArrayField(
        models.CharField(max_length=40), default=list, db_default=[], editable=False
    )
    kept_at = models.DateTimeField(auto_now_add=True)
    put_away = models.BooleanField(default=False, db_default=False, editable=False)
    folded = kept_folded(*NAMES)
    naming = kept_key(*NAMES)
    product_sorted = kept_natural("product")
    name_sorted = kept_natural("name")
    # What its vendor and its work are sorted by; triggers keep both, so that a list is put in
    # order without looking them up for each tool.
    vendor_sorted = models.TextField(
        default="", db_default="", db_collation="C", editable=False
    )
    work_sorted = models.TextField(
        default="", db_default="", db_collation="C", editable=False
    )
    summed = kept_lines(*SUMMED)
    place_set = kept_set("places")
    family_set = kept_set("families")
    reach_set = kept_set("reach")
    is_outside = models.GeneratedField(
        expression=Case(
            When(outside=[], then=Value(value=False)), default=Value(value=True)
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )

    objects: ClassVar[TenantQuerySet[Tool]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["product_sorted", "vendor__name_sorted", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "entry"], name="one_tool_per_entry"
            ),
        ]
        indexes = [
            # Rows are wide: what is counted of all of them is read of this index alone.
            models.Index(
                fields=["organisation", "product"],
                include=[
                    "id",
                    "name",
                    "put_away",
                    "vendor",
                    "engagement",
                    "credential",
                    "highest",
                    "autonomy",
                    "retention",
                    "retention_as",
                    "changed_on",
                    "changed_as",
                    "excess_rank",
                    "training",
                    "contract",
                    "reviewed_on",
                    "reviewed_as",
                    "naming",
                    "position",
                    "summed",
                    "lifetime",
                    "lifetime_as",
                    "plan",
                    "kept_at",
                    "place_set",
                    "family_set",
                    "reach_set",
                    "is_outside",
                ],
                name="tools_counted",
            ),
            # Those that words found are read of this one.
            models.Index(fields=["organisation", "naming"], name="tools_by_naming"),
            # How many there are of each product is counted of this one, which is a tenth of it.
            models.Index(
                fields=["organisation", "product", "put_away"],
                name="tools_by_product",
            ),
            # What an incident looks for among the names of all of them is read of this one.
            models.Index(
                fields=["organisation"],
                include=[
                    "name",
                    "product",
                    "provider",
                    "catalogue",
                    "put_away",
                ],
                name="tools_named",
            ),
            # Which are on a page of them all is read of this one.
            models.Index(
                fields=["organisation", "product_sorted"],
                include=["id", "put_away", "vendor", "engagement", "position"],
                name="tools_in_order",
            ),
            # Whose they are, each vendor once, is read of this one.
            models.Index(
                fields=["organisation", "vendor"],
                include=["put_away", "excess_rank"],
                name="tools_by_vendor",
            ),
            # Which are called by some words, and where they stand in the list, is read of this one.
            models.Index(
                fields=["organisation", "naming"],
                include=[
                    "id",
                    "product_sorted",
                    "put_away",
                    "vendor",
                    "engagement",
                    "position",
                ],
                name="tools_called",
            ),
            models.Index(
                fields=["organisation", "changed_on"], name="tools_by_credential_age"
            ),
            # Which hold rights they do not need, in their order, is read of this one.
            models.Index(
                fields=[
                    "organisation",
                    "-excess_rank",
                    "product_sorted",
                    "vendor_sorted",
                    "position",
                ],
                include=["id", "put_away", "vendor", "engagement", "highest"],
                name="tools_with_excess",
                condition=models.Q(excess_rank__gt=0),
            ),
            models.Index(
                fields=["organisation", "reviewed_on"], name="tools_by_review"
            ),
            # Whose credentials end within some days.
            models.Index(
                fields=["organisation", "ends_on"],
                include=["id", "put_away", "vendor", "engagement", "vendor_sorted"],
                condition=Q(ends_on__isnull=False),
                name="tools_ending",
            ),
            # Which stand first by vendor is read of this one.
            models.Index(
                fields=["organisation", "vendor_sorted"], name="tools_by_vendor_name"
            ),
            # The different sets are found from one to the next.
            models.Index(fields=["organisation", "place_set"], name="tools_of_places"),
            models.Index(
                fields=["organisation", "family_set"], name="tools_of_families"
            ),
            models.Index(fields=["organisation", "reach_set"], name="tools_of_reach"),
        ]

    def __str__(self) -> str:
        return self.name
