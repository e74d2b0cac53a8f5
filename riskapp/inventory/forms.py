"""What the register of tools can be narrowed to, and by what it is sorted."""

from __future__ import annotations

import datetime
from typing import Any
from uuid import UUID

import django_filters
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

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
    ("never", _("Never changed")),
    ("always", _("Issued per run")),
    ("unknown", _("Not known")),
)
LIFETIMES = (
    ("24", _("Over 1 day")),
    ("720", _("Over 30 days")),
    ("2160", _("Over 90 days")),
    ("endless", _("Without end")),
    ("unknown", _("Not known")),
)
RIGHTS = ((4, _("Class 4")), (3, _("Class 3 or more")), (2, _("Class 2 or more")))
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

    q = django_filters.CharFilter(method="by_words", label=_("Search"))
    product = django_filters.ChoiceFilter(label=_("Tool"), empty_label=_("Any tool"))
    vendor = django_filters.ChoiceFilter(
        field_name="vendor_id", label=_("Vendor"), empty_label=_("Any vendor")
    )
    credential = django_filters.ChoiceFilter(
        label=_("Credential"), empty_label=_("Any credential")
    )
    age = django_filters.ChoiceFilter(
        choices=AGES,
        method="by_age",
        label=_("Last changed"),
        empty_label=_("Any time"),
    )
    lifetime = django_filters.ChoiceFilter(
        choices=LIFETIMES,
        method="by_lifetime",
        label=_("Valid for"),
        empty_label=_("Any"),
    )
    right = django_filters.ChoiceFilter(
        choices=RIGHTS,
        field_name="highest",
        lookup_expr="gte",
        label=_("Highest right"),
        empty_label=_("Any right"),
    )
    excess = django_filters.ChoiceFilter(
        method="by_excess",
        label=_("Rights it does not need"),
        empty_label=_("Any or none"),
    )
    plan = django_filters.ChoiceFilter(label=_("Plan"), empty_label=_("Any plan"))
    place = django_filters.ChoiceFilter(
        choices=[("outside", _("Outside the EEA")), ("unknown", _("Not known"))],
        method="by_place",
        label=_("Places"),
        empty_label=_("Anywhere"),
    )
    training = django_filters.ChoiceFilter(
        method="by_code", label=_("Training"), empty_label=_("Any answer")
    )
    contract = django_filters.ChoiceFilter(
        method="by_code", label=_("Contract"), empty_label=_("Any contract")
    )
    review = django_filters.ChoiceFilter(
        choices=[("due", _("Over a year ago, never or not known"))],
        method="by_review",
        label=_("Last review"),
        empty_label=_("Any time"),
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
        label=_("Sort by"),
        empty_label=_("Tool"),
        null_label=None,
        choices=[
            ("vendor", _("Vendor")),
            ("changed", _("Oldest credential")),
            ("-lifetime", _("Longest lifetime")),
            ("-right", _("Highest right")),
            ("-excess", _("Gravest excess")),
            ("reviewed", _("Oldest review")),
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
