"""What is still to be done, weak answers and entries that were only announced included."""

from __future__ import annotations

from dataclasses import dataclass, replace

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.guides import Guide
from questionnaires.document.meaning import codes_of
from questionnaires.document.progress import (
    Progress,
    minutes_for_remarks,
    progress_here,
)
from questionnaires.document.values import EntryValue
from questionnaires.models import Response

NEW = "new"  # the id of an entry that is not there yet


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
    return Effort(
        now.minutes_left
        + minutes_for_remarks(unexplained)
        + unlisted * answer_set.document.entry_minutes,
        unexplained,
        unlisted,
        now.applicable + unlisted * _of_a_new_entry(answer_set, guide.section),
    )


def _of_a_new_entry(answer_set: AnswerSet, code: str) -> int:
    """How many questions are asked of an entry of which nothing was said yet."""
    section = answer_set.document.section_by_code.get(code)
    if section is None:
        return 0
    new = EntryValue(NEW, code, {})
    filled = replace(answer_set.filled, entries=(*answer_set.filled.entries, new))
    asked = AnswerSet(answer_set.document, filled, answer_set.as_of)
    _answered, applicable = progress_here(asked, section, NEW)
    return applicable


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
