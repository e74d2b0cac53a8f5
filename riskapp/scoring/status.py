"""The status of a criterion from the answers that bear on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from riskapp.scoring.engine import WORST, Mark

GOOD = 1


class Status(StrEnum):
    """What the answers say about one provision: a claim, never a finding of law. From
    ``buyers_duty`` no status follows: it is the buyer's own, and answers only feed it.
    ``not_asked``: all that is missing was left out by the short form."""

    MET = "met"
    PARTLY_MET = "partly_met"
    NOT_MET = "not_met"
    NOT_ANSWERED = "not_answered"
    NOT_ASKED = "not_asked"
    NOT_APPLICABLE = "not_applicable"
    BUYERS_DUTY = "buyers_duty"
    INFORMATION_ONLY = "information_only"


# From worst to best; what is left out decides only where nothing else does.
_WORST_FIRST = (
    _NOT_MET,
    _NOT_ANSWERED,
    _NOT_ASKED,
    _PARTLY_MET,
    _MET,
    _NOT_APPLICABLE,
    _BUYERS_DUTY,
    _INFORMATION_ONLY,
) = (
    Status.NOT_MET,
    Status.NOT_ANSWERED,
    Status.NOT_ASKED,
    Status.PARTLY_MET,
    Status.MET,
    Status.NOT_APPLICABLE,
    Status.BUYERS_DUTY,
    Status.INFORMATION_ONLY,
)


# Marks added up: how many were left open, how many never asked, and of the rest weight,
# points, highest risk.
Tally = tuple[int, int, int, int, int]

NOTHING: Tally = (0, 0, 0, 0, 0)
LEFT_OPEN: Tally = (1, 0, 0, 0, 0)
NEVER_ASKED: Tally = (0, 1, 0, 0, 0)


def tally(mark: Mark | None) -> Tally:
    """What one mark counts; None stands for one that was left out."""
    if mark is None:
        return NOTHING
    own, risk, is_open, *_ = mark
    if is_open:
        return LEFT_OPEN if mark.is_asked else NEVER_ASKED
    return (0, 0, own, own * (WORST - risk), risk)


def together(tallies: Iterable[Tally]) -> Tally:
    """What was counted apart, added up."""
    left_open = never_asked = weight = points = highest = 0
    for more_open, more_unasked, more_weight, more_points, high in tallies:
        left_open += more_open
        never_asked += more_unasked
        weight += more_weight
        points += more_points
        if high > highest:  # noqa: PLR1730  # thousands of times: twice as fast as max
            highest = high
    return left_open, never_asked, weight, points, highest


def status_of(counted: Tally, *, asked: int, strict: bool = False) -> Status:
    """The status from the answers that count; ``asked`` is how many weighted questions list
    the criterion, counted or left out. ``strict``: with a question left open it is never
    better than *not answered*, with one that was never asked never better than *not asked*."""
    left_open, never_asked, weight, points, highest = counted
    if not asked:
        return _INFORMATION_ONLY
    missing = _NOT_ANSWERED if left_open else _NOT_ASKED
    is_whole = not left_open and not never_asked
    if not weight:
        return _NOT_APPLICABLE if is_whole else missing
    if highest == WORST or 2 * points < WORST * weight:
        return _NOT_MET
    if strict and not is_whole:
        return missing
    return _MET if is_whole and highest <= GOOD else _PARTLY_MET


def worst(statuses: Sequence[Status]) -> Status:
    """The worst of several: tools of one criterion, or children of one parent."""
    for status in _WORST_FIRST:
        if status in statuses:
            return status
    return _INFORMATION_ONLY
