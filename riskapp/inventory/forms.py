"""What the register of tools can be narrowed to, and by what it is sorted."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from riskapp.accounts.models import User
from riskapp.common.lists import (
    ListFilter,
    NothingLast,
    choice_filter,
    label_filter,
    period_filter,
    words_filter,
    words_of,
)
from riskapp.inventory.choices import StatementKind
from riskapp.inventory.models import KEPT_FOR, Tool
from riskapp.inventory.queries import (
    PLACE_CLASSES,
    choices_of,
    holding,
    keys_of_vendors,
    of_class,
    older_than,
    reach_labels,
    review_due,
    sums,
    weak_codes,
    with_one,
)
from riskapp.inventory.queries.named import with_words
from riskapp.tools.families import core_families
from riskapp.vendors.choices import Tier
from riskapp.vendors.forms.listing import FACTS, OfAnalyst, analyst_filter
from riskapp.vendors.queries import assessments, choices_in, of_vendors

AGES = (
    ("30", _("Over 30 days")),
    ("90", _("Over 90 days")),
    ("180", _("Over 180 days")),
    ("365", _("Over 365 days")),
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
PLACES = (
    ("outside", _("Outside the EEA")),
    ("unknown", _("Not known")),
    ("eea", _("At most inside the EEA")),
    ("adequate", _("At most with an adequacy decision")),
    ("conditional", _("At most with a conditional adequacy decision")),
    ("third", _("Without an adequacy decision")),
    ("not_known", _("Not known in part")),
)
REVIEWS = (("due", _("Over a year ago, never or not known")),)
RIGHTS = ((4, _("Class 4")), (3, _("Class 3 or more")), (2, _("Class 2 or more")))
WEAK = "weak"


class ToolWords(OfAnalyst):
    """Looks for words in a tool, its vendor and its work, and for tools of some vendors."""

    def of_vendors(self, rows: QuerySet[Tool], name: str, value: str) -> QuerySet[Tool]:
        """Which vendors these are, is found once and not of each tool."""
        return of_vendors(self.user, rows, **FACTS[name](value))

    def by_words(self, rows: QuerySet[Tool], _name: str, value: str) -> QuerySet[Tool]:
        words = words_of(value)
        return rows.filter(with_words(self.user, words)) if words else rows


class ToolFilter(ToolWords):
    """Words, tool, vendor, and what a tool holds, keeps and may do."""

    q = words_filter(_("Search"))
    product = choice_filter(_("Tool"), _("Any tool"))
    provider = choice_filter(_("Provider"), _("Any provider"))
    model = choice_filter(_("Model"), _("Any model"), method="by_model")
    vendor = choice_filter(_("Vendor"), _("Any vendor"), field_name="vendor_id")
    credential = choice_filter(_("Credential"), _("Any credential"))
    age = choice_filter(_("Last changed"), _("Any time"), AGES, method="by_age")
    aged = choice_filter(_("Age"), _("Any age"), sums.AGES, method="by_sum")
    lifetime = choice_filter(_("Valid for"), _("Any"), LIFETIMES, method="by_lifetime")
    right = choice_filter(
        _("Highest right"),
        _("Any right"),
        RIGHTS,
        field_name="highest",
        lookup_expr="gte",
    )
    excess = choice_filter(
        _("Rights it does not need"), _("Any or none"), method="by_excess"
    )
    level = choice_filter(
        _("Class of rights"),
        _("Any class"),
        [(level, str(level)) for level in sums.CLASSES],
        field_name="highest",
    )
    autonomy = choice_filter(_("Autonomy"), _("Any autonomy"))
    kept = choice_filter(_("Kept"), _("Any time"), sums.KEPT, method="by_sum")
    plan = choice_filter(_("Plan"), _("Any plan"))
    place = choice_filter(_("Places"), _("Anywhere"), PLACES, method="by_place")
    training = choice_filter(_("Training"), _("Any answer"), method="by_code")
    contract = choice_filter(_("Contract"), _("Any contract"), method="by_code")
    review = choice_filter(_("Last review"), _("Any time"), REVIEWS, method="by_review")
    tier = choice_filter(
        _("Tier"), _("Any tier"), Tier.choices, field_name="engagement__tier"
    )
    owner = choice_filter(_("Owner"), _("Anybody"), method="of_vendors")
    analyst = analyst_filter("engagement")
    label = label_filter("label", method="of_vendors")
    period = period_filter(_("Recorded"), "kept_at")
    order = NothingLast(
        fields={
            "changed_on": "changed",
            "lifetime": "lifetime",
            "highest": "right",
            "excess_rank": "excess",
            "reviewed_on": "reviewed",
            "vendor_sorted": "vendor",
        },
        then=(
            "product_sorted",
            "vendor_sorted",
            "work_sorted",
            "position",
        ),
        empty_label=_("Tool"),
        choices=[
            ("vendor", _("Vendor")),
            ("changed", _("Oldest credential")),
            ("-lifetime", _("Longest lifetime")),
            ("-right", _("Highest right")),
            ("-excess", _("Most severe excess")),
            ("reviewed", _("Oldest review")),
        ],
    )

    class Meta(ListFilter.Meta):
        model = Tool

    def __init__(
        self,
        *args: Any,
        products: list[tuple[str, int]],
        vendors: QuerySet[Any],
        user: User,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.today = timezone.localdate()
        provider = str(self.data.get("provider", "")) if self.is_bound else ""
        self.give_choices(
            **choices_in(user).by_filter,
            product=((product, product) for product, _count in products),
            # Chosen by a link from where providers are counted; there may be thousands.
            provider=[(provider, provider)] if provider else [],
            model=((one.name, f"{one.name} ({one.maker})") for one in core_families()),
            analyst=assessments().analysts_in(user),
            credential=choices_of("credential"),
            plan=choices_of("plan"),
            autonomy=choices_of("autonomy"),
            training=[
                (WEAK, _("In doubt")),
                *choices_of("training"),
                (sums.UNANSWERED, _("Not answered")),
            ],
            contract=[(WEAK, _("In doubt")), *choices_of("contract")],
            excess=[("any", _("Any")), *reach_labels().items()],
        )
        if not provider:
            del self.filters["provider"]
        self.give_named("vendor", vendors, keys_of_vendors(self.queryset))

    def by_age(self, tools: QuerySet[Tool], _name: str, value: str) -> QuerySet[Tool]:
        if value.isdecimal():
            age = datetime.timedelta(days=int(value))
            return tools.filter(older_than(self.today, age))
        return tools.filter(changed_as=value)

    def by_sum(self, tools: QuerySet[Tool], name: str, value: str) -> QuerySet[Tool]:
        """The tools that a bar counts."""
        group = sums.age_of(self.today) if name == "aged" else KEPT_FOR
        return tools.alias(group=group).filter(group=value)

    def by_lifetime(
        self, tools: QuerySet[Tool], _name: str, value: str
    ) -> QuerySet[Tool]:
        if value.isdecimal():
            return tools.filter(
                Q(lifetime__gt=int(value)) | Q(lifetime_as=StatementKind.ENDLESS)
            )
        return tools.filter(lifetime_as=value)

    def by_excess(
        self, tools: QuerySet[Tool], _name: str, value: str
    ) -> QuerySet[Tool]:
        tools = tools.filter(excess_rank__gt=0)
        if value == "any":
            return tools
        return tools.filter(with_one(self.user, "reach", value))

    def by_place(self, tools: QuerySet[Tool], _name: str, value: str) -> QuerySet[Tool]:
        if value == "outside":
            return tools.filter(is_outside=True)
        if value in PLACE_CLASSES:
            return tools.filter(of_class(self.user, value))
        unknown = Q(places__contains=["unknown"]) | Q(places=[])
        return tools.filter(
            holding(
                self.user,
                "places",
                lambda p: not p or "unknown" in p,
                otherwise=unknown,
            )
        )

    def by_model(self, tools: QuerySet[Tool], _name: str, value: str) -> QuerySet[Tool]:
        return tools.filter(with_one(self.user, "families", value))

    def by_code(self, tools: QuerySet[Tool], name: str, value: str) -> QuerySet[Tool]:
        if value == sums.UNANSWERED:
            known = [code for code, _label in choices_of(name)]
            return tools.exclude(**{f"{name}__in": known})
        wanted = weak_codes(name) if value == WEAK else [value]
        return tools.filter(**{f"{name}__in": wanted})

    def by_review(
        self, tools: QuerySet[Tool], _name: str, _value: str
    ) -> QuerySet[Tool]:
        return tools.filter(review_due(self.today))


class ExcessFilter(ToolWords):
    """Words, vendor, and what the rights reach that a tool does not need."""

    dear = ("q", "reach", "tier", "owner", "analyst", "label", "period")

    q = words_filter(_("Search"))
    reach = choice_filter(_("They reach"), _("Anything"), method="by_reach")
    vendor = choice_filter(_("Vendor"), _("Any vendor"), field_name="vendor_id")
    tier = choice_filter(
        _("Tier"), _("Any tier"), Tier.choices, field_name="engagement__tier"
    )
    owner = choice_filter(_("Owner"), _("Anybody"), method="of_vendors")
    analyst = analyst_filter("engagement")
    label = label_filter("label", method="of_vendors")
    period = period_filter(_("Recorded"), "kept_at")
    order = NothingLast(
        fields={
            "excess_rank": "excess",
            "vendor_sorted": "vendor",
            "product_sorted": "tool",
            "highest": "right",
        },
        then=("-excess_rank", "product_sorted", "vendor_sorted", "position"),
        empty_label=_("Most severe excess"),
        choices=[
            ("vendor", _("Vendor")),
            ("tool", _("Tool")),
            ("-right", _("Highest right")),
        ],
    )

    class Meta(ListFilter.Meta):
        model = Tool

    def __init__(
        self, *args: Any, vendors: QuerySet[Any], user: User, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.give_choices(
            **choices_in(user).by_filter,
            reach=reach_labels().items(),
            analyst=assessments().analysts_in(user),
        )
        self.give_named("vendor", vendors, keys_of_vendors(self.queryset))

    def by_reach(self, tools: QuerySet[Tool], _name: str, value: str) -> QuerySet[Tool]:
        return tools.filter(with_one(self.user, "reach", value))
