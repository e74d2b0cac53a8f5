"""What a file says, before anybody compares it with what is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Complaint:
    """Something that cannot be used: where it stands, what is wrong, what was expected."""

    place: str
    what: str
    expected: str = ""


@dataclass(frozen=True, slots=True)
class FileAnswer:
    """One answer of a file. ``raw`` is None where a cell was left empty; ``entry`` names one
    of the file's entries, or is ""."""

    place: str
    question: str
    entry: str = ""
    raw: Any = None
    complaint: Complaint | None = None


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One row of a repeating section as the file has it; ``id`` is that of an entry which
    the file was made with, or "", ``catalogue`` what it was chosen from, where that is known."""

    ref: str
    section: str
    place: str
    id: str = ""
    name: str = ""
    catalogue: str = ""


@dataclass(frozen=True, slots=True)
class FileContent:
    """Everything a file says.

    ``response`` and ``change`` tell what it was downloaded from and when; ``given`` are the
    places that had an answer in it then, so that an empty cell there was emptied.
    """

    questionnaire: str
    response: str = ""
    change: int | None = None
    answers: tuple[FileAnswer, ...] = ()
    entries: tuple[FileEntry, ...] = ()
    given: frozenset[Key] = frozenset()
    complaints: tuple[Complaint, ...] = ()
    notices: tuple[str, ...] = field(default=())

    def to_data(self) -> dict[str, Any]:
        """Plain data that :func:`from_data` makes the same of."""
        data = asdict(self) | {"given": sorted(self.given)}
        data["said"] = data.pop("answers")  # as release 0.1.0 stores it
        return data


def from_data(data: Mapping[str, Any]) -> FileContent:
    """What :meth:`FileContent.to_data` wrote down."""
    return FileContent(
        questionnaire=data["questionnaire"],
        response=data["response"],
        change=data["change"],
        answers=tuple(
            FileAnswer(**row | {"complaint": _complaint(row["complaint"])})
            for row in data["said"]
        ),
        entries=tuple(FileEntry(**row) for row in data["entries"]),
        given=frozenset((question, entry) for question, entry in data["given"]),
        complaints=tuple(Complaint(**row) for row in data["complaints"]),
        notices=tuple(data["notices"]),
    )


def _complaint(row: Mapping[str, Any] | None) -> Complaint | None:
    return Complaint(**row) if row else None
