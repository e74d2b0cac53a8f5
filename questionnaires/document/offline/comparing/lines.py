"""What a comparison says: one line for each answer, and what it is held against."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.digest import digest
from questionnaires.document.offline.content import FileEntry, Key
from questionnaires.document.values import Value


class LineChange(StrEnum):
    """What becomes of one answer of a file."""

    NEW = "new"
    CHANGED = "changed"
    EMPTIED = "emptied"
    CONFLICT = "conflict"
    FAULTY = "faulty"


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """One answer of a file beside what is stored. ``entry`` names an entry of the response,
    or of the file where it is new; ``what`` and ``expected`` say what is wrong with it."""

    change: LineChange
    place: str
    question: str = ""
    entry: str = ""
    title: str = ""
    text: str = ""
    before: Value | None = None
    after: Value | None = None
    was: str = ""
    will_be: str = ""
    what: str = ""
    expected: str = ""

    @property
    def key(self) -> Key:
        """The place of the answer: question and entry."""
        return (self.question, self.entry)

    @property
    def name(self) -> str:
        """What a form calls it."""
        return f"{self.question}|{self.entry}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything a file would do. ``new_entries`` are by the names the file has for them."""

    lines: tuple[ComparedLine, ...]
    new_entries: tuple[FileEntry, ...]
    unchanged: int
    unconfirmed: int

    def of(self, *changes: LineChange) -> list[ComparedLine]:
        """The lines of some kinds, in the order of the file."""
        return [line for line in self.lines if line.change in changes]

    @property
    def good(self) -> list[ComparedLine]:
        """What can be taken over as it is."""
        return self.of(LineChange.NEW, LineChange.CHANGED, LineChange.EMPTIED)

    @property
    def fingerprint(self) -> str:
        """The same for the same comparison, and for no other."""
        return digest(
            [
                [line.change, line.place, *line.key, line.before, line.after, line.what]
                for line in self.lines
            ]
        )


@dataclass(frozen=True, slots=True)
class Stored:
    """What the file meets: the answers as they are, and what happened since it was made.

    ``before`` is what stood at the places that were changed after the file was made, and
    ``by_others`` those of them that somebody else changed last; ``is_own`` tells whether the
    file was made from this very response. No date may lie after ``latest``, or else ``today``.
    """

    answer_set: AnswerSet
    may_answer: Callable[[str], bool]
    before: Mapping[Key, Value | None]
    by_others: Collection[Key]
    is_own: bool
    takes_entries: bool
    today: datetime.date
    latest: datetime.date | None = None
