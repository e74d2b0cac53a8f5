"""Input of the settings page."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from questionnaires.files import one_line
from questionnaires.queries import PLACEHOLDERS, MailWords
from riskapp.accounts.choices import Role, VendorEntryPolicy
from riskapp.accounts.models import Membership, Organisation
from riskapp.common import zones
from riskapp.common.forms import plain_helper
from riskapp.common.lists import ListFilter, NothingLast, choice_filter, words_filter
from riskapp.common.names import AddressField
from riskapp.common.sorting import Natural, natural
from riskapp.common.versions import VersionedForm
from riskapp.scoring.profile import OF_BUYER
from riskapp.shipped.core import core_document_in
from riskapp.vendors.choices import Rating, Tier


class SettingsForm(VersionedForm):
    """What an administrator decides for the whole organisation."""

    country = forms.ChoiceField(
        required=False,
        label=_("Country your organisation sits in"),
        help_text=_(
            "National law is shown beside the law of the EU. Holds for scores made from now on."
        ),
        choices=lambda: [("", _("Not said")), *_countries()],
    )
    entry_policy = forms.ChoiceField(
        label=_("What people at a vendor need to answer"),
        help_text=_("Holds for assessments started from now on."),
        choices=VendorEntryPolicy.choices,
        widget=forms.RadioSelect,
    )
    colleagues_anywhere = forms.BooleanField(
        required=False,
        label=_("People at a vendor may ask colleagues at any address"),
        help_text=_(
            "Otherwise only at the domains of the addresses you invited. Holds for assessments started from now on."
        ),
    )
    language = forms.ChoiceField(
        label=_("Language of mails"),
        help_text=_("Until a vendor or a member chooses another one."),
        choices=lambda: settings.LANGUAGES,
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_(
            "Days are counted here: what is due on a day is late when that day has ended."
        ),
        choices=zones.choices,
        initial=zones.UTC,
        required=False,
    )
    four_eyes = forms.BooleanField(
        required=False,
        label=_(
            "Four-eyes principle: whoever started, reviewed or changed an assessment does not decide on it"
        ),
        help_text=_(
            "Nor do they accept a risk of it, and nothing is approved that "
            "nobody reviewed. Every change of this rule is recorded."
        ),
    )
    names_reviewers = forms.BooleanField(
        required=False,
        label=_("Vendors see the name of whoever asks about an answer"),
        help_text=_(
            "Otherwise questions carry the name of the organisation only. Whom to ask about "
            "an assessment is named in any case."
        ),
    )
    requires_second_factor = forms.BooleanField(
        label=_("Members must sign in with a second factor"),
        help_text=_(
            "From now on, whoever has none sets one up before seeing anything else."
        ),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        document = core_document_in(get_language() or "en")
        facts = self.initial.get("buyer_facts") or {}
        for name in OF_BUYER:
            question = document.questions[name]
            self.initial[name] = facts.get(name, "")
            self.fields[name] = forms.ChoiceField(
                required=False,
                label=question.text,
                help_text=_(
                    "Holds for engagements that say nothing else, in assessments started from now on."
                ),
                choices=[
                    ("", _("Not said: asked for each engagement")),
                    *((option.code, option.label) for option in question.options),
                ],
            )
        self.order_fields(["seen", "country", *OF_BUYER])
        for rating, label in reversed(Rating.choices):
            self.fields[f"days_{rating}"] = forms.IntegerField(
                min_value=1,
                max_value=730,
                required=False,
                label=label,
                initial=self.initial.get("approval_days", {}).get(rating),
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )
        self.helper = plain_helper()

    def clean_time_zone(self) -> str:
        """The one there is, where none was said."""
        kept = self.get_initial_for_field(self.fields["time_zone"], "time_zone")
        return str(self.cleaned_data["time_zone"] or kept)

    def other_fields(self) -> list[forms.BoundField]:
        """Everything but the days, for the template."""
        return [field for field in self if not field.name.startswith("days_")]

    def days_fields(self) -> list[forms.BoundField]:
        """For how long each rating is approved, for the template."""
        return [self[f"days_{rating}"] for rating in reversed(Rating.values)]

    @property
    def wanted(self) -> dict[str, Any]:
        """The settings as the organisation keeps them."""
        got = dict(self.cleaned_data)
        days = {
            rating: got.pop(f"days_{rating}") or self[f"days_{rating}"].initial
            for rating in Rating.values
        }
        facts = {name: got.pop(name) for name in OF_BUYER}
        return got | {
            "approval_days": days,
            "buyer_facts": {name: code for name, code in facts.items() if code},
        }


def _countries() -> list[tuple[str, str]]:
    """Codes with names in the reader's language, by name."""
    document = core_document_in(get_language() or "en")
    named = [(country.code, country.name) for country in document.countries.values()]
    return sorted(named, key=lambda pair: natural(pair[1]))


