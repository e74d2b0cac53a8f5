"""A person's address and names as they can stand in a text."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote, quote_plus

from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL

from riskapp.privacy.queries.places import about

LEAST = 3  # signs of a text that is looked for


@dataclass(frozen=True)
class Needles:
    """Texts that stand for a person, and what takes their place."""

    texts: tuple[str, ...]

    @classmethod
    def of(cls, address: str, names: Iterable[str]) -> Needles:
        """An address and names, also as they stand in addresses of pages."""
        texts = [address, quote(address), *names]
        texts += [own for name in names for own in (quote(name), quote_plus(name))]
        return cls(tuple(dict.fromkeys(t for t in texts if len(t) >= LEAST)))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The same rule as ``privacy_pattern`` of the database."""
        return re.compile("|".join(map(_pattern, self.texts)) or "(?!)", re.IGNORECASE)

    def stand_in(self, text: str) -> bool:
        return bool(self.pattern.search(text))

    def replaced(self, data: Any, stand_in: str) -> Any:
        """JSON-ready data in which something else stands for the person, in every text."""
        if isinstance(data, str):
            return self.pattern.sub(stand_in, data)
        if isinstance(data, dict):
            return {key: self.replaced(own, stand_in) for key, own in data.items()}
        if isinstance(data, list):
            return [self.replaced(own, stand_in) for own in data]
        return data


def holding(rows: QuerySet[Any], texts: Collection[str]) -> QuerySet[Any]:
    """Rows that have one of the texts in any of their columns, whatever the case."""
    if not texts:
        return rows.none()
    table = about(rows.model).db_table
    wanted = [f"%{_like(text)}%" for text in texts]
    whole = f'to_jsonb("{table}")::text ILIKE ANY(%s)'
    is_there = RawSQL(whole, [wanted], output_field=BooleanField())  # noqa: S611  # a table of ours
    return rows.filter(Q(is_there))


def _pattern(text: str) -> str:
    words = r"\s+".join(map(re.escape, text.split()))
    if "@" in text or "%40" in text:
        return (
            rf"(?<![^\W_])(?<![^\W_][._%+\-]){words}"
            r"(?![^\W_])(?!-[^\W_])(?!\.[^\W_])"
        )
    return rf"(?<![^\W_]){words}(?![^\W_])"


def _like(text: str) -> str:
    """A text in JSON, for LIKE; any number of blanks between its words."""
    said = json.dumps(text, ensure_ascii=False)[1:-1]
    escaped = said.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return "%".join(escaped.split())
