"""Input of the pages that a vendor sees once its answers are submitted."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from questionnaires.forms import LongText, NameOfPerson
from questionnaires.queries import earliest_today
from riskapp.common.forms import day_field

MAX_FILES = 5


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


class ManyFiles(forms.ClearableFileInput):
    """A field in which several files can be chosen."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Up to ``MAX_FILES`` files; what is in them is looked at when they are kept."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """A list, empty where nothing was chosen."""
        chosen = data if isinstance(data, list | tuple) else [data]
        files = [super(FilesField, self).clean(one, initial) for one in chosen if one]
        if len(files) > MAX_FILES:
            raise forms.ValidationError(
                _("At most %(most)s files at once."), params={"most": MAX_FILES}
            )
        return files


class PlanForm(forms.Form):
    """What the vendor will do about a finding, or has done."""

    is_done = forms.ChoiceField(
        label=_("What do you want to say?"),
        choices=[
            ("", _("We will do something about it")),
            ("yes", _("It is done")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    text = LongText(
        label=_("In your words"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    due_on = day_field(
        _("Done by"),
        required=False,
        help_text=_("Only for something you will do."),
    )
    url = forms.URLField(
        label=_("Where it can be seen"),
        required=False,
        max_length=2000,
        help_text=_("Optional: the address of a document or page."),
        assume_scheme="https",
    )
    attachments = FilesField(
        label=_("Supporting files"),
        required=False,
        allow_empty_file=True,
        help_text=_(
            "Optional. PDF, pictures, text and office documents, at most 20 MB each."
        ),
    )

    def clean_is_done(self) -> bool:
        return bool(self.cleaned_data["is_done"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        due_on: datetime.date | None = cleaned.get("due_on")
        if cleaned.get("is_done"):
            cleaned["due_on"] = None
            self.errors.pop("due_on", None)  # a day does not matter then
        elif "due_on" in cleaned and due_on is None:
            self.add_error("due_on", _("Give the day by which it will be done."))
        elif due_on and due_on < earliest_today():
            self.add_error("due_on", _("The day must not lie in the past."))
        return cleaned
