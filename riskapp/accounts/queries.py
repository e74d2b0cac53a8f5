"""Reads about people."""

from __future__ import annotations

import datetime

from django.conf import settings

from riskapp.accounts.models import Organisation, User
from riskapp.common import zones
from riskapp.common.names import address


def language_of(user: User, default: str) -> str:
    """What a person is written to in: their own choice, else ``default``, if it is offered.

    ``default`` is the language of an organisation; after it comes the one of the
    installation.
    """
    known = dict(settings.LANGUAGES)
    wanted = (user.language, default)
    return next((code for code in wanted if code in known), settings.LANGUAGE_CODE)


def known_spelling(email: str) -> str:
    """An address as the account has it that it was typed for."""
    kept = address(email)
    if kept == email.lower() or User.objects.filter(email__iexact=email).exists():
        return email
    return kept


def days_by_zone() -> list[tuple[str, datetime.date]]:
    """Every time zone that an organisation has, with the day it is there now."""
    used = Organisation.objects.order_by("time_zone").values_list(
        "time_zone", flat=True
    )
    return [(name, zones.today_in(name)) for name in used.distinct()]
