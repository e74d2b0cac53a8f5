"""Rows of one of many values that another statement finds."""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, Case, Func, Q, QuerySet, Value, When
from django.db.models.sql.compiler import SQLCompiler


class OneOf(Func):
    """Whether a column is one of the values that a statement finds: first all of them, as an
    array, so that an index leads to the rows."""

    arity = 2
    output_field = BooleanField()

    def as_sql(  # type: ignore[override]  # as Django calls it
        self,
        compiler: SQLCompiler,
        connection: Any,  # noqa: ARG002  # as Django calls it
        **extra: Any,  # noqa: ARG002  # as Django calls it
    ) -> tuple[str, list[Any]]:
        """Of a statement that can find nothing we say so, which Django's would write as NULL."""
        column, found = self.get_source_expressions()
        name, own = compiler.compile(column)
        values, theirs = compiler.compile(found)
        return f"{name} = ANY(ARRAY{values})", [*own, *theirs]


def one_of_them(name: str, found: QuerySet[Any]) -> Case:
    """Whether a column is one of the values that a statement finds, asked of each row: the values
    are found once and kept. For rows that are gone through in order until a page is full; a plain
    condition might be turned round."""
    is_one = When(Q((f"{name}__in", found)), then=Value(value=True))
    return Case(is_one, default=Value(value=False), output_field=BooleanField())
