"""A day that has passed, or one of some special answers."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from questionnaires.document.errors import AnswerError
from questionnaires.document.kinds.asking import AskedQuestion, Field, Shape
from questionnaires.document.kinds.base import (
    Context,
    QuestionKind,
    is_special,
    special_field,
    word,
)
from questionnaires.document.kinds.names import Kind
from questionnaires.document.model import Document, Question, Test
from questionnaires.document.offline.cells import Parts
from questionnaires.document.values import Value
from questionnaires.document.words import mark
from questionnaires.document.words import say as _

if TYPE_CHECKING:
    from questionnaires.document.offline.layout import Choices

FIRST_DAY = datetime.date(1990, 1, 1)
MONTHS = (
    mark("January"), mark("February"), mark("March"), mark("April"),
    mark("May"), mark("June"), mark("July"), mark("August"),
    mark("September"), mark("October"), mark("November"), mark("December"),
)  # fmt: skip

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}$", re.ASCII)


class Date(QuestionKind):
    """The value is a day as ``2026-01-31``, or the code of a special."""

    kind = Kind.DATE
    chooser = "special"
    is_day = True
    tests = (Test.OLDER_THAN,)

    def clean(self, context: Context, question: Question, raw: object) -> str:
        if isinstance(raw, datetime.date):
            raw = raw.isoformat()
        text = word(question, raw, _("Enter a date such as 2026-01-31."))
        if is_special(question, text):
            return text
        day = _real(text)
        if day is None:
            raise AnswerError(
                question.id,
                _("Enter a real date as year-month-day, for example 2026-01-31."),
            )
        if day > context.as_of:
            raise AnswerError(
                question.id,
                _("The date must not lie after %(day)s.")
                % {"day": context.as_of.isoformat()},
            )
        if day < FIRST_DAY:
            raise AnswerError(
                question.id,
                _("The date must not lie before %(day)s.")
                % {"day": FIRST_DAY.isoformat()},
            )
        return day.isoformat()

    def fields(self, asked: AskedQuestion) -> Iterator[Field]:
        value = asked.value
        is_day = isinstance(value, str) and asked.question.choice(value) is None
        yield Field("value", _("Date"), Shape.DAY, initial=str(value) if is_day else "")
        yield from special_field(asked, _("The date above"))

    def one(self, document: Document, question: Question, code: str) -> str:
        words = super().one(document, question, code)
        if question.choice(code) is not None:
            return words
        try:
            day = datetime.date.fromisoformat(code)
        except ValueError:
            return code
        return _("%(day)s %(month)s %(year)s") % {
            "day": day.day,
            "month": _(MONTHS[day.month - 1]),
            "year": day.year,
        }

    def explained(self, _document: Document, _question: Question) -> Iterator[str]:
        yield _("a date such as 2026-01-31")

    def how(self, _question: Question) -> str:
        return _("A date as year-month-day, not after today.")

    def cell(
        self, choices: Choices, question: Question, value: Value
    ) -> str | datetime.date:
        known = choices.of(question).shown.get(str(value))
        return datetime.date.fromisoformat(str(value)) if known is None else known

    def read(self, choices: Choices, question: Question, parts: Parts) -> str | None:
        written = parts.written
        if written is None:
            return None
        code = choices.of(question).code(written.text)
        if code is None:
            written.refuse_without_reason()
        return code or written.text


def _real(text: str) -> datetime.date | None:
    if not _DAY.match(text):
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None
