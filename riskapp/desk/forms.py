"""Input of the desk; validates, never saves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from riskapp.accounts.models import User
from riskapp.common.forms import day_field, not_past
from riskapp.common.lists import (
    choice_filter,
    label_filter,
    period_filter,
)
from riskapp.common.one_of import one_of_them
from riskapp.desk.choices import ManyDo
from riskapp.desk.models import WaitingThing
from riskapp.vendors.choices import Tier
from riskapp.vendors.forms.listing import OfVendor
from riskapp.vendors.models import Engagement
from riskapp.vendors.queries import choices_in


class WaitingFilter(OfVendor):
    """What waits, narrowed by the work it is about, by whose it is and since when it waits."""

    kept = ("whose", "kind")

    tier = choice_filter(_("Tier"), _("Any tier"), Tier.choices, method="of_tier")
    owner = choice_filter(_("Owner of the vendor"), _("Anybody"), method="as_given")
    label = label_filter("labels", method="as_given")
    person = choice_filter(_("Whose"), _("Anybody"), field_name="person")
    period = period_filter(_("Waits since"), "since")

    class Meta(OfVendor.Meta):
        model = WaitingThing

    def __init__(
        self, *args: Any, user: User, people: Iterable[User], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.give_choices(
            **choices_in(user).by_filter,
            person=((str(person.pk), str(person)) for person in people),
        )

    def of_tier(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Which work this is, is found once."""
        work = Engagement.objects.visible_to(self.user).filter(tier=value).order_by()
        return rows.filter(one_of_them("engagement_id", work.values("pk")))


class ManyForm(forms.Form):
    """What is to be done with the rows that were selected, and with what."""

    do = forms.ChoiceField(
        choices=ManyDo.choices,
        error_messages={
            "required": _("Choose what to do."),
            "invalid_choice": _("Choose what to do."),
        },
    )
    person = forms.ModelChoiceField(User.objects.none(), required=False)
    due_on = day_field(_("New due date"), required=False)
    reason = forms.CharField(max_length=500, required=False)
    label = forms.CharField(max_length=40, required=False)

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = self.fields["person"]
        if isinstance(person, forms.ModelChoiceField):
            person.queryset = User.objects.filter(pk__in=[one.pk for one in people])

    def clean(self) -> dict[str, Any]:
        """A day is looked at only where it is what was asked for."""
        got = super().clean() or {}
        if got.get("do") in (ManyDo.MOVE, ManyDo.RENEW) and got.get("due_on"):
            not_past(got["due_on"])
        return got
