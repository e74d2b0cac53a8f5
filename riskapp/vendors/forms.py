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
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from questionnaires.document.translation import core_document_in
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

    name = forms.CharField(max_length=200, label=_("Name"))
    country = forms.ChoiceField(required=False, label=_("Country"))
    owner = forms.ModelChoiceField(
        User.objects.none(),
        required=False,
        label=_("Owner"),
        empty_label=_("Nobody yet"),
        help_text=_("The colleague who answers for this vendor."),
    )
    services = forms.CharField(
        max_length=2000,
        required=False,
        label=_("Services"),
        help_text=_("What the vendor does for you."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    labels = forms.CharField(
        max_length=500,
        required=False,
        label=_("Labels"),
        help_text=_("Separated by commas, for example: cloud, offshore"),
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
            raise forms.ValidationError(
                _("At most %(most)s labels.") % {"most": MAX_LABELS}
            )
        if any(len(label) > 40 for label in found):
            raise forms.ValidationError(_("A label has at most 40 letters."))
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

    name = forms.CharField(max_length=200, required=False, label=_("Name"))
    email = forms.EmailField(label=_("E-mail address"))
    role = forms.CharField(
        max_length=100,
        required=False,
        label=_("Role"),
        help_text=_("For example: Head of engineering"),
    )
    is_main = forms.BooleanField(
        required=False,
        label=_("Main contact"),
        help_text=_("Assessments go to this address unless you choose another."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()


class EngagementForm(forms.Form):
    """A piece of work: its name, its contract, and the questions that give its tier."""

    name = forms.CharField(
        max_length=200,
        label=_("Name"),
        help_text=_("For example: Customer portal rebuild"),
    )
    contract_reference = forms.CharField(
        max_length=100, required=False, label=_("Contract number or reference")
    )
    contract_starts_on = DayField(required=False, label=_("Contract starts on"))
    contract_ends_on = DayField(required=False, label=_("Contract ends on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = core_document_in(get_language() or "en").profile
        for question in self.questions:
            self.fields[question.id] = forms.ChoiceField(
                label=question.text,
                choices=[
                    ("", _("Choose an answer")),
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
            self.add_error("contract_ends_on", _("The contract ends before it starts."))
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
        label=_("File"),
        help_text=_("XLSX or CSV, up to 2,000 rows."),
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
    ("due", _("Due now")),
    ("30", format_lazy(_("Within {days} days"), days=SOON)),
    ("90", format_lazy(_("Within {days} days"), days=QUARTER)),
    ("none", _("No day set")),
)
ARCHIVED_CHOICES = (("only", _("Archived only")), ("all", _("With archived")))


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

    q = django_filters.CharFilter(method="by_words", label=_("Name or service"))
    tier = django_filters.ChoiceFilter(
        choices=[*Tier.choices, ("none", _("Not known"))],
        method="by_tier",
        label=_("Highest tier"),
        empty_label=_("Any tier"),
    )
    rating = django_filters.ChoiceFilter(
        choices=[*Rating.choices, ("none", _("Not assessed"))],
        method="by_rating",
        label=_("Worst rating"),
        empty_label=_("Any rating"),
    )
    country = django_filters.ChoiceFilter(
        label=_("Country"), empty_label=_("Any country")
    )
    owner = django_filters.ChoiceFilter(
        field_name="owner", label=_("Owner"), empty_label=_("Anybody")
    )
    label = django_filters.ChoiceFilter(
        field_name="labels",
        method="by_label",
        label=_("Label"),
        empty_label=_("Any label"),
    )
    review = django_filters.ChoiceFilter(
        choices=REVIEW_CHOICES,
        method="by_review",
        label=_("Next review"),
        empty_label=_("Any day"),
    )
    archived = django_filters.ChoiceFilter(
        choices=ARCHIVED_CHOICES,
        method="as_given",
        label=_("Archived"),
        empty_label=_("Not archived"),
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
        label=_("Sort by"),
        empty_label=_("Name"),
        null_label=None,
        choices=[
            ("-name", _("Name, from Z")),
            ("-tier", _("Highest tier")),
            ("-residual", _("Highest residual risk")),
            ("review", _("Next review first")),
            ("-registered", _("Newest first")),
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

    q = django_filters.CharFilter(method="by_words", label=_("Name"))
    tier = django_filters.ChoiceFilter(
        choices=[*Tier.choices, ("none", _("Not known"))],
        method="by_code",
        label=_("Tier"),
        empty_label=_("Any tier"),
    )
    rating = django_filters.ChoiceFilter(
        choices=[*Rating.choices, ("none", _("Not assessed"))],
        method="by_code",
        label=_("Rating"),
        empty_label=_("Any rating"),
    )
    state = django_filters.ChoiceFilter(
        choices=[
            ("never", _("Never asked")),
            ("open", _("Assessment open")),
            ("idle", _("Nothing open")),
        ],
        method="by_state",
        label=_("Assessment"),
        empty_label=_("Any state"),
    )
    review = django_filters.ChoiceFilter(
        choices=REVIEW_CHOICES,
        method="by_review",
        label=_("Next review"),
        empty_label=_("Any day"),
    )
    contract = django_filters.ChoiceFilter(
        choices=[
            ("running", _("Running")),
            ("90", format_lazy(_("Ends within {days} days"), days=QUARTER)),
            ("ended", _("Ended")),
        ],
        method="by_contract",
        label=_("Contract"),
        empty_label=_("Any"),
    )
    country = django_filters.ChoiceFilter(
        field_name="vendor__country", label=_("Country"), empty_label=_("Any country")
    )
    owner = django_filters.ChoiceFilter(
        field_name="vendor__owner", label=_("Owner"), empty_label=_("Anybody")
    )
    label = django_filters.ChoiceFilter(
        method="by_label", label=_("Label"), empty_label=_("Any label")
    )
    archived = django_filters.ChoiceFilter(
        choices=ARCHIVED_CHOICES,
        method="as_given",
        label=_("Archived"),
        empty_label=_("Not archived"),
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
        label=_("Sort by"),
        empty_label=_("Vendor"),
        null_label=None,
        choices=[
            ("-inherent", _("Highest tier")),
            ("-residual", _("Highest residual risk")),
            ("review", _("Next review first")),
            ("contract", _("Contract ends first")),
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
