"""What the lists of the security team can be narrowed to, and by what they are sorted."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from riskapp.accounts.models import User
from riskapp.assessments.choices import (
    AssessmentState,
    CampaignKind,
    FindingState,
    Outcome,
    Progress,
    ReassessmentCause,
    Severity,
)
from riskapp.assessments.models import Assessment, Campaign, Finding, Reassessment
from riskapp.assessments.models.finding import WARNED_DAYS
from riskapp.assessments.queries.sending import SendingRow
from riskapp.common.lists import (
    ListFilter,
    NothingLast,
    archived_filter,
    choice_filter,
    words_filter,
)
from riskapp.vendors.choices import Tier
from riskapp.vendors.forms import RATING_CHOICES
from riskapp.vendors.models import Vendor

NOBODY = "nobody"
WORK = "assessment__engagement"


class AssessmentFilter(ListFilter):
    """What a list of assessments can be narrowed to, and by what it is sorted."""

    archive = ("engagement__archived_at", "engagement__vendor__archived_at")
    words = ("engagement__vendor__name", "engagement__name")

    q = words_filter(_("Vendor or engagement"))
    state = choice_filter(_("State"), _("Any state"), AssessmentState.choices)
    rating = choice_filter(
        _("Rating"), _("Any rating"), RATING_CHOICES, method="by_rating"
    )
    decision = choice_filter(
        _("Decision"),
        _("Any decision"),
        [
            *Outcome.choices,
            ("none", _("Awaiting decision")),
            ("ended", _("Decision expired")),
        ],
        method="by_decision",
    )
    tier = choice_filter(
        _("Tier"), _("Any tier"), Tier.choices, field_name="engagement__tier"
    )
    overdue = choice_filter(
        _("Due"), _("Any date"), [("yes", _("Overdue only"))], method="only_overdue"
    )
    current = choice_filter(
        _("Repeats"),
        _("All assessments"),
        [("yes", _("One per engagement"))],
        method="only_current",
    )
    model = choice_filter(
        _("Model"),
        _("Any model"),
        [("older", _("Older model"))],
        method="of_older_model",
    )
    archived = archived_filter()
    order = NothingLast(
        fields={
            "engagement__vendor__name": "vendor",
            "due_on": "due",
            "residual": "residual",
            "started_at": "started",
        },
        then=("-started_at",),
        empty_label=_("Newest first"),
        choices=[
            ("vendor", _("Vendor")),
            ("due", _("Due first")),
            ("-residual", _("Highest residual risk")),
            ("residual", _("Lowest residual risk")),
            ("started", _("Oldest first")),
        ],
    )

    class Meta(ListFilter.Meta):
        model = Assessment

    def by_rating(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        if value == "none":
            return rows.filter(score=None)
        return rows.filter(score__rating=value)

    def by_decision(self, rows: Any, _name: str, value: str) -> QuerySet[Any]:
        today = timezone.localdate()
        found: QuerySet[Any]
        if value == "none":
            found = rows.undecided()
        elif value == "ended":
            found = rows.decision_ended(today)
        else:
            found = rows.decided(today).filter(decision__outcome=value)
        return found

    def only_overdue(self, rows: Any, _name: str, _value: str) -> QuerySet[Any]:
        found: QuerySet[Any] = rows.overdue(timezone.localdate())
        return found

    def of_older_model(self, rows: Any, _name: str, _value: str) -> QuerySet[Any]:
        found: QuerySet[Any] = rows.of_older_model()
        return found

    def only_current(self, rows: Any, _name: str, _value: str) -> QuerySet[Any]:
        found: QuerySet[Any] = rows.current()
        return found


class _OfFindings(ListFilter):
    """What every list of findings can be narrowed to; ``user`` is who looks."""

    archive = (f"{WORK}__archived_at", f"{WORK}__vendor__archived_at")
    words = ("text", "tool", "question", f"{WORK}__name")

    class Meta(ListFilter.Meta):
        model = Finding

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = Vendor.objects.visible_to(user).order_by("name")
        self.give_choices(
            vendor=((str(pk), name) for pk, name in names.values_list("pk", "name"))
        )


class FindingFilter(_OfFindings):
    """What the list of findings can be narrowed to, and by what it is sorted."""

    q = words_filter(_("Search text"))
    state = choice_filter(
        _("State"),
        _("Any state"),
        [("unsettled", _("Not closed")), *FindingState.choices],
        method="by_state",
    )
    severity = choice_filter(_("Severity"), _("Any severity"), Severity.choices)
    vendor = choice_filter(_("Vendor"), _("Any vendor"), field_name=f"{WORK}__vendor")
    owner = choice_filter(_("Owner"), _("Anybody"), method="by_owner")
    overdue = choice_filter(
        _("Due"), _("Any date"), [("yes", _("Overdue only"))], method="only_overdue"
    )
    archived = archived_filter()
    order = NothingLast(
        fields={
            "badness": "severity",
            "due_on": "due",
            "gain": "gain",
            "raised_at": "raised",
            f"{WORK}__vendor__name": "vendor",
        },
        then=("badness", "-gain", "pk"),
        empty_label=_("Worst first"),
        choices=[
            ("due", _("Due first")),
            ("-gain", _("Highest gain")),
            ("vendor", _("Vendor")),
            ("-raised", _("Newest first")),
            ("raised", _("Oldest first")),
        ],
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        owners = (
            User.objects.filter(organisations__members=user)
            .distinct()
            .order_by("name", "email")
        )
        self.give_choices(
            owner=[
                (NOBODY, _("Nobody yet")),
                *((str(person.pk), str(person)) for person in owners),
            ]
        )

    def by_state(self, rows: Any, _name: str, value: str) -> QuerySet[Any]:
        found: QuerySet[Any] = (
            rows.unsettled() if value == "unsettled" else rows.filter(state=value)
        )
        return found

    def by_owner(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        return rows.filter(owner_id=None if value == NOBODY else int(value))

    def only_overdue(self, rows: Any, _name: str, _value: str) -> QuerySet[Any]:
        found: QuerySet[Any] = rows.overdue(timezone.localdate())
        return found


class WaiverFilter(_OfFindings):
    """What the list of accepted risks can be narrowed to, and by what it is sorted."""

    q = words_filter(_("Search text"))
    severity = choice_filter(_("Severity"), _("Any severity"), Severity.choices)
    vendor = choice_filter(_("Vendor"), _("Any vendor"), field_name=f"{WORK}__vendor")
    ends = choice_filter(
        _("Ends"),
        _("Any day"),
        [
            (
                "soon",
                format_lazy(_("Within {days} days"), days=WARNED_DAYS),
            )
        ],
        method="only_ending",
    )
    archived = archived_filter()
    order = NothingLast(
        fields={
            "accepted_until": "until",
            "badness": "severity",
            f"{WORK}__vendor__name": "vendor",
        },
        then=("accepted_until", "pk"),
        empty_label=_("Ends first"),
        choices=[
            ("-until", _("Ends last")),
            ("severity", _("Worst first")),
            ("vendor", _("Vendor")),
        ],
    )

    def only_ending(self, rows: Any, _name: str, _value: str) -> QuerySet[Any]:
        found: QuerySet[Any] = rows.ending(timezone.localdate())
        return found


class CampaignFilter(ListFilter):
    """What the list of campaigns can be narrowed to, and by what it is sorted."""

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
    order = NothingLast(
        fields={"name": "name", "due_on": "due", "created_at": "started"},
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

    def by_state(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        if value == "failed":
            return rows.filter(failed__gt=0)
        if value == "open":
            return rows.filter(answered__lt=F("total"))
        return rows.filter(answered=F("total"))


class ReassessmentFilter(ListFilter):
    """What waits to be assessed again: what it can be narrowed to and sorted by."""

    words = ("engagement__vendor__name", "engagement__name", "text")

    q = words_filter(_("Vendor or engagement"))
    cause = choice_filter(_("Why"), _("Any reason"), ReassessmentCause.choices)
    rating = choice_filter(
        _("Rating now"), _("Any rating"), RATING_CHOICES, method="by_rating"
    )
    tier = choice_filter(
        _("Tier"), _("Any tier"), Tier.choices, field_name="engagement__tier"
    )
    order = NothingLast(
        fields={
            "due_on": "due",
            "engagement__residual": "residual",
            "engagement__vendor__name": "vendor",
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

    def by_rating(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        return rows.filter(engagement__rating="" if value == "none" else value)


class SendingFilter(forms.Form):
    """The rows of one campaign, narrowed and sorted; what is not valid narrows nothing."""

    q = forms.CharField(required=False, label=_("Vendor, engagement or address"))
    progress = forms.ChoiceField(
        required=False,
        label=_("Progress"),
        choices=[("", _("All")), *Progress.choices, ("overdue", _("Overdue"))],
    )
    order = forms.ChoiceField(
        required=False,
        label=_("Sort by"),
        choices=[("", _("Vendor")), ("progress", _("Progress")), ("due", _("Due"))],
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
            found.sort(key=lambda row: list(Progress).index(row.progress))
        elif order == "due":
            found.sort(key=lambda row: row.due_on or datetime.date.max)
        return found


def _words_of(row: SendingRow) -> str:
    work = row.sending.engagement
    return f"{work.vendor.name} {work.name} {row.sending.email}".casefold()
