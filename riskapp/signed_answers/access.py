"""Who may see and change the keys of an organisation."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.http import Http404

from riskapp.accounts.access import require, rights_in
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import User
from riskapp.signed_answers.models import SigningKey, TrustedKey

Row = TypeVar("Row", SigningKey, TrustedKey)


def signing_key_for(user: User, key_id: UUID) -> SigningKey:
    """A key that signs for the organisation one manages; strangers get 404."""
    rows = SigningKey.objects.select_related("organisation")
    return _managed(user, rows.filter(pk=key_id).first())


def trusted_key_for(user: User, key_id: UUID) -> TrustedKey:
    """A key that is trusted in the organisation one manages; strangers get 404."""
    rows = TrustedKey.objects.select_related("organisation")
    return _managed(user, rows.filter(pk=key_id).first())


def _managed(user: User, found: Row | None) -> Row:
    if found is None or not rights_in(user, found.organisation_id):
        raise Http404
    require(user, found.organisation_id, Capability.MANAGE_MEMBERS)
    return found
