"""What is attached to an answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from questionnaires.choices import EvidenceLevel
from questionnaires.forms.common import LongText


class EvidenceForm(forms.Form):
    """What is said of every piece of evidence; the kinds below add what it is."""

    level = forms.ChoiceField(
        label=_("What it does"),
        choices=[
            (
                EvidenceLevel.DOCUMENTED,
                _("It is a document that shows that the answer is true"),
            ),
            (EvidenceLevel.DECLARED, _("It explains the answer in our own words")),
        ],
        widget=forms.RadioSelect,
        initial=EvidenceLevel.DOCUMENTED,
    )
    title = forms.CharField(
        label=_("Name (optional)"),
        max_length=200,
        required=False,
        help_text=_("What whoever reads it should call it."),
    )
    effective_on = forms.DateField(
        label=_("Holds from (optional)"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    expires_on = forms.DateField(
        label=_("Holds until (optional)"),
        required=False,
        help_text=_("For example the last day of a certificate."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class FileForm(EvidenceForm):
    """A file; what it is, is decided by its content."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "PDF, PNG, JPEG, WebP, text, CSV, Markdown, JSON, YAML, XLSX, DOCX, ODT or ODS, "
            "at most 20 MB. Take out passwords, keys and names of customers first."
        ),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("This file is empty."),
        },
        widget=forms.FileInput(
            attrs={
                "accept": ".pdf,.png,.jpg,.jpeg,.txt,.csv,.md,.json,.yaml,.yml,"
                ".xlsx,.docx,.odt,.ods"
            }
        ),
    )
    field_order = ("file", "level", "title", "effective_on", "expires_on")


class LinkForm(EvidenceForm):
    """A web address."""

    url = forms.CharField(
        label=_("Web address"),
        max_length=2000,
        help_text=_("A page that whoever asked can open, for example your trust page."),
        error_messages={"required": _("Enter a web address.")},
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )
    field_order = ("url", "level", "title", "effective_on", "expires_on")


class EvidenceNoteForm(EvidenceForm):
    """A few sentences."""

    text = LongText(
        label=_("Note"),
        max_length=4000,
        help_text=_("For example where a document can be seen, and with whom."),
        error_messages={"required": _("Write a note first.")},
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    field_order = ("text", "level", "title", "effective_on", "expires_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].initial = EvidenceLevel.DECLARED
