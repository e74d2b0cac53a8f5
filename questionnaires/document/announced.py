"""Entries that were announced and are not there yet: they will be asked about, so they count."""

from __future__ import annotations

from dataclasses import replace

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.guides import Guide
from questionnaires.document.meaning import codes_of
from questionnaires.document.model import Document
from questionnaires.document.reach import reach_of
from questionnaires.document.values import EntryValue

NEW = "new"  # begins the ids of entries that are not there yet


def unlisted(answer_set: AnswerSet, guide: Guide) -> int:
    """How many kinds of entries were named beyond the entries there are; one where nothing was
    said yet."""
    if not guide.announced:
        return 0
    value = answer_set.value(guide.announced)
    question = answer_set.document.questions[guide.announced]
    named = {o.code for o in question.options if not o.exclusive} & {*codes_of(value)}
    wanted = len(named) if value is not None else 1
    return max(wanted - len(answer_set.entries(guide.section)), 0)


def with_announced(answer_set: AnswerSet, guide: Guide) -> AnswerSet:
    """The same with the entries that were announced besides, of which nothing was said yet."""
    number = unlisted(answer_set, guide)
    if not number:
        return answer_set
    new = tuple(EntryValue(f"{NEW} {n}", guide.section, {}) for n in range(number))
    filled = replace(answer_set.filled, entries=(*answer_set.filled.entries, *new))
    return AnswerSet(answer_set.document, filled, answer_set.as_of)


def decides_on_new_ones(
    document: Document, guide: Guide, question_id: str, entry_id: str
) -> bool:
    """Whether an answer can change how many there will be, or what is asked about them."""
    if not guide.announced:
        return False
    return question_id == guide.announced or any(
        document.questions[name].repeated and (is_everywhere or not entry_id)
        for name, is_everywhere in reach_of(document).of(question_id)
    )
