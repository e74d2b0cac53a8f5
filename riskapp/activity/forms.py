"""Input about what agents did."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ExplainForm(forms.Form):
    """Why something unusual is as it should be."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It comes back when it is more than half as much again."),
    )
    peak = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
