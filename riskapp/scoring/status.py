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
    weight = points = left_open = 0
    highest = 0
    for mark in marks:
        if mark.is_open:
            left_open += 1
            continue
        weight += mark.weight
        points += mark.weight * (WORST - mark.risk)
        highest = max(highest, mark.risk)
    if left_open == len(marks):
        return Status.NOT_ANSWERED
    if highest == WORST or 2 * points < WORST * weight:
        return Status.NOT_MET
    return Status.MET if not left_open and highest <= GOOD else Status.PARTLY_MET


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
