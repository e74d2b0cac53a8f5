"""How a question is asked on a page: plain fields, which whoever makes pages turns into their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from questionnaires.document.model import Country, Document, Option, Question
from questionnaires.document.values import Value


class Shape(StrEnum):
    """What a field looks like."""

    ONE = "one"  # all choices shown, one of them
    MANY = "many"  # all choices shown, any of them
    FROM_LIST = "from_list"  # one from a list that opens
    SEVERAL_FROM_LIST = "several_from_list"
    NUMBER = "number"
    DAY = "day"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Field:
    """One field. ``initial`` is a code, a text, or a list of codes; ``invalid`` is said of a
    choice that was not offered."""

    name: str
    label: str
    shape: Shape
    initial: str | list[str] | None = ""
    choices: Sequence[tuple[str, str]] = ()
    help: str = ""
    invalid: str = ""


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question with what other answers put into it: the options that are offered, the
    countries it is about; and the answer it has."""

    document: Document
    question: Question
    value: Value | None = None
    options: tuple[Option, ...] = ()
    places: tuple[Country, ...] = ()
