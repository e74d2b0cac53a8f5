"""Who may see a notification: the person it was made for."""

from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404

from riskapp.accounts.models import User
from riskapp.notifications.models import Notification


def notification_for(user: User, notification_id: UUID) -> Notification:
    """Anybody else's is 404, so identifiers leak nothing."""
    return get_object_or_404(Notification.objects.shown_to(user), pk=notification_id)
