"""Who may change how an organisation signs in."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.http import Http404

from riskapp.accounts.access import require, rights_in
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import DirectoryToken, MailDomain, User

Row = TypeVar("Row", MailDomain, DirectoryToken)


def domain_for(user: User, domain_id: UUID) -> MailDomain:
    """A domain of the organisation one manages; strangers get 404."""
    rows = MailDomain.objects.select_related("organisation")
    return _managed(user, rows.filter(pk=domain_id).first())


def token_for(user: User, token_id: UUID) -> DirectoryToken:
    """A token of the organisation one manages; strangers get 404."""
    rows = DirectoryToken.objects.select_related("organisation")
    return _managed(user, rows.filter(pk=token_id).first())


def _managed(user: User, found: Row | None) -> Row:
    if found is None or not rights_in(user, found.organisation_id):
        raise Http404
    require(user, found.organisation_id, Capability.MANAGE_MEMBERS)
    return found
