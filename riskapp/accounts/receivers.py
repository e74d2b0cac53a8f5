"""A visit begins with signing in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from riskapp.accounts.access import begin_visit


@receiver(user_logged_in, dispatch_uid="accounts.visit_begins")
def visit_begins(request: HttpRequest | None, **kwargs: Any) -> None:
    if request is not None:
        begin_visit(request.session)
