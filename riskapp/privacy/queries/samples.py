"""Sample data that was put away and is still there."""

from __future__ import annotations

import datetime
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from riskapp.audit.models import AuditEntry
from riskapp.vendors.models import Vendor

PUT_AWAY = "sample data put away"
# Whoever could have removed it has done so by then.
MISSED_AFTER = datetime.timedelta(minutes=5)
# What fails for so long will go on failing; whoever presses the button begins anew.
TRIED_FOR = datetime.timedelta(days=3)


def samples_left() -> list[tuple[UUID, int]]:
    """The organisations whose samples were put away and not removed, each with who did it. Not
    where somebody archived a sample as any other vendor."""
    now = timezone.now()
    asked = AuditEntry.objects.filter(
        tenant=OuterRef("organisation"),
        organisation=OuterRef("organisation"),
        action=PUT_AWAY,
        at__gte=OuterRef("archived_at"),
    )
    rows = Vendor.objects.filter(
        is_sample=True,
        archived_at__gt=now - TRIED_FOR,
        archived_at__lt=now - MISSED_AFTER,
    )
    by = Subquery(asked.order_by("-id").values("actor")[:1])
    found = rows.order_by().annotate(by=by).exclude(by=None)
    return list(found.values_list("organisation", "by").distinct())
