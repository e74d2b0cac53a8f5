"""What is still to be done, weak answers and entries that were only announced included."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaires.document.announced import unlisted, with_announced
from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.guides import Guide
from questionnaires.document.progress import (
    Progress,
    minutes_for_remarks,
    progress,
)
from questionnaires.models import Response


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
    missing = 0 if response.is_limited else unlisted(answer_set, guide)
    if missing:
        now = progress(with_announced(answer_set, guide))
    return Effort(
        now.minutes_left + minutes_for_remarks(unexplained),
        unexplained,
        missing,
        now.applicable,
    )
