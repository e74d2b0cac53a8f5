"""Input about reports: which one, whether one is genuine, how they look."""

from __future__ import annotations

import datetime
from email.utils import parseaddr
from typing import Any, cast

from django import forms
from django.core.validators import validate_email
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from questionnaires.files import one_line
from questionnaires.queries import language_in_force
from riskapp.accounts.models import User
from riskapp.assessments.queries.listing import analysts_in
from riskapp.common.lists import (
    ListFilter,
    NothingLast,
    archived_filter,
    choice_filter,
    label_filter,
    period_filter,
    words_filter,
)
from riskapp.common.versions import VersionedForm
from riskapp.reports.choices import (
    ADDENDA,
    FILES_WITH_ANSWERS,
    KIND_READERS,
    WITH_ANSWERS,
    Format,
    Language,
    ReportKind,
    ReportState,
    Rhythm,
    Variant,
)
from riskapp.reports.models import Report
from riskapp.vendors.choices import Tier
from riskapp.vendors.queries import choices_in

WORK = "assessment__engagement"
LARGEST_FILE = 20 * 1024 * 1024
MOST_DAYS = 365
MOST_DOWNLOADS = 100
SHORTEST_PASSWORD = 10
MOST_PEOPLE = 20
MOST_OF_A_NAME = 120
MOST_OF_TERMS = 4000


