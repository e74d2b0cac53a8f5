"""Reads around lists: saved views, and what the bar needs that does one thing with many rows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from riskapp.accounts.access import signed_in
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import User
from riskapp.accounts.queries import able_in
from riskapp.common.sorting import natural
from riskapp.lists.choices import ListName
from riskapp.lists.models import SavedView


def saved_views(user: User, of: ListName, query: str) -> dict[str, Any]:
    """What ``components/saved_views.html`` needs; one query."""
    return {
        "list": of.value,
        "query": query,
        "views": sorted(
            SavedView.objects.offered_to(user).filter(list=of),
            key=lambda view: natural(view.name),
        ),
        "user": user,
    }


def bulk_bar(request: HttpRequest, *, archives: bool = True) -> dict[str, Any] | None:
    """What ``components/bulk_bar.html`` needs, for whoever may do something with many rows of a
    list; None for everybody else. One query. ``archives``: the rows are something that is
    archived; people, tools and findings are not."""
    user = signed_in(request)
    seat = user.works_in
    if seat is None or not user.may_assess:
        return None
    return {
        "people": able_in(seat.organisation_id, Capability.VIEW_ANSWERS),
        "next": request.get_full_path(),
        "me": user.pk,
        "archives": archives,
    }
