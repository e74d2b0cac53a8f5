"""One of some options."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from questionnaires.document.errors import AnswerError
from questionnaires.document.kinds.asking import AskedQuestion, Field, Shape
from questionnaires.document.kinds.base import Context, QuestionKind, offered, word
from questionnaires.document.kinds.names import Kind
from questionnaires.document.model import Document, Question, Test
from questionnaires.document.offline.labels import Labels
from questionnaires.document.words import say as _

if TYPE_CHECKING:
    from questionnaires.document.offline.layout import Choices


class Single(QuestionKind):
    """The value is the code of an option."""

    kind = Kind.SINGLE
    has_options = True
    tests = (Test.OTHER_THAN, Test.LEVEL_AT_LEAST)
    takes_only_listed = True

    def clean(self, context: Context, question: Question, raw: object) -> str:  # noqa: ARG002  # options alone decide
        if isinstance(raw, list | tuple) and len(raw) == 1:
            raw = raw[0]
        code = word(question, raw)
        if code not in {option.code for option in question.options}:
            raise AnswerError(
                question.id,
                _("“%(code)s” is not one of the answers. Choose one of: %(offered)s.")
                % {"code": code[:60], "offered": offered(question)},
            )
        return code

    def fields(self, asked: AskedQuestion) -> Iterator[Field]:
        yield Field(
            "value",
            asked.question.text,
            Shape.ONE,
            initial=asked.value if isinstance(asked.value, str) else None,
            choices=[(option.code, option.label) for option in asked.options],
            invalid=_("Choose one of the answers shown."),
        )

    def explained(self, _document: Document, _question: Question) -> Iterator[str]:
        yield _("one of:")

    def how(self, _question: Question) -> str:
        return _("Choose one answer from the list.")

    def labels(self, _choices: Choices, question: Question) -> Labels:
        return Labels((option.code, option.label) for option in question.options)
