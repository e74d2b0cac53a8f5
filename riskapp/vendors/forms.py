"""Input of the register's pages; validates, never saves."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

import django_filters
from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from questionnaires.document.parsing import core_document
from riskapp.accounts.models import User
from riskapp.vendors.actions.engagements import Contract
from riskapp.vendors.choices import Rating, Tier
from riskapp.vendors.models import MAX_LABELS, Engagement, Vendor
from riskapp.vendors.queries import (
    RATINGS,
    TIERS,
    countries,
    countries_in,
    labels_in,
    owners_in,
)

SOON = 30
QUARTER = 90


def plain_helper() -> FormHelper:
    """Fields only: the template writes the form around them."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    return helper


class DayField(forms.DateField):
    """A day, entered with the browser's own calendar."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **kwargs)


class VendorForm(forms.Form):
    """A vendor as the register knows it."""

    name = forms.CharField(max_length=200, label="Name")
    country = forms.ChoiceField(required=False, label="Country")
    owner = forms.ModelChoiceField(
        User.objects.none(),
        required=False,
        label="Owner",
        empty_label="Nobody yet",
        help_text="The colleague who answers for this vendor.",
    )
    services = forms.CharField(
        max_length=2000,
        required=False,
        label="Services",
        help_text="What the vendor does for you.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    labels = forms.CharField(
        max_length=500,
        required=False,
        label="Labels",
        help_text="Separated by commas, for example: cloud, offshore",
    )

    def __init__(self, *args: Any, members: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country, owner = self.fields["country"], self.fields["owner"]
        if isinstance(country, forms.ChoiceField):
            country.choices = [("", "Not known"), *countries()]
        if isinstance(owner, forms.ModelChoiceField):
            owner.queryset = members
        self.helper = plain_helper()

    def clean_labels(self) -> list[str]:
        labels = [part.strip() for part in self.cleaned_data["labels"].split(",")]
        found = list(dict.fromkeys(label for label in labels if label))
        if len(found) > MAX_LABELS:
            raise forms.ValidationError(f"At most {MAX_LABELS} labels.")
        if any(len(label) > 40 for label in found):
            raise forms.ValidationError("A label has at most 40 letters.")
        return found

    @staticmethod
    def initial_of(vendor: Vendor) -> dict[str, Any]:
        """A vendor as this form shows it."""
        return {
            "name": vendor.name,
            "country": vendor.country,
            "owner": vendor.owner_id,
            "services": vendor.services,
            "labels": ", ".join(vendor.labels),
        }


class ContactForm(forms.Form):
    """A person at a vendor."""

    name = forms.CharField(max_length=200, required=False, label="Name")
    email = forms.EmailField(label="E-mail address")
    role = forms.CharField(
        max_length=100,
        required=False,
        label="Role",
        help_text="For example: Head of engineering",
    )
    is_main = forms.BooleanField(
        required=False,
        label="Main contact",
        help_text="Assessments go to this address unless you choose another.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()


class EngagementForm(forms.Form):
    """A piece of work: its name, its contract, and the questions that give its tier."""

    name = forms.CharField(
        max_length=200,
        label="Name",
        help_text="For example: Customer portal rebuild",
    )
    contract_reference = forms.CharField(
        max_length=100, required=False, label="Contract number or reference"
    )
    contract_starts_on = DayField(required=False, label="Contract starts on")
    contract_ends_on = DayField(required=False, label="Contract ends on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = core_document().profile
        for question in self.questions:
            self.fields[question.id] = forms.ChoiceField(
                label=question.text,
                choices=[
                    ("", "Choose an answer"),
                    *((o.code, o.label) for o in question.options),
                ],
            )
        self.helper = plain_helper()

    def profile_fields(self) -> list[forms.BoundField]:
        """The questions about the engagement, for the template."""
        return [self[question.id] for question in self.questions]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        starts = cleaned.get("contract_starts_on")
        ends = cleaned.get("contract_ends_on")
        if starts and ends and ends < starts:
            self.add_error("contract_ends_on", "The contract ends before it starts.")
        return cleaned

    @property
    def profile(self) -> dict[str, str]:
        """The answers about the engagement, by question."""
        return {q.id: self.cleaned_data[q.id] for q in self.questions}

    @property
    def contract(self) -> Contract:
        """What was said of the contract."""
        got = self.cleaned_data
        return Contract(
            got["contract_reference"],
            got["contract_starts_on"],
            got["contract_ends_on"],
        )

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


class ImportForm(forms.Form):
    """A file of vendors."""

    file = forms.FileField(
        label="File",
        help_text="XLSX or CSV, up to 2,000 rows.",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,text/csv"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()


class NothingLast(django_filters.OrderingFilter):  # type: ignore[misc]  # django-filter is untyped
    """Sorts with what has no value last; the rest by name."""

    def __init__(self, *args: Any, then: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.then = then

    def filter(self, queryset: QuerySet[Any], value: list[str] | None) -> QuerySet[Any]:
        names = [self.get_ordering_value(name) for name in value or ()]
        return queryset.order_by(
            *(
                F(name.lstrip("-")).desc(nulls_last=True)
                if name.startswith("-")
                else F(name).asc(nulls_last=True)
                for name in names
            ),
            *self.then,
        )


REVIEW_CHOICES = (
    ("due", "Due now"),
    ("30", f"Within {SOON} days"),
    ("90", f"Within {QUARTER} days"),
    ("none", "No day set"),
)
ARCHIVED_CHOICES = (("only", "Archived only"), ("all", "With archived"))


class RegisterFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    """What both lists of the register can be narrowed to; ``user`` is who looks."""

    archive: tuple[str, ...] = ("archived_at",)
    review_field = "next_review_on"

    def __init__(self, data: Any, *, queryset: QuerySet[Any], user: User) -> None:
        super().__init__(data, queryset=queryset)
        self.filters["owner"].extra["choices"] = [
            (str(owner.pk), str(owner)) for owner in owners_in(user)
        ]
        self.filters["country"].extra["choices"] = countries_in(user)
        self.filters["label"].extra["choices"] = [
            (label, label) for label in labels_in(user)
        ]

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Archived rows are hidden unless they are asked for."""
        wanted = self.form.cleaned_data.get("archived")
        hidden = Q()
        for path in self.archive:
            hidden |= Q(**{f"{path}__isnull": False})
        if wanted == "only":
            queryset = queryset.filter(hidden)
        elif wanted != "all":
            queryset = queryset.exclude(hidden)
        found: QuerySet[Any] = super().filter_queryset(queryset)
        return found

    def as_given(
        self, queryset: QuerySet[Any], _name: str, _value: str
    ) -> QuerySet[Any]:
        """Handled by ``filter_queryset``."""
        return queryset

    def by_review(
        self, queryset: QuerySet[Any], _name: str, value: str
    ) -> QuerySet[Any]:
        if value == "none":
            return queryset.filter(next_review_on=None)
        days = 0 if value == "due" else int(value)
        until = timezone.localdate() + datetime.timedelta(days=days)
        return queryset.filter(next_review_on__lte=until)


