"""What a value says: the codes it consists of, its amount, its day."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

from questionnaires.document.model import Exact, Question
from questionnaires.document.values import Value


def codes_of(value: Value | None) -> Sequence[str]:
    """The codes a value consists of; none for numbers with a unit and for reasons."""
    if isinstance(value, str):
        return (value,)
    return value if isinstance(value, list) else ()


def not_applicable(question: Question, value: Value) -> bool:
    """Whether a value says "not applicable", by a reason or by an option that means it."""
    if isinstance(value, dict):
        return "not_applicable" in value
    if not question.may_not_apply:
        return False
    chosen = (question.choices.get(code) for code in codes_of(value))
    return any(option is not None and option.not_applicable for option in chosen)


def amount(question: Question, value: Value | None) -> Exact | None:
    """A number in the question's first unit; None for specials and other kinds."""
    if not isinstance(value, dict) or "value" not in value:
        return None
    for unit in question.units:
        if unit.code == value.get("unit"):
            return exact(str(value["value"])) * unit.factor
    return None


def exact(text: str) -> Exact:
    """A number as written, without loss; whole numbers stay fast."""
    return int(text) if text.isdecimal() else Fraction(text)


def date_of(value: Value | None) -> datetime.date | None:
    """The date of an answer; None for specials."""
    if not isinstance(value, str) or not value[:1].isdigit():
        return None
    try:
        return datetime.date.fromisoformat(value)
    except ValueError:
        return None


@lru_cache(maxsize=256)
def back(day: datetime.date, count: int, measure: str) -> datetime.date:
    """The date so many days or calendar months earlier, kept inside the month."""
    if measure == "days":
        return day - datetime.timedelta(days=min(count, day.toordinal() - 1))
    months = max(day.year * 12 + day.month - 1 - count, 12)
    year, month = divmod(months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(day.day, last))
