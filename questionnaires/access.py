"""Who may answer: the only way a view gets a response or one of its entries."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core.cache import cache
from django.http import Http404, HttpRequest
from django.utils import timezone

from questionnaires.models import Entry, Invitation, Respondent, Response

SESSION_KEY = "respondents"
PENDING_KEY = "invitation"
TRIES = 20
TRIES_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Seat:
    """A person at a response: who answers, and what."""

    respondent: Respondent
    response: Response


def seat_for(request: HttpRequest, response_id: UUID) -> Seat:
    """The seat this session holds at a response; everybody else gets 404.

    A withdrawn or expired invitation shuts out at once, whatever the session says.
    """
    held = request.session.get(SESSION_KEY, {}).get(str(response_id))
    if held is None:
        raise Http404
    respondent = (
        Respondent.objects.filter(
            pk=held,
            response_id=response_id,
            invitation__revoked_at=None,
            invitation__expires_at__gt=timezone.now(),
        )
        .select_related("response__version__questionnaire", "invitation")
        .defer("response__version__document")
        .first()
    )
    if respondent is None:
        raise Http404
    return Seat(respondent, respondent.response)


def entry_for(seat: Seat, entry_id: UUID, *, removed: bool = False) -> Entry:
    """An entry of the response in hand; anything else is 404."""
    entry = (
        Entry.objects.filter(
            pk=entry_id, response=seat.response, removed_at__isnull=not removed
        )
        .select_related("response__version")
        .defer("response__version__document")
        .first()
    )
    if entry is None:
        raise Http404
    return entry


def take_seat(request: HttpRequest, respondent: Respondent) -> None:
    """Keep the seat in the session; its key is renewed, so an old one opens nothing."""
    held = {
        **request.session.get(SESSION_KEY, {}),
        str(respondent.response_id): str(respondent.pk),
    }
    request.session.cycle_key()
    request.session[SESSION_KEY] = held
    request.session.pop(PENDING_KEY, None)


def pending_invitation(request: HttpRequest) -> Invitation:
    """The invitation this session has shown but not yet entered through; otherwise 404."""
    pending = request.session.get(PENDING_KEY)
    invitation = (
        Invitation.objects.usable()
        .select_related("response")
        .filter(pk=pending)
        .first()
        if pending
        else None
    )
    if invitation is None:
        raise Http404
    return invitation


def may_try_again(request: HttpRequest) -> bool:
    """Whether this address may try another code; counts wrong tries over ten minutes."""
    return int(cache.get(_tries_key(request), 0)) < TRIES


def count_wrong_try(request: HttpRequest) -> None:
    """Note a wrong code from this address."""
    key = _tries_key(request)
    if not cache.add(key, 1, TRIES_SECONDS):
        try:
            cache.incr(key)
        except ValueError:
            cache.set(key, 1, TRIES_SECONDS)


def _tries_key(request: HttpRequest) -> str:
    return f"questionnaires.tries.{request.META.get('REMOTE_ADDR', '')}"
