"""Input of the settings page."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from riskapp.accounts.choices import EntryPolicy


class SettingsForm(forms.Form):
    """What an administrator decides for the whole organisation."""

    entry_policy = forms.ChoiceField(
        label=_("What people at a vendor need to answer"),
        help_text=_("Holds for assessments started from now on."),
        choices=EntryPolicy.choices,
        widget=forms.RadioSelect,
    )
    language = forms.ChoiceField(
        label=_("Language of mails to vendors"),
        help_text=_("Until a person chooses another one on their pages."),
        choices=lambda: settings.LANGUAGES,
    )
    four_eyes = forms.BooleanField(
        required=False,
        label=_("Whoever reviewed an assessment last does not decide on it"),
        help_text=_("Two pairs of eyes. Every change of this rule is recorded."),
    )
    names_reviewers = forms.BooleanField(
        required=False,
        label=_("Vendors see the name of whoever asks about an answer"),
        help_text=_("Otherwise they see the name of the organisation only."),
    )
    requires_second_factor = forms.BooleanField(
        label=_("Members must sign in with a second factor"),
        help_text=_(
            "From now on, whoever has none sets one up before seeing anything else."
        ),
        required=False,
    )
