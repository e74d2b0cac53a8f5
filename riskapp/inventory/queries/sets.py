"""Sets that tools hold, as of places or models: looked into where they differ, and not in each
tool."""

from __future__ import annotations

from collections.abc import Callable, Collection
from uuid import UUID

from django.db import connection
from django.db.models import Q

from riskapp.accounts.models import User

MOST = 1000  # different ones; of more the rows themselves are asked
# The column of a set, and the key that is the same wherever the set is.
KEYS = {"places": "place_set", "families": "family_set", "reach": "reach_set"}
# From each set to the next, by an index.
DIFFERENT = """
WITH RECURSIVE sets (own, key, codes, number) AS (
    SELECT own, one.*, 1 FROM unnest(%(ours)s::uuid[]) own CROSS JOIN LATERAL (
        SELECT {key}, {column} FROM inventory_tool
         WHERE organisation_id = own ORDER BY {key} LIMIT 1) one
    UNION ALL
    SELECT before.own, one.*, number + 1 FROM sets before CROSS JOIN LATERAL (
        SELECT {key}, {column} FROM inventory_tool
         WHERE organisation_id = before.own AND {key} > before.key
         ORDER BY {key} LIMIT 1) one
     WHERE number <= %(most)s
)
SELECT key, codes, number FROM sets
"""


def holding(
    user: User,
    column: str,
    is_wanted: Callable[[Collection[str]], bool],
    otherwise: Q,
) -> Q:
    """The tools whose set in a column is wanted; one query. ``otherwise`` says the same of rows,
    where there are too many different sets."""
    sets = _different(user, column)
    if sets is None:
        return otherwise
    wanted = [key for key, codes in sets.items() if is_wanted(codes)]
    return Q((f"{KEYS[column]}__in", wanted))


def with_one(user: User, column: str, code: str) -> Q:
    """The tools that hold a code in a column; one query."""
    of_rows = Q((f"{column}__contains", [code]))
    return holding(user, column, lambda codes: code in codes, of_rows)


def _different(user: User, column: str) -> dict[UUID, list[str]] | None:
    """The different sets of the tools that a person may see, by their keys; None of too many."""
    ours = [str(key) for key in user.organisation_ids()]
    with connection.cursor() as cursor:
        cursor.execute(
            DIFFERENT.format(key=KEYS[column], column=column),
            {"ours": ours, "most": MOST},
        )
        rows = cursor.fetchall()
    if any(number > MOST for _key, _codes, number in rows):
        return None
    return {key: codes for key, codes, _number in rows}
