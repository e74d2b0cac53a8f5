"""Input about API clients."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from questionnaires.forms import LongText
from riskapp.accounts.models import User
from riskapp.common.forms import plain_helper
from riskapp.common.names import NameField
from riskapp.machines.choices import ApiScope


class ApiClientForm(forms.Form):
    """A program, what it is for, as whom it acts, and what it may do."""

    name = NameField(
        max_length=100,
        label=_("Name"),
        help_text=_("For example: Procurement system"),
    )
    purpose = LongText(
        max_length=500,
        label=_("Purpose"),
        help_text=_("What the program does with the data, for whoever audits."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    owner = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Acts as"),
        help_text=_(
            "The program can do no more than this member, who alone gets its secret."
        ),
    )
    scopes = forms.MultipleChoiceField(
        choices=ApiScope.choices,
        label=_("Scopes"),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, members: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self.fields["owner"]
        if isinstance(owner, forms.ModelChoiceField):
            owner.queryset = members
        self.helper = plain_helper()
