"""Input of the analyst's pages; validates, never saves."""

from __future__ import annotations

import datetime
from typing import Any

import django_filters
from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from questionnaires.document.model import Document
from questionnaires.models import QuestionnaireVersion
from riskapp.assessments.choices import AssessmentState, Outcome
from riskapp.assessments.models import Assessment
from riskapp.vendors.choices import Rating, Tier
from riskapp.vendors.models import Engagement, Vendor

DAYS_TO_ANSWER = 14


class NewestFirst(django_filters.OrderingFilter):  # type: ignore[misc]  # django-filter is untyped
    """Sorts with what has no value last, and newest first where values are the same."""

    def filter(
        self, queryset: QuerySet[Assessment], value: list[str] | None
    ) -> QuerySet[Assessment]:
        names = [self.get_ordering_value(name) for name in value or ()]
        return queryset.order_by(
            *(
                F(name.lstrip("-")).desc(nulls_last=True)
                if name.startswith("-")
                else F(name).asc(nulls_last=True)
                for name in names
            ),
            "-started_at",
        )


class StartForm(forms.Form):
    """An assessment in one screen: which work, by when, to whom."""

    engagement = forms.ModelChoiceField(
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
    vendor_name = forms.CharField(
        max_length=200, required=False, label=_("Name of the new vendor")
    )
    vendor_country = forms.ChoiceField(
        required=False, label=_("Country of the new vendor")
    )
    engagement_name = forms.CharField(
        max_length=200,
        required=False,
        label=_("Name of the new engagement"),
        help_text=_("For example: Customer portal rebuild"),
    )
    version = forms.ModelChoiceField(
        QuestionnaireVersion.objects.none(), label=_("Questionnaire"), empty_label=None
    )
    due_on = forms.DateField(
        label=_("Answers due by"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    email = forms.EmailField(
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

    def __init__(
        self,
        *args: Any,
        document: Document,
        versions: QuerySet[QuestionnaireVersion],
        vendors: QuerySet[Vendor],
        engagements: QuerySet[Engagement],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.document = document
        self._set_choices("engagement", engagements)
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
                ("", "Choose a country"),
                *sorted(countries, key=lambda pair: pair[1]),
            ]
        for question in document.profile:
            self.fields[question.id] = forms.ChoiceField(
                label=question.text,
                choices=[
                    ("", _("Choose an answer")),
                    *((o.code, o.label) for o in question.options),
                ],
                required=False,
            )
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def profile_fields(self) -> list[forms.BoundField]:
        """The questions about the engagement, for the template."""
        return [self[question.id] for question in self.document.profile]

    def clean_due_on(self) -> datetime.date:
        due_on: datetime.date = self.cleaned_data["due_on"]
        if due_on < timezone.localdate():
            raise forms.ValidationError(_("The due date must not lie in the past."))
        return due_on

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("engagement"):
            return cleaned
        if not cleaned.get("vendor") and not cleaned.get("vendor_name", "").strip():
            self.add_error(
                "vendor_name",
                _("Choose an engagement or a vendor, or name a new vendor."),
            )
        if not cleaned.get("engagement_name", "").strip():
            self.add_error("engagement_name", _("Name the new engagement."))
        for question in self.document.profile:
            if not cleaned.get(question.id):
                self.add_error(question.id, _("Choose an answer."))
        return cleaned

    @property
    def profile(self) -> dict[str, str]:
        """The answers about the engagement, by question."""
        return {q.id: self.cleaned_data[q.id] for q in self.document.profile}

    def _set_choices(self, name: str, queryset: QuerySet[Any]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = queryset


class InviteForm(forms.Form):
    """One more address at the vendor."""

    email = forms.EmailField(label=_("E-mail address at the vendor"))


class AssessmentFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    """What a list of assessments can be narrowed to, and by what it is sorted."""

    q = django_filters.CharFilter(method="by_words", label=_("Vendor or engagement"))
    state = django_filters.ChoiceFilter(
        choices=AssessmentState.choices, label=_("State"), empty_label=_("Any state")
    )
    rating = django_filters.ChoiceFilter(
        choices=[*Rating.choices, ("none", _("Not assessed"))],
        method="by_rating",
        label=_("Rating"),
        empty_label=_("Any rating"),
    )
    decision = django_filters.ChoiceFilter(
        choices=[
            *Outcome.choices,
            ("none", _("Still to decide")),
            ("ended", _("Decision ended")),
        ],
        method="by_decision",
        label=_("Decision"),
        empty_label=_("Any decision"),
    )
    tier = django_filters.ChoiceFilter(
        field_name="engagement__tier",
        choices=Tier.choices,
        label=_("Tier"),
        empty_label=_("Any tier"),
    )
    overdue = django_filters.ChoiceFilter(
        choices=[("yes", _("Overdue only"))],
        method="only_overdue",
        label=_("Due"),
        empty_label=_("Any date"),
    )
    current = django_filters.ChoiceFilter(
        choices=[("yes", _("One per engagement"))],
        method="only_current",
        label=_("Repeats"),
        empty_label=_("All assessments"),
    )
    order = NewestFirst(
        fields={
            "engagement__vendor__name": "vendor",
            "due_on": "due",
            "residual": "residual",
            "started_at": "started",
        },
        label=_("Sort by"),
        empty_label=_("Newest first"),
        null_label=None,
        choices=[
            ("vendor", _("Vendor")),
            ("due", _("Due first")),
            ("-residual", _("Highest residual risk")),
            ("residual", _("Lowest residual risk")),
            ("started", _("Oldest first")),
        ],
    )

    class Meta:
        model = Assessment
        fields: tuple[str, ...] = ()

    def by_words(
        self, queryset: QuerySet[Assessment], _name: str, value: str
    ) -> QuerySet[Assessment]:
        return queryset.filter(
            Q(engagement__vendor__name__icontains=value)
            | Q(engagement__name__icontains=value)
        )

    def by_rating(
        self, queryset: QuerySet[Assessment], _name: str, value: str
    ) -> QuerySet[Assessment]:
        if value == "none":
            return queryset.filter(score=None)
        return queryset.filter(score__rating=value)

    def by_decision(
        self, queryset: Any, _name: str, value: str
    ) -> QuerySet[Assessment]:
        today = timezone.localdate()
        found: QuerySet[Assessment]
        if value == "none":
            found = queryset.undecided()
        elif value == "ended":
            found = queryset.decision_ended(today)
        else:
            found = queryset.decided(today).filter(decision__outcome=value)
        return found

    def only_overdue(
        self, queryset: Any, _name: str, _value: str
    ) -> QuerySet[Assessment]:
        found: QuerySet[Assessment] = queryset.overdue(timezone.localdate())
        return found

    def only_current(
        self, queryset: Any, _name: str, _value: str
    ) -> QuerySet[Assessment]:
        found: QuerySet[Assessment] = queryset.current()
        return found
