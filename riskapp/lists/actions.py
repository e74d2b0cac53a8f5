"""Keeping a view of a list, and forgetting it."""

from __future__ import annotations

from django.db import transaction

from riskapp.accounts.models import Organisation, User
from riskapp.audit.actions import record
from riskapp.common.lists import narrowing
from riskapp.lists.choices import ListName
from riskapp.lists.models import SavedView


@transaction.atomic
def save_view(
    *,
    organisation: Organisation,
    of: ListName,
    name: str,
    query: str,
    is_shared: bool,
    by: User,
) -> SavedView:
    """Keep filters and sorting under a name; a view of one's own of that name is replaced."""
    view, is_new = SavedView.objects.update_or_create(
        organisation=organisation,
        owner=by,
        list=of,
        name=name.strip(),
        defaults={"query": narrowing(query), "is_shared": is_shared},
    )
    record(
        "view saved" if is_new else "view replaced",
        view,
        organisation=organisation,
        by=by,
        after={"list": of.value, "query": view.query, "shared": is_shared},
    )
    return view


@transaction.atomic
def remove_view(view: SavedView, *, by: User) -> None:
    """Forget a view; what it showed stays."""
    record(
        "view removed",
        view,
        organisation=view.organisation,
        by=by,
        before={"list": view.list, "query": view.query, "shared": view.is_shared},
    )
    view.delete()
