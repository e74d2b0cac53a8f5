"""What the first sheet says, and what the file remembers of where it comes from."""

from __future__ import annotations

import datetime
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cover:
    """What the first sheet says, and what the file remembers of where it comes from.

    ``change`` is the number of the last change that went into it; ``language`` that of
    its words.
    """

    asked_by: str
    about: str
    respondent: str
    due_on: datetime.date | None
    made_on: datetime.date
    response: str
    change: int
    language: str
    is_open: bool = True
    takes_entries: bool = True
