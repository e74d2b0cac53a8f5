"""What the audit trail can be narrowed to."""

from __future__ import annotations

import datetime
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from riskapp.audit.models import AuditEntry

DAY = {"type": "date"}


class AuditFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    """Person, action, object and time (days, UTC)."""

    person = django_filters.CharFilter(
        field_name="actor_label", lookup_expr="icontains", label=_("Person")
    )
    action = django_filters.ChoiceFilter(label=_("Action"), empty_label=_("Any action"))
    kind = django_filters.ChoiceFilter(
        field_name="object_type", label=_("Kind of object"), empty_label=_("Any kind")
    )
    object = django_filters.CharFilter(method="by_object", label=_("Object"))
    since = django_filters.DateFilter(
        method="from_day", label=_("From"), widget=forms.DateInput(attrs=DAY)
    )
    until = django_filters.DateFilter(
        method="to_day", label=_("To"), widget=forms.DateInput(attrs=DAY)
    )

    class Meta:
        model = AuditEntry
        fields: list[str] = []

    def __init__(
        self, *args: Any, actions: list[str], kinds: list[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.filters["action"].extra["choices"] = [(a, a) for a in actions]
        self.filters["kind"].extra["choices"] = [
            (kind, kind.rpartition(".")[2]) for kind in kinds
        ]

    def by_object(
        self, entries: QuerySet[AuditEntry], _name: str, value: str
    ) -> QuerySet[AuditEntry]:
        return entries.filter(Q(object_id=value) | Q(object_label__icontains=value))

    def from_day(
        self, entries: QuerySet[AuditEntry], _name: str, value: datetime.date
    ) -> QuerySet[AuditEntry]:
        return entries.filter(at__gte=_midnight(value))

    def to_day(
        self, entries: QuerySet[AuditEntry], _name: str, value: datetime.date
    ) -> QuerySet[AuditEntry]:
        return entries.filter(at__lt=_midnight(value + datetime.timedelta(days=1)))


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))
