"""Organisations (tenants), their members, and people who sign in."""

from riskapp.accounts.models.organisations import (
    OFFER_SALT,
    Membership,
    Offer,
    OneTimeLink,
    Organisation,
    days_before_due,
    days_by_rating,
    months_by_tier,
)
from riskapp.accounts.models.people import MemberSeat, User
from riskapp.accounts.models.sign_on import (
    SECRET_OF_CLIENT,
    DirectoryEntry,
    DirectoryToken,
    IdentityProvider,
    MailDomain,
)
from riskapp.accounts.models.tenants import TenantQuerySet, TenantRow

__all__ = [
    "OFFER_SALT",
    "SECRET_OF_CLIENT",
    "DirectoryEntry",
    "DirectoryToken",
    "IdentityProvider",
    "MailDomain",
    "MemberSeat",
    "Membership",
    "Offer",
    "OneTimeLink",
    "Organisation",
    "TenantQuerySet",
    "TenantRow",
    "User",
    "days_before_due",
    "days_by_rating",
    "months_by_tier",
]
