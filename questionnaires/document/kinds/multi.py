"""Any number of some options; one that excludes the others stands alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from questionnaires.document.errors import AnswerError
from questionnaires.document.kinds.asking import AskedQuestion, Field, Shape
from questionnaires.document.kinds.base import (
    Context,
    QuestionKind,
    offered,
    several,
    word,
)
from questionnaires.document.kinds.names import Kind
from questionnaires.document.meaning import codes_of
from questionnaires.document.model import Document, Question, Test
from questionnaires.document.offline.cells import OPTION, CellRow, Parts, yes_word
from questionnaires.document.offline.labels import Labels
from questionnaires.document.values import Value
from questionnaires.document.words import say as _

if TYPE_CHECKING:
    from questionnaires.document.offline.layout import Choices


class Multi(QuestionKind):
    """The value is a list of codes, in the order of the options; in a sheet each option has
    a line."""

    kind = Kind.MULTI
    has_options = True
    tests = (Test.OTHER_THAN, Test.LEVEL_AT_LEAST)
    is_answered_below = True

    def clean(self, context: Context, question: Question, raw: object) -> list[str]:  # noqa: ARG002  # options alone decide
        chosen = {word(question, item) for item in several(question, raw)}
        known = [option.code for option in question.options]
        for code in sorted(chosen - set(known)):
            raise AnswerError(
                question.id,
                _("“%(code)s” is not one of the answers. Choose from: %(offered)s.")
                % {"code": code[:60], "offered": offered(question)},
            )
        alone = [o for o in question.options if o.exclusive and o.code in chosen]
        if alone and len(chosen) > 1:
            raise AnswerError(
                question.id,
                _("“%(label)s” cannot be chosen together with other answers.")
                % {"label": alone[0].label},
            )
        return [code for code in known if code in chosen]

    def fields(self, asked: AskedQuestion) -> Iterator[Field]:
        yield Field(
            "value",
            asked.question.text,
            Shape.MANY,
            initial=list(codes_of(asked.value)),
            choices=[(option.code, option.label) for option in asked.options],
            invalid=_("Choose from the answers shown."),
        )

    def explained(self, _document: Document, _question: Question) -> Iterator[str]:
        yield _("a list, from:")

    def how(self, _question: Question) -> str:
        return _("Choose “%(yes)s” at each that applies.") % {"yes": yes_word()}

    def rows(self, question: Question, _places: int) -> Iterator[CellRow]:
        for option in question.options:
            yield CellRow(question, OPTION, option.code)

    def line(self, row: CellRow) -> str:
        option = row.question.choice(row.code)
        return option.label if option else row.code

    def line_labels(self, choices: Choices, _row: CellRow) -> Labels:
        return choices.yes

    def line_cell(self, _choices: Choices, row: CellRow, value: Value) -> str | None:
        return yes_word() if row.code in codes_of(value) else None

    def labels(self, _choices: Choices, _question: Question) -> None:
        return None

    def cell(self, _choices: Choices, _question: Question, _value: Value) -> None:
        return None

    def read(
        self, _choices: Choices, question: Question, parts: Parts
    ) -> list[str] | None:
        chosen = []
        for option in question.options:
            cell = parts.more.get((OPTION, option.code))
            if cell is not None and cell.says_yes:
                chosen.append(option.code)
        return chosen or None
