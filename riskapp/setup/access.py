"""Who may begin, by a link, and who may publish."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils import timezone

from questionnaires.models import Draft
from riskapp.accounts.access import organisation_for
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import OneTimeLink, User
from riskapp.common.wall import everything, keep_to_organisation

LINK_KEY = "setup_link"


def hold_link(request: HttpRequest, token: str) -> OneTimeLink:
    """Remember in the session which link was opened; one that does not stand is 404."""
    with everything("a link that was opened"):
        found = OneTimeLink.objects.filter(
            digest=OneTimeLink.digest_of(token), offer=None
        ).first()
    if found is None:
        raise Http404
    request.session[LINK_KEY] = str(found.pk)
    return link_held(request)


def link_held(request: HttpRequest) -> OneTimeLink:
    """The link that was opened in this session; 404 once it is used or too old."""
    with everything("a link that was opened"):
        found = (
            OneTimeLink.objects.select_related("organisation")
            .filter(
                pk=request.session.get(LINK_KEY, UUID(int=0)),
                offer=None,
                expires_at__gt=timezone.now(),
            )
            .first()
        )
    if found is None:
        raise Http404
    keep_to_organisation(found.organisation_id)
    return found


def draft_for(user: User, draft_id: UUID) -> Draft:
    """A file of the organisation one publishes for; strangers get 404."""
    organisation = organisation_for(user, Capability.PUBLISH)
    found = Draft.objects.filter(pk=draft_id, owner=organisation.pk).first()
    if found is None:
        raise Http404
    return found
