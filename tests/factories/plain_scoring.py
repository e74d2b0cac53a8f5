"""The model as docs/scoring.md tells it, mark by mark and fraction by fraction: slow, and short
enough to be read. What is fast in ``riskapp.scoring`` is held to it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from questionnaires.document.answer_set import State
from riskapp.scoring.engine import Mark
from riskapp.scoring.rated.model import rated, weight_of
from riskapp.scoring.reading import Reading
from riskapp.scoring.status import Status

HALF = Fraction(1, 2)
POINTS = {"declared": Fraction(0), "documented": HALF, "verified": Fraction(1)}


def marks_of(reading: Reading) -> dict[tuple[str, str], Mark | None]:
    """What each question counts, by its place; those that carry a weight."""
    found = {}
    for question, entry, state, risk, _why in reading.items():
        weight = rated(question).weight
        place = (question.id, entry.id if entry else "")
        mark = None
        if risk is not None and state is State.OPEN:
            mark = Mark(weight, 4, is_open=True)
        elif risk is not None and state is State.ANSWERED:
            is_known = reading.is_known(place)
            level = reading.filled.evidence.get(place, "declared")
            mark = Mark(
                weight, risk, False, level if is_known else "declared", is_known
            )
        if weight:
            found[place] = mark
    return found


def strength(marks: Sequence[Mark]) -> Fraction | None:
    weight = sum(mark.weight for mark in marks)
    points = sum(Fraction(mark.weight * (4 - mark.risk), 4) for mark in marks)
    return points / weight if weight else None


def control(reading: Reading) -> Fraction:
    """All sections by their weights; of one that repeats, half the mean and half the worst."""
    by_place = marks_of(reading)
    weight, points = 0, Fraction(0)
    for section in reading.document.sections:
        ids = [entry.id for entry in reading.entries(section.code)]
        each = [
            strength(
                [
                    mark
                    for question in section.questions
                    if (mark := by_place.get((question.id, one))) is not None
                ]
            )
            for one in (ids if section.repeat else [""])
        ]
        found = [value for value in each if value is not None]
        if found:
            mean = sum(found, Fraction(0)) / len(found)
            weight += weight_of(section)
            points += weight_of(section) * (mean + min(found)) / 2
    return points / weight if weight else Fraction(0)


def evidence(reading: Reading) -> Fraction:
    """How much of what counts is backed."""
    marks = [mark for mark in marks_of(reading).values() if mark is not None]
    weight = sum(mark.weight for mark in marks)
    points = sum(
        (mark.weight * POINTS[mark.evidence] for mark in marks if not mark.is_open),
        Fraction(0),
    )
    return points / weight if weight else Fraction(0)


def status(marks: Sequence[Mark], *, strict: bool) -> Status:
    """Of one provision, from what bears on it."""
    answered = [mark for mark in marks if not mark.is_open]
    is_left_open = any(mark.is_open and mark.is_asked for mark in marks)
    is_whole = len(answered) == len(marks)
    missing = Status.NOT_ANSWERED if is_left_open else Status.NOT_ASKED
    if not answered:
        return Status.NOT_APPLICABLE if is_whole else missing
    quality = strength(answered)
    highest = max(mark.risk for mark in answered)
    if highest == 4 or (quality is not None and quality < HALF):
        return Status.NOT_MET
    if strict and not is_whole:
        return missing
    return Status.MET if is_whole and highest <= 1 else Status.PARTLY_MET
