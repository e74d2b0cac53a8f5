"""Input about catalogues and what they change."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from questionnaires.forms import LongText
from riskapp.common.forms import plain_helper
from riskapp.review.forms import SendForm
from riskapp.terms.choices import MOST_BYTES, FactsShown, TermsOutcome


class CatalogueForm(forms.Form):
    """A signed file."""

    file = forms.FileField(
        label=_("Signed file of the catalogue"),
        widget=forms.FileInput(attrs={"accept": ".json"}),
    )

    helper = plain_helper()

    @property
    def content(self) -> bytes:
        """What the file holds, or a little more than is taken."""
        read: bytes = self.cleaned_data["file"].read(MOST_BYTES + 1)
        return read


class FactsForm(forms.Form):
    """What of the catalogue is looked at; what is not valid narrows nothing."""

    q = forms.CharField(required=False, label=_("Tool or provider"), max_length=100)
    facts = forms.ChoiceField(
        required=False,
        label=_("Facts"),
        choices=[("", _("All")), *FactsShown.choices],
    )

    @property
    def words(self) -> str:
        found: str = self.cleaned_data.get("q", "")
        return found

    @property
    def shown(self) -> FactsShown | None:
        wanted = self.cleaned_data.get("facts")
        return FactsShown(wanted) if wanted else None


class StepForm(SendForm):
    """What is done for the chosen work; what is asked is ready, and may be worded anew."""

    step = forms.ChoiceField(choices=TermsOutcome, required=True)
    every = forms.BooleanField(
        label=_("All work that is open, not only what is chosen"), required=False
    )
    text = LongText(
        label=_("Question, or reason for the reassessment"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    reason = LongText(
        label=_("Why nothing is to be done"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    field_order = ("every", "text", "due_on", "reason")

    helper = plain_helper()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_on"].required = False

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        asks = given.get("step") == TermsOutcome.ASKED
        if asks and not given.get("text"):
            self.add_error("text", ValidationError(_("Write the question.")))
        if asks and not given.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", ValidationError(_("Say by when.")))
        return given
