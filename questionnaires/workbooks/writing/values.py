"""What stands in a cell for an answer."""

from __future__ import annotations

import datetime

from questionnaires.document.meaning import codes_of
from questionnaires.document.model import Kind
from questionnaires.document.offline import layout
from questionnaires.document.offline.layout import Choices, Row
from questionnaires.document.values import Value


def cell_of(
    choices: Choices, row: Row, value: Value | None
) -> str | datetime.date | None:
    """What stands in the cell of a row."""
    question = row.question
    if value is None:
        return None
    if row.part:
        return _part(choices, row, value)
    if question.kind in (Kind.MULTI, Kind.LEGAL_BASES):
        return None
    if isinstance(value, dict):
        return str(value["value"])
    if question.kind is Kind.COUNTRIES:
        return choices.of(question).join(codes_of(value))
    if question.kind is Kind.TEXT:
        return str(value)
    known = choices.of(question).shown.get(str(value))
    if question.kind is Kind.DATE and known is None:
        return datetime.date.fromisoformat(str(value))
    return known


def _part(choices: Choices, row: Row, value: Value) -> str | None:
    """What stands in one of the lines below a question."""
    if row.part == layout.OPTION:
        return layout.yes_word() if row.code in codes_of(value) else None
    if row.part == layout.UNIT:
        unit = value.get("unit") if isinstance(value, dict) else None
        return choices.units(row.question).shown.get(str(unit))
    return _place(choices, row, value)


def _place(choices: Choices, row: Row, value: Value) -> str | None:
    named = list(value.items()) if isinstance(value, dict) else []
    number = int(row.code)
    if number > len(named):
        return None
    country, basis = named[number - 1]
    if row.part == layout.COUNTRY:
        return choices.countries.shown.get(country, country)
    return choices.bases.shown.get(str(basis), str(basis))
