"""What is still to be done, weak answers and entries that were only announced included."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.guides import Guide
from questionnaires.document.meaning import codes_of
from questionnaires.document.progress import Progress, minutes_for_remarks
from questionnaires.models import Response


@dataclass(frozen=True, slots=True)
class Effort:
    """``minutes`` cover the open questions, an action or a justification for each of
    ``unexplained`` weak answers, and ``unlisted`` entries that were announced."""

    minutes: int
    unexplained: int
    unlisted: int


def effort_of(
    response: Response,
    answer_set: AnswerSet,
    now: Progress,
    guide: Guide,
    unexplained: int,
) -> Effort:
    """How much is left of a response."""
    unlisted = 0 if response.is_limited else _unlisted(answer_set, guide)
    return Effort(
        now.minutes_left
        + minutes_for_remarks(unexplained)
        + unlisted * answer_set.document.entry_minutes,
        unexplained,
        unlisted,
    )


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
