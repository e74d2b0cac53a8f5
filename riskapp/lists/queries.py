"""Reads around lists: saved views, and what the bar needs that does one thing with many rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

from django.http import HttpRequest

from riskapp.accounts.access import signed_in
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import User
from riskapp.accounts.queries import able_in
from riskapp.common.sorting import natural
from riskapp.lists.choices import ListName
from riskapp.lists.models import SavedView

# What is done with many rows of most lists; people, tools and findings are not archived.
USUAL = ("take", "give", "remind", "move", "label", "archive")
OF_PARTS = ("take", "give", "remind", "move", "label")


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


def bulk_bar(
    request: HttpRequest,
    *,
    does: Collection[str] = USUAL,
    needs: Mapping[str, Capability] = MappingProxyType({}),
) -> dict[str, Any] | None:
    """What ``components/bulk_bar.html`` needs; None for whoever may do nothing with many rows of
    the list. One query at most.

    ``does`` names what makes sense for such rows (``desk.choices.ManyDo``), ``needs`` the right
    to it where that is not to assess. What is archived is restored where the list shows it.
    """
    user = signed_in(request)
    seat = user.works_in
    if seat is None:
        return None
    offered = {do for do in does if seat.can(needs.get(do, Capability.ASSESS))}
    if "archive" in offered and request.GET.get("archived") in ("only", "all"):
        offered.add("restore")
        if request.GET["archived"] == "only":
            offered.remove("archive")
    if not offered:
        return None
    gives = "give" in offered
    return {
        "does": offered,
        "people": able_in(seat.organisation_id, Capability.VIEW_ANSWERS)
        if gives
        else [],
        "next": request.get_full_path(),
        "me": user.pk,
    }
