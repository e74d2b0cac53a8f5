"""Input about findings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from questionnaires.forms import LongText
from riskapp.accounts.models import User
from riskapp.assessments.queries.wording import in_language
from riskapp.common.forms import day_field, not_past
from riskapp.common.versions import VersionedForm
from riskapp.findings.choices import Severity
from riskapp.findings.models import Finding


class ShowForm(forms.Form):
    """By when the vendor should settle what it is shown."""

    due_on = day_field(_("Due date"), validators=[not_past])


class FindingForm(VersionedForm):
    """A finding in words, how bad it is, whose it is and until when."""

    text = LongText(
        label=_("What is the weakness?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    remedy = LongText(
        label=_("What would remedy it?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    severity = forms.ChoiceField(
        label=_("Severity"), choices=Severity.choices, initial=Severity.MODERATE
    )
    owner = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Owner on our side"),
        required=False,
        empty_label=_("Nobody yet"),
    )
    due_on = day_field(_("Due date"), required=False)

    def __init__(self, *args: Any, members: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self.fields["owner"]
        if isinstance(owner, forms.ModelChoiceField):
            owner.queryset = members


class AssignForm(forms.Form):
    """Whose findings are, and until when; what is left empty stays as it is."""

    owner = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Owner on our side"),
        required=False,
        empty_label=_("Leave as it is"),
    )
    due_on = day_field(
        _("Due date"), required=False, help_text=_("Empty: leave as it is.")
    )

    def __init__(self, *args: Any, members: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self.fields["owner"]
        if isinstance(owner, forms.ModelChoiceField):
            owner.queryset = members


class ReasonForm(forms.Form):
    """Why something is settled or opened again."""

    reason = LongText(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class AcceptForm(ReasonForm):
    """A risk that is accepted, and until when."""

    until = day_field(
        _("Accepted until"), help_text=_("After this day the finding opens again.")
    )


class FindingChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # only the stubs know type arguments
    """Findings by their words and where they come from: the same weakness shows in many tools."""

    def label_from_instance(self, obj: Any) -> str:
        where = ", ".join(part for part in (obj.tool[:60], obj.question) if part)
        text = in_language(obj.text)[:120]
        return f"{text} ({where})" if where else text


class MergeForm(forms.Form):
    """Into which other finding."""

    into = FindingChoice(
        Finding.objects.none(), label=_("Follow it within"), empty_label=None
    )

    def __init__(self, *args: Any, others: QuerySet[Finding], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        into = self.fields["into"]
        if isinstance(into, forms.ModelChoiceField):
            into.queryset = others


class PlanAnswerForm(forms.Form):
    """Whether an action will do."""

    verdict = forms.ChoiceField(
        label=_("Does this do?"),
        choices=[("agree", _("Yes")), ("decline", _("No"))],
        widget=forms.RadioSelect,
    )
    text = LongText(
        label=_("What the vendor reads"),
        required=False,
        max_length=2000,
        help_text=_("Needed when you decline."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("verdict") == "decline" and not cleaned.get("text", "").strip():
            self.add_error("text", _("Say why, so that the vendor can propose better."))
        return cleaned