class VendorFilter(RegisterFilter):
    """What the list of vendors can be narrowed to, and by what it is sorted."""

    q = django_filters.CharFilter(method="by_words", label="Name or service")
    tier = django_filters.ChoiceFilter(
        choices=[*Tier.choices, ("none", "Not known")],
        method="by_tier",
        label="Highest tier",
        empty_label="Any tier",
    )
    rating = django_filters.ChoiceFilter(
        choices=[*Rating.choices, ("none", "Not assessed")],
        method="by_rating",
        label="Worst rating",
        empty_label="Any rating",
    )
    country = django_filters.ChoiceFilter(label="Country", empty_label="Any country")
    owner = django_filters.ChoiceFilter(
        field_name="owner", label="Owner", empty_label="Anybody"
    )
    label = django_filters.ChoiceFilter(
        field_name="labels",
        method="by_label",
        label="Label",
        empty_label="Any label",
    )
    review = django_filters.ChoiceFilter(
        choices=REVIEW_CHOICES,
        method="by_review",
        label="Next review",
        empty_label="Any day",
    )
    archived = django_filters.ChoiceFilter(
        choices=ARCHIVED_CHOICES,
        method="as_given",
        label="Archive",
        empty_label="Not archived",
    )
    order = NothingLast(
        fields={
            "name": "name",
            "worst_tier": "tier",
            "residual": "residual",
            "next_review_on": "review",
            "created_at": "registered",
        },
        then=("name", "pk"),
        label="Sort by",
        empty_label="Name",
        null_label=None,
        choices=[
            ("-name", "Name, from Z"),
            ("-tier", "Highest tier"),
            ("-residual", "Highest residual risk"),
            ("review", "Next review first"),
            ("-registered", "Newest first"),
        ],
    )

    class Meta:
        model = Vendor
        fields: tuple[str, ...] = ()

    def by_words(
        self, queryset: QuerySet[Any], _name: str, value: str
    ) -> QuerySet[Any]:
        return queryset.filter(Q(name__icontains=value) | Q(services__icontains=value))

    def by_tier(self, queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        rank = None if value == "none" else TIERS.index(value) + 1
        return queryset.filter(worst_tier=rank)

    def by_rating(
        self, queryset: QuerySet[Any], _name: str, value: str
    ) -> QuerySet[Any]:
        rank = None if value == "none" else RATINGS.index(value) + 1
        return queryset.filter(worst_rating=rank)

    def by_label(
        self, queryset: QuerySet[Any], _name: str, value: str
    ) -> QuerySet[Any]:
        return queryset.filter(labels__contains=[value])


class EngagementFilter(RegisterFilter):
    """What the list of engagements can be narrowed to, and by what it is sorted."""

    archive = ("archived_at", "vendor__archived_at")

    q = django_filters.CharFilter(method="by_words", label="Name")
    tier = django_filters.ChoiceFilter(
        choices=[*Tier.choices, ("none", "Not known")],
        method="by_code",
        label="Tier",
        empty_label="Any tier",
    )
    rating = django_filters.ChoiceFilter(
        choices=[*Rating.choices, ("none", "Not assessed")],
        method="by_code",
        label="Rating",
        empty_label="Any rating",
    )
    state = django_filters.ChoiceFilter(
        choices=[
            ("never", "Never asked"),
            ("open", "Assessment open"),
            ("idle", "Nothing open"),
        ],
        method="by_state",
        label="Assessment",
        empty_label="Any state",
    )
    review = django_filters.ChoiceFilter(
        choices=REVIEW_CHOICES,
        method="by_review",
        label="Next review",
        empty_label="Any day",
    )
    contract = django_filters.ChoiceFilter(
        choices=[
            ("running", "Running"),
            ("90", f"Ends within {QUARTER} days"),
            ("ended", "Ended"),
        ],
        method="by_contract",
        label="Contract",
        empty_label="Any",
    )
    country = django_filters.ChoiceFilter(
        field_name="vendor__country", label="Country", empty_label="Any country"
    )
    owner = django_filters.ChoiceFilter(
        field_name="vendor__owner", label="Owner", empty_label="Anybody"
    )
    label = django_filters.ChoiceFilter(
        method="by_label", label="Label", empty_label="Any label"
    )
    archived = django_filters.ChoiceFilter(
        choices=ARCHIVED_CHOICES,
        method="as_given",
        label="Archive",
        empty_label="Not archived",
    )
    order = NothingLast(
        fields={
            "vendor__name": "vendor",
            "inherent": "inherent",
            "residual": "residual",
            "next_review_on": "review",
            "contract_ends_on": "contract",
        },
        then=("vendor__name", "name", "pk"),
        label="Sort by",
        empty_label="Vendor",
        null_label=None,
        choices=[
            ("-inherent", "Highest tier"),
            ("-residual", "Highest residual risk"),
            ("review", "Next review first"),
            ("contract", "Contract ends first"),
        ],
    )

    class Meta:
        model = Engagement
        fields: tuple[str, ...] = ()

    def by_words(
        self, queryset: QuerySet[Any], _name: str, value: str
    ) -> QuerySet[Any]:
        return queryset.filter(
            Q(name__icontains=value) | Q(vendor__name__icontains=value)
        )

    def by_code(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(**{name: "" if value == "none" else value})

    def by_state(
        self, queryset: QuerySet[Any], _name: str, value: str
    ) -> QuerySet[Any]:
        if value == "never":
            return queryset.filter(assessments=None)
        rows: Any = queryset
        found: QuerySet[Any] = (
            rows.with_open() if value == "open" else rows.without_open()
        )
        return found

    def by_contract(
        self, queryset: QuerySet[Any], _name: str, value: str
    ) -> QuerySet[Any]:
        today = timezone.localdate()
        if value == "ended":
            return queryset.filter(contract_ends_on__lt=today)
        until = today + datetime.timedelta(days=QUARTER)
        if value == "90":
            return queryset.filter(contract_ends_on__range=(today, until))
        return queryset.filter(
            Q(contract_starts_on=None) | Q(contract_starts_on__lte=today),
            Q(contract_ends_on=None) | Q(contract_ends_on__gte=today),
        )

    def by_label(
        self, queryset: QuerySet[Any], _name: str, value: str
    ) -> QuerySet[Any]:
        return queryset.filter(vendor__labels__contains=[value])
