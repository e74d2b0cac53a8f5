"""The status of a criterion from the answers that bear on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from riskapp.scoring.engine import WORST, Mark

GOOD = 1


class Status(StrEnum):
    """What the answers say about one provision; a claim, never a finding of compliance."""

    MET = "met"
    PARTLY_MET = "partly_met"
    NOT_MET = "not_met"
    NOT_ANSWERED = "not_answered"
    NOT_APPLICABLE = "not_applicable"
    INFORMATION_ONLY = "information_only"


# From worst to best; what is left out decides nothing.
_WORST_FIRST = (Status.NOT_MET, Status.NOT_ANSWERED, Status.PARTLY_MET, Status.MET)


def status_of(marks: Sequence[Mark], *, asked: int) -> Status:
    """The status from the answers that count; ``asked`` is how many weighted questions list
    the criterion, counted or left out."""
    if not asked:
        return Status.INFORMATION_ONLY
    if not marks:
        return Status.NOT_APPLICABLE
    answered = [mark for mark in marks if not mark.is_open]
    if not answered:
        return Status.NOT_ANSWERED
    weight = sum(mark.weight for mark in answered)
    points = sum(mark.weight * (WORST - mark.risk) for mark in answered)
    if any(mark.risk == WORST for mark in answered) or 2 * points < WORST * weight:
        return Status.NOT_MET
    if len(answered) == len(marks) and all(mark.risk <= GOOD for mark in answered):
        return Status.MET
    return Status.PARTLY_MET


def worst(statuses: Iterable[Status]) -> Status:
    """The worst of several: tools of one criterion, or children of one parent."""
    found = set(statuses)
    for status in _WORST_FIRST:
        if status in found:
            return status
    return (
        Status.NOT_APPLICABLE
        if Status.NOT_APPLICABLE in found
        else Status.INFORMATION_ONLY
    )
