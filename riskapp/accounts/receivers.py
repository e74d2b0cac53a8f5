"""A visit begins with signing in; a reset password proves an address."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_reset
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from riskapp.accounts.access import begin_visit
from riskapp.accounts.actions import disarm, mark_proven
from riskapp.accounts.models import User


@receiver(user_logged_in, dispatch_uid="accounts.visit_begins")
def visit_begins(request: HttpRequest | None, **kwargs: Any) -> None:
    if request is not None:
        begin_visit(request.session)


@receiver(password_reset, dispatch_uid="accounts.address_proven")
def address_proven(user: User, **kwargs: Any) -> None:
    """Who sets a new password by mail owns the address. What somebody else had put on an
    account that nobody had proven stands in nobody's way."""
    if user.proven_at is None:
        disarm(user)
        mark_proven(user)
