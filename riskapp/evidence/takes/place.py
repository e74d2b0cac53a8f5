"""A place of a file, and what is taken from it; every way to take a fact is kept in ``TAKES``.

A way gets a :class:`Here` and gives the values it found, each with the pointer to it. What it
gives is a word of a closed list, a number, a day, or a short text from which secrets were
taken out: whole values of a file never leave.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from riskapp.evidence import servers
from riskapp.evidence.decoding import one_line
from riskapp.evidence.model import FactValue, Secret
from riskapp.evidence.pointers import MISSING, PointerMatch, get, select
from riskapp.evidence.rules import Rules
from riskapp.evidence.secrets import MOST, Redactor

MOST_TEXT = 120


class Taken(NamedTuple):
    """A value and where it stood, as a pointer from the place."""

    value: FactValue
    pointer: str = ""


@dataclass
class Here:
    """A place of a file, and what is needed to take facts from it."""

    place: PointerMatch
    fields: Mapping[str, tuple[str, ...]]
    redactor: Redactor
    rules: Rules
    tool: str = ""
    secrets: list[tuple[Secret, str]] = field(default_factory=list)

    def first(self, pointers: tuple[str, ...]) -> tuple[Any, str]:
        """The first value that is there, with its pointer; (None, "") where none is."""
        for pointer in pointers:
            if "*" in pointer:
                for found in select(self.place.value, pointer):
                    return found.value, found.pointer
                continue
            value = get(self.place.value, pointer)
            if value is not MISSING:
                return value, pointer
        return None, ""

    def field(self, name: str) -> Any:
        """The first value of a field that a group names; None for none."""
        return self.first(self.fields.get(name, ()))[0]

    def words(self) -> list[str]:
        """The command of a server with its arguments."""
        return servers.words_of(self.field("command"), self.field("args"))

    def address(self) -> str:
        """The address a server is reached at; "" for none."""
        return servers.address_of(self.field("url"), self.words())

    def text(self, value: Any) -> str:
        """A short text that is fit to leave."""
        return short(self.redactor, value)


Take = Callable[[Here, "tuple[str, ...]", Mapping[str, Any]], Iterator[Taken]]
TAKES: dict[str, Take] = {}


def short(redactor: Redactor, value: Any) -> str:
    """One line of at most 120 characters without secrets and folders, from a text or number; else ""."""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return ""
    text = redactor.clean(one_line(str(value).strip()[:MOST]))
    return text if len(text) <= MOST_TEXT else text[: MOST_TEXT - 1] + "…"


def take(function: Take) -> Take:
    """Let rule files name this way to take a fact."""
    TAKES[function.__name__.strip("_")] = function
    return function
