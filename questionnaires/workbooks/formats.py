"""What a spreadsheet shows for a number, as far as people type it. Standard library only."""

from __future__ import annotations

import datetime
import re

GENERAL = "General"
DAY, TIME, NUMBER = "d", "t", "n"
_BUILT_IN = {
    1: "0",
    2: "0.00",
    9: "0%",
    10: "0.00%",
    **dict.fromkeys((14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)), "yyyy-mm-dd"),
    **dict.fromkeys((18, 19, 20, 21, 45, 46, 47), "h:mm:ss"),
    49: "@",
}
_QUIET = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE)
_DAYS = re.compile(r"[dy]|mmm", re.IGNORECASE)
_TIMES = re.compile(r"[hms]", re.IGNORECASE)
_EPOCH = datetime.datetime(1899, 12, 30)  # noqa: DTZ001  # a cell has no zone
_LAST = 2_958_465  # 9999-12-31


def format_of(number: int, own: dict[int, str]) -> str:
    """The words of a number format, by its id."""
    return own.get(number) or _BUILT_IN.get(number, GENERAL)


def kind_of(words: str) -> str:
    """Whether a format shows a day, a time or a number."""
    shown = _QUIET.sub("", words.partition(";")[0])
    if shown == GENERAL:
        return NUMBER
    if _DAYS.search(shown):
        return DAY
    return TIME if _TIMES.search(shown) else NUMBER


def day_of(serial: float, *, since_1904: bool) -> str | None:
    """The day a number stands for; None where it stands for none."""
    days = serial + (1462 if since_1904 else 0)
    if not 1 <= days <= _LAST:
        return None
    if days < 60:  # the calendar of spreadsheets has a 29 February 1900
        days += 1
    return (_EPOCH + datetime.timedelta(days=days)).date().isoformat()