class LanguageForm(forms.Form):
    """What a person wants to read and be written to in, and by which clock."""

    language = forms.ChoiceField(
        required=False, choices=lambda: [("", ""), *settings.LANGUAGES]
    )
    time_zone = forms.ChoiceField(
        required=False, choices=lambda: [("", ""), *zones.choices()]
    )


class RhythmForm(VersionedForm):
    """When vendors are reminded, and how long an assessment holds."""

    reminder_days = forms.CharField(
        required=False,
        max_length=60,
        label=_("Remind vendors so many days before the due date"),
        help_text=_("Separated by commas, for example: 14, 7, 1"),
    )
    reminder_every = forms.IntegerField(
        min_value=0,
        max_value=90,
        label=_("After the due date, remind every so many days"),
        help_text=_("0: not at all"),
    )
    starts_reviews = forms.BooleanField(
        required=False,
        label=_("Start a due reassessment without asking"),
        help_text=_(
            "It goes to the main contact, prefilled. Otherwise it is only proposed."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for tier, label in Tier.choices:
            self.fields[f"months_{tier}"] = forms.IntegerField(
                min_value=0,
                max_value=60,
                label=label,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )
        self.helper = plain_helper()

    def tier_fields(self) -> list[forms.BoundField]:
        """The months of each tier, for the template."""
        return [self[f"months_{tier}"] for tier in Tier.values]

    def clean_reminder_days(self) -> list[int]:
        try:
            days = {
                int(part)
                for part in self.cleaned_data["reminder_days"].split(",")
                if part.strip()
            }
        except ValueError as error:
            raise forms.ValidationError(_("Write numbers, as in 14, 7, 1.")) from error
        if any(not 0 <= day <= 90 for day in days) or len(days) > 10:
            raise forms.ValidationError(_("At most ten numbers from 0 to 90."))
        return sorted(days, reverse=True)

    @property
    def wanted(self) -> dict[str, Any]:
        """The settings as the organisation keeps them."""
        got = self.cleaned_data
        return {
            "reminder_days": got["reminder_days"],
            "reminder_every": got["reminder_every"],
            "starts_reviews": got["starts_reviews"],
            "review_months": {tier: got[f"months_{tier}"] for tier in Tier.values},
        }

    @staticmethod
    def initial_of(organisation: Organisation) -> dict[str, Any]:
        """The settings of an organisation as this form shows them."""
        months = organisation.review_months
        return {
            "reminder_days": ", ".join(str(day) for day in organisation.reminder_days),
            "reminder_every": organisation.reminder_every,
            "starts_reviews": organisation.starts_reviews,
        } | {f"months_{tier}": months.get(tier, 0) for tier in Tier.values}


class MailTextForm(VersionedForm):
    """The words of an organisation for one kind of mail in one language."""

    subject = forms.CharField(label=_("Subject of the mail"), max_length=150)
    text = forms.CharField(
        label=_("Text"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_(
            "With the greeting. Filled in: {asker} who asks, {asked} of whom, {about} which work, {day} until when. The link, the due date and your message are added below."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()

    def clean_subject(self) -> str:
        return self._known(one_line(self.cleaned_data["subject"]))

    def clean_text(self) -> str:
        return self._known(self.cleaned_data["text"].replace("\r\n", "\n").strip())

    @property
    def words(self) -> MailWords:
        """What was typed."""
        return MailWords(self.cleaned_data["subject"], self.cleaned_data["text"])

    def _known(self, text: str) -> str:
        named = re.findall(r"\{([^{}]*)\}", text)
        if unknown := [name for name in named if name not in PLACEHOLDERS]:
            raise forms.ValidationError(
                _("Nothing is known by this name: %(name)s") % {"name": unknown[0]}
            )
        return text


class RolesForm(VersionedForm):
    """What a member may do."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one role.")},
    )


class MemberForm(RolesForm):
    """A new member."""

    email = AddressField(label=_("E-mail address"))
    name = forms.CharField(max_length=200, label=_("Name"))

    field_order = ("email", "name", "roles")


class MemberFilter(ListFilter):
    """What the list of members can be narrowed to, and by what it is sorted."""

    words = ("user__name", "user__email")

    q = words_filter(_("Name or address"))
    role = choice_filter(_("Role"), _("Any role"), Role.choices, method="by_role")
    order = NothingLast(
        fields={"user__name": "name", "user__last_login": "seen"},
        then=(Natural("user__name"), "pk"),
        empty_label=_("Name"),
        choices=[
            ("-seen", _("Most recently active first")),
            ("seen", _("Least recently active first")),
        ],
    )

    class Meta(ListFilter.Meta):
        model = Membership

    def by_role(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        return rows.filter(roles__contains=[value])
