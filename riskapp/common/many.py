"""Many rows in one statement, handed over as one text that the database takes apart.

``bulk_create`` and ``bulk_update`` hand over each value for itself, and of thousands of rows
that is most of the work. Constraints, triggers and the second wall hold as for any other
statement; signals are not sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import orjson
from django.db import connection, models


def insert_many(model: type[models.Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows of a model, all with the same columns, by their names in the database; in
    the others stands what the database puts there by itself."""
    if not rows:
        return
    fields = {name: field for name, field in _fields(model).items() if name in rows[0]}
    names = ", ".join(map(_quoted, fields))
    _execute(
        f"INSERT INTO {_table(model)} ({names})"  # noqa: S608  # our own names
        f" SELECT {names} FROM {_as_new(fields)}",
        rows,
    )


def update_many(model: type[models.Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows of a model, each its key and the same other columns, by their names in the
    database; one that is not there is left out, and so is one that says the same already."""
    if not rows:
        return
    fields = {name: field for name, field in _fields(model).items() if name in rows[0]}
    key = _quoted(next(name for name, field in fields.items() if field.primary_key))
    table = _table(model)
    names = [_quoted(name) for name, f in fields.items() if not f.primary_key]
    written = ", ".join(f"{name} = new.{name}" for name in names)
    old = ", ".join(f"{table}.{name}" for name in names)
    new = ", ".join(f"new.{name}" for name in names)
    _execute(
        f"UPDATE {table} SET {written} FROM {_as_new(fields)}"  # noqa: S608  # our own names
        f" WHERE {table}.{key} = new.{key} AND ({old}) IS DISTINCT FROM ({new})",
        rows,
    )


def as_text(data: Any) -> str:
    """Data as JSON, with keys, days, moments and decimals as text."""
    return as_bytes(data).decode()


def as_bytes(data: Any) -> bytes:
    """The same in UTF-8."""
    return orjson.dumps(data, default=_as_text)


def _execute(statement: str, rows: Iterable[Mapping[str, Any]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [as_text(list(rows))])


def _fields(model: type[models.Model]) -> dict[str, Any]:
    """What a model keeps, by the names in the database; not what that makes itself."""
    return {
        str(field.column): field
        for field in model._meta.concrete_fields  # noqa: SLF001  # documented API
        if not field.generated
    }


def _as_new(fields: Mapping[str, Any]) -> str:
    """The rows of the text, with the types of their columns: a key is a plain number, too."""
    types = ", ".join(
        f"{_quoted(name)} {field.rel_db_type(connection)}"
        for name, field in fields.items()
    )
    return f"json_to_recordset(%s) AS new ({types})"


def _as_text(value: object) -> str:
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} is not written as JSON.")


def _table(model: type[models.Model]) -> str:
    return _quoted(model._meta.db_table)  # noqa: SLF001  # documented API


def _quoted(name: str) -> str:
    return str(connection.ops.quote_name(name))
