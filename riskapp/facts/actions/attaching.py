"""Files that a vendor keeps as evidence of the answers they show, in the step that reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from questionnaires.actions.evidence import EvidenceClaim
from questionnaires.actions.evidence_places import (
    FileOfAnswers,
    Spot,
    add_file_at,
    add_same_at,
    kept_file,
)
from questionnaires.choices import EvidenceKind
from questionnaires.document.overlay import Place
from questionnaires.errors import EvidenceRefused
from questionnaires.files import readable
from questionnaires.models import Entry, Evidence, Respondent, Response
from questionnaires.queries import answer_set_of
from riskapp.evidence.comparing import REGISTER
from riskapp.evidence.model import CONFIRMS, FILLS
from riskapp.facts.errors import FileNotRead
from riskapp.facts.models import SourceFile
from riskapp.facts.queries.claims import ShownClaim, beside_files


@dataclass
class Attaching:
    """The wish to keep a file as evidence, and what came of it.

    It goes to the answers that it fills or confirms, of those that a person may give
    (``may_answer`` says it of a section); at one tool, or at one question, to those alone. It
    raises no level: that a file shows an answer counts once somebody confirms it.
    """

    may_answer: Callable[[str], bool]
    entry: str = ""
    question: str = ""
    evidence: list[Evidence] = field(default_factory=list)


def as_kept(content: bytes, name: str) -> bytes:
    """The bytes that are read and kept: the same text in UTF-8 where it came in UTF-16."""
    read: bytes = readable(ContentFile(content, name=name)).read()
    return read


@contextmanager
def kept_bytes(
    content: bytes, name: str, attaching: Attaching | None
) -> Iterator[FileOfAnswers | None]:
    """The bytes of a file, stored where it is wished, before anything is locked; they stay if
    ``attach`` finds an answer for them. Raises FileNotRead."""
    if attaching is None:
        yield None
        return
    try:
        with kept_file(ContentFile(content, name=name)) as file:
            yield file
    except EvidenceRefused as error:
        raise FileNotRead(
            _("This file cannot be kept as evidence: %s") % error
        ) from error


def attach(
    file: SourceFile,
    kept: FileOfAnswers,
    attaching: Attaching,
    *,
    respondent: Respondent,
) -> None:
    """Keep a file that was just read as evidence; the caller holds the response.

    Tools that nobody listed have no answers yet: what shows them is kept with the question
    about the register, and with their answers once they are added. Raises EvidenceRefused.
    """
    found = beside_files([file], answer_set_of(file.response))
    questions = found.answer_set.document.questions
    places = {
        one.place: None
        for one in found.shown
        if one.state in (FILLS, CONFIRMS)
        and not one.unlisted
        and attaching.may_answer(one.section)
        and attaching.entry in ("", one.entry)
        and attaching.question in ("", one.claim.question)
    }
    register = questions.get(REGISTER)
    is_here = not attaching.entry and attaching.question in ("", REGISTER)
    if (
        found.unlisted
        and is_here
        and register
        and attaching.may_answer(register.section)
    ):
        places[REGISTER, ""] = None
    spots = spots_of(file.response, places)
    claim = EvidenceClaim(effective_on=file.data_day)
    attaching.evidence += add_file_at(
        file.response, spots, kept, claim, respondent=respondent
    )


def attach_again(
    response: Response, shown: Sequence[ShownClaim], *, respondent: Respondent | None
) -> None:
    """Where a file is kept as evidence, keep it with the answers that are confirmed by it too."""
    digests = {one.file.sha256 for one in shown}
    kept = {
        row.sha256: row
        for row in Evidence.objects.present().filter(
            response=response, kind=EvidenceKind.FILE, sha256__in=digests
        )
        if row.file and not row.is_expired
    }
    for sha256, known in kept.items():
        places = [one.place for one in shown if one.file.sha256 == sha256]
        spots = spots_of(response, places)
        add_same_at(response, spots, known, respondent=respondent)


def spots_of(response: Response, places: Iterable[Place]) -> list[Spot]:
    """Places with the rows of their tools; one query."""
    listed = list(places)
    rows = Entry.objects.filter(response=response, removed_at=None).in_bulk(
        {entry for _question, entry in listed if entry}
    )
    entries: dict[str, Entry | None] = {str(pk): row for pk, row in rows.items()}
    entries[""] = None
    return [(name, entries[entry]) for name, entry in listed if entry in entries]
