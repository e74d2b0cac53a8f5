"""Who may have a copy: the people at the response, and nobody else."""

from __future__ import annotations

from django.http import Http404

from questionnaires.access import Seat
from riskapp.vendor_copies.actions import newest_copy
from riskapp.vendor_copies.models import Copy


def copy_for(seat: Seat, language: str) -> Copy:
    """The copy of the response in hand in a language; 404 where nobody asked for one."""
    copy = newest_copy(seat.response, language)
    if copy is None:
        raise Http404
    return copy
