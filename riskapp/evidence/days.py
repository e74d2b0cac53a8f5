"""Days and moments as files write them."""

from __future__ import annotations

import datetime
import re
from functools import lru_cache
from typing import Any

_ISO = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?)?",
    re.ASCII,
)
_EARLIEST, _LATEST = datetime.datetime(2000, 1, 2), datetime.datetime(2200, 1, 1)
_SECONDS = 100_000_000_000  # later numbers are milliseconds


def moment(value: Any) -> datetime.datetime | None:
    """A moment in UTC from ISO 8601 text, or a Unix number in seconds or milliseconds.

    None for everything else, and for moments before 2000, which programs write for "never".
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and value.isascii() and value.strip().isdigit():
        value = int(value) if len(value.strip()) in (10, 13) else None
    if isinstance(value, (int, float)):
        return _of_number(value)
    found = _ISO.match(value.strip()) if isinstance(value, str) else None
    if found is None:
        return None
    year, month, day, hour, minute, second = (
        int(part) if part else 0 for part in found.groups()[:6]
    )
    try:
        made = datetime.datetime(year, month, day, hour, minute, min(second, 59))
        made -= _offset(found.group(7))
    except (ValueError, OverflowError):
        return None
    return made if _EARLIEST <= made <= _LATEST else None


def day(value: Any) -> str:
    """The day of a moment in UTC as ISO 8601, or ""."""
    return _day(value) if isinstance(value, (str, int, float)) else ""


@lru_cache(maxsize=20_000)
def _day(value: Any) -> str:
    made = moment(value)
    return made.date().isoformat() if made else ""


def hours_between(first: Any, last: Any) -> int | None:
    """Whole hours from one moment to a later one, rounded up."""
    start, end = moment(first), moment(last)
    if start is None or end is None or end < start:
        return None
    return -(-int((end - start).total_seconds()) // 3600)


def _of_number(value: float) -> datetime.datetime | None:
    seconds = value / 1000 if abs(value) >= _SECONDS else value
    if not 0 < seconds < 7_000_000_000:
        return None
    made = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=int(seconds))
    return made if _EARLIEST <= made <= _LATEST else None


def _offset(text: str | None) -> datetime.timedelta:
    if not text or text in ("Z", "UTC"):
        return datetime.timedelta()
    plain = text.replace(":", "")
    size = datetime.timedelta(hours=int(plain[1:3]), minutes=int(plain[3:5]))
    return -size if plain[0] == "-" else size