class ReportRequestForm(forms.Form):
    """Which report is wanted; what is not named is the short one in English as PDF."""

    variant = forms.ChoiceField(
        label=_("For whom"), choices=Variant.choices, required=False
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=Language.choices, required=False
    )
    format = forms.ChoiceField(label=_("File"), required=False)

    def __init__(self, *args: Any, may_see_answers: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._usual = Variant.FULL if may_see_answers else Variant.SUMMARY
        files = [Format.PDF, Format.ARCHIVE]
        variants = list(Variant)
        if may_see_answers:
            files += FILES_WITH_ANSWERS
        else:
            variants = [v for v in variants if v not in WITH_ANSWERS]
        spoken = language_in_force()
        if spoken in Language.values:
            self.fields["language"].initial = spoken
        self._choose("variant", [(v.value, v.label) for v in variants])
        self._choose("format", [(f.value, f.label) for f in files])

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = choices

    @property
    def report_request(self) -> dict[str, str]:
        """The cleaned choice, with the usual one where nothing was chosen."""
        given = self.cleaned_data
        variant = given.get("variant") or self._usual
        file = given.get("format") or Format.PDF
        if file in FILES_WITH_ANSWERS and variant not in WITH_ANSWERS:
            variant = Variant.FULL  # data are never a summary
        return {
            "variant": variant,
            "language": given.get("language") or Language.EN,
            "format": file,
        }


class VerifyForm(forms.Form):
    """The code on a cover, the file itself, or both."""

    code = forms.CharField(
        label=_("Code on the cover"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    file = forms.FileField(
        label=_("The file"),
        required=False,
        help_text=_("It is compared and not kept. At most 20 MB."),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        file = given.get("file")
        if file and file.size > LARGEST_FILE:
            self.add_error("file", _("The file is larger than 20 MB."))
        elif not given.get("code") and not file and not self.errors:
            raise forms.ValidationError(_("Give the code, the file, or both."))
        return given


class ReportLinkForm(forms.Form):
    """When a link to a report ends, and what it asks for."""

    days = forms.IntegerField(
        label=_("Works for, in days"), min_value=1, max_value=MOST_DAYS, initial=14
    )
    downloads = forms.IntegerField(
        label=_("Downloads at most"), min_value=1, max_value=MOST_DOWNLOADS, initial=3
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=128,
        min_length=SHORTEST_PASSWORD,
        required=False,
        strip=False,
        help_text=_("Hand it over by another way; it is not in the mail."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class SharingForm(ReportLinkForm):
    """Who gets a link to a report, why, and when it ends."""

    field_order = ("name", "email", "reason")

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(
        label=_("Email address"),
        required=False,
        help_text=_(
            "The link is sent there. Without one you get it to hand over yourself."
        ),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("The person reads it in the mail and on the page."),
    )

    def clean_name(self) -> str:
        return one_line(self.cleaned_data["name"])

    def clean_reason(self) -> str:
        return one_line(self.cleaned_data["reason"])


class ScheduleForm(ReportLinkForm):
    """To whom a report is sent again and again, how often, why, and how its links end."""

    field_order = ("people", "rhythm", "first_on", "reason")

    people = forms.CharField(
        label=_("People"),
        max_length=4000,
        help_text=_(
            "One person a line, with the address in angle brackets: Vera Vidmar &lt;vera@example.com&gt;."
        ),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )
    rhythm = forms.ChoiceField(label=_("How often"), choices=Rhythm.choices)
    first_on = forms.DateField(
        label=_("First on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("Each person reads it in the mail and on the page."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].label = _("Each link works for, in days")

    def clean_people(self) -> list[tuple[str, str]]:
        found = dict[str, tuple[str, str]]()
        for line in self.cleaned_data["people"].splitlines():
            if not line.strip():
                continue
            name, email = parseaddr(line)
            name = one_line(name)[:MOST_OF_A_NAME]
            try:
                validate_email(email)
            except forms.ValidationError as error:
                raise forms.ValidationError(
                    _("“%(line)s” is no name with an address in angle brackets.")
                    % {"line": one_line(line)[:80]}
                ) from error
            if not name:
                raise forms.ValidationError(
                    _("Give the name of %(email)s too.") % {"email": email}
                )
            found.setdefault(email.lower(), (name, email))
        if len(found) > MOST_PEOPLE:
            raise forms.ValidationError(
                _("Name at most %(most)s people.") % {"most": MOST_PEOPLE}
            )
        return list(found.values())

    def clean_first_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["first_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("This day is over."))
        return day

    def clean_reason(self) -> str:
        return one_line(self.cleaned_data["reason"])


class CounselForm(forms.Form):
    """What counsel said of the draft of a contract addendum."""

    counsel = forms.CharField(label=_("Counsel"), max_length=120)
    reviewed_on = forms.DateField(
        label=_("Reviewed on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    is_fit = forms.TypedChoiceField(
        label=_("Counsel says"),
        choices=[
            ("yes", _("It may be issued")),
            ("no", _("It must not be issued as it is")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    terms = forms.CharField(
        label=_("What counsel adds to the addendum"),
        max_length=MOST_OF_TERMS,
        required=False,
        help_text=_(
            "In counsel's own words. It stands before the clauses and comes first where they say otherwise."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    remarks = forms.CharField(
        label=_("Remarks"),
        max_length=MOST_OF_TERMS,
        required=False,
        help_text=_("They stay here and stand in no document."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, drafted_on: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._drafted_on = drafted_on

    def clean_counsel(self) -> str:
        return one_line(self.cleaned_data["counsel"])

    def clean_reviewed_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["reviewed_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        if day < self._drafted_on:
            raise forms.ValidationError(_("The draft was made later than this day."))
        return day

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("is_fit") is False and not given.get("remarks"):
            self.add_error("remarks", _("Say what is in the way."))
        return given


class LinkPasswordForm(forms.Form):
    """The password of a link."""

    password = forms.CharField(
        label=_("Password"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


class LookForm(VersionedForm):
    """The colour and the logo of an organisation's reports."""

    colour = forms.RegexField(
        label=_("Colour"),
        regex=r"^#[0-9A-Fa-f]{6}$",
        required=False,
        help_text=_(
            "As #rrggbb. It is darkened where text in it would be hard to read."
        ),
        error_messages={"invalid": _("Give six hexadecimal digits, as in #0b5a6e.")},
    )
    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        help_text=_("PNG or JPEG, at most 1 MB."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
    )
    remove_logo = forms.BooleanField(label=_("Remove the logo"), required=False)

    def __init__(self, *args: Any, has_logo: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_logo:
            del self.fields["remove_logo"]


class ReportFilter(ListFilter):
    """What the list of reports can be narrowed to, and by what it is sorted. Owner, analyst, label
    and tier are those of the work that a report is about."""

    archive = "archived_at"
    words = (
        "assessment__engagement__vendor__name",
        "assessment__engagement__name",
        "requested_by__name",
        "code",
    )

    q = words_filter(_("Vendor, person or code"))
    kind = choice_filter(_("About"), _("Anything"), ReportKind.choices)
    variant = choice_filter(
        _("For whom"), _("Anybody"), Variant.choices, method="for_whom"
    )
    format = choice_filter(_("File"), _("Any file"), Format.choices)
    state = choice_filter(_("State"), _("Any state"), ReportState.choices)
    tier = choice_filter(
        _("Tier"), _("Any tier"), Tier.choices, field_name=f"{WORK}__tier"
    )
    owner = choice_filter(_("Owner"), _("Anybody"), field_name=f"{WORK}__vendor__owner")
    analyst = choice_filter(
        _("Analyst"), _("Anybody"), field_name="assessment__analyst"
    )
    label = label_filter(f"{WORK}__vendor__labels")
    period = period_filter(_("Requested"), "requested_at")
    archived = archived_filter()
    order = NothingLast(
        fields={
            "requested_at": "asked",
            "assessment__engagement__vendor__name_sorted": "vendor",
        },
        then=("-requested_at",),
        empty_label=_("Newest first"),
        choices=[("vendor", _("Vendor")), ("asked", _("Oldest first"))],
    )

    class Meta(ListFilter.Meta):
        model = Report

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.give_choices(
            **choices_in(user).by_filter,
            analyst=analysts_in(user),
        )

    def for_whom(
        self, reports: QuerySet[Report], _name: str, variant: str
    ) -> QuerySet[Report]:
        """Those whose row says so: others have a variant too, and readers of their own."""
        return reports.filter(variant=variant).exclude(
            Q(kind__in=KIND_READERS) | Q(format__in=ADDENDA)
        )
