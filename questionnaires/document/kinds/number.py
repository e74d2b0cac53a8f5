"""A number with a unit, or one of some special answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from questionnaires.document.errors import AnswerError
from questionnaires.document.kinds.asking import AskedQuestion, Field, Shape
from questionnaires.document.kinds.base import (
    Context,
    QuestionKind,
    is_special,
    special_field,
)
from questionnaires.document.kinds.names import Kind
from questionnaires.document.model import Document, Question, Test, Unit
from questionnaires.document.numbers import (
    decimal,
    refuse_beyond,
    split_unit,
    units_of,
)
from questionnaires.document.offline.cells import UNIT, CellRow, Parts
from questionnaires.document.offline.labels import Labels
from questionnaires.document.values import Value
from questionnaires.document.words import mark
from questionnaires.document.words import say as _

if TYPE_CHECKING:
    from questionnaires.document.checker import Checker
    from questionnaires.document.offline.layout import Choices
    from questionnaires.document.source import Path

# One of a unit, where its label would be wrong.
ONE = {
    "minutes": mark("1 minute"),
    "hours": mark("1 hour"),
    "days": mark("1 day"),
    "months": mark("1 month"),
    "years": mark("1 year"),
}


class Number(QuestionKind):
    """The value is ``{"value": decimal text, "unit": code}``, or the code of a special."""

    kind = Kind.NUMBER
    chooser = "special"
    has_bounds = True
    tests = (Test.AT_MOST, Test.LESS_THAN, Test.EXCEEDS)

    def check(
        self,
        check: Checker,
        path: Path,
        question: Question,
        *,
        copies: bool,  # noqa: ARG002  # it has no options
    ) -> None:
        if not question.units:
            check.fault(path, f"{question.id} has no units", "at least one unit")

    def clean(self, context: Context, question: Question, raw: object) -> Value:  # noqa: ARG002  # units and bounds decide
        value, unit = raw, None
        if isinstance(raw, Mapping):
            if not set(raw) <= {"value", "unit"}:
                raise AnswerError(
                    question.id, _("A number has a value and a unit, nothing else.")
                )
            value, unit = raw.get("value"), raw.get("unit") or None
        if isinstance(value, str) and is_special(question, value.strip()):
            return value.strip()
        if isinstance(value, bool) or not isinstance(
            value, int | str | float | Fraction
        ):
            raise AnswerError(question.id, _expected(question))
        typed, behind = split_unit(question, str(value))
        number = decimal(question, typed)
        if number is None:
            raise AnswerError(question.id, _expected(question))
        chosen = _unit(question, unit, behind)
        refuse_beyond(question, number, chosen)
        return {"value": number, "unit": chosen.code}

    def fields(self, asked: AskedQuestion) -> Iterator[Field]:
        units = asked.question.units
        known = asked.value if isinstance(asked.value, dict) else {}
        yield Field(
            "value",
            _("Number") if len(units) > 1 else units[0].label.capitalize(),
            Shape.NUMBER,
            initial=known.get("value", ""),
        )
        if len(units) > 1:
            yield Field(
                "unit",
                _("Unit"),
                Shape.FROM_LIST,
                initial=known.get("unit", units[0].code),
                choices=[(unit.code, unit.label) for unit in units],
            )
        yield from special_field(asked, _("The number above"))

    def entered(self, asked: AskedQuestion, got: Mapping[str, Any]) -> object:
        """A unit typed behind the number goes before the one the list was left at."""
        value = got.get("value")
        if got.get("special") or not value:
            return got.get("special") or None
        try:
            typed, behind = split_unit(asked.question, value)
        except AnswerError:
            return value  # refused where it is cleaned
        if behind is not None:
            return {"value": typed, "unit": behind.code}
        unit = got.get("unit") or asked.question.units[0].code
        return {"value": value, "unit": unit}

    def display_text(self, document: Document, question: Question, value: Value) -> str:
        if not isinstance(value, dict):
            return super().display_text(document, question, value)
        unit = str(value.get("unit"))
        if value["value"] == "1" and unit in ONE:
            return _(ONE[unit])
        label = next((u.label for u in question.units if u.code == unit), "")
        whole, point, part = str(value["value"]).partition(".")
        number = (
            _("%(whole)s.%(part)s") % {"whole": whole, "part": part} if point else whole
        )
        return f"{number} {label}".strip()

    def explained(self, _document: Document, question: Question) -> Iterator[str]:
        units = ", ".join(f"{unit.code} ({unit.label})" for unit in question.units)
        yield _("{value: 24, unit: ...}, the unit one of: %(units)s") % {"units": units}

    def how(self, question: Question) -> str:
        units = _(" or ").join(unit.label for unit in question.units)
        return _("A number of %(units)s.") % {"units": units}

    def rows(self, question: Question, _places: int) -> Iterator[CellRow]:
        if len(question.units) > 1:
            yield CellRow(question, UNIT)

    def line(self, _row: CellRow) -> str:
        return _("Unit")

    def line_labels(self, choices: Choices, row: CellRow) -> Labels:
        return choices.units(row.question)

    def line_cell(self, choices: Choices, row: CellRow, value: Value) -> str | None:
        unit = value.get("unit") if isinstance(value, dict) else None
        return choices.units(row.question).shown.get(str(unit))

    def read(self, choices: Choices, question: Question, parts: Parts) -> Any:
        written, unit = parts.written, parts.more.get((UNIT, ""))
        if written is None:
            return None  # the unit alone says nothing
        special = choices.of(question).code(written.text)
        if special is not None:
            return special
        written.refuse_without_reason()
        number = {"value": written.text}
        if unit is not None:
            number["unit"] = unit.code_of(choices.units(question))
        return number


def _unit(question: Question, code: object, typed: Unit | None) -> Unit:
    """The unit that was chosen or typed behind the number; the first where neither was."""
    if code is None:
        return typed or question.units[0]
    chosen = next((unit for unit in question.units if unit.code == code), None)
    if chosen is None:
        raise AnswerError(
            question.id,
            _("Give the number in one of: %(units)s.") % {"units": units_of(question)},
        )
    if typed is not None and typed != chosen:
        raise AnswerError(
            question.id,
            _("The number says %(typed)s and the unit says %(chosen)s. Keep one.")
            % {"typed": typed.label, "chosen": chosen.label},
        )
    return chosen


def _expected(question: Question) -> str:
    units = _(" or ").join(unit.label for unit in question.units)
    special = "".join(
        _(", or choose “%(label)s”") % {"label": option.label}
        for option in question.specials
    )
    return _("Enter a number of %(units)s, 0 or more%(special)s.") % {
        "units": units,
        "special": special,
    }
