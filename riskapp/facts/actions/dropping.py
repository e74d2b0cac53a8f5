"""Files that are dropped: read, kept as facts, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from questionnaires.actions.history import remember
from questionnaires.actions.locking import locked_open
from questionnaires.choices import EventKind
from questionnaires.models import Entry, Respondent, Response
from riskapp.accounts.models import User
from riskapp.activity.actions.keeping import keep_from_member, keep_from_vendor
from riskapp.activity.errors import ActivityNotKept
from riskapp.activity.models import ActivityFile
from riskapp.assessments.models import Assessment
from riskapp.audit.actions import record
from riskapp.common.numbers import number
from riskapp.facts.errors import FileNotRead
from riskapp.facts.files import ReadFile, digest, read_file, safe_name
from riskapp.facts.models import SourceFile

MAX_FILES = 100  # of one response, for each side
MAX_FACTS = 20_000  # the same; all of them are compared whenever somebody looks
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
) -> SourceFile | ActivityFile:
    """Read a file of the vendor and keep what it shows, or the daily totals of agents in it; no
    answer is changed by it.

    The same file at the same place is kept once. Raises FileNotRead and ResponseLocked.
    """
    read = read_file(content, name, response)
    if read.activity is not None:
        with _as_not_read():
            return keep_from_vendor(
                response,
                read.activity,
                _about(content, name),
                respondent=respondent,
                entry=entry,
            )
    made = _row(response, read, content, name, entry=entry, question=question)
    made.respondent = respondent
    with transaction.atomic():
        response = locked_open(response)
        known = _kept(made)
        if known is not None:
            return known
        remember(
            response,
            EventKind.FILE_READ,
            respondent=respondent,
            entry=entry,
            question=question,
            after=_facts(made),
        )
        return made


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
        if known is not None:
            return known
        record(
            "file read as evidence",
            assessment,
            organisation=assessment.organisation,
            by=by,
            after=_facts(made),
        )
        return made


@transaction.atomic
def take_back(file: SourceFile, *, respondent: Respondent) -> None:
    """Forget what a file showed, before submission; answers and what was confirmed stay.

    Raises ResponseLocked.
    """
    response = locked_open(file.response)
    remember(
        response,
        EventKind.FILE_FORGOTTEN,
        respondent=respondent,
        entry=file.entry,
        question=file.question,
        before=_facts(file),
    )
    file.delete()


@transaction.atomic
def remove(assessment: Assessment, file: SourceFile, *, by: User) -> None:
    """Forget what a file of a member showed."""
    record(
        "what a file showed was removed",
        assessment,
        organisation=assessment.organisation,
        by=by,
        before=_facts(file),
    )
    file.delete()


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
    """Save a row; the one there is where the same side put the same file at the same place.

    Vendor and members never meet each other's: neither a refusal nor a limit tells of them.
    """
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
    if there.count() >= MAX_FILES:
        raise FileNotRead(
            _("At most %(max)s files can be read for one questionnaire.")
            % {"max": MAX_FILES}
        )
    kept = there.aggregate(sum=Sum("facts"))["sum"] or 0
    if kept + made.facts > MAX_FACTS:
        raise FileNotRead(
            _("At most %(max)s facts can be read for one questionnaire.")
            % {"max": number(MAX_FACTS)}
        )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:  # the same file came twice at once
        raise FileNotRead(_("This file was read already.")) from None
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
