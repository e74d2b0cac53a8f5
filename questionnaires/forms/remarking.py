"""What is said beside an answer: remarks and replies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from questionnaires.choices import RemarkKind
from questionnaires.forms.common import LongText, NameOfPerson, calm
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

    owner = NameOfPerson(
        label=_("Who sees to it"),
        required=False,
        max_length=200,
        help_text=_("A person or a team at your organisation."),
    )

    field_order = ("kind", "text", "owner", "due_on")
    helper = calm(_("Save"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("kind") == RemarkKind.JUSTIFICATION:
            cleaned["due_on"], cleaned["owner"] = None, ""
        elif "due_on" in cleaned and cleaned["due_on"] is None:
            self.add_error("due_on", _("Give the day by which it will be done."))
        elif cleaned.get("due_on") and cleaned["due_on"] < earliest_today():
            self.add_error("due_on", _("The day must not lie in the past."))
        return cleaned


class WeakAnswerForm(RemarkForm):
    """The same beside others: what is left empty says nothing, and ``picked`` takes what is
    said for all."""

    picked = forms.BooleanField(required=False)
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = self.fields["kind"].required = False
        self.fields["text"].widget.attrs["rows"] = 2

    @property
    def says_something(self) -> bool:
        """Whether anything was written that does not stand there already."""
        changed = {*self.changed_data} - {"picked", "version"}
        return bool(changed and self.data.get(self.add_prefix("text"), "").strip())

    def clean(self) -> dict[str, Any]:
        if not self.says_something:
            return self.cleaned_data
        if not self.cleaned_data.get("kind"):
            self.add_error("kind", _("Choose an answer."))
        return super().clean()


class ReplyForm(forms.Form):
    """What is said to a question about an answer."""

    text = LongText(
        label=_("Your reply"),
        max_length=4000,
        error_messages={"required": _("Write a reply first.")},
    )


class MessageForm(forms.Form):
    """What somebody who answers asks whoever asks."""

    text = LongText(
        label=_("Your question"),
        max_length=2000,
        error_messages={"required": _("Write a question first.")},
        widget=forms.Textarea(attrs={"rows": 4}),
    )
