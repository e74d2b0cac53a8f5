"""Input about answers: verdicts and questions; and what a vendor confirms or reports."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from questionnaires.forms import LongText, NameOfPerson
from riskapp.common.forms import day_field, not_past
from riskapp.review.choices import VerdictKind


class AskForm(forms.Form):
    """A question about one answer."""

    text = LongText(
        label=_("Your question"),
        required=False,
        max_length=2000,
        help_text=_(
            "The vendor sees your organisation's name, not yours. Empty it to take it back."
        ),
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class TellForm(forms.Form):
    """What a vendor is told that asked about a question, or about the whole."""

    question = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)
    text = LongText(
        label=_("Your answer"),
        max_length=2000,
        error_messages={"required": _("Write an answer first.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SendForm(forms.Form):
    """By when the vendor should reply."""

    due_on = day_field(_("Replies due by"), validators=[not_past])


class VerdictForm(forms.Form):
    """What a reviewer says of one answer; the corrected answer stands in a form of its own."""

    kind = forms.ChoiceField(label=_("Verdict"), choices=VerdictKind.choices)
    is_verified = forms.BooleanField(required=False)
    reason = LongText(required=False, max_length=2000)


class NoteForm(forms.Form):
    """An internal note about one answer."""

    text = LongText(
        label=_("Internal note"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ConfirmForm(forms.Form):
    """Who stands by answers as they are."""

    name = NameOfPerson(label=_("Your name"), max_length=200)
    role = NameOfPerson(label=_("Your role"), max_length=200)


class NoticeForm(forms.Form):
    """What has changed at a vendor, and for which of its tools."""

    changes = forms.MultipleChoiceField(
        label=_("What has changed, or will change?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what has changed.")},
    )
    tools = forms.MultipleChoiceField(
        label=_("Which of your tools does it concern?"),
        help_text=_("Not needed for a new tool: you add it on the next page."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        changes: list[tuple[str, str]],
        tools: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("changes", changes), ("tools", tools)):
            field = self.fields[name]
            if isinstance(field, forms.MultipleChoiceField):
                field.choices = choices
