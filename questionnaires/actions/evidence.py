"""What can happen to evidence: files, links and notes attached to an answer.

The bytes of a file lie in a storage outside the database: they are put there before the
row is written and taken away only after the transaction has committed.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.validators import URLValidator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from questionnaires.actions.deliveries import queue_delivery
from questionnaires.actions.history import remember
from questionnaires.actions.levels import refresh_level, refresh_levels
from questionnaires.actions.locking import locked_open, recount
from questionnaires.actions.places import question_at
from questionnaires.choices import (
    DeliveryKind,
    EventKind,
    EvidenceKind,
    EvidenceLevel,
    ScanState,
)
from questionnaires.errors import EvidenceRefused, NotAsked, ResponseLocked, TooMany
from questionnaires.files import check_file, one_line, readable
from questionnaires.models import Entry, Evidence, Respondent, Response
from questionnaires.models.evidence import evidence_storage
from questionnaires.queries import answer_set_of
from questionnaires.scanning import ScanVerdict, is_configured

MAX_PER_ANSWER = 10
MAX_PER_RESPONSE = 200
MAX_TITLE = 200
MAX_NOTE = 4000
MAX_FILE_NAME = 150
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
        evidence = Evidence(
            response=response,
            entry=entry,
            question=question_id,
            kind=EvidenceKind.FILE,
            title=claim.title or columns["file_name"],
            added_by=respondent,
            **columns,
        )
        return _attach(evidence, claim)


Spot = tuple[str, Entry | None]


def add_file_at(
    response: Response,
    spots: Sequence[Spot],
    upload: File[bytes],
    claim: EvidenceClaim,
    *,
    respondent: Respondent | None = None,
) -> list[Evidence]:
    """Keep a file once, as evidence of several answers: a question, and the entry it is about.

    What is not asked, takes no evidence, has this file or as much as it may have is left out;
    where nothing is left, no byte is kept. Raises EvidenceRefused and ResponseLocked.
    """
    if not response.is_open:
        raise ResponseLocked
    with stored([upload]) as (columns,):
        made = _attach_at(response, spots, columns, claim, respondent)
        if not made:
            evidence_storage().delete(columns["file"])
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


@contextmanager
def stored(uploads: Sequence[File[bytes]]) -> Iterator[list[dict[str, Any]]]:
    """Check files and put their bytes under random names; the columns of a StoredFile for each.

    What is written to the database belongs inside: when that fails, the bytes go again.
    Raises EvidenceRefused, and then nothing is kept.
    """
    uploads = [readable(upload) if upload.file else upload for upload in uploads]
    checked = [
        check_file(upload.file, upload.name or "") for upload in uploads if upload.file
    ]
    if len(checked) < len(uploads):
        raise EvidenceRefused(_("This file is empty."))
    storage = evidence_storage()
    kept: list[str] = []
    try:
        for upload in uploads:
            name = storage.generate_filename(_stored_name())
            kept.append(name)
            storage.save(name, upload)
        yield [
            {
                "file": name,
                "file_name": found.name,
                "content_type": found.content_type,
                "size": found.size,
                "sha256": found.sha256,
                "scan_state": ScanState.WAITING if is_configured() else ScanState.NONE,
            }
            for name, found in zip(kept, checked, strict=True)
        ]
    except BaseException:
        for name in kept:
            storage.delete(name)
        raise


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
        evidence = Evidence.objects.create(
            response=response,
            entry=one.entry,
            question=one.question,
            kind=EvidenceKind.FACT,
            title=title,
            text=one_line(one.text)[:MAX_NOTE],
            file_name=one_line(one.file_name)[:MAX_FILE_NAME],
            sha256=one.sha256,
            level=EvidenceLevel.DOCUMENTED,
            effective_on=one.data_day,
            added_by=respondent,
        )
        remember(
            response,
            EventKind.EVIDENCE_ADDED,
            respondent=respondent,
            entry=one.entry,
            question=one.question,
            after=_facts(evidence),
        )
        made += 1
    if made:
        refresh_levels(response)
        recount(response, answer_set)
    return made


@transaction.atomic
def remove_evidence(
    evidence: Evidence, *, respondent: Respondent | None = None
) -> Evidence:
    """Take evidence away, its bytes for good; removing twice is the same as once.

    Raises ResponseLocked after submission.
    """
    response = locked_open(evidence.response)
    evidence = _now(evidence)
    if evidence.removed_at is not None:
        return evidence
    before = _facts(evidence)
    _forget_bytes(evidence)
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
def note_scan(evidence: Evidence, verdict: ScanVerdict) -> Evidence:
    """Write down what the scanner said, once; an infected file loses its bytes.

    Works after submission too, since a file must not stay unchecked because whoever attached it
    was quick; the level of a submitted answer stays as it was submitted.
    """
    response = Response.objects.select_for_update().get(pk=evidence.response_id)
    evidence = _now(evidence)
    is_scanned = evidence.scan_state not in (ScanState.NONE, ScanState.WAITING)
    if is_scanned or evidence.removed_at is not None:
        return evidence
    before = evidence.scan_state
    evidence.scan_state = verdict.state
    evidence.scan_reason = verdict.reason[:300]
    if verdict.state == ScanState.INFECTED:
        _forget_bytes(evidence)
    evidence.save(update_fields=["scan_state", "scan_reason", "file"])
    if response.is_open:
        refresh_level(response, evidence.entry, evidence.question)
    if verdict.state == ScanState.INFECTED:
        _notify_of_virus(evidence)
    remember(
        response,
        EventKind.EVIDENCE_SCANNED,
        actor="virus scanner",
        entry=evidence.entry,
        question=evidence.question,
        before={"evidence": str(evidence.pk), "scan": before},
        after={
            "evidence": str(evidence.pk),
            "scan": evidence.scan_state,
            "reason": evidence.scan_reason,
        },
    )
    return evidence


def _notify_of_virus(evidence: Evidence) -> None:
    """Mail whoever attached it, where the invitation has an address and still works."""
    invitation = evidence.added_by.invitation if evidence.added_by else None
    if invitation is not None and invitation.email and invitation.is_usable:
        queue_delivery(invitation, DeliveryKind.INFECTED, evidence=evidence)


@transaction.atomic
def _attach(evidence: Evidence, claim: EvidenceClaim) -> Evidence:
    """Everything but the bytes: limits, the row, the level of the answer, the history."""
    response = locked_open(evidence.response)
    question = question_at(response, evidence.question, evidence.entry)
    answer_set = answer_set_of(response)
    entry_id = str(evidence.entry_id) if evidence.entry_id else ""
    if not question.evidence or not answer_set.shown(question.id, entry_id):
        raise NotAsked
    _refuse_claim(claim)
    _refuse_too_many(evidence)
    evidence.title = one_line(evidence.title)[:MAX_TITLE] or question.id
    evidence.level = claim.level
    evidence.effective_on = claim.effective_on
    evidence.expires_on = claim.expires_on
    evidence.save(force_insert=True)
    refresh_level(response, evidence.entry, evidence.question)
    remember(
        response,
        EventKind.EVIDENCE_ADDED,
        respondent=evidence.added_by,
        entry=evidence.entry,
        question=evidence.question,
        after=_facts(evidence),
    )
    recount(response, answer_set)
    return evidence


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
    _refuse_claim(claim)
    answer_set = answer_set_of(response)
    present = Evidence.objects.present().filter(response=response)
    rows = present.exclude(kind=EvidenceKind.FACT)
    there: list[tuple[str, uuid.UUID | None, str]] = list(
        rows.values_list("question", "entry", "sha256")
    )
    made: list[Evidence] = []
    for question_id, entry in spots:
        own = entry.pk if entry else None
        here = [sha for name, at, sha in there if (name, at) == (question_id, own)]
        if (
            not answer_set.asks(question_id, str(own or ""))
            or not question_at(response, question_id, entry).evidence
            or columns["sha256"] in here
            or len(here) >= MAX_PER_ANSWER
            or len(there) >= MAX_PER_RESPONSE
        ):
            continue
        evidence = Evidence.objects.create(
            response=response,
            entry=entry,
            question=question_id,
            kind=EvidenceKind.FILE,
            title=one_line(claim.title or columns["file_name"])[:MAX_TITLE],
            level=claim.level,
            effective_on=claim.effective_on,
            expires_on=claim.expires_on,
            added_by=respondent,
            **columns,
        )
        remember(
            response,
            EventKind.EVIDENCE_ADDED,
            respondent=respondent,
            entry=entry,
            question=question_id,
            after=_facts(evidence),
        )
        there.append((question_id, own, columns["sha256"]))
        made.append(evidence)
    if made:
        refresh_levels(response)
        recount(response, answer_set)
    return made


def _refuse_claim(claim: EvidenceClaim) -> None:
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


def _refuse_too_many(evidence: Evidence) -> None:
    present = (
        Evidence.objects.present()
        .filter(response=evidence.response_id)
        .exclude(kind=EvidenceKind.FACT)
    )
    here = present.filter(entry=evidence.entry_id, question=evidence.question)
    if here.count() >= MAX_PER_ANSWER:
        raise TooMany(
            _("At most %(max)s pieces of evidence are possible for one answer.")
            % {"max": MAX_PER_ANSWER}
        )
    if present.count() >= MAX_PER_RESPONSE:
        raise TooMany(
            _("At most %(max)s pieces of evidence are possible in all.")
            % {"max": MAX_PER_RESPONSE}
        )
    if evidence.sha256 and here.filter(sha256=evidence.sha256).exists():
        raise EvidenceRefused(_("This file is attached already."))


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


def _now(evidence: Evidence) -> Evidence:
    """The row as it stands under the lock of its response."""
    return Evidence.objects.select_related("entry", "response").get(pk=evidence.pk)


def _stored_name() -> str:
    """A random name that says nothing about what is in it."""
    name = uuid.uuid4().hex
    return f"evidence/{name[:2]}/{name}"


def _forget_bytes(evidence: Evidence) -> None:
    """Delete the file once the transaction has committed, unless a response that follows,
    or went before, shows the same one."""
    name = str(evidence.file.name or "")
    if not name:
        return
    evidence.file = ""
    if Evidence.objects.filter(file=name).exclude(pk=evidence.pk).exists():
        return
    transaction.on_commit(lambda: evidence_storage().delete(name), robust=True)


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
