"""What lists of campaigns and due reviews can be narrowed to, and by what they are sorted."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from riskapp.accounts.models import User
from riskapp.assessments.queries.listing import analysts_in
from riskapp.common.lists import (
    ListFilter,
    NothingLast,
    archived_filter,
    choice_filter,
    label_filter,
    period_filter,
    words_filter,
)
from riskapp.sending.choices import CampaignKind, CampaignProgress, ReassessmentCause
from riskapp.sending.models import Campaign, Reassessment, Sending
from riskapp.sending.queries import SendingRow, campaigners_in
from riskapp.vendors.choices import Tier
from riskapp.vendors.forms import RATING_CHOICES
from riskapp.vendors.forms.listing import (
    LABELS,
    OfAnalyst,
    analyst_filter,
    fact_of_work,
)
from riskapp.vendors.queries import choices_in


class CampaignFilter(ListFilter):
    """What the list of campaigns can be narrowed to, and by what it is sorted. By owner, label
    and tier it shows those that asked somebody of the kind."""

    archive = "archived_at"
    words = ("name",)

    q = words_filter(_("Name"))
    kind = choice_filter(_("Kind"), _("Any kind"), CampaignKind.choices)
    state = choice_filter(
        _("State"),
        _("Any state"),
        [
            ("failed", _("Some not sent")),
            ("open", _("Answers missing")),
            ("answered", _("All answered")),
        ],
        method="by_state",
    )
    tier = choice_filter(
        _("Tier"), _("Any tier"), Tier.choices, field_name="tier", method="asking"
    )
    owner = choice_filter(
        _("Owner"), _("Anybody"), field_name="vendor__owner", method="asking"
    )
    analyst = choice_filter(_("Analyst"), _("Anybody"), method="by_analyst")
    label = label_filter(LABELS, method="asking")
    period = period_filter(_("Started"), "created_at")
    archived = archived_filter()
    order = NothingLast(
        fields={"name_sorted": "name", "due_on": "due", "created_at": "started"},
        then=("-created_at", "pk"),
        empty_label=_("Newest first"),
        choices=[
            ("due", _("Due first")),
            ("name", _("Name")),
            ("started", _("Oldest first")),
        ],
    )

    class Meta(ListFilter.Meta):
        model = Campaign

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.give_choices(
            **choices_in(user).by_filter,
            analyst=campaigners_in(user),
        )

    def asking(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Campaigns that asked at least one engagement of which a fact is so."""
        asked = Sending.objects.filter(
            fact_of_work(name, value, through="engagement__"), campaign=OuterRef("pk")
        )
        return rows.filter(Exists(asked))

    def by_analyst(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Whose work the answers are: of nobody named it is whoever started it."""
        mine = Q(analyst=value) | Q(analyst=None, created_by=value)
        return rows.filter(mine)

    def by_state(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        if value == "failed":
            return rows.filter(failed__gt=0)
        if value == "open":
            return rows.filter(answered__lt=F("total"))
        return rows.filter(answered=F("total"))


class ReassessmentFilter(OfAnalyst):
    """What waits to be assessed again: what it can be narrowed to and sorted by."""

    words = ("engagement__vendor__name_folded", "engagement__name_folded", "text")

    q = words_filter(_("Vendor or engagement"))
    cause = choice_filter(_("Why"), _("Any reason"), ReassessmentCause.choices)
    rating = choice_filter(
        _("Rating now"), _("Any rating"), RATING_CHOICES, method="by_rating"
    )
    tier = choice_filter(
        _("Tier"), _("Any tier"), Tier.choices, field_name="engagement__tier"
    )
    owner = choice_filter(
        _("Owner"), _("Anybody"), field_name="engagement__vendor__owner"
    )
    analyst = analyst_filter("engagement")
    label = label_filter("engagement__vendor__labels")
    period = period_filter(_("Recorded"), "recorded_at")
    order = NothingLast(
        fields={
            "due_on": "due",
            "engagement__residual": "residual",
            "engagement__vendor__name_sorted": "vendor",
        },
        then=("due_on", "recorded_at", "pk"),
        empty_label=_("Due first"),
        choices=[
            ("-residual", _("Highest residual risk")),
            ("vendor", _("Vendor")),
            ("-due", _("Newest first")),
        ],
    )

    class Meta(ListFilter.Meta):
        model = Reassessment

    def __init__(self, data: Any, *, queryset: QuerySet[Any], user: User) -> None:
        super().__init__(data, queryset=queryset)
        self.user = user
        self.give_choices(
            **choices_in(user).by_filter,
            analyst=analysts_in(user),
        )

    def by_rating(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        return rows.filter(engagement__rating="" if value == "none" else value)


class SendingFilter(forms.Form):
    """The rows of one campaign, narrowed and sorted; what is not valid narrows nothing."""

    q = forms.CharField(required=False, label=_("Vendor, engagement or address"))
    progress = forms.ChoiceField(
        required=False,
        label=_("Progress"),
        choices=[("", _("All")), *CampaignProgress.choices, ("overdue", _("Overdue"))],
    )
    order = forms.ChoiceField(
        required=False,
        label=_("Sort by"),
        choices=[
            ("", _("Vendor")),
            ("progress", _("Progress")),
            ("due", _("Due")),
        ],
    )

    def narrow(self, rows: Iterable[SendingRow]) -> list[SendingRow]:
        """The rows that are asked for, in the order that is asked for."""
        self.full_clean()
        asked = self.cleaned_data
        words = asked.get("q", "").casefold().split()
        progress, order = asked.get("progress"), asked.get("order")
        found = [
            row
            for row in rows
            if all(word in _words_of(row) for word in words)
            and (progress != "overdue" or row.is_overdue)
            and (progress in (None, "", "overdue", row.progress.value))
        ]
        if order == "progress":
            found.sort(key=lambda row: list(CampaignProgress).index(row.progress))
        elif order == "due":
            found.sort(key=lambda row: row.due_on or datetime.date.max)
        return found


def _words_of(row: SendingRow) -> str:
    work = row.sending.engagement
    return f"{work.vendor.name} {work.name} {row.sending.email}".casefold()
