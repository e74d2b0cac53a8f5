"""Input for sending to many, for more time, and for assessing again; validates only."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from questionnaires.forms import LongText
from questionnaires.models import QuestionnaireVersion
from riskapp.accounts.models import User
from riskapp.assessments.forms import (
    DAYS_TO_ANSWER,
    WHOLE_HELP,
    CoverForm,
    VersionChoice,
)
from riskapp.common.forms import day_field, not_past, plain_helper
from riskapp.common.names import AddressField
from riskapp.common.versions import VersionedForm
from riskapp.sending.choices import ReassessmentCause


class DueForm(VersionedForm):
    """Another due date, and why."""

    due_on = day_field(_("New due date"))
    reason = LongText(
        max_length=500,
        label=_("Reason"),
        help_text=_("For the audit trail; the vendor sees the new date only."),
    )


class WithdrawForm(forms.Form):
    """Why nothing more is asked."""

    reason = LongText(
        max_length=500, label=_("Reason"), help_text=_("The vendor does not see it.")
    )


class SendManyForm(CoverForm):
    """One questionnaire to many: what, by when, with which words."""

    name = forms.CharField(
        max_length=200,
        label=_("Name of the campaign"),
        help_text=_("Only you and your colleagues see it."),
    )
    version = VersionChoice(
        QuestionnaireVersion.objects.none(), label=_("Questionnaire"), empty_label=None
    )
    due_on = day_field(_("Answers due by"), validators=[not_past])
    prefill = forms.BooleanField(
        required=False,
        initial=True,
        label=_("Begin with the vendor's last answers, where there are any"),
    )
    whole = forms.BooleanField(
        required=False,
        label=_("Ask the whole questionnaire in any case"),
        help_text=WHOLE_HELP,
    )

    def __init__(
        self,
        *args: Any,
        versions: QuerySet[QuestionnaireVersion],
        people: Iterable[User] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer_people(people)
        self.order_fields(["name", "version", "due_on", "message", "signed", "analyst"])
        version = self.fields["version"]
        if isinstance(version, forms.ModelChoiceField):
            version.queryset = versions
            version.initial = versions.first()
        self.fields["due_on"].initial = timezone.localdate() + datetime.timedelta(
            days=DAYS_TO_ANSWER
        )
        self.helper = plain_helper()


class EventForm(forms.Form):
    """What happened to a piece of work."""

    cause = forms.ChoiceField(
        label=_("What happened"),
        choices=[
            choice
            for choice in ReassessmentCause.choices
            if choice[0] != ReassessmentCause.CALENDAR
        ],
        widget=forms.RadioSelect,
    )
    text = LongText(
        max_length=2000,
        label=_("In words"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ReassessForm(forms.Form):
    """Whom to ask again, and by when."""

    email = AddressField(required=False, label=_("E-mail address at the vendor"))
    due_on = day_field(_("Answers due by"), validators=[not_past])
    whole = forms.BooleanField(
        required=False,
        label=_("Ask the whole questionnaire in any case"),
        help_text=WHOLE_HELP,
    )
