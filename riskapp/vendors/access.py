"""Who may see a vendor: the only way a view gets one."""

from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404

from riskapp.accounts.access import require
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import User
from riskapp.vendors.models import Vendor


def vendor_for(
    user: User, vendor_id: UUID, can: Capability = Capability.VIEW
) -> Vendor:
    """Strangers get 404, so identifiers leak nothing; colleagues without the right, 403."""
    vendor = get_object_or_404(Vendor.objects.visible_to(user), pk=vendor_id)
    require(user, vendor.organisation_id, can)
    return vendor
