"""Tables that grow, each row with its organisation: filled in, put into partitions, proven.

The work is done by functions of the database (migration 0001). See
docs/decisions/025-partitions-by-organisation.md.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection, transaction

from riskapp.common.postgres.base import SPREAD

PARTS = 16
AT_ONCE = 5000
LAYOUT = """
SELECT c.relkind = 'p',
    (SELECT count(*) FROM pg_inherits WHERE inhparent = c.oid),
    CASE WHEN c.relkind = 'p'
        THEN (SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits WHERE inhparent = c.oid)
        ELSE pg_total_relation_size(c.oid) END,
    coalesce((SELECT convalidated FROM pg_constraint
        WHERE conrelid = c.oid AND conname = 'names_its_tenant'), c.relkind = 'p')
FROM pg_class c WHERE c.oid = to_regclass(%s)
"""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is kept. ``is_filled``: the database has proven that each row names whose it
    is. ``unnamed`` rows do not, ``strange`` ones name another organisation than theirs."""

    table: str
    is_spread: bool
    parts: int
    size: int
    is_filled: bool
    rows: int = 0
    unnamed: int = 0
    strange: int = 0


def fill_some(table: str, beyond: int = 0) -> int | None:
    """Fill in whose some rows are, behind a number: the last one of them, 0 for "look once more
    from the beginning", None where nothing is left."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT riskapp_fill_tenants(%s, %s, %s)", [table, beyond, AT_ONCE]
        )
        found: int | None = cursor.fetchone()[0]
    return found


def look_over_tables() -> None:
    """Let the database look over the tables as a whole, which it does not do by itself."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT riskapp_look_at_partitions()")


def layouts(tables: Collection[str] = SPREAD, *, proven: bool = False) -> list[Layout]:
    """How each of these tables is kept; ``proven`` reads every row of them."""
    return [_layout(table, proven) for table in tables]


def put_into_partitions(table: str) -> int | None:
    """In one transaction: the table in partitions, with every row, rule, right and wall it had.
    How many rows were copied and proven; None where it is in partitions.

    Whoever reads or writes the table waits until it is done. For the owner of the tables, who
    looks over the table (``look_over``) once that transaction has ended.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT riskapp_partition(%s, %s)", [table, PARTS])
        copied: int | None = cursor.fetchone()[0]
    return copied


def look_over(table: str) -> None:
    """Let the database learn what the rows of one table are like; nobody waits for it."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {connection.ops.quote_name(table)}")


def _layout(table: str, proven: bool) -> Layout:  # noqa: FBT001  # private
    with connection.cursor() as cursor:
        cursor.execute(LAYOUT, [table])
        is_spread, parts, size, is_filled = cursor.fetchone()
        counted = (0, 0, 0)
        if proven:
            cursor.execute("SELECT riskapp_tenant_of(%s)", [table])
            whose = cursor.fetchone()[0]
            cursor.execute(
                "SELECT count(*), count(*) FILTER (WHERE t.tenant IS NULL),"  # noqa: S608  # our own names
                f" count(*) FILTER (WHERE t.tenant <> {whose}) FROM {table} t"
            )
            counted = cursor.fetchone()
    return Layout(table, is_spread, parts, int(size or 0), is_filled, *counted)
