"""Evidence of several answers at once: a file that shows them, and the facts people confirm."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.core.files import File
from django.db import transaction

from questionnaires.actions.evidence import (
    MAX_NOTE,
    MAX_TITLE,
    EvidenceClaim,
    Room,
    file_at,
    keep,
    refuse_claim,
)
from questionnaires.actions.evidence_files import stored
from questionnaires.actions.levels import refresh_levels
from questionnaires.actions.locking import locked_open, recount
from questionnaires.actions.places import question_at
from questionnaires.choices import EvidenceKind, EvidenceLevel
from questionnaires.files import one_line
from questionnaires.models import Entry, Evidence, Respondent, Response
from questionnaires.models.evidence import evidence_storage
from questionnaires.queries import answer_set_of

MAX_FILE_NAME = 150

Spot = tuple[str, Entry | None]


@dataclass(frozen=True, slots=True)
class FileOfAnswers:
    """A file whose bytes are kept already, and the rows that show it."""

    columns: Mapping[str, Any]
    rows: list[Evidence] = field(default_factory=list)


@contextmanager
def kept_file(upload: File[bytes]) -> Iterator[FileOfAnswers]:
    """Keep the bytes of a file before any row is locked, for the ``add_file_at`` inside: where
    no answer shows it afterwards, or something fails, they go again. Raises EvidenceRefused."""
    with stored([upload]) as (columns,):
        file = FileOfAnswers(columns)
        yield file
        if not file.rows:
            evidence_storage().delete(columns["file"])


def add_file_at(
    response: Response,
    spots: Sequence[Spot],
    file: FileOfAnswers,
    claim: EvidenceClaim,
    *,
    respondent: Respondent | None = None,
) -> list[Evidence]:
    """Attach a file to several answers: a question, and the entry it is about.

    What is not asked, takes no evidence, has this file or as much as it may have is left out.
    Raises EvidenceRefused and ResponseLocked.
    """
    made = _attach_at(response, spots, file.columns, claim, respondent)
    file.rows.extend(made)
    return made


def add_same_at(
    response: Response,
    spots: Sequence[Spot],
    known: Evidence,
    *,
    respondent: Respondent | None = None,
) -> list[Evidence]:
    """Attach a file that is evidence of one answer to others of the same response: the same
    bytes, which stay as long as one of them shows them, and the same end. What it documents
    is its own answer; nothing is attached once it has expired. As ``add_file_at`` otherwise."""
    if known.is_expired:
        return []
    names = ("file_name", "content_type", "size", "sha256", "scan_state", "scan_reason")
    columns = {name: getattr(known, name) for name in names} | {"file": known.file.name}
    claim = EvidenceClaim(
        title=known.title,
        effective_on=known.effective_on,
        expires_on=known.expires_on,
    )
    return _attach_at(response, spots, columns, claim, respondent)


@dataclass(frozen=True, slots=True)
class ShownByFile:
    """What a file shows about the answer at a place: in words, where, and which file it was."""

    question: str
    entry: Entry | None
    title: str
    text: str
    file_name: str
    sha256: str
    data_day: datetime.date | None = None


@transaction.atomic
def add_facts(
    response: Response,
    shown: Sequence[ShownByFile],
    *,
    respondent: Respondent | None = None,
) -> int:
    """Mark answers as shown by a file, because a person confirmed it; how many marks are new.

    The same fact of the same file is marked once, and the mark goes when the answer is changed.
    What is not asked gets none. Raises ResponseLocked.
    """
    response = locked_open(response)
    answer_set = answer_set_of(response)
    known = {
        (row.question, row.entry_id, row.sha256, row.title)
        for row in Evidence.objects.present().filter(
            response=response, kind=EvidenceKind.FACT
        )
    }
    made = 0
    for one in shown:
        question_at(response, one.question, one.entry)
        title = one_line(one.title)[:MAX_TITLE] or one.question
        at = one.entry.pk if one.entry else None
        key = (one.question, at, one.sha256, title)
        is_asked = answer_set.shown(
            one.question, str(one.entry.pk) if one.entry else ""
        )
        if key in known or not is_asked:
            continue
        known.add(key)
        evidence = Evidence(
            response=response,
            entry=one.entry,
            question=one.question,
            kind=EvidenceKind.FACT,
            title=title,
            text=one_line(one.text)[:MAX_NOTE],
            file_name=one_line(one.file_name)[:MAX_FILE_NAME],
            sha256=one.sha256,
            added_by=respondent,
        )
        shows = EvidenceClaim(level=EvidenceLevel.DOCUMENTED, effective_on=one.data_day)
        keep(evidence, shows)
        made += 1
    if made:
        refresh_levels(response)
        recount(response, answer_set)
    return made


@transaction.atomic
def _attach_at(
    response: Response,
    spots: Sequence[Spot],
    columns: Mapping[str, Any],
    claim: EvidenceClaim,
    respondent: Respondent | None,
) -> list[Evidence]:
    """The rows of one file at several answers, within the limits; three queries and those of
    each row."""
    response = locked_open(response)
    refuse_claim(claim)
    answer_set = answer_set_of(response)
    room = Room(response)
    made: list[Evidence] = []
    for question_id, entry in spots:
        own = entry.pk if entry else None
        if (
            not answer_set.asks(question_id, str(own or ""))
            or not question_at(response, question_id, entry).evidence
            or room.refusal(question_id, own, columns["sha256"])
        ):
            continue
        evidence = file_at(response, (question_id, entry), columns, claim, respondent)
        made.append(keep(evidence, claim))
        room.take(evidence)
    if made:
        refresh_levels(response)
        recount(response, answer_set)
    return made
