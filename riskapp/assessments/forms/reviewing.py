"""Input about answers and findings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from questionnaires.document.translation import core_document_in
from questionnaires.forms import LongText
from riskapp.accounts.models import User
from riskapp.assessments.choices import Severity, VerdictKind
from riskapp.assessments.models import Finding
from riskapp.assessments.queries import in_language
from riskapp.common.forms import day_field, not_past
from riskapp.common.versions import VersionedForm
from riskapp.tools.register import core_register


class AskForm(forms.Form):
    """A question about one answer."""

    text = LongText(
        label=_("Your question"),
        required=False,
        max_length=2000,
        help_text=_(
            "The vendor sees your organisation's name, not yours. Empty it to take it back."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class SendForm(forms.Form):
    """By when the vendor should reply."""

    due_on = day_field(_("Replies due by"), validators=[not_past])


class ShowForm(forms.Form):
    """By when the vendor should settle what it is shown."""

    due_on = day_field(_("Due date"), validators=[not_past])


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


class VerdictForm(forms.Form):
    """What a reviewer says of one answer; the corrected answer stands in a form of its own."""

    kind = forms.ChoiceField(label=_("Verdict"), choices=VerdictKind.choices)
    is_verified = forms.BooleanField(required=False)
    reason = LongText(required=False, max_length=2000)


class NoteForm(forms.Form):
    """An internal note about one answer."""

    text = LongText(
        label=_("Internal note"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


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
