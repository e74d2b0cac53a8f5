"""Explaining an alert away."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from riskapp.accounts.models import User
from riskapp.activity.choices import WAITING, AlertState
from riskapp.activity.errors import NotToExplain
from riskapp.activity.models import ActivityAlert
from riskapp.assessments.models import Assessment
from riskapp.audit.actions import record


@transaction.atomic
def explain(
    assessment: Assessment, alert: ActivityAlert, *, reason: str, peak: int, by: User
) -> ActivityAlert:
    """Put an alert to rest with a reason. It comes back once it is much more than ``peak``,
    which is how much it was when the person looked.

    Raises NotToExplain where it was explained already, or is more by now.
    """
    alert = ActivityAlert.objects.select_for_update().get(pk=alert.pk)
    if alert.state not in WAITING:
        raise NotToExplain(_("This alert was explained already."))
    if alert.peak > peak:
        raise NotToExplain(_("This alert has grown meanwhile. Look at it again."))
    before = alert.state
    alert.state = AlertState.EXPLAINED
    alert.reason = reason
    alert.explained_by = by
    alert.explained_at = timezone.now()
    alert.explained_peak = alert.peak
    alert.save(
        update_fields=["state", "reason", "explained_by", "explained_at", "explained_peak"]
    )  # fmt: skip
    record(
        "unusual activity explained",
        assessment,
        organisation=assessment.organisation,
        by=by,
        before={"state": before},
        after={
            "agent": alert.agent,
            "kind": alert.kind,
            "measure": alert.measure,
            "name": alert.name,
            "peak": alert.peak,
            "reason": reason,
        },
    )
    return alert
