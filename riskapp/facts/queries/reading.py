"""What was read of one file, as a page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext

from riskapp.evidence.loading import core_rules
from riskapp.evidence.model import STATED, Fact, FileReading, Secret
from riskapp.facts.choices import (
    day_in_words,
    title_in_words,
    value_in_words,
    warning_in_words,
)
from riskapp.facts.models import SourceFile

MOST_SHOWN = 200


@dataclass(frozen=True)
class FactLine:
    """One fact in words, with its place in the file."""

    title: str
    about: str
    value: str
    where: str
    tool: str


@dataclass(frozen=True)
class Whole:
    """A file with everything that was read of it."""

    row: SourceFile
    title: str
    lines: Sequence[FactLine]
    left_out: int
    secrets: int
    warnings: Sequence[str]
    day: str


def whole(row: SourceFile) -> Whole:
    """A file as a list of facts with their lines."""
    found = [(reading, fact) for reading in row.file_readings for fact in reading.facts]
    secrets = {_known(one) for reading in row.file_readings for one in reading.secrets}
    return Whole(
        row=row,
        title=_format(row),
        lines=[_line(reading, fact) for reading, fact in found[:MOST_SHOWN]],
        left_out=max(0, len(found) - MOST_SHOWN),
        secrets=len(secrets),
        warnings=[
            warning_in_words(text)
            for text in dict.fromkeys(w for r in row.file_readings for w in r.warnings)
        ],
        day=day_in_words(
            row.data_day,
            is_stated=any(one.data_day_basis == STATED for one in row.file_readings),
        ),
    )


def files_page(response_id: UUID, entry_id: str = "", question: str = "") -> str:
    """The page on which a vendor drops files: of all, of one tool, or of one answer."""
    place = reverse("assessments:vendor_files", args=[response_id])
    given = {"entry": entry_id, "question": question}
    named = urlencode({name: value for name, value in given.items() if value})
    return f"{place}?{named}" if named else place


@lru_cache(maxsize=1)
def spoken_of() -> frozenset[str]:
    """The questions to which any file can say something."""
    formats = core_rules().formats
    return frozenset(name for one in formats for name in one.questions)


def of_known_tools() -> list[str]:
    """The formats that are read, in words."""
    return [gettext(one.title) for one in core_rules().formats]


def _format(row: SourceFile) -> str:
    try:
        return gettext(core_rules().format(row.format).title)
    except LookupError:
        return row.format


def _line(reading: FileReading, fact: Fact) -> FactLine:
    known = core_rules().tool_of(fact.tool)
    place = f"{reading.file}:{fact.line}" if fact.line else reading.file
    return FactLine(
        title=title_in_words(fact.name),
        about=fact.about,
        value=value_in_words(fact.value),
        where=f"{place} {fact.pointer}".strip(),
        tool=known.title if known else "",
    )


def _known(secret: Secret) -> tuple[str, str, str]:
    return secret.kind, secret.last_four, secret.keyed_hash
