"""Files that are dropped: read, kept as facts, taken back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as mark

from questionnaires.actions.locking import locked_open
from questionnaires.choices import EventKind
from questionnaires.models import Entry, Respondent, Response
from riskapp.accounts.models import User
from riskapp.activity.actions.handing import (
    forget_members,
    forget_own,
    locked_submitted,
    note_of_vendor,
    note_read,
    save_once,
)
from riskapp.activity.actions.keeping import keep_from_member, keep_from_vendor
from riskapp.activity.errors import ActivityNotKept
from riskapp.activity.models import ActivityFile
from riskapp.assessments.models import Assessment
from riskapp.audit.actions import record
from riskapp.common.numbers import number
from riskapp.common.wall import in_organisation
from riskapp.facts.actions.attaching import Attaching, as_kept, attach, kept_bytes
from riskapp.facts.errors import FileNotRead
from riskapp.facts.files import Patience, ReadFile, digest, read_file, safe_name
from riskapp.facts.models import SourceFile

MAX_FACTS = 20_000  # of one response, for each side; all of them are compared whenever somebody looks
MAX_FORMAT = 60
INVENTORY = "riskapp-inventory"


def drop_at_vendor(
    response: Response,
    content: bytes,
    name: str,
    *,
    respondent: Respondent,
    entry: Entry | None = None,
    question: str = "",
    attaching: Attaching | None = None,
) -> SourceFile | ActivityFile:
    """Read a file of the vendor and keep what it shows, or the daily totals of agents in it; no
    answer is changed by it. Where it is wished, the file is kept as evidence too.

    The same file at the same place is kept once. Raises FileNotRead and ResponseLocked.
    """
    if attaching:
        content = as_kept(content, name)
    read = read_file(content, name, response)
    if read.activity is not None:
        with _as_not_read():
            totals, _is_new = keep_from_vendor(
                response,
                read.activity,
                _about(content, name),
                respondent=respondent,
                entry=entry,
            )
        return totals
    made = _row(response, read, content, name, entry=entry, question=question)
    made.respondent = respondent
    with kept_bytes(content, made.file_name, attaching) as file, transaction.atomic():
        made.response = locked_open(response)
        known = _kept(made)
        if known is None:
            note_of_vendor(
                made.response, made, EventKind.FILE_READ, respondent, after=_facts(made)
            )
        kept = known or made
        if attaching and file:
            attach(kept, file, attaching, respondent=respondent)
        return kept


def give_later(
    assessment: Assessment,
    files: Iterable[tuple[str, bytes]],
    *,
    respondent: Respondent,
    entry: Entry | None = None,
) -> tuple[list[SourceFile | ActivityFile], list[tuple[str, FileNotRead]]]:
    """Read files that a vendor gives after submission, and keep what they show beside what was
    submitted, which stays as it is; the files that are kept, and why others are not.

    Members are told once, of what was not given before, and what is given is not taken back.
    Raises ResponseLocked while the response is open.
    """
    read, refused, patience = [], [], Patience()
    for name, content in files:
        try:
            patience.look()
            read.append((name, content, read_file(content, name, assessment.response)))
        except FileNotRead as error:
            refused.append((name, error))
    kept: list[SourceFile | ActivityFile] = []
    new: list[SourceFile | ActivityFile] = []
    with transaction.atomic():
        response = locked_submitted(assessment.response)
        for name, content, one in read:
            try:
                file, is_new = _kept_later(
                    response, one, content, name, respondent, entry
                )
            except FileNotRead as error:
                refused.append((name, error))
                continue
            kept.append(file)
            new += [file] if is_new else []
        if new:
            _tell_of_later(assessment, new, respondent)
    return kept, refused


def _kept_later(
    response: Response,
    read: ReadFile,
    content: bytes,
    name: str,
    respondent: Respondent,
    entry: Entry | None,
) -> tuple[SourceFile | ActivityFile, bool]:
    """Keep one file that was given after submission, and whether it is a new one; the one there
    is where it was given before."""
    if read.activity is not None:
        with _as_not_read():
            return keep_from_vendor(
                response,
                read.activity,
                _about(content, name),
                respondent=respondent,
                entry=entry,
                is_later=True,
            )
    made = _row(response, read, content, name, entry=entry)
    made.respondent = respondent
    known = _kept(made)
    if known is None:
        facts = _facts(made)
        note_of_vendor(response, made, EventKind.FILE_READ, respondent, after=facts)
    return known or made, known is None


def _tell_of_later(
    assessment: Assessment,
    new: Sequence[SourceFile | ActivityFile],
    respondent: Respondent,
) -> None:
    """One entry of the audit trail for all of it, of which members hear."""
    with in_organisation(assessment.organisation_id):
        record(
            "vendor gave files after submission",
            assessment,
            organisation=assessment.organisation,
            by=None,
            actor_label=f"{respondent} ({assessment.response.respondent_name})"[:254],
            after={
                "files": [
                    {"file": file.file_name, "sha256": file.sha256} for file in new
                ]
            },
        )


def drop_at_buyer(
    assessment: Assessment,
    content: bytes,
    name: str,
    *,
    by: User,
    entry: Entry | None = None,
    is_recheckable: bool = False,
) -> SourceFile | ActivityFile:
    """The same for a member; ``is_recheckable`` says that the organisation can ask the source
    of the file itself. Raises FileNotRead."""
    response = assessment.response
    read = read_file(content, name, response, recheckable=is_recheckable)
    if read.activity is not None:
        with _as_not_read():
            return keep_from_member(
                assessment, read.activity, _about(content, name), by=by, entry=entry
            )
    made = _row(
        response, read, content, name, entry=entry, is_recheckable=is_recheckable
    )
    made.by = by
    with transaction.atomic():
        known = _kept(made)
        if known is None:
            words = mark("file read as evidence")
            note_read(made, assessment, words, _facts(made))
        return known or made


@transaction.atomic
def take_back(file: SourceFile, *, respondent: Respondent) -> None:
    """Forget what a file showed, before submission; answers and what was confirmed stay.

    Raises ResponseLocked.
    """
    forget_own(file, respondent=respondent, facts=_facts(file))


@transaction.atomic
def remove(assessment: Assessment, file: SourceFile, *, by: User) -> None:
    """Forget what a file of a member showed."""
    words = mark("what a file showed was removed")
    forget_members(file, assessment, words, by=by, facts=_facts(file))


@contextmanager
def _as_not_read() -> Iterator[None]:
    """What activity refuses, as the refusal of a file."""
    try:
        yield
    except ActivityNotKept as error:
        raise FileNotRead(str(error)) from error


def _about(content: bytes, name: str) -> dict[str, Any]:
    """What is kept of a file besides what it says."""
    return {
        "file_name": safe_name(name),
        "sha256": digest(content),
        "size": len(content),
    }


def _row(
    response: Response,
    read: ReadFile,
    content: bytes,
    name: str,
    *,
    entry: Entry | None = None,
    question: str = "",
    is_recheckable: bool = False,
) -> SourceFile:
    """The row of a file that was read, not saved yet."""
    readings = read.readings
    days = [one["data_day"] for one in readings if one["data_day"]]
    is_inventory = len(readings) != 1
    return SourceFile(
        response=response,
        entry=entry,
        question=question,
        **_about(content, name if is_inventory else readings[0]["file"]),
        format=(INVENTORY if is_inventory else readings[0]["format"])[:MAX_FORMAT],
        is_recheckable=is_recheckable,
        data_day=parse_date(max(days)) if days else None,
        facts=sum(len(one["facts"]) for one in readings),
        readings=readings,
    )


def _kept(made: SourceFile) -> SourceFile | None:
    """Save a row; the one there is where the same side put the same file at the same place."""
    there = SourceFile.objects.filter(
        response=made.response, by__isnull=made.by is None
    )
    known = there.filter(
        sha256=made.sha256, entry=made.entry, question=made.question
    ).first()
    if known is not None and known.is_recheckable != made.is_recheckable:
        raise FileNotRead(_("This file was read already."))
    if known is not None:
        return known
    kept = there.aggregate(sum=Sum("facts"))["sum"] or 0
    if kept + made.facts > MAX_FACTS:
        raise FileNotRead(
            _("At most %(max)s facts can be read for one questionnaire.")
            % {"max": number(MAX_FACTS)}
        )
    save_once(made, there, FileNotRead)
    return None


def _facts(file: SourceFile) -> dict[str, Any]:
    """What the history keeps of a file."""
    return {
        "file": file.file_name,
        "sha256": file.sha256,
        "size": file.size,
        "format": file.format,
        "facts": file.facts,
        "data_day": file.data_day.isoformat() if file.data_day else "",
        "recheckable": file.is_recheckable,
    }
