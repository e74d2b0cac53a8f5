"""A person's address and names as they can stand in a text."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from string import ascii_lowercase, ascii_uppercase
from typing import Any
from unicodedata import normalize
from urllib.parse import quote, quote_plus

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BooleanField,
    CharField,
    FileField,
    JSONField,
    Q,
    QuerySet,
    TextField,
)
from django.db.models.expressions import RawSQL

from riskapp.privacy.queries.places import about

LEAST = 3  # signs of a text that is looked for
_SMALL = str.maketrans(ascii_uppercase, ascii_lowercase)


@dataclass(frozen=True)
class Needles:
    """Texts that stand for a person, and what takes their place."""

    texts: tuple[str, ...]

    @classmethod
    def of(cls, address: str, names: Iterable[str]) -> Needles:
        """An address and names, also as they stand in addresses of pages."""
        names = [own for name in names for own in _spellings(name)]
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
    """Rows that have one of the texts in any of their texts, whatever the case."""
    columns = ", ".join(_columns(about(rows.model)))
    if not texts or not columns:
        return rows.none()
    whole = f"lower(concat_ws(' ', {columns})) LIKE ANY(%s)"
    wanted = sorted({like for text in texts for like in _likes(text)})
    is_there = RawSQL(whole, [wanted], output_field=BooleanField())  # noqa: S611  # a table of ours
    return rows.filter(Q(is_there))


@cache
def _columns(table: Hashable) -> tuple[str, ...]:
    """The columns that can hold a text somebody wrote, or an address."""
    options: Any = table
    return tuple(
        f'"{options.db_table}"."{field.column}"'
        for field in options.concrete_fields
        if isinstance(field, CharField | TextField | JSONField | ArrayField)
        and not field.choices
        and not isinstance(field, FileField)
    )


def _spellings(name: str) -> list[str]:
    """A name as it is, and where the database may not know: in other letters and signs."""
    if name.isascii():
        return [name]
    found = [name, name.upper(), name.lower(), name.title()]
    found += [normalize(form, one) for one in found for form in ("NFC", "NFD")]
    return list(dict.fromkeys(found))


def _pattern(text: str) -> str:
    words = r"\s+".join(map(re.escape, text.split()))
    if "@" in text or "%40" in text:
        return (
            rf"(?<![^\W_])(?<![^\W_][._%+\-]){words}"
            r"(?![^\W_])(?!-[^\W_])(?!\.[^\W_])"
        )
    return rf"(?<![^\W_]){words}(?![^\W_])"


def _likes(text: str) -> Iterator[str]:
    """A text as it can stand in a column, for LIKE; any number of blanks between its words.

    The database may know the small letters of the alphabet only.
    """
    for written in {text, json.dumps(text, ensure_ascii=False)[1:-1]}:
        escaped = written.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        whole = f"%{'%'.join(escaped.split())}%"
        yield whole.lower()
        yield whole.translate(_SMALL)
