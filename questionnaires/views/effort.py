"""What is still to be done, weak answers and entries that were only announced included."""

from __future__ import annotations

from dataclasses import dataclass, replace

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.guides import Guide
from questionnaires.document.meaning import codes_of
from questionnaires.document.progress import (
    Progress,
    minutes_for_remarks,
    progress,
)
from questionnaires.document.values import EntryValue
from questionnaires.models import Response

NEW = "new"  # begins the ids of entries that are not there yet


@dataclass(frozen=True, slots=True)
class Effort:
    """``minutes`` cover the open questions, an action or a justification for each of
    ``unexplained`` weak answers, and ``unlisted`` entries that were announced. ``applicable``
    counts the questions that are asked, with those that will be of these entries: listing one
    changes nothing of it."""

    minutes: int
    unexplained: int
    unlisted: int
    applicable: int


def effort_of(
    response: Response,
    answer_set: AnswerSet,
    now: Progress,
    guide: Guide,
    unexplained: int,
) -> Effort:
    """How much is left of a response."""
    unlisted = 0 if response.is_limited else _unlisted(answer_set, guide)
    if unlisted:
        now = progress(_with_new_entries(answer_set, guide.section, unlisted))
    return Effort(
        now.minutes_left + minutes_for_remarks(unexplained),
        unexplained,
        unlisted,
        now.applicable,
    )


def _with_new_entries(answer_set: AnswerSet, code: str, number: int) -> AnswerSet:
    """The same with so many entries more, of which nothing was said yet."""
    new = tuple(EntryValue(f"{NEW} {n}", code, {}) for n in range(number))
    filled = replace(answer_set.filled, entries=(*answer_set.filled.entries, *new))
    return AnswerSet(answer_set.document, filled, answer_set.as_of)


def _unlisted(answer_set: AnswerSet, guide: Guide) -> int:
    """How many kinds of entries were named beyond the entries there are; one where nothing was
    said yet."""
    if not guide.announced:
        return 0
    value = answer_set.value(guide.announced)
    question = answer_set.document.questions[guide.announced]
    named = {o.code for o in question.options if not o.exclusive} & {*codes_of(value)}
    wanted = len(named) if value is not None else 1
    return max(wanted - len(answer_set.entries(guide.section)), 0)
