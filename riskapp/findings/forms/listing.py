"""What lists of findings can be narrowed to, and by what they are sorted."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from riskapp.accounts.models import User
from riskapp.assessments.queries.listing import NOBODY, analysts_in
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
from riskapp.common.sorting import Natural
from riskapp.findings.choices import FindingState, Severity
from riskapp.findings.models import WARNED_DAYS, Finding, FindingTotal
from riskapp.findings.queries.words import WordsInFindings
from riskapp.vendors.choices import Tier
from riskapp.vendors.models import Vendor
from riskapp.vendors.queries import choices_in, labels_in

WORK = "assessment__engagement"


class _OfFindings(ListFilter):
    """What every list of findings can be narrowed to; ``user`` is who looks."""

    archive = "put_away"

    class Meta(ListFilter.Meta):
        model = Finding

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.looked_for: WordsInFindings | None = None
        names = Vendor.objects.visible_to(user).order_by("name_sorted")
        self.give_named("vendor", names.values_list("pk", "name"))

    def by_words(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """The same as of any list, of so many rows that not each of them is asked."""
        self.looked_for = WordsInFindings(self.user, words_of(value))
        return rows.filter(self.looked_for.condition())


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
    analyst = choice_filter(
        _("Analyst"), _("Anybody"), field_name="assessment__analyst"
    )
    tier = choice_filter(
        _("Tier"), _("Any tier"), Tier.choices, field_name=f"{WORK}__tier"
    )
    label = label_filter(f"{WORK}__vendor__labels")
    period = period_filter(_("Raised"), "raised_at")
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
            f"{WORK}__vendor__name_sorted": "vendor",
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
            .order_by(Natural("name"), "email")
        )
        self.give_choices(
            owner=[
                (NOBODY, _("Nobody yet")),
                *((str(person.pk), str(person)) for person in owners),
            ],
            analyst=analysts_in(user),
            label=((label, label) for label in labels_in(user)),
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

    dear = ("q", "vendor", "owner", "tier", "label", "analyst")

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
    owner = choice_filter(
        _("Owner of the vendor"),
        _("Anybody"),
        field_name="vendor_owner_id",
        method="of_work",
    )
    tier = choice_filter(
        _("Tier"), _("Any tier"), Tier.choices, field_name="tier", method="of_work"
    )
    label = label_filter("labels__contains", method="of_work")
    analyst = choice_filter(
        _("Analyst"), _("Anybody"), field_name="analyst_id", method="of_work"
    )
    period = period_filter(_("Risk accepted"), "settled_at")
    archived = archived_filter()
    order = NothingLast(
        fields={
            "accepted_until": "until",
            "badness": "severity",
            f"{WORK}__vendor__name_sorted": "vendor",
        },
        then=("accepted_until", "pk"),
        empty_label=_("Ends first"),
        choices=[
            ("-until", _("Ends last")),
            ("severity", _("Worst first")),
            ("vendor", _("Vendor")),
        ],
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.give_choices(
            **choices_in(user).by_filter,
            analyst=analysts_in(user),
        )

    def of_work(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """By what stands with the totals of their assessments."""
        wanted = [value] if name == "labels__contains" else value
        totals = FindingTotal.objects.visible_to(self.user).filter(**{name: wanted})
        return rows.filter(assessment__in=totals.order_by().values("assessment"))

    def only_ending(self, rows: Any, _name: str, _value: str) -> QuerySet[Any]:
        found: QuerySet[Any] = rows.ending(timezone.localdate())
        return found
