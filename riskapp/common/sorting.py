"""Names in the order in which people look for them.

"adesso" stands before "Zebra", "Österreich" at O, "Portal 2" before "Portal 10". Letters are
folded, and every number is written with the same count of digits, so that plain comparison puts
it where it belongs. The name follows, so that no two names share a place and those that differ by
accents alone have an order too. The function ``riskapp_natural`` of the database does the same:
it needs no ICU, which is not in every PostgreSQL.
"""

from __future__ import annotations

import re
from typing import Any

from django.db import models
from django.db.models import Func, TextField
from django.db.models.functions import Cast

from riskapp.common.folding import folded

DIGITS = 20  # of every number; who has more is compared from its first digit on
LONGEST = 300  # of the folded name: an index holds it
_NUMBERS = re.compile("[0-9]+")
_PADDED = re.compile(f"0*([0-9]{{{DIGITS},}})")


class Natural(Func):
    """A text of the database, as names are sorted by it: by code points, whatever the database
    sorts by."""

    function = "riskapp_natural"
    template = '%(function)s(%(expressions)s) COLLATE "C"'
    arity = 1
    output_field = TextField()

    def __init__(self, text: Any, **extra: Any) -> None:
        super().__init__(Cast(text, TextField()), **extra)


def natural(text: str) -> str:
    """What a name is sorted by: the same as the database says."""
    long = _NUMBERS.sub(lambda found: "0" * DIGITS + found[0], folded(text))
    padded = _PADDED.sub(lambda found: found[1], long)
    return f"{padded[:LONGEST]}\n{text}"


def kept_natural(name: str) -> models.GeneratedField:
    """A column that the database keeps: what a name is sorted by."""
    return models.GeneratedField(
        expression=Natural(name),
        output_field=TextField(db_collation="C"),
        db_persist=True,
    )
