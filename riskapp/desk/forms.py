"""Input of the desk; validates, never saves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from riskapp.accounts.models import User
from riskapp.common.forms import day_field, not_past
from riskapp.desk.choices import ManyDo


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
        if got.get("do") == ManyDo.MOVE and got.get("due_on"):
            not_past(got["due_on"])
        return got
