"""What every kind of question knows about its answers."""

from __future__ import annotations

import datetime
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from questionnaires.document.errors import AnswerError
from questionnaires.document.kinds.asking import AskedQuestion, Field, Shape
from questionnaires.document.meaning import codes_of
from questionnaires.document.model import Document, Option, Question, Test
from questionnaires.document.offline.cells import CellRow, Parts
from questionnaires.document.offline.labels import Labels
from questionnaires.document.values import Value
from questionnaires.document.words import say as _

if TYPE_CHECKING:
    from questionnaires.document.checker import Checker
    from questionnaires.document.offline.layout import Choices
    from questionnaires.document.source import Path

MAX_TEXT = 10_000
MAX_CHOICES = 400


@dataclass(frozen=True, slots=True)
class Context:
    """What a question is answered in: its document, and the last day a date may name."""

    document: Document
    as_of: datetime.date


class QuestionKind(ABC):
    """One kind; the modules beside this one say what is different from here."""

    kind: ClassVar[str]
    has_legend: ClassVar[bool] = True  # on a page it is a group of fields
    is_answered_below: ClassVar[bool] = False  # in a sheet the lines below hold answers
    takes_only_listed: ClassVar[bool] = False  # a cell takes nothing but its list
    has_options: ClassVar[bool] = False  # it is answered by some of its options
    has_bounds: ClassVar[bool] = False
    is_day: ClassVar[bool] = False  # a cell holds a day
    names_places: ClassVar[bool] = False  # countries are named in its cell
    needs: ClassVar[str] = ""  # the key of the document it cannot do without
    tests: ClassVar[
        Collection[Test]
    ] = ()  # what conditions can ask, beside any question
    asks_of: ClassVar[str] = ""  # the kind of the questions it is about

    # In a document.

    def check(
        self, check: Checker, path: Path, question: Question, *, copies: bool
    ) -> None:
        """Note faults where a question cannot be asked; ``copies``: its options come from
        another."""
        if self.has_options and not question.options and not copies:
            check.fault(path, f"{question.id} has no options", "at least one option")

    # When somebody answers.

    @abstractmethod
    def clean(self, context: Context, question: Question, raw: object) -> Value:
        """The canonical value; raises AnswerError with words a person can act on."""

    def covers(self, document: Document) -> Collection[str]:
        """The countries about which something has to be said, where others name them."""
        return document.countries

    # On a page.

    chooser: ClassVar[str] = "value"  # the field that "does not apply" belongs to

    @abstractmethod
    def fields(self, asked: AskedQuestion) -> Iterator[Field]:
        """The fields of the answer."""

    def offers_reason(self, _asked: AskedQuestion) -> bool:
        """Whether there is something that may not apply."""
        return True

    def entered(self, _asked: AskedQuestion, got: Mapping[str, Any]) -> object:
        """What ``clean`` takes from the fields, None for nothing."""
        return got.get("special") or got.get("value") or None

    # In words.

    def display_text(self, document: Document, question: Question, value: Value) -> str:
        """What was answered; never raises, whatever an old version allowed."""
        if isinstance(value, dict):
            return "; ".join(str(part) for part in value.values())
        return ", ".join(self.one(document, question, code) for code in codes_of(value))

    def one(self, _document: Document, question: Question, code: str) -> str:
        """One code of a value in words."""
        option = question.choice(code)
        return option.label if option else code

    # In a file of text.

    def explained(self, _document: Document, _question: Question) -> Iterator[str]:
        """What shape an answer has."""
        return iter(())

    def listed(self, question: Question) -> Sequence[Option]:
        """The choices that are named with their codes."""
        return (*question.options, *question.specials)

    # In a workbook.

    @abstractmethod
    def how(self, question: Question) -> str:
        """What belongs into the cell."""

    def rows(self, _question: Question, _places: int) -> Iterator[CellRow]:
        """The lines below the question's own; ``places``: for how many countries."""
        return iter(())

    def line(self, row: CellRow) -> str:
        """What one of these lines is for, in words."""
        return row.code

    def line_labels(self, _choices: Choices, _row: CellRow) -> Labels | None:
        """What the cells of such a line offer."""
        return None

    def line_cell(self, _choices: Choices, _row: CellRow, _value: Value) -> str | None:
        """What stands in the cell of such a line."""
        return None

    def places_in(self, _value: Value | None) -> int:
        """For how many countries lines are needed."""
        return 0

    def labels(self, _choices: Choices, question: Question) -> Labels | None:
        """What the cell of the question offers; None where anything may be written."""
        return Labels((option.code, option.label) for option in question.specials)

    def cell(
        self, choices: Choices, question: Question, value: Value
    ) -> str | datetime.date | None:
        """What stands in the cell of the question itself."""
        if isinstance(value, dict):
            return str(value["value"])
        return choices.of(question).shown.get(str(value))

    def read(self, choices: Choices, question: Question, parts: Parts) -> Any:
        """What ``clean`` takes from these cells, None for nothing; raises Wrong."""
        written = parts.written
        return None if written is None else written.code_of(choices.of(question))


def word(question: Question, raw: object, expected: str = "") -> str:
    """One word that was chosen or typed; raises AnswerError."""
    if isinstance(raw, int) and not isinstance(raw, bool):
        raw = str(raw)
    if not isinstance(raw, str) or not raw.strip():
        raise AnswerError(question.id, expected or _("Choose one of the answers."))
    return raw.strip()[:MAX_TEXT]


def several(question: Question, raw: object) -> Sequence[object]:
    """What was chosen, one or many; raises AnswerError for none and for too many."""
    if isinstance(raw, str):
        raw = [raw]
    if not isinstance(raw, list | tuple) or not raw:
        raise AnswerError(question.id, _("Choose at least one answer."))
    if len(raw) > MAX_CHOICES:
        raise AnswerError(
            question.id,
            _("At most %(most)s choices are possible.") % {"most": MAX_CHOICES},
        )
    return raw


def is_special(question: Question, code: str) -> bool:
    """Whether a word is one of the special answers beside a number or a date."""
    return any(option.code == code for option in question.specials)


def special_field(asked: AskedQuestion, as_entered: str) -> Iterator[Field]:
    """The special answers beside a number or a date; ``as_entered``: what was entered counts."""
    question, value = asked.question, asked.value
    if question.specials:
        is_chosen = isinstance(value, str) and question.choice(value) is not None
        listed = [(option.code, option.label) for option in question.specials]
        yield Field(
            "special",
            _("Or"),
            Shape.ONE,
            initial=str(value) if is_chosen else "",
            choices=[("", as_entered), *listed],
        )


def offered(question: Question) -> str:
    """The codes that can be chosen, for a refusal."""
    return ", ".join(option.code for option in question.options[:30])
