"""What the register of tools can be narrowed to, and by what it is sorted."""

from __future__ import annotations

import datetime
from typing import Any
from uuid import UUID

import django_filters
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from riskapp.inventory.choices import Told
from riskapp.inventory.models import Tool
from riskapp.inventory.queries import (
    choices_of,
    older_than,
    reach_labels,
    review_due,
    weak_codes,
)

AGES = (
    *((str(days), f"Over {days} days") for days in (30, 90, 180, 365)),
    ("never", "Never changed"),
    ("always", "Issued per run"),
    ("unknown", "Not known"),
)
LIFETIMES = (
    ("24", "Over 1 day"),
    ("720", "Over 30 days"),
    ("2160", "Over 90 days"),
    ("endless", "Without end"),
    ("unknown", "Not known"),
)
RIGHTS = ((4, "Class 4"), (3, "Class 3 or more"), (2, "Class 2 or more"))
WEAK = "weak"


class ToolOrder(django_filters.OrderingFilter):  # type: ignore[misc]  # django-filter is untyped
    """Sorts with what has no value last, then by tool and vendor."""

    def filter(self, tools: QuerySet[Tool], value: list[str] | None) -> QuerySet[Tool]:
        names = [self.get_ordering_value(name) for name in value or ()]
        return tools.order_by(
            *(
                F(name.lstrip("-")).desc(nulls_last=True)
                if name.startswith("-")
                else F(name).asc(nulls_last=True)
                for name in names
            ),
            "product",
            "vendor__name",
            "engagement__name",
            "position",
        )


class ToolFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    """Words, tool, vendor, and what a tool holds, keeps and may do."""

    q = django_filters.CharFilter(method="by_words", label="Search")
    product = django_filters.ChoiceFilter(label="Tool", empty_label="Any tool")
    vendor = django_filters.ChoiceFilter(
        field_name="vendor_id", label="Vendor", empty_label="Any vendor"
    )
    credential = django_filters.ChoiceFilter(
        label="Credential", empty_label="Any credential"
    )
    age = django_filters.ChoiceFilter(
        choices=AGES, method="by_age", label="Last changed", empty_label="Any time"
    )
    lifetime = django_filters.ChoiceFilter(
        choices=LIFETIMES, method="by_lifetime", label="Valid for", empty_label="Any"
    )
    right = django_filters.ChoiceFilter(
        choices=RIGHTS,
        field_name="highest",
        lookup_expr="gte",
        label="Highest right",
        empty_label="Any right",
    )
    excess = django_filters.ChoiceFilter(
        method="by_excess", label="Rights it does not need", empty_label="Any or none"
    )
    plan = django_filters.ChoiceFilter(label="Plan", empty_label="Any plan")
    place = django_filters.ChoiceFilter(
        choices=[("outside", "Outside the EEA"), ("unknown", "Not known")],
        method="by_place",
        label="Places",
        empty_label="Anywhere",
    )
    training = django_filters.ChoiceFilter(
        method="by_code", label="Training", empty_label="Any answer"
    )
    contract = django_filters.ChoiceFilter(
        method="by_code", label="Contract", empty_label="Any contract"
    )
    review = django_filters.ChoiceFilter(
        choices=[("due", "Over a year ago, never or not known")],
        method="by_review",
        label="Last review",
        empty_label="Any time",
    )
    order = ToolOrder(
        fields={
            "changed_on": "changed",
            "lifetime": "lifetime",
            "highest": "right",
            "excess_rank": "excess",
            "reviewed_on": "reviewed",
            "vendor__name": "vendor",
        },
        label="Sort by",
        empty_label="Tool",
        null_label=None,
        choices=[
            ("vendor", "Vendor"),
            ("changed", "Oldest credential"),
            ("-lifetime", "Longest lifetime"),
            ("-right", "Highest right"),
            ("-excess", "Gravest excess"),
            ("reviewed", "Oldest review"),
        ],
    )

    class Meta:
        model = Tool
        fields: list[str] = []

    def __init__(
        self,
        *args: Any,
        products: list[tuple[str, int]],
        vendors: list[tuple[UUID, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = timezone.localdate()
        choices: dict[str, list[tuple[str, str]]] = {
            "product": [(product, product) for product, _count in products],
            "vendor": [(str(pk), name) for pk, name in vendors],
            "credential": choices_of("credential"),
            "plan": choices_of("plan"),
            "training": [(WEAK, "In doubt"), *choices_of("training")],
            "contract": [(WEAK, "In doubt"), *choices_of("contract")],
            "excess": [("any", "Any"), *reach_labels().items()],
        }
        for name, found in choices.items():
            self.filters[name].extra["choices"] = found

    def by_words(self, tools: QuerySet[Tool], _name: str, value: str) -> QuerySet[Tool]:
        for word in value.split()[:8]:
            tools = tools.filter(
                Q(name__icontains=word)
                | Q(product__icontains=word)
                | Q(said__provider__icontains=word)
                | Q(vendor__name__icontains=word)
                | Q(engagement__name__icontains=word)
            )
        return tools

    def by_age(self, tools: QuerySet[Tool], _name: str, value: str) -> QuerySet[Tool]:
        if value.isdecimal():
            age = datetime.timedelta(days=int(value))
            return tools.filter(older_than(self.today, age))
        return tools.filter(changed_as=value)

    def by_lifetime(
        self, tools: QuerySet[Tool], _name: str, value: str
    ) -> QuerySet[Tool]:
        if value.isdecimal():
            return tools.filter(
                Q(lifetime__gt=int(value)) | Q(lifetime_as=Told.ENDLESS)
            )
        return tools.filter(lifetime_as=value)

    def by_excess(
        self, tools: QuerySet[Tool], _name: str, value: str
    ) -> QuerySet[Tool]:
        tools = tools.filter(excess_rank__gt=0)
        return tools if value == "any" else tools.filter(reach__contains=[value])

    def by_place(self, tools: QuerySet[Tool], _name: str, value: str) -> QuerySet[Tool]:
        if value == "outside":
            return tools.exclude(outside=[])
        return tools.filter(Q(places__contains=["unknown"]) | Q(places=[]))

    def by_code(self, tools: QuerySet[Tool], name: str, value: str) -> QuerySet[Tool]:
        wanted = weak_codes(name) if value == WEAK else [value]
        return tools.filter(**{f"{name}__in": wanted})

    def by_review(
        self, tools: QuerySet[Tool], _name: str, _value: str
    ) -> QuerySet[Tool]:
        return tools.filter(review_due(self.today))
