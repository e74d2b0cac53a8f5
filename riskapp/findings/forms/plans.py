"""What a vendor says it does about a finding."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from questionnaires.forms import LongText
from questionnaires.queries import earliest_today
from riskapp.common.forms import day_field

MAX_FILES = 5


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
