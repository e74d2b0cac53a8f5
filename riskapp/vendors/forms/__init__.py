"""Input of the register's pages; validates, never saves."""

from riskapp.vendors.forms.engagements import (
    EngagementForm,
    ProfileForm,
    SameProfileForm,
)
from riskapp.vendors.forms.listing import (
    RATING_CHOICES,
    ContactFilter,
    EngagementFilter,
    OpenWorkFilter,
    RegisterFilter,
    VendorFilter,
)
from riskapp.vendors.forms.register import ContactForm, ImportForm, VendorForm

__all__ = [
    "RATING_CHOICES",
    "ContactFilter",
    "ContactForm",
    "EngagementFilter",
    "EngagementForm",
    "ImportForm",
    "OpenWorkFilter",
    "ProfileForm",
    "RegisterFilter",
    "SameProfileForm",
    "VendorFilter",
    "VendorForm",
]
