"""What comes out of a file: facts, and secrets of which nothing but their traces is left.

Everything here is plain and small, so that it can be stored, sent and shown as it is. Days are
ISO 8601, lines begin at 1 (0: not known), pointers are JSON pointers (RFC 6901) into the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Union

# Who can be asked whether a fact is so, after OWASP's grades of execution evidence.
RECHECKABLE = "re-checkable"  # the buyer can ask the source itself
COPY = "supplier's copy"  # what the supplier handed over, as it stood there
SILENT = "says nothing"  # the file does not speak of it

# Where the day of the data comes from.
STATED = "stated"  # the file says when it was made
NEWEST = "newest entry"  # not older than the newest day it speaks of
NOT_STATED = "not stated"

# The level of evidence an answer can reach by a fact of a grade; verified only after review.
LEVELS = {RECHECKABLE: "verified", COPY: "documented", SILENT: "declared"}

# What a fact does to an answer, in the order in which people are told.
FILLS = "fills"
CONFIRMS = "confirms"
CONTRADICTS = "contradicts"
NOT_IN_FILE = "not in this file"
STATES = (CONTRADICTS, FILLS, CONFIRMS, NOT_IN_FILE)

# What a thing is called that belongs to a person; a keyed hash follows.
PERSON = "person "

# A fact's value: a word, a number, yes or no, or several words.
FactValue = Union[str, int, bool, "tuple[str, ...]"]


@dataclass(frozen=True)
class Secret:
    """What is left of a secret: its kind, where it stood, four characters and a keyed hash.

    ``last_four`` is empty for secrets so short that four characters would give them away.
    The hash is HMAC-SHA256 with a key of the caller's: equal secrets are seen to be equal by
    whoever holds that key, and by nobody else.
    """

    kind: str
    last_four: str
    keyed_hash: str
    name: str = ""  # of the variable, header or option that held it
    about: str = ""
    pointer: str = ""
    line: int = 0


@dataclass(frozen=True)
class Fact:
    """One thing a file says, about one thing, with the place where it says so.

    ``tool`` is the id of a tool in ``content/tools.yaml``, or "" where the file does not say
    whose it is. ``day`` is the day of the data where this fact has one of its own.
    """

    name: str
    value: FactValue
    about: str = ""
    tool: str = ""
    pointer: str = ""
    line: int = 0
    day: str = ""


@dataclass(frozen=True)
class FileReading:
    """All that one file says. The file itself is not kept: its digest says which it was."""

    file: str
    sha256: str
    size: int
    format: str
    parser: int
    grade: str
    data_day: str
    data_day_basis: str
    facts: tuple[Fact, ...] = ()
    secrets: tuple[Secret, ...] = ()
    warnings: tuple[str, ...] = ()
    tool: str = ""

    def of(self, name: str) -> tuple[Fact, ...]:
        """The facts of one name, in the order of the file."""
        return tuple(fact for fact in self.facts if fact.name == name)


def in_words(value: FactValue) -> str:
    """The value of a fact for people."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    words = ", ".join(value) if isinstance(value, tuple) else str(value)
    return words.replace("_", " ")
