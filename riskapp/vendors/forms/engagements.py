"""Input about a piece of work: its contract, and the questions that give its tier."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from questionnaires.document.model import Question
from riskapp.common.forms import day_field, plain_helper
from riskapp.common.names import NameField
from riskapp.common.versions import VersionedForm
from riskapp.scoring.profile import OF_BUYER, inherent_of
from riskapp.shipped.core import core_document, core_document_in
from riskapp.vendors.actions.engagements import Contract
from riskapp.vendors.models import Engagement


class ProfileForm(forms.Form):
    """The questions about a piece of work, each a field: what its tier follows from."""

    def add_questions(
        self,
        questions: Iterable[Question],
        *,
        required: bool,
        known: Mapping[str, str] | None = None,
    ) -> None:
        """Put the questions behind the other fields; what is ``known`` of the buyer from the
        settings needs an answer only where this work differs."""
        self.questions = tuple(questions)
        self.known = {
            question.id: option.label
            for question in self.questions
            if question.id in OF_BUYER
            and (option := question.choice((known or {}).get(question.id, "")))
        }
        for question in self.questions:
            label = self.known.get(question.id)
            self.fields[question.id] = forms.ChoiceField(
                label=question.text,
                choices=[
                    (
                        "",
                        _("As in the settings: %(answer)s") % {"answer": label}
                        if label
                        else _("Choose an answer"),
                    ),
                    *((o.code, o.label) for o in question.options),
                ],
                required=required and not label,
            )

    def profile_fields(self) -> list[forms.BoundField]:
        """The questions about the engagement, for the template."""
        return [self[question.id] for question in self.questions]

    @property
    def profile(self) -> dict[str, str]:
        """The answers about the engagement, by question; without those left to the settings."""
        got = self.cleaned_data
        return {q.id: got[q.id] for q in self.questions if got.get(q.id)}


class EngagementForm(VersionedForm, ProfileForm):
    """A piece of work: its name, its contract, and the questions that give its tier."""

    name = NameField(
        max_length=200,
        label=_("Name"),
        help_text=_("For example: Customer portal rebuild"),
    )
    contract_reference = forms.CharField(
        max_length=100, required=False, label=_("Contract number or reference")
    )
    contract_starts_on = day_field(_("Contract starts on"), required=False)
    contract_ends_on = day_field(_("Contract ends on"), required=False)

    def __init__(
        self, *args: Any, known: Mapping[str, str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        document = core_document_in(get_language() or "en")
        self.add_questions(document.profile, required=True, known=known)
        self.helper = plain_helper()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        starts = cleaned.get("contract_starts_on")
        ends = cleaned.get("contract_ends_on")
        if starts and ends and ends < starts:
            self.add_error("contract_ends_on", _("The contract ends before it starts."))
        return cleaned

    @property
    def contract(self) -> Contract:
        """What was said of the contract."""
        got = self.cleaned_data
        return Contract(
            got["contract_reference"],
            got["contract_starts_on"],
            got["contract_ends_on"],
        )

    @property
    def work(self) -> dict[str, Any]:
        """What registering and changing take: all that was said, and the tier it gives."""
        inherent, tier = inherent_of(core_document(), self.profile)
        return {
            "name": self.cleaned_data["name"],
            "contract": self.contract,
            "profile": self.profile,
            "inherent": inherent,
            "tier": tier,
        }

    @staticmethod
    def initial_of(engagement: Engagement) -> dict[str, Any]:
        """An engagement as this form shows it."""
        return {
            "name": engagement.name,
            "contract_reference": engagement.contract_reference,
            "contract_starts_on": engagement.contract_starts_on,
            "contract_ends_on": engagement.contract_ends_on,
            **engagement.profile,
        }


class SameProfileForm(ProfileForm):
    """The questions about work, answered the same for many."""

    def __init__(
        self, *args: Any, known: Mapping[str, str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        document = core_document_in(get_language() or "en")
        self.add_questions(document.profile, required=True, known=known)
        self.helper = plain_helper()
