"""Reads about people."""

from __future__ import annotations

from django.conf import settings

from riskapp.accounts.models import User


def language_of(user: User, default: str) -> str:
    """What a person is written to in: their own choice, else ``default``, if it is offered.

    ``default`` is the language of an organisation; after it comes the one of the
    installation.
    """
    known = dict(settings.LANGUAGES)
    wanted = (user.language, default)
    return next((code for code in wanted if code in known), settings.LANGUAGE_CODE)
