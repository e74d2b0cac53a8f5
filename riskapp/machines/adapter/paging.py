"""Pages of lists: a cursor says after which row to go on, and nobody else can make one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Generic, TypeVar

from django.core import signing
from django.db.models import Model, QuerySet
from ninja import Query, Schema

from riskapp.machines.adapter.rights import MachineProblem

Item = TypeVar("Item")
Row = TypeVar("Row", bound=Model)
MOST = 200
USUAL = 50
Limit = Annotated[
    int, Query(ge=1, le=MOST, description="How many items a page has at most.")
]
Cursor = Annotated[
    str | None,
    Query(max_length=500, description="The next_cursor of the page before; opaque."),
]


class PageOf(Schema, Generic[Item]):
    """Some items of a list; no next_cursor means that there are no more."""

    items: list[Item]
    next_cursor: str | None = None


def page_of(
    rows: QuerySet[Row],
    told: Callable[[Row], dict[str, Any]],
    *,
    of: str,
    cursor: str | None,
    limit: int,
    key: str = "pk",
) -> dict[str, Any]:
    """The rows after a cursor in the order of a key that never changes: no row comes twice,
    and none is left out, whatever happens between two pages."""
    rows = rows.order_by(key)
    if cursor is not None:
        rows = rows.filter(**{f"{key}__gt": read_cursor(of, cursor)})
    found = list(rows[: limit + 1])
    more = len(found) > limit
    found = found[:limit]
    return {
        "items": [told(row) for row in found],
        "next_cursor": write_cursor(of, getattr(found[-1], key)) if more else None,
    }


def write_cursor(of: str, key: Any) -> str:
    """A cursor of one list."""
    return signing.dumps(str(key), salt=f"riskapp.machines.{of}", compress=True)


def read_cursor(of: str, cursor: str) -> str:
    """The key in a cursor of this list; anything else is refused."""
    try:
        key: str = signing.loads(cursor, salt=f"riskapp.machines.{of}")
    except signing.BadSignature as error:
        raise MachineProblem(422, "This is no cursor of this list.") from error
    return key
