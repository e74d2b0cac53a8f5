"""Input of a decision, and of what is recommended before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from questionnaires.forms import LongText
from riskapp.accounts.models import User
from riskapp.assessments.queries.wording import in_language
from riskapp.common.forms import day_field
from riskapp.decisions.actions import DecisionInput, Term
from riskapp.decisions.choices import Outcome
from riskapp.decisions.queries import HeldRule, Memo
from riskapp.findings.models import Finding

MAX_CONDITIONS = 20
NOBODY = _("Nobody yet")
TICK = {"class": "form-check-input"}


class RecommendForm(forms.Form):
    """What somebody who reviewed recommends, and why."""

    outcome = forms.ChoiceField(
        label=_("Recommendation"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    reason = LongText(
        label=_("Reason"),
        max_length=4000,
        help_text=_("For whoever decides; never shown to the vendor."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    score = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "recommend_%s"  # it can stand beside the form of a decision


class DecisionForm(forms.Form):
    """What is decided, why, under which conditions, and until when.

    Each critical rule that is not accepted has a tick, an owner and a day of its own; other
    findings are picked from a list and share owner and day with conditions in free words.
    """

    outcome = forms.ChoiceField(
        label=_("Decision"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    valid_until = day_field(_("Valid until"), required=False)
    picked = forms.MultipleChoiceField(
        label=_("Findings that become conditions"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs=TICK),
    )
    conditions = LongText(
        label=_("Other conditions, in your words"),
        required=False,
        max_length=10000,
        help_text=_(
            "Only for an approval with conditions, one to a line. Each becomes a finding."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    conditions_owner = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Owner of the conditions"),
        required=False,
        empty_label=NOBODY,
        help_text=_("Where a condition has no owner of its own."),
    )
    conditions_due_on = day_field(
        _("Conditions to be met by"),
        required=False,
        help_text=_("Without a day: when the decision ends."),
    )
    reason = LongText(
        label=_("Reason"),
        max_length=4000,
        help_text=_("For us: it stays in the record and is never shown to the vendor."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    exception_reason = LongText(
        label=_("Reason for the exception"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    vendor_text = LongText(
        label=_("Message to the vendor"),
        required=False,
        max_length=4000,
        help_text=_(
            "Optional. Shown with the outcome and the conditions once you release them, without your name."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    score = forms.UUIDField(widget=forms.HiddenInput)
    on_top_of = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        memo: Memo,
        members: QuerySet[User],
        findings: Sequence[Finding],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rules = [rule for rule in memo.critical_rules if not rule.is_accepted]
        last_day = memo.last_day
        until = self.fields["valid_until"]
        until.initial = last_day
        until.widget.attrs["max"] = last_day.isoformat()
        until.help_text = _(
            "At most %(days)s days for the rating %(rating)s. A rejection has none."
        ) % {"days": memo.days, "rating": memo.score.get_rating_display()}
        owner = self.fields["conditions_owner"]
        if isinstance(owner, forms.ModelChoiceField):
            owner.queryset = members
        under_rules = {row.pk for rule in self.rules for row in rule.unsettled}
        picked = self.fields["picked"]
        if isinstance(picked, forms.MultipleChoiceField):
            picked.choices = [
                (str(row.pk), _named(row))
                for row in findings
                if row.pk not in under_rules
            ]
        for place, rule in enumerate(self.rules):
            self._add_rule(place, rule, members)
        exceptions = {item for o in Outcome.values for item in memo.exceptions_of(o)}
        if not exceptions:
            del self.fields["exception_reason"]
        else:
            self.fields["exception_reason"].help_text = _(
                "Needed for an approval against the suggestion, or before the review is "
                "complete. It is printed in the report."
            )

    def _add_rule(self, place: int, rule: HeldRule, members: QuerySet[User]) -> None:
        self.fields[f"rule_{place}"] = forms.BooleanField(
            label=in_language(rule.title),
            required=False,
            widget=forms.CheckboxInput(attrs=TICK),
        )
        self.fields[f"owner_{place}"] = forms.ModelChoiceField(
            members, label=_("Owner"), required=False, empty_label=NOBODY
        )
        self.fields[f"due_{place}"] = day_field(_("Due"), required=False)

    def rule_rows(self) -> Iterator[dict[str, Any]]:
        """Each rule with its fields, for the template."""
        for place, rule in enumerate(self.rules):
            yield {
                "rule": rule,
                "tick": self[f"rule_{place}"],
                "owner": self[f"owner_{place}"],
                "due": self[f"due_{place}"],
            }

    def clean_conditions(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["conditions"].splitlines()]
        found = [line for line in lines if line]
        if len(found) > MAX_CONDITIONS:
            raise forms.ValidationError(
                _("At most %(most)s conditions.") % {"most": MAX_CONDITIONS}
            )
        return found

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        outcome = cleaned.get("outcome")
        is_conditional = outcome == Outcome.CONDITIONAL
        asks = cleaned.get("conditions") or self._terms(cleaned)
        if is_conditional and "conditions" not in self.errors and not asks:
            self.add_error("conditions", _("Name at least one condition."))
        if outcome and not is_conditional and asks:
            self.add_error(
                "outcome",
                _("Choose “Approved with conditions”, or ask for no condition."),
            )
        if outcome == Outcome.REJECTED:
            cleaned["valid_until"] = None
        elif "valid_until" in cleaned and cleaned["valid_until"] is None:
            self.add_error("valid_until", _("Give the last day it is valid."))
        return cleaned

    def _terms(self, cleaned: dict[str, Any]) -> list[Term]:
        terms = [
            Term(
                rule=rule.by,
                owner=cleaned.get(f"owner_{place}"),
                due_on=cleaned.get(f"due_{place}"),
            )
            for place, rule in enumerate(self.rules)
            if cleaned.get(f"rule_{place}")
        ]
        return terms + [Term(finding=UUID(pk)) for pk in cleaned.get("picked", ())]

    @property
    def verdict(self) -> DecisionInput:
        """What was entered, as it is decided."""
        got = self.cleaned_data
        return DecisionInput(
            score_id=got["score"],
            outcome=Outcome(got["outcome"]),
            reason=got["reason"],
            vendor_text=got["vendor_text"],
            valid_until=got["valid_until"],
            conditions=got["conditions"],
            conditions_due_on=got["conditions_due_on"],
            conditions_owner=got["conditions_owner"],
            terms=self._terms(got),
            exception_reason=got.get("exception_reason", ""),
            on_top_of=got["on_top_of"],
        )


def _named(row: Finding) -> str:
    where = ", ".join(part for part in (row.tool[:60], row.question) if part)
    text = Truncator(in_language(row.text)).chars(140)
    return f"{text} ({where})" if where else text
