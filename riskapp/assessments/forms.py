"""Input of starting an assessment and of inviting people; validates, never saves."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from questionnaires.document.model import Document
from questionnaires.forms import LongText
from questionnaires.models import QuestionnaireVersion
from riskapp.accounts.models import User
from riskapp.common.forms import day_field, not_past, plain_helper
from riskapp.common.names import AddressField, NameField
from riskapp.common.sorting import natural
from riskapp.vendors.forms import ProfileForm
from riskapp.vendors.models import Engagement, Vendor

DAYS_TO_ANSWER = 14
MAX_UNREADY = 20
WHOLE_HELP = _(
    "Otherwise work of the tier “low” is asked the short form, where the questionnaire has "
    "one: its critical and heaviest questions."
)


class VersionChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # only the stubs know type arguments
    """Questionnaires by their title in the language of the reader."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.label)


class WorkChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # only the stubs know type arguments
    """Engagements; those that cannot be assessed yet say what is missing."""

    def label_from_instance(self, obj: Any) -> str:
        if obj.profile:
            return str(obj)
        return _("%(work)s (answer the nine questions first)") % {"work": obj}


class CoverForm(forms.Form):
    """What goes with the invitation, and whose work the answers are."""

    message = LongText(
        max_length=2000,
        required=False,
        label=_("Message"),
        help_text=_("Goes with the invitation."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    signed = forms.CharField(
        max_length=200,
        required=False,
        label=_("Name under the message"),
        help_text=_(
            "Whom the vendor can ask. Empty: the name of the organisation alone."
        ),
    )
    analyst = forms.ModelChoiceField(
        User.objects.none(),
        required=False,
        label=_("Analyst"),
        help_text=_("Whose work the answers are."),
        empty_label=_("Me"),
    )

    def offer_people(self, people: Iterable[User]) -> None:
        """Whose work it can be."""
        analyst = self.fields["analyst"]
        if isinstance(analyst, forms.ModelChoiceField):
            analyst.queryset = User.objects.filter(pk__in=[one.pk for one in people])

    @property
    def cover(self) -> str:
        """The message with the name under it."""
        got = self.cleaned_data
        parts = (got["message"].strip(), got["signed"].strip())
        return "\n\n".join(part for part in parts if part)


class StartForm(CoverForm, ProfileForm):
    """An assessment in one screen: which work, by when, to whom.

    ``token`` is that of the form as it was shown. ``another_because`` is asked for on a page of
    its own, where the work is being assessed already.
    """

    token = forms.UUIDField(required=False, widget=forms.HiddenInput)
    another_because = LongText(
        max_length=500,
        required=False,
        label=_("Start another, because"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    engagement = WorkChoice(
        Engagement.objects.none(),
        required=False,
        label=_("Engagement"),
        empty_label=_("A new engagement (fill in below)"),
    )
    vendor = forms.ModelChoiceField(
        Vendor.objects.none(),
        required=False,
        label=_("Vendor"),
        empty_label=_("A new vendor"),
    )
    vendor_name = NameField(
        max_length=200, required=False, label=_("Name of the new vendor")
    )
    vendor_country = forms.ChoiceField(
        required=False, label=_("Country of the new vendor")
    )
    engagement_name = NameField(
        max_length=200,
        required=False,
        label=_("Name of the new engagement"),
        help_text=_("For example: Customer portal rebuild"),
    )
    version = VersionChoice(
        QuestionnaireVersion.objects.none(), label=_("Questionnaire"), empty_label=None
    )
    due_on = day_field(_("Answers due by"), validators=[not_past])
    email = AddressField(
        required=False,
        label=_("E-mail address at the vendor"),
        help_text=_("Optional. You get a link to copy in any case."),
    )
    prefill = forms.BooleanField(
        required=False,
        initial=True,
        label=_(
            "Begin with the vendor's last answers about this engagement, if there are any"
        ),
        help_text=_("Each has to be confirmed or changed before it counts."),
    )

    whole = forms.BooleanField(
        required=False,
        label=_("Ask the whole questionnaire in any case"),
        help_text=WHOLE_HELP,
    )

    def __init__(
        self,
        *args: Any,
        document: Document,
        versions: QuerySet[QuestionnaireVersion],
        vendors: QuerySet[Vendor],
        engagements: QuerySet[Engagement],
        known: Mapping[str, str] | None = None,
        people: Iterable[User] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer_people(people)
        self.fields["token"].initial = uuid4
        self._set_choices("engagement", engagements)
        self.unready = engagements.filter(profile={})[:MAX_UNREADY]
        self._set_choices("vendor", vendors)
        self._set_choices("version", versions)
        self.fields["version"].initial = versions.first()
        self.fields["due_on"].initial = timezone.localdate() + datetime.timedelta(
            days=DAYS_TO_ANSWER
        )
        country = self.fields["vendor_country"]
        if isinstance(country, forms.ChoiceField):
            countries = [(c.code, c.name) for c in document.countries.values()]
            country.choices = [
                ("", _("Choose a country")),
                *sorted(countries, key=lambda pair: natural(pair[1])),
            ]
        self.add_questions(document.profile, required=False, known=known)
        self.helper = plain_helper()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("engagement"):
            if not cleaned["engagement"].profile:
                self.add_error(
                    "engagement", _("Answer the nine questions about this work first.")
                )
            return cleaned
        if not cleaned.get("vendor") and not cleaned.get("vendor_name", "").strip():
            self.add_error(
                "vendor_name",
                _("Choose an engagement or a vendor, or name a new vendor."),
            )
        if not cleaned.get("engagement_name", "").strip():
            self.add_error("engagement_name", _("Name the new engagement."))
        for question in self.questions:
            if not cleaned.get(question.id) and question.id not in self.known:
                self.add_error(question.id, _("Choose an answer."))
        return cleaned

    def _set_choices(self, name: str, queryset: QuerySet[Any]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = queryset


class WholeFormForm(forms.Form):
    """By when the rest of the questionnaire is to be answered, where the short form was."""

    due_on = day_field(_("Answers due by"), validators=[not_past], required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_on"].initial = timezone.localdate() + datetime.timedelta(
            days=DAYS_TO_ANSWER
        )


class InviteForm(forms.Form):
    """One more address at the vendor."""

    email = AddressField(label=_("E-mail address at the vendor"))
