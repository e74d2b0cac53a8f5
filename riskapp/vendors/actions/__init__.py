"""What can happen to vendors, the people there, and engagements."""

from riskapp.vendors.actions.contacts import add_contact, change_contact, remove_contact
from riskapp.vendors.actions.engagements import (
    archive_engagement,
    change_engagement,
    lock_vendors,
    plan_reviews,
    register_engagement,
    restore_engagement,
)
from riskapp.vendors.actions.register import (
    archive_vendor,
    change_vendor,
    register_vendor,
    restore_vendor,
)

__all__ = [
    "add_contact",
    "archive_engagement",
    "archive_vendor",
    "change_contact",
    "change_engagement",
    "change_vendor",
    "lock_vendors",
    "plan_reviews",
    "register_engagement",
    "register_vendor",
    "remove_contact",
    "restore_engagement",
    "restore_vendor",
]
