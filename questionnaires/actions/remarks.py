"""What can happen to a remark on a weak answer."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from questionnaires.actions.history import remember
from questionnaires.actions.locking import locked_open
from questionnaires.actions.places import question_at
from questionnaires.choices import EventKind
from questionnaires.errors import ChangedMeanwhile
from questionnaires.models import Entry, Remark, Respondent, Response


@transaction.atomic
def remark(
    response: Response,
    question_id: str,
    *,
    kind: str,
    text: str,
    due_on: datetime.date | None,
    owner: str = "",
    entry: Entry | None = None,
    respondent: Respondent | None = None,
    seen: str | None = None,
) -> Remark:
    """Say about an answer what will be done, or why it is as it is; the last word counts.

    ``seen`` is the version that the writer saw; None skips the comparison. Raises NotAsked,
    ResponseLocked and ChangedMeanwhile.
    """
    response = locked_open(response)
    question_at(response, question_id, entry)
    place: dict[str, Any] = {
        "response": response,
        "entry": entry,
        "question": question_id,
    }
    before = Remark.objects.filter(**place).first()
    after = {
        "kind": kind,
        "text": text,
        "due_on": due_on.isoformat() if due_on else None,
    } | ({"owner": owner} if owner else {})
    if _as_data(before) != after:
        _refuse_outdated(before, seen)
    event = remember(
        response,
        EventKind.REMARKED,
        respondent=respondent,
        entry=entry,
        question=question_id,
        before=_as_data(before),
        after=after,
    )
    made, _ = Remark.objects.update_or_create(
        **place,
        defaults={
            "kind": kind,
            "text": text,
            "due_on": due_on,
            "owner": owner,
            "made_by": respondent,
            "made_at": event.at,
        },
    )
    return made


@dataclass(frozen=True, slots=True)
class GivenRemark:
    """What is said about one answer; ``seen`` is the version of it that the writer saw."""

    question: str
    entry: Entry | None
    kind: str
    text: str
    due_on: datetime.date | None
    owner: str
    seen: str | None = None


@transaction.atomic
def remark_together(
    response: Response,
    given: Sequence[GivenRemark],
    *,
    respondent: Respondent | None = None,
) -> int:
    """Say something about several answers at once, all or nothing; how many there were.

    Raises as ``remark`` does.
    """
    for one in given:
        remark(
            response,
            one.question,
            kind=one.kind,
            text=one.text,
            due_on=one.due_on,
            owner=one.owner,
            entry=one.entry,
            respondent=respondent,
            seen=one.seen,
        )
    return len(given)


@transaction.atomic
def take_back_remark(
    response: Response,
    question_id: str,
    *,
    entry: Entry | None = None,
    respondent: Respondent | None = None,
    seen: str | None = None,
) -> None:
    """Remove a remark; nothing happens where there is none. Raises ChangedMeanwhile."""
    response = locked_open(response)
    made = Remark.objects.filter(
        response=response, entry=entry, question=question_id
    ).first()
    if made is None:
        return
    _refuse_outdated(made, seen)
    remember(
        response,
        EventKind.REMARK_REMOVED,
        respondent=respondent,
        entry=entry,
        question=question_id,
        before=_as_data(made),
    )
    made.delete()


def _refuse_outdated(made: Remark | None, seen: str | None) -> None:
    now = Remark.version_of(made)
    if seen is not None and seen != now:
        raise ChangedMeanwhile(now, str(made.made_by or "") if made else "")


def _as_data(made: Remark | None) -> dict[str, Any] | None:
    if made is None:
        return None
    due_on = made.due_on.isoformat() if made.due_on else None
    data = {"kind": made.kind, "text": made.text, "due_on": due_on}
    return data | ({"owner": made.owner} if made.owner else {})
