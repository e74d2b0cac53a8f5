"""Input about what agents did."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from riskapp.baselines.reading import is_host
from riskapp.common import zones

MAX_HOSTS = 100


class ExplainForm(forms.Form):
    """Why something unusual is as it should be."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It comes back when it is more than half as much again."),
    )
    peak = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class AgreedForm(forms.Form):
    """The hours and the hosts that were agreed about one agent, or about all of them."""

    tool = forms.ChoiceField(
        label=_("Whose limits they are"),
        required=False,
        help_text=_("What is said of one tool counts before what is said of all."),
    )
    since = forms.DateField(
        label=_("Agreed since"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Earlier days are not held against it."),
    )
    hours_from = forms.IntegerField(
        label=_("Works from (hour)"), required=False, min_value=0, max_value=23
    )
    hours_until = forms.IntegerField(
        label=_("Works until (hour)"),
        required=False,
        min_value=1,
        max_value=24,
        help_text=_("24 is midnight. Until an earlier hour than from: over midnight."),
    )
    zone = forms.ChoiceField(label=_("By the clock of"), choices=zones.choices)
    weekdays_only = forms.BooleanField(label=_("Monday to Friday only"), required=False)
    hosts = forms.CharField(
        label=_("Hosts it may call"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=_(
            "One in each line; each covers what lies below it. Those of the tool's provider, and those the "
            "vendor's answers name, are always among them. Leave it empty where no hosts were agreed."
        ),
    )

    def __init__(self, *args: Any, tools: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["tool"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                ("", _("All agents of this engagement")),
                *zip(tools, tools, strict=True),
            ]
        self.fields["since"].initial = timezone.localdate()

    def clean_hosts(self) -> list[str]:
        """Host names, each once."""
        found = re.split(r"[\s,;]+", self.cleaned_data["hosts"].strip().lower())
        names = sorted({name.rstrip(".").split(":", 1)[0] for name in found if name})
        for name in names:
            if not is_host(name) or "." not in name:
                raise forms.ValidationError(
                    _("“%(name)s” is no host, such as api.example.com."),
                    params={"name": name[:80]},
                )
        if len(names) > MAX_HOSTS:
            raise forms.ValidationError(
                _("Name at most %(max)s hosts."), params={"max": MAX_HOSTS}
            )
        return names

    def clean(self) -> dict[str, Any]:
        """Hours begin and end, and something was agreed."""
        given = super().clean() or self.cleaned_data
        begin, end = given.get("hours_from"), given.get("hours_until")
        if (begin is None) != (end is None):
            name = "hours_until" if end is None else "hours_from"
            self.add_error(name, _("Say from when until when."))
        elif begin is not None and begin == end:
            self.add_error("hours_until", _("This leaves no hour, or every one."))
        elif begin is None and not given.get("hosts") and not self.errors:
            raise forms.ValidationError(_("Say the hours, the hosts, or both."))
        return given
