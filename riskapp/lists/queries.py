"""Reads about saved views."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from riskapp.accounts.models import User
from riskapp.lists.choices import ListName
from riskapp.lists.models import SavedView

# What belongs to one visit and not to a view of a list.
PASSING = ("page", "export", "csrfmiddlewaretoken")


def narrowing(query: QueryDict | str) -> str:
    """The filters and the sorting of a query string, without page, export and empty ones."""
    given = QueryDict(query) if isinstance(query, str) else query
    kept = QueryDict(mutable=True)
    for name, values in given.lists():
        if name not in PASSING and any(values):
            kept.setlist(name, [value for value in values if value])
    return kept.urlencode()


def saved_views(user: User, of: ListName, query: str) -> dict[str, Any]:
    """What ``components/saved_views.html`` needs; one query."""
    return {
        "list": of.value,
        "query": query,
        "views": list(SavedView.objects.offered_to(user).filter(list=of)),
        "user": user,
    }
