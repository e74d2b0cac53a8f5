"""A number as people type it: with a unit behind it, groups of thousands, a comma or a point."""

from __future__ import annotations

import re
from fractions import Fraction

from questionnaires.document.errors import AnswerError
from questionnaires.document.model import Exact, Question, Unit
from questionnaires.document.words import say as _
from questionnaires.document.written import words_for

MAX_DIGITS = 12

_TYPED = re.compile(r"([\d.,'’\u00a0\u2009\u202f ]*\d)\s*(.*)$", re.ASCII | re.DOTALL)
_PLAIN = re.compile(r"(\d+)(?:[.,](\d+))?$", re.ASCII)
# 1 095 or 1'095; 1.095.000; 1,095,000; 1.095,5; 1,095.5
_GROUPED = re.compile(
    r"(?:[1-9]\d{0,2}(?:(['’\u00a0\u2009\u202f ])\d{3})(?:\1\d{3})*(?:[.,](\d+))?"
    r"|[1-9]\d{0,2}(?:\.\d{3}){2,}(?:,(\d+))?|[1-9]\d{0,2}(?:\.\d{3})+,(\d+)"
    r"|[1-9]\d{0,2}(?:,\d{3}){2,}(?:\.(\d+))?|[1-9]\d{0,2}(?:,\d{3})+\.(\d+))$",
    re.ASCII,
)
# One sign and three digits behind it: thousands to some people, a fraction to others.
_EITHER = re.compile(r"([1-9]\d{0,2})[.,](\d{3})$", re.ASCII)


def split_unit(question: Question, text: str) -> tuple[str, Unit | None]:
    """What was typed without the unit behind it, and that unit; None where there is none.

    Raises AnswerError where something else stands behind the number.
    """
    found = _TYPED.match(text.strip())
    if found is None or not found[2]:
        return text.strip(), None
    word = " ".join(found[2].split()).casefold()
    for unit in question.units:
        known = (unit.code, unit.label.casefold(), *words_for(unit.code))
        if word in known or word.rstrip(".") in known:
            return found[1], unit
    if (word[0].isalpha() or word[0] == "%") and not any(c.isdigit() for c in word):
        raise AnswerError(
            question.id,
            _("“%(word)s” is not a unit of this number. Give it in one of: %(units)s.")
            % {"word": found[2][:40], "units": units_of(question)},
        )
    return text.strip(), None


def units_of(question: Question) -> str:
    """The units a number can be given in, in words."""
    return ", ".join(unit.label for unit in question.units)


def decimal(question: Question, text: str) -> str | None:
    """The number as it is kept, such as "1095" or "1.5"; None where it is none.

    Raises AnswerError for what can be read in two ways. Three decimals behind few digits are
    kept with a nought behind them, so that the number stays clear wherever it is shown again.
    """
    grouped = _GROUPED.match(text)
    if grouped:
        part = next(filter(None, grouped.groups()[1:]), "")
        end = len(text) - len(part) - 1 if part else len(text)
        text = "".join(c for c in text[:end] if c.isdigit()) + (part and f".{part}")
    else:
        _refuse_either(question, text)
    found = _PLAIN.match(text)
    if found is None:
        return None
    whole = found[1].lstrip("0") or "0"
    part = (found[2] or "").rstrip("0")
    if len(whole) + len(part) > MAX_DIGITS:
        raise AnswerError(
            question.id,
            _("The number is too long: at most %(most)s digits.")
            % {"most": MAX_DIGITS},
        )
    kept = f"{whole}.{part}" if part else whole
    return f"{kept}0" if _EITHER.match(kept) else kept


def refuse_beyond(question: Question, kept: str, unit: Unit) -> None:
    """Raise AnswerError where a number lies beyond what the question can mean."""
    number = Fraction(kept) * unit.factor
    if question.most is not None and number > question.most:
        raise AnswerError(
            question.id,
            _("The number is too large: at most %(most)s %(unit)s.")
            % {"most": _in(question.most, unit), "unit": unit.label},
        )
    if question.least is not None and number < question.least:
        raise AnswerError(
            question.id,
            _("The number is too small: at least %(least)s %(unit)s.")
            % {"least": _in(question.least, unit), "unit": unit.label},
        )


def shown(number: str) -> str:
    """A kept number with the sign for fractions of whoever reads it."""
    whole, point, part = number.partition(".")
    return _("%(whole)s.%(part)s") % {"whole": whole, "part": part} if point else whole


def _in(bound: Exact, unit: Unit) -> str:
    exact = Fraction(bound) / unit.factor
    if exact.denominator == 1:
        return str(exact.numerator)
    return shown(f"{float(exact):.2f}")


def _refuse_either(question: Question, text: str) -> None:
    found = _EITHER.match(text)
    if found is None:
        return
    whole, part = found.groups()
    raise AnswerError(
        question.id,
        _(
            "“%(text)s” can be read as %(thousands)s or as %(fraction)s. Write %(thousands)s, or %(clear)s."
        )
        % {
            "text": text,
            "thousands": whole + part,
            "fraction": shown(f"{whole}.{part}"),
            "clear": shown(f"{whole}.{part}0"),
        },
    )
