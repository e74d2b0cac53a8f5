"""Answers that come in a file: receiving it, comparing it, taking it over."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from functools import cache as remembered

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from questionnaires.actions.answers import GivenAnswer, save_answers
from questionnaires.actions.entries import add_entry
from questionnaires.actions.history import remember
from questionnaires.actions.locking import locked_open
from questionnaires.choices import EventKind, Purpose
from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.errors import DocumentError
from questionnaires.document.model import Document
from questionnaires.document.offline.answers import read_questions
from questionnaires.document.offline.comparing import (
    Comparison,
    LineChange,
    Stored,
    compare,
)
from questionnaires.document.offline.content import Complaint, FileContent, from_data
from questionnaires.errors import ComparisonChanged, FaultsLeft, FileRefused
from questionnaires.files import one_line, protected_words
from questionnaires.models import Entry, Respondent, Response, Upload
from questionnaires.queries import (
    Since,
    answer_set_of,
    changes_to_answers,
    document_in,
    document_of,
    latest_today,
)
from questionnaires.workbooks.filled_in import read_workbook
from questionnaires.workbooks.limits import MAX_BYTES
from questionnaires.workbooks.protected import is_protected

ZIP = b"PK\x03\x04"
MAX_NAME = 150


@dataclass(frozen=True, slots=True)
class Signed:
    """Who signed a file of answers: the organisation they were given to, by the name that its
    key has here; of which company, by whom and when they were attested, and until when they hold
    (ISO 8601, UTC)."""

    signed_by: str
    keyid: str
    company: str
    attested_by: str
    attested_as: str
    attested_at: str
    expires_at: str
    left_out: int


@dataclass(frozen=True, slots=True)
class AnswerOfAnother:
    """What was answered in a questionnaire of somebody else, beside a question of this one: how
    the two lie to each other and why, in English to be translated, and whether it proposes an
    answer."""

    question: str
    theirs: str
    answer: str
    relation: str
    reason: str
    is_proposed: bool


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """An answered questionnaire of somebody else, and what of it bears on this one."""

    title: str
    version: str
    answers: list[AnswerOfAnother]


# What the history keeps of it.
SIGNED_TO_TELL = ("signed_by", "attested_by", "attested_as", "attested_at", "keyid")
ELSEWHERE_TO_TELL = ("title", "version")
# What a signed file says, and who signed it; None for a file of another kind. Raises FileRefused.
SignedReader = Callable[[Response, bytes, str], tuple[FileContent, Signed] | None]


@remembered
def _signed_reader() -> SignedReader | None:
    """Who reads signed files: the setting ``QUESTIONNAIRE_SIGNED_FILES`` names a function."""
    name = getattr(settings, "QUESTIONNAIRE_SIGNED_FILES", "")
    found: SignedReader | None = import_string(name) if name else None
    return found


# The same of an answered questionnaire of somebody else.
OtherReader = Callable[[Response, bytes, str], tuple[FileContent, Elsewhere] | None]


@remembered
def _other_reader() -> OtherReader | None:
    """Who reads those: the setting ``QUESTIONNAIRE_OTHER_FILES`` names a function."""
    name = getattr(settings, "QUESTIONNAIRE_OTHER_FILES", "")
    found: OtherReader | None = import_string(name) if name else None
    return found


def receive_upload(
    response: Response, content: bytes, name: str, *, respondent: Respondent
) -> Upload:
    """Read a workbook or an answers file and keep what it says; nothing is changed by it.

    An older file of the same person that was never taken over is forgotten. Raises
    FileRefused, and ResponseLocked after submission.
    """
    name = one_line(name)[:MAX_NAME] or "file"
    says, signed, elsewhere = _read(response, content, name)
    with transaction.atomic():
        response = locked_open(response)
        Upload.objects.filter(
            response=response, respondent=respondent, applied_at=None
        ).delete()
        return Upload.objects.create(
            response=response,
            respondent=respondent,
            file_name=name,
            sha256=hashlib.sha256(content).hexdigest(),
            says=says.to_data(),
            signed=asdict(signed) if signed else {},
            elsewhere=asdict(elsewhere) if elsewhere else {},
        )


def comparison_of(
    upload: Upload,
    response: Response,
    *,
    may_answer: Callable[[str], bool],
    take: Collection[str] = (),
) -> Comparison:
    """What a file would change, as things stand now; ``take`` names conflicts it wins."""
    says = from_data(upload.says)
    is_own = says.response == str(response.pk) and says.change is not None
    since = (
        changes_to_answers(response, says.change or 0, upload.respondent)
        if is_own
        else Since({}, frozenset())
    )
    answer_set = answer_set_of(response)
    stored = Stored(
        answer_set=answer_set,
        may_answer=may_answer,
        before=since.before,
        by_others=_answered(answer_set) if is_proposal(upload) else since.by_others,
        is_own=is_own,
        takes_entries=takes_entries(response),
        today=timezone.localdate(),
        latest=latest_today(),
    )
    return compare(says, stored, take=take)


@transaction.atomic
def apply_upload(
    upload: Upload,
    *,
    fingerprint: str,
    may_answer: Callable[[str], bool],
    take: Collection[str] = (),
    leave_faulty: bool = False,
) -> Upload:
    """Take over what a file says; twice is the same as once.

    ``fingerprint`` is that of the comparison the person has seen. Raises ComparisonChanged,
    FaultsLeft unless ``leave_faulty``, and what saving an answer or adding an entry raises;
    then nothing is changed.
    """
    response = locked_open(upload.response)
    upload = Upload.objects.select_related("respondent__invitation").get(pk=upload.pk)
    if upload.applied_at is not None:
        return upload
    plain = comparison_of(upload, response, may_answer=may_answer)
    if plain.fingerprint != fingerprint:
        raise ComparisonChanged
    found = comparison_of(upload, response, may_answer=may_answer, take=take)
    faulty = found.of(LineChange.FAULTY)
    if faulty and not leave_faulty:
        raise FaultsLeft
    wanted = found.good + [
        line for line in found.of(LineChange.CONFLICT) if line.name in take
    ]
    entries = _entries(response, upload.respondent, found)
    upload.applied = save_answers(
        response,
        [
            GivenAnswer(
                line.question,
                entries.get(line.entry),
                line.after,
                answered_elsewhere=bool(upload.elsewhere),
                signed_elsewhere=bool(upload.signed),
            )
            for line in wanted
        ],
        respondent=upload.respondent,
    )
    upload.left_out = len(found.lines) - len(wanted)
    upload.applied_at = timezone.now()
    upload.save(update_fields=["applied", "left_out", "applied_at"])
    remember(
        response,
        EventKind.UPLOADED,
        respondent=upload.respondent,
        after={
            "file": upload.file_name,
            "sha256": upload.sha256,
            "applied": upload.applied,
            "left_out": upload.left_out,
        }
        | {name: upload.signed[name] for name in SIGNED_TO_TELL if upload.signed}
        | {
            name: upload.elsewhere[name]
            for name in ELSEWHERE_TO_TELL
            if upload.elsewhere
        },
    )
    return upload


def is_proposal(upload: Upload) -> bool:
    """Whether the answers of a file are only proposed."""
    return bool(upload.signed or upload.elsewhere)


def takes_entries(response: Response) -> bool:
    """Whether rows may be added, or only some answers were asked for."""
    return not response.is_limited or response.purpose == Purpose.NOTICE


def _entries(
    response: Response, respondent: Respondent, found: Comparison
) -> dict[str, Entry | None]:
    """The rows that answers belong to, by the names of the comparison; new ones are added."""
    entries: dict[str, Entry | None] = {"": None}
    entries |= {
        str(entry.pk): entry
        for entry in Entry.objects.filter(response=response, removed_at=None)
    }
    for new in found.new_entries:
        entries[new.ref] = add_entry(
            response, new.section, catalogue=new.catalogue, respondent=respondent
        )
    return entries


def _answered(answer_set: AnswerSet) -> set[tuple[str, str]]:
    """The places that have an answer: what was signed for somebody else takes none of them
    unless a person says so."""
    filled = answer_set.filled
    return {(question, "") for question in filled.answers} | {
        (question, entry.id) for entry in filled.entries for question in entry.answers
    }


def _read(
    response: Response, content: bytes, name: str
) -> tuple[FileContent, Signed | None, Elsewhere | None]:
    """What a file says, and who signed it, or which other questionnaire it answers; raises
    FileRefused with every fault that was found."""
    reader = _signed_reader()
    if reader is not None and (found := reader(response, content, name)):
        return *found, None
    _refuse_unreadable(content, name)
    try:
        return _unsigned(response, content, name), None, None
    except FileRefused:
        other = _other_reader()
        answered = other(response, content, name) if other is not None else None
        if answered is None:
            raise
        says, elsewhere = answered
        return says, None, elsewhere


def _refuse_unreadable(content: bytes, name: str) -> None:
    if not content:
        raise FileRefused([Complaint(name, _("the file is empty"))])
    if len(content) > MAX_BYTES:
        raise FileRefused(
            [Complaint(name, _("the file is too big"), _("at most 5 MB"))]
        )
    if is_protected(content, name):
        raise FileRefused([Complaint(name, protected_words())])


def _unsigned(response: Response, content: bytes, name: str) -> FileContent:
    try:
        if content.startswith(ZIP):
            return read_workbook(content, name, _finder(response))
        return read_questions(_text(content, name), name, document_of(response.version))
    except DocumentError as error:
        raise FileRefused(
            [
                Complaint(
                    _("line %(number)s") % {"number": fault.line}
                    if fault.line
                    else name,
                    fault.what,
                    fault.expected,
                )
                for fault in error.faults
            ]
        ) from error


def _text(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRefused(
            [
                Complaint(
                    name,
                    _("this is neither a workbook nor a text file in UTF-8"),
                    _("the XLSX or YAML file that was downloaded here"),
                )
            ]
        ) from error


def _finder(response: Response) -> Callable[[str, str], Document]:
    def find(questionnaire: str, language: str) -> Document:
        known = language if language in dict(settings.LANGUAGES) else "en"
        document = document_in(response.version, known)
        if questionnaire.partition("@")[0] != document.id:
            raise LookupError(questionnaire)
        return document

    return find
