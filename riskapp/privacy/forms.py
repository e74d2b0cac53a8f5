"""Input of the pages about personal data."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from riskapp.accounts.models import Organisation
from riskapp.common.forms import plain_helper
from riskapp.common.names import AddressField
from riskapp.common.versions import VersionedForm
from riskapp.privacy.choices import RULES, RetentionKind
from riskapp.privacy.queries.people import Person
from riskapp.vendors.models import Engagement, Vendor

LONGEST = 7300  # days, twenty years


class PeriodsForm(VersionedForm):
    """For how many days each kind is kept."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, label in RetentionKind.choices:
            rule = RULES[kind]
            self.fields[kind] = forms.IntegerField(
                min_value=rule.least,
                max_value=LONGEST,
                required=False,
                label=label,
                help_text=str(rule.means),
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )
        self.helper = plain_helper()

    @property
    def wanted(self) -> dict[str, int | None]:
        """Days by kind; None for never ending."""
        return {kind: self.cleaned_data[kind] for kind in RetentionKind.values}

    def rows(self) -> list[forms.BoundField]:
        """The fields of the kinds, for the template."""
        return [self[kind] for kind in RetentionKind.values]


class SearchForm(forms.Form):
    """Whom somebody looks for."""

    q = forms.CharField(
        max_length=254, required=False, label=_("E-mail address or name")
    )


class ErasureForm(forms.Form):
    """What goes with a person, and that it is meant."""

    address = forms.CharField(widget=forms.HiddenInput)
    names = forms.MultipleChoiceField(
        required=False,
        label=_("Names to replace wherever they stand"),
        help_text=_(
            "In texts that others wrote, too. Leave out a name that somebody else here has, or that is a common word."
        ),
        widget=forms.CheckboxSelectMultiple,
    )
    reports = forms.BooleanField(
        required=False,
        label=_("Delete the files of reports and copies that may show the person"),
        help_text=_("They can be made again, with the pseudonym."),
    )
    added = forms.BooleanField(
        required=False,
        label=_("Delete the files this person added as evidence"),
        help_text=_(
            "Nothing inside of files is searched. Their names and fingerprints stay."
        ),
    )
    reason = forms.CharField(
        max_length=300, label=_("Reason"), help_text=_("Without naming the person.")
    )
    typed = AddressField(
        label=_("Type the address to confirm"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "address": person.address,
            "names": list(person.plain),
            "reports": True,
        }
        super().__init__(*args, **kwargs)
        self.person = person
        names: Any = self.fields["names"]
        names.choices = [(name, name) for name in person.confirmed if len(name) > 2]
        if not names.choices:
            del self.fields["names"]
        self.helper = plain_helper()

    def clean_typed(self) -> str:
        typed = str(self.cleaned_data["typed"])
        if typed.lower() != self.person.address:
            raise forms.ValidationError(_("This is not the address."))
        return typed


class HoldForm(forms.Form):
    """What is kept whatever its period says."""

    vendor = forms.ModelChoiceField(
        queryset=Vendor.objects.none(), label=_("Vendor"), empty_label=_("Choose")
    )
    engagement = forms.ModelChoiceField(
        queryset=Engagement.objects.none(),
        required=False,
        label=_("Only this engagement"),
        empty_label=_("All of the vendor's"),
    )
    reason = forms.CharField(max_length=300, label=_("Reason"))

    def __init__(self, organisation: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        vendor: Any = self.fields["vendor"]
        engagement: Any = self.fields["engagement"]
        vendor.queryset = Vendor.objects.filter(organisation=organisation)
        engagement.queryset = Engagement.objects.filter(
            organisation=organisation
        ).select_related("vendor")
        self.helper = plain_helper()

    def clean(self) -> dict[str, Any]:
        got: dict[str, Any] = super().clean() or {}
        vendor, engagement = got.get("vendor"), got.get("engagement")
        if vendor and engagement and engagement.vendor_id != vendor.pk:
            self.add_error("engagement", _("This engagement is another vendor's."))
        return got
