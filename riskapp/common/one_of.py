"""Rows of one of many values that another statement finds."""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, Func
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
