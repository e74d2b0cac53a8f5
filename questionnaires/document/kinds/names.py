"""What kinds of questions are called in a document."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """How a question is answered, and so which shape its value has (see ``values``). A product
    may bring kinds of its own (``extending``)."""

    SINGLE = "single"
    MULTI = "multi"
    NUMBER = "number"
    DATE = "date"
    TEXT = "text"
    COUNTRIES = "countries"
