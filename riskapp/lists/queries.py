"""Reads about saved views."""

from __future__ import annotations

from typing import Any

from riskapp.accounts.models import User
from riskapp.lists.choices import ListName
from riskapp.lists.models import SavedView


def saved_views(user: User, of: ListName, query: str) -> dict[str, Any]:
    """What ``components/saved_views.html`` needs; one query."""
    return {
        "list": of.value,
        "query": query,
        "views": list(SavedView.objects.offered_to(user).filter(list=of)),
        "user": user,
    }
