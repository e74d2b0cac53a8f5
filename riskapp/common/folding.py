"""Text as people look for it: without case, accents and letters that a keyboard lacks.

"Muller" finds "Müller", "lodz" finds "Łódź", "strasse" finds "Straße". The function
``riskapp_folded`` of the database does the same to what is stored; it is our own, because the
extension ``unaccent`` is not in every PostgreSQL (docs/decisions/022-search.md).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django.db import models
from django.db.models import Func, TextField, Value
from django.db.models.functions import MD5, Cast, Concat

_ACCENTS = re.compile("[\u0300-\u036f]")
_LETTERS = str.maketrans(
    {
        **dict.fromkeys("ßẞ", "ss"),
        **dict.fromkeys("æÆ", "ae"),
        **dict.fromkeys("œŒ", "oe"),
        **dict.fromkeys("þÞ", "th"),
        **dict.fromkeys("łŁ", "l"),
        **dict.fromkeys("đĐðÐ", "d"),
        **dict.fromkeys("øØ", "o"),
        **dict.fromkeys("ħĦ", "h"),
        **dict.fromkeys("ŧŦ", "t"),
        "ı": "i",
    }
)


class Folded(Func):
    """A text of the database, folded."""

    function = "riskapp_folded"
    arity = 1
    output_field = TextField()


def folded(text: str) -> str:
    """A text folded as the database folds what it is compared with."""
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    # One by one: in a whole word Python writes the last sigma as another letter.
    return "".join(map(str.lower, plain.translate(_LETTERS)))


def escaped(text: str) -> str:
    """A text as it is looked for by ``LIKE``."""
    return re.sub(r"([\\%_])", r"\\\1", text)


def kept_folded(*texts: Any) -> models.GeneratedField:
    """A column that the database keeps: texts of the row, folded, each on a line of its own."""
    return models.GeneratedField(
        expression=_lines(texts), output_field=TextField(), db_persist=True
    )


def kept_key(*texts: Any) -> models.GeneratedField:
    """A column that the database keeps: the same wherever the same texts are, folded. From one
    to the next an index finds every different one without the many that are the same."""
    return models.GeneratedField(
        expression=Cast(MD5(_lines(texts)), models.UUIDField()),
        output_field=models.UUIDField(),
        db_persist=True,
    )


def kept_lines(*texts: Any) -> models.GeneratedField:
    """A column that the database keeps: texts of the row as they are, each on a line of its own.
    Rows are grouped by it sooner than by each of them."""
    return models.GeneratedField(
        expression=_joined(texts),
        output_field=TextField(db_collation="C"),
        db_persist=True,
    )


def _lines(texts: tuple[Any, ...]) -> Folded:
    return Folded(Cast(_joined(texts), TextField()))


def _joined(texts: tuple[Any, ...]) -> Any:
    if len(texts) == 1:
        return texts[0]
    lines = [part for text in texts for part in (Value("\n"), text)][1:]
    return Concat(*lines, output_field=TextField())
