"""The status of a criterion from the answers that bear on it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

from riskapp.scoring.engine import EVIDENCE_POINTS, WORST, Mark

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


# Marks added up in one whole number, so that adding is one step. From the highest bits: how
# many are verified, documented, declared; how many were never asked, how many left open; of the
# rest, how many have the worst risk, how many are no good; their points and their weight. Each
# has room for thousands of questions.
Tally = int

_ROOM = 20
_MOST = (1 << _ROOM) - 1
NOTHING: Tally = 0
LEFT_OPEN: Tally = 1 << 4 * _ROOM
NEVER_ASKED: Tally = 1 << 5 * _ROOM
WITHOUT_EVIDENCE = (1 << 6 * _ROOM) - 1  # what a status follows from
_OF_LEVEL = {level: 1 << (6 + n) * _ROOM for n, level in enumerate(EVIDENCE_POINTS)}
_OF_RISK = [
    (int(risk == WORST) << 3 * _ROOM) + (int(risk > GOOD) << 2 * _ROOM)
    for risk in range(WORST + 1)
]
_TIMES_WEIGHT = [((WORST - risk) << _ROOM) + 1 for risk in range(WORST + 1)]


def tally(mark: Mark | None) -> Tally:
    """What one mark counts; None stands for one that was left out."""
    if mark is None:
        return NOTHING
    own, risk, is_open, level, _is_known, is_asked = mark
    if is_open:
        return LEFT_OPEN if is_asked else NEVER_ASKED
    return own * _TIMES_WEIGHT[risk] + _OF_RISK[risk] + _OF_LEVEL[level]


def weakest(counted: Tally) -> str:
    """The weakest evidence of what was answered; "" where nothing was."""
    shown = counted >> 6 * _ROOM
    for level in EVIDENCE_POINTS:
        if shown & _MOST:
            return level
        shown >>= _ROOM
    return ""


@lru_cache(maxsize=8192)  # the answers of many come to few different sums
def status_of(counted: Tally, asked: int, strict: bool = False) -> Status:  # noqa: FBT001, FBT002  # by place: ten thousand times a second
    """The status from the answers that count, by whatever they are shown; ``asked`` is how many
    weighted questions list the criterion, counted or left out. ``strict``: with a question left
    open it is never better than *not answered*, with one that was never asked never better than
    *not asked*."""
    if not asked:
        return _INFORMATION_ONLY
    counted &= WITHOUT_EVIDENCE
    weight, left_open = counted & _MOST, counted >> 4 * _ROOM & _MOST
    missing = _NOT_ANSWERED if left_open else _NOT_ASKED
    is_whole = counted < LEFT_OPEN
    if not weight:
        return _NOT_APPLICABLE if is_whole else missing
    points = counted >> _ROOM & _MOST
    if counted >> 3 * _ROOM & _MOST or 2 * points < WORST * weight:
        return _NOT_MET
    if strict and not is_whole:
        return missing
    no_good = counted >> 2 * _ROOM & _MOST
    return _MET if is_whole and not no_good else _PARTLY_MET


def worst(statuses: Sequence[Status]) -> Status:
    """The worst of several: tools of one criterion, or children of one parent."""
    if len(statuses) == 1:
        return statuses[0]
    for status in _WORST_FIRST:
        if status in statuses:
            return status
    return _INFORMATION_ONLY
