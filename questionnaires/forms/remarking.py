"""What is said beside an answer: remarks and replies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from questionnaires.choices import RemarkKind
from questionnaires.forms.common import LongText, calm
from questionnaires.queries import earliest_today


class RemarkForm(forms.Form):
    """What is said about a weak answer."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=RemarkKind.choices,
        initial=RemarkKind.ACTION,
        widget=forms.RadioSelect,
    )
    text = LongText(
        label=_("In your words"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    due_on = forms.DateField(
        label=_("Done by"),
        required=False,
        help_text=_("Only for something you will change."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    helper = calm(_("Save"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("kind") == RemarkKind.JUSTIFICATION:
            cleaned["due_on"] = None
        elif "due_on" in cleaned and cleaned["due_on"] is None:
            self.add_error("due_on", _("Give the day by which it will be done."))
        elif cleaned.get("due_on") and cleaned["due_on"] < earliest_today():
            self.add_error("due_on", _("The day must not lie in the past."))
        return cleaned


class ReplyForm(forms.Form):
    """What is said to a question about an answer."""

    text = LongText(
        label=_("Your reply"),
        max_length=4000,
        error_messages={"required": _("Write a reply first.")},
    )
