"""Narrowing and sorting the findings of all assessments."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from riskapp.accounts.models import User
from riskapp.assessments.choices import FindingState, Severity
from riskapp.assessments.models import Finding
from riskapp.vendors.models import Vendor

NOBODY = "nobody"


class FindingOrder(django_filters.OrderingFilter):  # type: ignore[misc]  # django-filter is untyped
    """Sorts with what has no value last; where values are the same, by weight."""

    def filter(self, queryset: Any, value: list[str] | None) -> Any:
        if not value:
            return queryset
        name = self.get_ordering_value(value[0])
        by = F(name.lstrip("-"))
        first = (
            by.desc(nulls_last=True)
            if name.startswith("-")
            else by.asc(nulls_last=True)
        )
        return queryset.order_by(first, "badness", "-gain", "pk")


class FindingFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    """Narrow and sort the list of findings."""

    q = django_filters.CharFilter(
        method="by_words",
        label=_("Words"),
        help_text=_("In the finding, tool or question"),
    )
    state = django_filters.ChoiceFilter(
        choices=[("unsettled", _("Still to do")), *FindingState.choices],
        method="by_state",
        label=_("State"),
        empty_label=_("Any state"),
    )
    severity = django_filters.ChoiceFilter(
        choices=Severity.choices, label=_("Severity"), empty_label=_("Any severity")
    )
    owner = django_filters.ChoiceFilter(
        method="by_owner", label=_("Owner"), empty_label=_("Anybody")
    )
    vendor = django_filters.ModelChoiceFilter(
        field_name="assessment__engagement__vendor",
        queryset=Vendor.objects.none(),
        label=_("Vendor"),
        empty_label=_("Any vendor"),
    )
    overdue = django_filters.ChoiceFilter(
        choices=[("yes", _("Overdue only"))],
        method="only_overdue",
        label=_("Due"),
        empty_label=_("Any date"),
    )
    order = FindingOrder(
        fields={
            "badness": "severity",
            "due_on": "due",
            "gain": "gain",
            "raised_at": "raised",
            "assessment__engagement__vendor__name": "vendor",
        },
        label=_("Sort by"),
        empty_label=_("Worst first"),
        null_label=None,
        choices=[
            ("due", _("Due first")),
            ("-gain", _("Highest gain")),
            ("vendor", _("Vendor")),
            ("-raised", _("Newest first")),
            ("raised", _("Oldest first")),
        ],
    )

    class Meta:
        model = Finding
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["vendor"].queryset = Vendor.objects.visible_to(user).order_by(
            "name"
        )
        owners = (
            User.objects.filter(organisations__members=user)
            .distinct()
            .order_by("name", "email")
        )
        self.filters["owner"].extra["choices"] = [
            (NOBODY, "Nobody yet"),
            *((str(person.pk), str(person)) for person in owners),
        ]

    def by_words(
        self, queryset: QuerySet[Finding], _name: str, value: str
    ) -> QuerySet[Finding]:
        return queryset.filter(
            Q(text__icontains=value)
            | Q(tool__icontains=value)
            | Q(question__iexact=value)
            | Q(assessment__engagement__name__icontains=value)
        )

    def by_state(self, queryset: Any, _name: str, value: str) -> QuerySet[Finding]:
        found: QuerySet[Finding] = (
            queryset.unsettled()
            if value == "unsettled"
            else queryset.filter(state=value)
        )
        return found

    def by_owner(
        self, queryset: QuerySet[Finding], _name: str, value: str
    ) -> QuerySet[Finding]:
        return queryset.filter(owner_id=None if value == NOBODY else int(value))

    def only_overdue(self, queryset: Any, _name: str, _value: str) -> QuerySet[Finding]:
        found: QuerySet[Finding] = queryset.overdue(timezone.localdate())
        return found
