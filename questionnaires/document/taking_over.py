"""What of earlier answers still fits, when a questionnaire has changed since."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.cleaning import clean
from questionnaires.document.errors import AnswerError
from questionnaires.document.model import Document, Question
from questionnaires.document.values import Value
from questionnaires.document.wording import display_text


class Why(StrEnum):
    """Why an earlier answer is not taken over."""

    NOT_ASKED = "not_asked"
    NOT_ALLOWED = "not_allowed"


@dataclass(frozen=True, slots=True)
class Left:
    """One earlier answer that is not taken over, in the words of its own time."""

    section: str
    question: str
    title: str
    text: str
    display_text: str
    why: Why


@dataclass(frozen=True, slots=True)
class Reworded:
    """A question that is asked in other words than before."""

    section: str
    question: str
    text: str
    before: str


def why_not(
    document: Document,
    question_id: str,
    section: str,
    value: Value,
    *,
    as_of: datetime.date,
) -> Why | None:
    """Why an earlier answer cannot be taken over; None when it can.

    ``section`` is that of the entry it belongs to, or "" for the response as a whole.
    """
    question = document.questions.get(question_id)
    if question is None or not question.section:
        return Why.NOT_ASKED
    if question.repeated != bool(section) or (section and question.section != section):
        return Why.NOT_ASKED
    try:
        fits = clean(document, question, value, as_of=as_of) == value
    except AnswerError:
        fits = False
    return None if fits else Why.NOT_ALLOWED


def left_behind(
    document: Document, before: AnswerSet, as_of: datetime.date
) -> list[Left]:
    """The answers that counted before and are not taken over, in their order."""
    left = []
    for item in before.items():
        entry_id = item.entry.id if item.entry else ""
        value = before.value(item.question.id, entry_id)
        if value is None:
            continue
        section = item.entry.section if item.entry else ""
        why = why_not(document, item.question.id, section, value, as_of=as_of)
        if why is not None:
            asked = item.question
            if why is Why.NOT_ALLOWED:
                asked = document.questions[item.question.id]
            left.append(
                Left(
                    section=asked.section,
                    question=item.question.id,
                    title=item.entry.title if item.entry else "",
                    text=item.question.text,
                    display_text=display_text(before.document, item.question, value),
                    why=why,
                )
            )
    return left


def reworded(document: Document, before: Document) -> Iterator[Reworded]:
    """The questions that are asked in other words, or whose answers read otherwise."""
    for question in document.questions.values():
        old = before.questions.get(question.id)
        if old is not None and question.section and _words(question) != _words(old):
            yield Reworded(question.section, question.id, question.text, old.text)


def _words(question: Question) -> tuple[str, dict[str, str]]:
    return question.text, {code: o.label for code, o in question.choices.items()}
