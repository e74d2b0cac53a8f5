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
from riskapp.common.outgoing import may_be_asked
from riskapp.machines.choices import ApiScope, WebhookKind


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


class WebhookForm(forms.Form):
    """Who is told, and of what."""

    name = NameField(
        max_length=100, label=_("Name"), help_text=_("For example: Ticket system")
    )
    url = forms.CharField(
        max_length=500,
        label=_("Address"),
        help_text=_("Begins with https:// and is reached over the internet."),
        widget=forms.URLInput,
    )
    kinds = forms.MultipleChoiceField(
        choices=WebhookKind.choices,
        label=_("Told of"),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"].strip()
        if not url.isascii() or not may_be_asked(url):
            raise forms.ValidationError(_("Give an address that begins with https://."))
        return url
