"""One question to many vendors."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from questionnaires.forms import LongText
from riskapp.review.forms import SendForm
from riskapp.shipped.core import core_document_in
from riskapp.tools.register import core_register


class ToolQuestionForm(SendForm):
    """One question about a column of the register of tools, to every vendor concerned."""

    about = forms.ChoiceField(label=_("Which answer is it about?"))
    text = LongText(
        label=_("Your question"),
        max_length=2000,
        initial=_(
            "Please check this answer about the tool, and correct it where it is no longer true."
        ),
        help_text=_("The vendor sees your organisation's name, not yours."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    field_order = ("about", "text", "due_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = core_register().columns
        questions = core_document_in(get_language() or "en").questions
        about = self.fields["about"]
        if isinstance(about, forms.ChoiceField):
            about.choices = [
                (column, f"{name} {questions[name].text}")
                for column, name in self.columns.items()
            ]

    @property
    def question(self) -> str:
        """The question the chosen column comes from."""
        return self.columns[self.cleaned_data["about"]]
