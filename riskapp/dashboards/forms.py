"""What a first page can be narrowed to."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from questionnaires.queries import language_in_force
from riskapp.accounts.models import User
from riskapp.assessments.models import Assessment
from riskapp.assessments.queries.listing import analysts_in
from riskapp.common.lists import (
    ListFilter,
    NothingLast,
    choice_filter,
    in_last,
    label_filter,
    period_filter,
    words_filter,
)
from riskapp.common.one_of import one_of_them
from riskapp.common.settling import settle
from riskapp.dashboards.choices import Moves
from riskapp.dashboards.queries.deciding import to_be_decided
from riskapp.dashboards.queries.scope import DAYS, SHARED, WorkScope
from riskapp.dashboards.queries.standings import (
    by_decision,
    by_standing,
    rule_titles,
)
from riskapp.dashboards.queries.totals import owners_and_labels
from riskapp.scoring.languages import catalogue_in
from riskapp.vendors.choices import Tier
from riskapp.vendors.forms.listing import (
    RATING_CHOICES,
    TIER_CHOICES,
    OfVendor,
    analyst_filter,
)
from riskapp.vendors.models import Engagement, EngagementQuerySet
from riskapp.vendors.queries import IN_ORDER

PERIODS = [
    (str(days), format_lazy(_("The last {days} days"), days=days))
    for days in (30, 90, 365)
]


class ScopeFilter(OfVendor):
    """The work that a first page counts, and since when something has moved."""

    label = label_filter("vendor__labels", method="as_given")
    owner = choice_filter(
        _("Owner"), _("Anybody"), field_name="vendor__owner", method="as_given"
    )
    tier = choice_filter(_("Tier"), _("Any tier"), Tier.choices)
    period = choice_filter(
        _("Moved since"), PERIODS[1][1], [PERIODS[0], PERIODS[2]], method="as_given"
    )

    class Meta(ListFilter.Meta):
        model = Engagement

    def __init__(self, data: Any, *, queryset: QuerySet[Any], user: User) -> None:
        super().__init__(data, queryset=queryset)
        self.user = user
        owners, labels = owners_and_labels(user)
        self.give_choices(owner=owners, label=((label, label) for label in labels))

    def scope(self, user: User, today: datetime.date) -> WorkScope:
        """What a page counts that is narrowed like this."""
        narrowed = QueryDict(mutable=True)
        # What is wrong is left out, of the work as of the totals.
        found: dict[str, Any] = {}
        if self.is_bound:
            self.form.full_clean()
            found = self.form.cleaned_data
        for name in SHARED:
            if found.get(name):
                narrowed[name] = found[name]
        work: EngagementQuerySet = self.qs
        days = int(found.get("period") or DAYS)
        return WorkScope(user, work, today, days, narrowed.urlencode())


class MovedFilter(ScopeFilter):
    """Which of the ratings that moved are shown."""

    way = choice_filter(_("How"), _("Any way"), Moves.choices, method="as_given")

    @property
    def wanted(self) -> Moves | None:
        found = self.form.cleaned_data.get("way") if self.is_valid() else ""
        return Moves(found) if found else None


def kept_work(user: User) -> EngagementQuerySet:
    """The work a person may see, without archived work."""
    visible: EngagementQuerySet = Engagement.objects.visible_to(user)  # type: ignore[assignment]  # stays an EngagementQuerySet
    return visible.kept()


def order_of_work(first: Any) -> NothingLast:
    """What a list of work can be sorted by; ``first`` says how it is where nobody chose."""
    return NothingLast(
        fields={
            "vendor_sorted": "vendor",
            "residual": "residual",
            "contract_ends_on": "contract",
        },
        then=IN_ORDER,
        empty_label=first,
        choices=[
            ("vendor", _("Vendor")),
            ("-residual", _("Highest residual risk")),
            ("contract", _("Contract ends first")),
        ],
    )


class WorkFilter(ScopeFilter):
    """A list of work: also whose it is, and since when it was assessed."""

    dear: tuple[str, ...] = ("q", "label", "owner", "tier", "period", "analyst")

    analyst = analyst_filter()
    period = period_filter(_("Assessed"), "pk")

    def __init__(self, data: Any, *, queryset: QuerySet[Any], user: User) -> None:
        super().__init__(data, queryset=queryset, user=user)
        self.give_choices(analyst=analysts_in(user))

    def in_period(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        return by_standing(rows, scored_at__gte=in_last(value))


class SigningFilter(WorkFilter):
    """Whose work is asked about; words come first, as whoever buys has a name in hand."""

    archive = "put_away"
    words = ("name_folded", "contract_reference")

    q = words_filter(_("Vendor, engagement or contract"))
    order = order_of_work(_("Vendor"))


class StandingFilter(WorkFilter):
    """What the list behind the numbers can be narrowed to."""

    dear = (
        *WorkFilter.dear,
        "evidence",
        "holding",
        "unmet",
        "law",
        "decision",
        "waiting",
    )

    tier = choice_filter(_("Tier"), _("Any tier"), TIER_CHOICES, method="by_code")
    rating = choice_filter(
        _("Rating"), _("Any rating"), RATING_CHOICES, method="by_code"
    )
    evidence = choice_filter(
        _("Evidence"), _("Any"), [("low", _("Little evidence"))], method="by_evidence"
    )
    holding = choice_filter(_("Held up by"), _("Anything"), method="by_code_in")
    unmet = choice_filter(_("Not met or open"), _("Anything"), method="by_code_in")
    law = choice_filter(_("Duties of"), _("Any law"), method="as_given")
    decision = choice_filter(
        _("Decision"),
        _("Any"),
        [
            ("none", _("No valid one")),
            ("approved", _("Approved, and it holds")),
            ("rejected", _("Rejected")),
        ],
        method="by_decision",
    )
    waiting = choice_filter(
        _("Waiting"),
        _("Any"),
        [("yes", _("For my decision")), ("review", _("For an analyst’s review"))],
        method="only_waiting",
    )
    order = order_of_work(_("Highest residual risk"))

    def __init__(self, data: Any, *, queryset: QuerySet[Any], user: User) -> None:
        super().__init__(data, queryset=queryset, user=user)
        unmet = str(self.data.get("unmet", "")) if self.is_bound else ""
        self.give_choices(
            holding=rule_titles().items(),
            law=((law.id, law.short) for law in catalogue_in(language_in_force()).laws),
            # Chosen by a link from where provisions are counted; there are hundreds.
            unmet=[(unmet, unmet)] if unmet else [],
        )
        if not unmet:
            del self.filters["unmet"]

    def by_code(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(**{name: "" if value == "none" else value})

    def by_evidence(
        self, rows: QuerySet[Any], _name: str, _value: str
    ) -> QuerySet[Any]:
        return by_standing(rows, has_little_evidence=True)

    def by_decision(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Which work this is, is found once and of narrow rows."""
        found = by_decision(self.user, timezone.localdate(), value)
        return rows.filter(one_of_them("pk", found.values("engagement")))

    def by_code_in(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return by_standing(rows, **{f"{name}__contains": [value]})

    @property
    def wanted_law(self) -> str:
        """Whose duties were asked for, which is read apart (``ByDuties``); "" for nobody's."""
        return str(self.form.cleaned_data.get("law") or "") if self.is_valid() else ""

    def only_waiting(self, rows: Any, _name: str, value: str) -> QuerySet[Any]:
        found: QuerySet[Any]
        if value == "review":
            to_review = Assessment.objects.visible_to(self.user).filter(
                decision=None, review_completed_at=None
            )
            which = one_of_them(
                "standing__assessment", to_review.order_by().values("pk")
            )
            found = by_standing(rows).filter(which)
        else:
            settle()
            waiting = to_be_decided(self.user, timezone.localdate()).order_by()
            is_one = one_of_them("pk", waiting.values("engagement_id"))
            found = rows.filter(is_one)
        return found
