"""What the audit trail can be narrowed to."""

from __future__ import annotations

import datetime
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from riskapp.accounts.models import Organisation
from riskapp.audit.models import AuditEntry
from riskapp.audit.queries.named import about_object, by_person
from riskapp.common.lists import ListFilter, NothingLast, choice_filter

DAY = {"type": "date"}


class AuditFilter(ListFilter):
    """Person, action, object and time (days where the organisation is)."""

    dear = ("person", "object")
    most_dear = 200

    person = django_filters.CharFilter(method="by_person", label=_("Person"))
    action = choice_filter(_("Action"), _("Any action"))
    kind = choice_filter(_("Kind of object"), _("Any kind"), field_name="object_type")
    object = django_filters.CharFilter(method="by_object", label=_("Object"))
    since = django_filters.DateFilter(
        method="from_day", label=_("From"), widget=forms.DateInput(attrs=DAY)
    )
    until = django_filters.DateFilter(
        method="to_day", label=_("To"), widget=forms.DateInput(attrs=DAY)
    )
    order = NothingLast(
        fields={"id": "at", "actor_label": "person", "action": "action"},
        then=("-id",),
        empty_label=_("Newest first"),
        choices=[
            ("at", _("Oldest first")),
            ("person", _("Person")),
            ("action", _("Action")),
        ],
    )

    class Meta(ListFilter.Meta):
        model = AuditEntry

    def __init__(
        self,
        *args: Any,
        organisation: Organisation,
        actions: list[str],
        kinds: list[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        self.kinds = kinds
        self.give_choices(
            action=((action, gettext(action)) for action in actions),
            kind=((kind, kind.rpartition(".")[2]) for kind in kinds),
        )

    def by_person(
        self, entries: QuerySet[AuditEntry], _name: str, value: str
    ) -> QuerySet[AuditEntry]:
        return entries.filter(by_person(self.organisation, value))

    def by_object(
        self, entries: QuerySet[AuditEntry], _name: str, value: str
    ) -> QuerySet[AuditEntry]:
        return entries.filter(about_object(self.organisation, value, self.kinds))

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
