"""What the lists of the register can be narrowed to, and by what they are sorted."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Container, Mapping
from typing import Any

import django_filters
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from riskapp.accounts.models import User
from riskapp.common.folding import Folded
from riskapp.common.lists import (
    ListFilter,
    NothingLast,
    archived_filter,
    choice_filter,
    label_filter,
    period_filter,
    words_filter,
    words_of,
)
from riskapp.common.one_of import one_of_them
from riskapp.vendors.choices import Asked, Rating, Tier
from riskapp.vendors.models import Contact, Engagement, Vendor
from riskapp.vendors.queries import (
    IN_ORDER,
    RATINGS,
    TIERS,
    ByVendor,
    assessments,
    choices_in,
    labels_in,
    of_vendors,
)

SOON = 30
QUARTER = 90
TIER_CHOICES = (*Tier.choices, ("none", _("Not known")))
RATING_CHOICES = (*Rating.choices, ("none", _("Not assessed")))
REVIEW_CHOICES = (
    ("due", _("Due now")),
    ("30", format_lazy(_("Within {days} days"), days=SOON)),
    ("90", format_lazy(_("Within {days} days"), days=QUARTER)),
    ("none", _("No day set")),
)
CONTRACT_CHOICES = (
    ("running", _("Running")),
    ("90", format_lazy(_("Ends within {days} days"), days=QUARTER)),
    ("ended", _("Ended")),
)


def rank_of_tier(value: str) -> int | None:
    """The rank that vendors keep of their highest tier; None of "none"."""
    return None if value == "none" else TIERS.index(value) + 1


LABELS = "vendor__labels"


def fact_of_work(name: str, value: str, through: str = "") -> Q:
    """One fact of an engagement as a condition on it, or on rows that lead to it ``through``;
    of the labels of its vendor, that one is among them."""
    path = f"{through}{name}"
    return Q((f"{path}__contains", [value]) if name == LABELS else (path, value))


def analyst_filter(name: str = "pk") -> django_filters.ChoiceFilter:
    """Whose work an assessment is; ``name`` leads to what it is asked of (``OfAnalyst.of``)."""
    return choice_filter(
        _("Analyst"), _("Anybody"), field_name=name, method="by_analyst"
    )


class OfAnalyst(ListFilter):
    """Rows of which an assessment is somebody's work. ``of`` leads from an assessment to what
    ``analyst_filter`` leads to; ``user`` is who looks."""

    of = "engagement"
    user: User

    def by_analyst(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(**{f"{name}__in": self.work_of(value)})

    def work_of(self, analyst: str) -> QuerySet[Any]:
        """What the work of somebody is asked of. Naming the organisations lets indexes be read
        alone."""
        ours = self.user.organisation_ids()
        found = assessments().of_analyst(analyst).filter(organisation__in=ours)
        if self.of != "engagement":
            found = found.filter(engagement__organisation__in=ours)
        return found.values(self.of)


# Filters by facts of vendors, and what each says of them.
Facts = Mapping[str, Callable[[str], dict[str, Any]]]
FACTS: dict[str, Callable[[str], dict[str, Any]]] = {
    "owner": lambda value: {"owner": int(value)},
    "label": lambda value: {"labels__contains": [value]},
}


class FoundOnce(OfAnalyst):
    """Rows that are gone through in their order, of an index; which they are is found once."""

    def by_analyst(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(one_of_them(name, self.work_of(value)))


class OfVendor(FoundOnce):
    """Rows that name a vendor, narrowed by facts of it and by words: ``words`` are columns of
    their own, and the name of the vendor is looked into as well."""

    facts: Facts = FACTS

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        wanted: dict[str, Any] = {}
        for name, fact in self.facts.items():
            if value := self.form.cleaned_data.get(name):
                wanted |= fact(value)
        if wanted:
            queryset = of_vendors(self.user, queryset, **wanted)
        return super().filter_queryset(queryset)

    def by_words(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        vendors = Vendor.objects.filter(organisation__in=self.user.organisation_ids())
        names = {f"folded_{at}": path for at, path in enumerate(self.words)}
        rows = rows.alias(
            **{
                name: F(path) if path.endswith("folded") else Folded(path)
                for name, path in names.items()
            }
        )
        for word in words_of(value):
            called = vendors.filter(name_folded__contains=word).order_by()
            here = Q(one_of_them("vendor_id", called.values("pk")))
            for name in names:
                here |= Q(**{f"{name}__contains": word})
            rows = rows.filter(here)
        return rows


def by_vendor(
    user: User,
    narrowed: ListFilter,
    rows: QuerySet[Any],
    path: str = "engagement__vendor",
    *,
    cheap: Container[str] = (),
) -> Any:
    """What a list shows of its rows: where they are sorted by vendor, those that stand first
    (``ByVendor``), unless they are dear to find and counted while they are; ``cheap`` are filters by
    which they are not dear for this."""
    dear = [name for name in narrowed.dear if name not in cheap]
    if narrowed.data.get("order") != "vendor" or narrowed.asks(*dear):
        return rows
    return ByVendor(user, rows, path)


class RegisterFilter(FoundOnce):
    """What both lists of the register can be narrowed to; ``user`` is who looks."""

    def __init__(self, data: Any, *, queryset: QuerySet[Any], user: User) -> None:
        super().__init__(data, queryset=queryset)
        self.user = user
        offered = choices_in(user)
        self.give_choices(
            **offered.by_filter,
            analyst=assessments().analysts_in(user),
            country=offered.countries,
        )

    def by_review(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        if value == "none":
            return rows.filter(next_review_on=None)
        days = 0 if value == "due" else int(value)
        until = timezone.localdate() + datetime.timedelta(days=days)
        return rows.filter(next_review_on__lte=until)


class VendorFilter(RegisterFilter):
    """What the list of vendors can be narrowed to, and by what it is sorted."""

    archive = "archived_at"
    dear = ("q", "analyst")
    of = "engagement__vendor"
    words = ("name_folded", "services")

    q = words_filter(_("Name or service"))
    tier = choice_filter(
        _("Highest tier"), _("Any tier"), TIER_CHOICES, method="by_tier"
    )
    rating = choice_filter(
        _("Worst rating"), _("Any rating"), RATING_CHOICES, method="by_rating"
    )
    country = choice_filter(_("Country"), _("Any country"))
    owner = choice_filter(_("Owner"), _("Anybody"))
    analyst = analyst_filter()
    label = label_filter("labels")
    review = choice_filter(
        _("Next review"), _("Any day"), REVIEW_CHOICES, method="by_review"
    )
    period = period_filter(_("Registered"), "created_at")
    archived = archived_filter()
    order = NothingLast(
        fields={
            "name_sorted": "name",
            "worst_tier": "tier",
            "residual": "residual",
            "next_review_on": "review",
            "created_at": "registered",
        },
        then=("name_sorted", "pk"),
        empty_label=_("Name"),
        choices=[
            ("-name", _("Name, from Z")),
            ("-tier", _("Highest tier")),
            ("-residual", _("Highest residual risk")),
            ("review", _("Next review first")),
            ("-registered", _("Newest first")),
        ],
    )

    class Meta(ListFilter.Meta):
        model = Vendor

    def by_tier(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        return rows.filter(worst_tier=rank_of_tier(value))

    def by_rating(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        rank = None if value == "none" else RATINGS.index(value) + 1
        return rows.filter(worst_rating=rank)


class EngagementFilter(OfVendor, RegisterFilter):
    """What the list of engagements can be narrowed to, and by what it is sorted."""

    facts = FACTS | {"country": lambda value: {"country": value}}
    archive = "put_away"
    words = ("name_folded",)
    dear = ("q", "analyst", "label", "owner", "state")

    q = words_filter(_("Name"))
    tier = choice_filter(_("Tier"), _("Any tier"), TIER_CHOICES, method="by_code")
    rating = choice_filter(
        _("Rating"), _("Any rating"), RATING_CHOICES, method="by_code"
    )
    state = choice_filter(
        _("Assessment"), _("Any state"), Asked.choices, method="by_state"
    )
    review = choice_filter(
        _("Next review"), _("Any day"), REVIEW_CHOICES, method="by_review"
    )
    contract = choice_filter(
        _("Contract"), _("Any"), CONTRACT_CHOICES, method="by_contract"
    )
    country = choice_filter(
        _("Country"),
        _("Any country"),
        field_name="vendor__country",
        method="as_given",
    )
    owner = choice_filter(
        _("Owner"), _("Anybody"), field_name="vendor__owner", method="as_given"
    )
    analyst = analyst_filter()
    label = label_filter(LABELS, method="as_given")
    period = period_filter(_("Registered"), "created_at")
    archived = archived_filter()
    order = NothingLast(
        fields={
            "vendor_sorted": "vendor",
            "inherent": "inherent",
            "residual": "residual",
            "next_review_on": "review",
            "contract_ends_on": "contract",
        },
        then=IN_ORDER,
        empty_label=_("Vendor"),
        choices=[
            ("-inherent", _("Highest tier")),
            ("-residual", _("Highest residual risk")),
            ("review", _("Next review first")),
            ("contract", _("Contract ends first")),
        ],
    )

    class Meta(ListFilter.Meta):
        model = Engagement

    def by_code(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(**{name: "" if value == "none" else value})

    def by_state(self, rows: Any, _name: str, value: str) -> QuerySet[Any]:
        return assessments().narrowed(rows, Asked(value))

    def by_contract(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        today = timezone.localdate()
        if value == "ended":
            return rows.filter(contract_ends_on__lt=today)
        until = today + datetime.timedelta(days=QUARTER)
        if value == "90":
            return rows.filter(contract_ends_on__range=(today, until))
        return rows.filter(
            Q(contract_starts_on=None) | Q(contract_starts_on__lte=today),
            Q(contract_ends_on=None) | Q(contract_ends_on__gte=today),
        )


class OpenWorkFilter(ListFilter):
    """Work whose questions are open, by what its vendor does and how it is labelled."""

    words = ("name_folded", "vendor__name_folded", "vendor__services")

    q = words_filter(_("Name or service"))
    label = label_filter("vendor__labels")

    class Meta(ListFilter.Meta):
        model = Engagement

    def __init__(self, data: Any, *, queryset: QuerySet[Any], user: User) -> None:
        super().__init__(data, queryset=queryset)
        self.give_choices(label=((label, label) for label in labels_in(user)))


class ContactFilter(OfVendor):
    """What the list of people at vendors can be narrowed to, and by what it is sorted."""

    facts = FACTS | {"tier": lambda value: {"worst_tier": rank_of_tier(value)}}
    archive = "put_away"
    dear = ("q", "analyst", "tier", "owner", "label")
    of = "engagement__vendor"
    words = ("folded", "role")

    q = words_filter(_("Search"))
    main = choice_filter(
        _("Contact"), _("Everybody"), [("yes", _("Main contacts"))], method="only_main"
    )
    tier = choice_filter(
        _("Highest tier of the vendor"),
        _("Any tier"),
        TIER_CHOICES,
        field_name="vendor__worst_tier",
        method="as_given",
    )
    owner = choice_filter(
        _("Owner"), _("Anybody"), field_name="vendor__owner", method="as_given"
    )
    analyst = analyst_filter("vendor_id")
    label = label_filter(LABELS, method="as_given")
    period = period_filter(_("Added"), "created_at")
    archived = archived_filter()
    order = NothingLast(
        fields={
            "vendor_sorted": "vendor",
            "name_sorted": "name",
            "email": "email",
            "created_at": "added",
        },
        then=("vendor_sorted", "-is_main", "name_sorted", "pk"),
        empty_label=_("Vendor"),
        choices=[
            ("name", _("Name")),
            ("email", _("E-mail address")),
            ("-added", _("Newest first")),
        ],
    )

    class Meta(ListFilter.Meta):
        model = Contact

    def __init__(self, data: Any, *, queryset: QuerySet[Any], user: User) -> None:
        super().__init__(data, queryset=queryset)
        self.user = user
        offered = choices_in(user)
        self.give_choices(
            **offered.by_filter,
            analyst=assessments().analysts_in(user),
        )

    def only_main(self, rows: QuerySet[Any], _name: str, _value: str) -> QuerySet[Any]:
        return rows.filter(is_main=True)
