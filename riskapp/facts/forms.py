"""Input about files of evidence."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

MAX_AT_ONCE = 20
ACCEPTED = ".json,.jsonc,.jsonl,.toml,.yaml,.yml,.csv,.xml,.sarif,.txt,.log"


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Several files at once."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[bytes]]:
        given = data if isinstance(data, list) else [data]
        files = [super(SeveralFilesField, self).clean(one, initial) for one in given]
        if len(files) > MAX_AT_ONCE:
            raise forms.ValidationError(
                _("Choose at most %(max)s files at once."), params={"max": MAX_AT_ONCE}
            )
        return files


class DropForm(forms.Form):
    """Files to read, and the tool they belong to where they do not say it themselves."""

    dropped = SeveralFilesField(
        label=_("Files"),
        help_text=_("At most 20 files of 10 MB each, 40 MB in all."),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("This file is empty."),
        },
        widget=SeveralFiles(attrs={"accept": ACCEPTED, "data-redact": ""}),
    )
    entry = forms.ChoiceField(
        label=_("Tool they belong to"),
        required=False,
        help_text=_("Most files say it themselves."),
    )

    def __init__(self, *args: Any, tools: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["entry"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("What the file says")), *tools]


class VendorsDropForm(DropForm):
    """The same for somebody at the vendor, who may want the files kept."""

    attach = forms.BooleanField(
        label=_("Also keep the redacted files as evidence of the answers they show"),
        required=False,
        help_text=_(
            "Whoever asked can then open them, exactly as they leave here. Otherwise only what "
            "they show is kept. Daily totals of agents are never kept as files."
        ),
    )


class MembersDropForm(DropForm):
    """The same for a member, who may be able to ask the source itself."""

    is_recheckable = forms.BooleanField(
        label=_("We can ask the source of these files ourselves"),
        required=False,
        help_text=_(
            "For exports of your own organisation on a code host, for example. What such a "
            "file shows can be verified in the review; anything else is the vendor's copy."
        ),
    )
