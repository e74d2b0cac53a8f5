"""Words of somebody's own."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING

from questionnaires.document.characters import directing, is_visible, mended, unshown
from questionnaires.document.errors import AnswerError
from questionnaires.document.kinds.asking import AskedQuestion, Field, Shape
from questionnaires.document.kinds.base import MAX_TEXT, Context, QuestionKind
from questionnaires.document.kinds.names import Kind
from questionnaires.document.model import Document, Question, Test
from questionnaires.document.naming import names_entries
from questionnaires.document.offline.cells import Parts
from questionnaires.document.values import Value
from questionnaires.document.words import say as _

if TYPE_CHECKING:
    from questionnaires.document.offline.layout import Choices


class Text(QuestionKind):
    """The value is the text, trimmed and never empty."""

    kind = Kind.TEXT
    has_legend = False
    tests = (Test.NAMES_PLACE,)

    def clean(self, context: Context, question: Question, raw: object) -> str:
        if names_entries(context.document, question):
            _refuse_direction(question, raw)
        return text_of(question, raw, MAX_TEXT)

    def fields(self, asked: AskedQuestion) -> Iterator[Field]:
        value = asked.value
        yield Field(
            "value",
            asked.question.text,
            Shape.TEXT,
            initial=value if isinstance(value, str) else "",
        )

    def display_text(self, document: Document, question: Question, value: Value) -> str:
        if isinstance(value, dict):
            return super().display_text(document, question, value)
        return str(value)

    def how(self, _question: Question) -> str:
        return _("In your own words.")

    def labels(self, _choices: Choices, _question: Question) -> None:
        return None

    def cell(self, _choices: Choices, _question: Question, value: Value) -> str:
        return str(value["value"]) if isinstance(value, dict) else str(value)

    def read(self, _choices: Choices, _question: Question, parts: Parts) -> str | None:
        return None if parts.written is None else parts.written.text


def text_of(question: Question, raw: object, most: int) -> str:
    """A text as it is kept, of at most so many characters; raises AnswerError."""
    if isinstance(raw, int) and not isinstance(raw, bool):
        raw = str(raw)
    if not isinstance(raw, str):
        raise AnswerError(question.id, _("Enter text."))
    if len(raw) > most * 2:
        raise AnswerError(
            question.id,
            _("The text is too long: at most %(most)s characters.") % {"most": most},
        )
    text = unicodedata.normalize("NFC", mended(raw)).strip()
    found = unshown(text)
    if found:
        raise AnswerError(
            question.id,
            _("The text holds a character that cannot be shown: %(where)s. Remove it.")
            % {"where": found},
        )
    if not is_visible(text):
        raise AnswerError(question.id, _("Enter text; it cannot be empty."))
    if len(text) > most:
        raise AnswerError(
            question.id,
            _("The text has %(count)s characters; at most %(most)s are possible.")
            % {"count": len(text), "most": most},
        )
    return text


def _refuse_direction(question: Question, raw: object) -> None:
    """A name that is read in another order than it is kept passes for another name."""
    found = directing(raw) if isinstance(raw, str) else ""
    if found:
        raise AnswerError(
            question.id,
            _(
                "The name holds a mark that changes the direction of reading: %(where)s. Remove it."
            )
            % {"where": found},
        )
