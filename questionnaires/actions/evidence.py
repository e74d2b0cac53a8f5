"""What can happen to evidence: files, links and notes attached to an answer.

``evidence_files`` keeps the bytes of files, ``evidence_places`` attaches to several answers at once.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.validators import URLValidator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from questionnaires.actions.evidence_files import forget_bytes, row_now, stored
from questionnaires.actions.history import remember
from questionnaires.actions.levels import refresh_level
from questionnaires.actions.locking import locked_open, recount
from questionnaires.actions.places import question_at
from questionnaires.choices import EventKind, EvidenceKind, EvidenceLevel
from questionnaires.errors import EvidenceRefused, NotAsked, ResponseLocked, TooMany
from questionnaires.files import one_line
from questionnaires.models import Entry, Evidence, Respondent, Response
from questionnaires.queries import answer_set_of

MAX_PER_ANSWER = 10
MAX_PER_RESPONSE = 200
MAX_TITLE = 200
MAX_NOTE = 4000
MAX_URL = 2000
is_web_address = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True, slots=True)
class EvidenceClaim:
    """What those who attach a piece of evidence say about it; the last day is included."""

    title: str = ""
    level: str = EvidenceLevel.DECLARED
    effective_on: datetime.date | None = None
    expires_on: datetime.date | None = None


def add_file(
    response: Response,
    question_id: str,
    upload: File[bytes],
    claim: EvidenceClaim,
    *,
    entry: Entry | None = None,
    respondent: Respondent | None = None,
) -> Evidence:
    """Keep a file under a random name; it waits for the virus scan if there is a scanner.

    Raises EvidenceRefused, NotAsked, TooMany and ResponseLocked; then nothing is kept.
    """
    if not response.is_open:
        raise ResponseLocked
    with stored([upload]) as (columns,):
        spot = (question_id, entry)
        return _attach(file_at(response, spot, columns, claim, respondent), claim)


def file_at(
    response: Response,
    spot: tuple[str, Entry | None],
    columns: Mapping[str, Any],
    claim: EvidenceClaim,
    respondent: Respondent | None,
) -> Evidence:
    """The row of a file at one answer, not kept yet; ``columns`` say where its bytes lie."""
    return Evidence(
        response=response,
        question=spot[0],
        entry=spot[1],
        kind=EvidenceKind.FILE,
        title=claim.title or columns["file_name"],
        added_by=respondent,
        **columns,
    )


def add_link(
    response: Response,
    question_id: str,
    url: str,
    claim: EvidenceClaim,
    *,
    entry: Entry | None = None,
    respondent: Respondent | None = None,
) -> Evidence:
    """Keep a web address; nothing is ever fetched from it.

    Raises EvidenceRefused, NotAsked, TooMany and ResponseLocked.
    """
    url = one_line(url)
    _refuse_bad_address(url)
    evidence = Evidence(
        response=response,
        entry=entry,
        question=question_id,
        kind=EvidenceKind.LINK,
        title=claim.title or url,
        url=url,
        added_by=respondent,
    )
    return _attach(evidence, claim)


def add_note(
    response: Response,
    question_id: str,
    text: str,
    claim: EvidenceClaim,
    *,
    entry: Entry | None = None,
    respondent: Respondent | None = None,
) -> Evidence:
    """Keep a few sentences, for example where a document can be seen.

    Raises EvidenceRefused, NotAsked, TooMany and ResponseLocked.
    """
    lines = [one_line(line) for line in text.splitlines()]
    text = "\n".join(lines).strip()
    if not text:
        raise EvidenceRefused(_("Write a note first."))
    if len(text) > MAX_NOTE:
        raise EvidenceRefused(
            _("A note has at most %(max)s characters.") % {"max": MAX_NOTE}
        )
    evidence = Evidence(
        response=response,
        entry=entry,
        question=question_id,
        kind=EvidenceKind.NOTE,
        title=claim.title or lines[0][:80] or _("Note"),
        text=text,
        added_by=respondent,
    )
    return _attach(evidence, claim)


def add_again(
    response: Response,
    question_id: str,
    known: Evidence,
    *,
    entry: Entry | None = None,
    respondent: Respondent | None = None,
) -> Evidence:
    """Attach what was attached in another questionnaire once more: a copy, which a scanner
    looks at anew. It documents an answer only where it documented the same question.

    Raises EvidenceRefused, NotAsked, TooMany and ResponseLocked.
    """
    is_same = known.question == question_id
    claim = EvidenceClaim(
        title=known.title,
        level=known.level if is_same else EvidenceLevel.DECLARED,
        effective_on=known.effective_on,
        expires_on=known.expires_on,
    )
    if known.kind == EvidenceKind.LINK:
        return add_link(
            response, question_id, known.url, claim, entry=entry, respondent=respondent
        )
    if known.kind == EvidenceKind.NOTE:
        return add_note(
            response, question_id, known.text, claim, entry=entry, respondent=respondent
        )
    try:
        opened = known.file.open("rb")
    except (OSError, ValueError) as error:
        raise EvidenceRefused(_("This file is not there any more.")) from error
    with opened:
        copied = File(opened.file, name=known.file_name)
        return add_file(
            response, question_id, copied, claim, entry=entry, respondent=respondent
        )


@transaction.atomic
def remove_evidence(
    evidence: Evidence, *, respondent: Respondent | None = None
) -> Evidence:
    """Take evidence away, its bytes for good; removing twice is the same as once.

    Raises ResponseLocked after submission.
    """
    response = locked_open(evidence.response)
    evidence = row_now(evidence)
    if evidence.removed_at is not None:
        return evidence
    before = _facts(evidence)
    forget_bytes(evidence)
    evidence.removed_at = timezone.now()
    evidence.save(update_fields=["removed_at", "file"])
    refresh_level(response, evidence.entry, evidence.question)
    remember(
        response,
        EventKind.EVIDENCE_REMOVED,
        respondent=respondent,
        entry=evidence.entry,
        question=evidence.question,
        before=before,
    )
    recount(response)
    return evidence


@transaction.atomic
def _attach(evidence: Evidence, claim: EvidenceClaim) -> Evidence:
    """Everything but the bytes: limits, the row, the level of the answer, the history."""
    response = locked_open(evidence.response)
    question = question_at(response, evidence.question, evidence.entry)
    answer_set = answer_set_of(response)
    entry_id = str(evidence.entry_id) if evidence.entry_id else ""
    if not question.evidence or not answer_set.shown(question.id, entry_id):
        raise NotAsked
    refuse_claim(claim)
    error = Room(response).refusal(question.id, evidence.entry_id, evidence.sha256)
    if error is not None:
        raise error
    keep(evidence, claim)
    refresh_level(response, evidence.entry, evidence.question)
    recount(response, answer_set)
    return evidence


def keep(evidence: Evidence, claim: EvidenceClaim) -> Evidence:
    """Write one row, and its line in the history; the caller holds the response, has asked for
    its limits, and sees to the levels and the progress."""
    evidence.title = one_line(evidence.title)[:MAX_TITLE] or evidence.question
    evidence.level = claim.level
    evidence.effective_on = claim.effective_on
    evidence.expires_on = claim.expires_on
    evidence.save(force_insert=True)
    remember(
        evidence.response,
        EventKind.EVIDENCE_ADDED,
        respondent=evidence.added_by,
        entry=evidence.entry,
        question=evidence.question,
        after=_facts(evidence),
    )
    return evidence


class Room:
    """How much more evidence a response and its answers may have; one query. What files show
    (facts) takes none of it."""

    def __init__(self, response: Response) -> None:
        present = Evidence.objects.present().filter(response=response)
        self.there: list[tuple[str, uuid.UUID | None, str]] = list(
            present.exclude(kind=EvidenceKind.FACT).values_list(
                "question", "entry", "sha256"
            )
        )

    def refusal(
        self, question: str, entry: uuid.UUID | None, sha256: str
    ) -> EvidenceRefused | TooMany | None:
        """Why nothing more, or not this file again, is taken at an answer; None where it is."""
        here = [sha for name, at, sha in self.there if (name, at) == (question, entry)]
        if len(here) >= MAX_PER_ANSWER:
            return TooMany(
                _("At most %(max)s pieces of evidence are possible for one answer.")
                % {"max": MAX_PER_ANSWER}
            )
        if len(self.there) >= MAX_PER_RESPONSE:
            return TooMany(
                _("At most %(max)s pieces of evidence are possible in all.")
                % {"max": MAX_PER_RESPONSE}
            )
        if sha256 and sha256 in here:
            return EvidenceRefused(_("This file is attached already."))
        return None

    def take(self, evidence: Evidence) -> None:
        """Count a row that was written."""
        row = evidence.question, evidence.entry_id, evidence.sha256
        self.there.append(row)


def refuse_claim(claim: EvidenceClaim) -> None:
    """Raise EvidenceRefused for what nobody who answers can claim."""
    if claim.level not in (EvidenceLevel.DECLARED, EvidenceLevel.DOCUMENTED):
        raise EvidenceRefused(
            _("Only whoever asked can mark evidence as verified. Choose another level.")
        )
    if claim.expires_on is None:
        return
    if claim.expires_on < timezone.localdate():
        raise EvidenceRefused(
            _("This evidence has expired already. Attach the one that holds now.")
        )
    if claim.effective_on is not None and claim.expires_on < claim.effective_on:
        raise EvidenceRefused(
            _("It cannot expire before it begins. Look at the two dates again.")
        )


def _refuse_bad_address(url: str) -> None:
    try:
        is_web_address(url)
        named = urlsplit(url).username
    except (ValidationError, ValueError) as error:
        raise EvidenceRefused(
            _("Enter a web address that begins with https:// or http://.")
        ) from error
    if len(url) > MAX_URL:
        raise EvidenceRefused(
            _("A web address has at most %(max)s characters.") % {"max": MAX_URL}
        )
    if named is not None:
        raise EvidenceRefused(_("Leave the name and password out of the address."))


def _facts(evidence: Evidence) -> dict[str, Any]:
    """What the history keeps of a piece of evidence, empty parts left out."""
    facts = {
        "evidence": str(evidence.pk),
        "kind": evidence.kind,
        "title": evidence.title,
        "level": evidence.level,
        "text": evidence.text,
        "url": evidence.url,
        "file": evidence.file_name,
        "size": evidence.size,
        "sha256": evidence.sha256,
        "effective_on": evidence.effective_on and evidence.effective_on.isoformat(),
        "expires_on": evidence.expires_on and evidence.expires_on.isoformat(),
    }
    return {name: fact for name, fact in facts.items() if fact}
