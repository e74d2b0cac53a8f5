"""Who may begin, by a link."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils import timezone

from riskapp.accounts.models import OneTimeLink

LINK_KEY = "setup_link"


def hold_link(request: HttpRequest, token: str) -> OneTimeLink:
    """Remember in the session which link was opened; one that does not stand is 404."""
    found = OneTimeLink.objects.filter(
        digest=OneTimeLink.digest_of(token), offer=None
    ).first()
    if found is None:
        raise Http404
    request.session[LINK_KEY] = str(found.pk)
    return link_held(request)


def link_held(request: HttpRequest) -> OneTimeLink:
    """The link that was opened in this session; 404 once it is used or too old."""
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
    return found
