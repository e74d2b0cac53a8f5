"""Entries of a register that look like one thing told twice."""

from __future__ import annotations

from collections.abc import Hashable
from enum import Enum, auto

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.digest import digest
from questionnaires.document.kinds.names import Kind
from questionnaires.document.model import Section
from questionnaires.document.values import EntryValue

FEWEST = 10  # so many answers have to be the same to be more than chance


class Likeness(Enum):
    """In what entries are alike."""

    PLAN = auto()
    ANSWERS = auto()


def alike_entries(
    answer_set: AnswerSet, section: Section
) -> dict[Likeness, list[list[EntryValue]]]:
    """Groups of entries from one line of the catalogue, and of those whose answers are the same
    throughout, free text apart."""
    plans: dict[Hashable, list[EntryValue]] = {}
    answers: dict[Hashable, list[EntryValue]] = {}
    for entry in answer_set.entries(section.code):
        if entry.catalogue:
            plans.setdefault(entry.catalogue, []).append(entry)
        given = {
            question.id: answer_set.value(question.id, entry.id)
            for question in section.questions
            if question.kind != Kind.TEXT
        }
        if sum(value is not None for value in given.values()) >= FEWEST:
            answers.setdefault(digest(given), []).append(entry)
    return {
        Likeness.PLAN: [group for group in plans.values() if len(group) > 1],
        Likeness.ANSWERS: [group for group in answers.values() if len(group) > 1],
    }
