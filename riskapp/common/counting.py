"""Rows of different sorts, counted in one statement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, QuerySet, Value


def counted_together(wanted: Mapping[str, QuerySet[Any]]) -> dict[str, int]:
    """How many rows of each there are, by the same names; one statement."""
    first, *others = (_counted(name, rows) for name, rows in wanted.items())
    return dict.fromkeys(wanted, 0) | dict(first.union(*others, all=True))


def _counted(name: str, rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    """One row: how many there are, beside the name of the count; none where there are none."""
    named = rows.order_by().annotate(count_of=Value(name)).values("count_of")
    found: QuerySet[Any, Any] = named.annotate(number=Count("*"))
    return found.values_list("count_of", "number")
