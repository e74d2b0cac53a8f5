"""Input about a vendor, the people there, and a file of vendors."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from riskapp.accounts.models import User
from riskapp.common.forms import plain_helper
from riskapp.common.names import AddressField, NameField
from riskapp.common.versions import VersionedForm
from riskapp.vendors.models import MAX_LABELS, Vendor
from riskapp.vendors.queries import countries


class VendorForm(VersionedForm):
    """A vendor as the register knows it."""

    name = NameField(max_length=200, label=_("Name"))
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
            country.choices = [("", _("Not known")), *countries()]
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


class ContactForm(VersionedForm):
    """A person at a vendor."""

    name = NameField(max_length=200, required=False, label=_("Name"))
    email = AddressField(label=_("E-mail address"))
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
