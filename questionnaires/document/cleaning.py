"""From what somebody typed to a canonical value, or to words on how to mend it."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from questionnaires.document.characters import (
    directing,
    is_visible,
    mended,
    unshown,
)
from questionnaires.document.errors import AnswerError
from questionnaires.document.model import Document, Kind, LegalBasis, Question, Unit
from questionnaires.document.naming import names_entries
from questionnaires.document.numbers import (
    decimal,
    refuse_beyond,
    split_unit,
    units_of,
)
from questionnaires.document.values import Value
from questionnaires.document.words import say as _

MAX_TEXT = 10_000
MAX_REASON = 2_000
MAX_CHOICES = 400
FIRST_DAY = datetime.date(1990, 1, 1)

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}$", re.ASCII)


def clean(
    document: Document, question: Question, raw: object, *, as_of: datetime.date
) -> Value:
    """The canonical value of an answer; raises AnswerError with words a person can act on.

    ``as_of`` is the last day a date may name.
    """
    if isinstance(raw, Mapping) and "not_applicable" in raw:
        return _reason(question, raw)
    if question.kind is Kind.SINGLE:
        return _one(question, raw)
    if question.kind is Kind.MULTI:
        return _several(question, raw)
    if question.kind is Kind.NUMBER:
        return _number(question, raw)
    if question.kind is Kind.DATE:
        return _date(question, raw, as_of)
    if question.kind is Kind.TEXT:
        if names_entries(document, question):
            _refuse_direction(question, raw)
        return _text(question, raw, MAX_TEXT)
    if question.kind is Kind.COUNTRIES:
        return _countries(document, question, raw)
    return _legal_bases(document, question, raw)


def bases_for(document: Document, country_code: str) -> tuple[LegalBasis, ...]:
    """The legal bases that can be named for a country, in the document's order."""
    country = document.countries.get(country_code)
    if country is None:
        return ()
    return tuple(
        basis
        for basis in document.legal_bases
        if country.status in basis.statuses
        and (not basis.only_for or country_code in basis.only_for)
    )


def _reason(question: Question, raw: Mapping[Any, Any]) -> Value:
    if set(raw) != {"not_applicable"}:
        raise AnswerError(
            question.id,
            _("Give either an answer or the reason why it does not apply, not both."),
        )
    return {"not_applicable": _text(question, raw["not_applicable"], MAX_REASON)}


def _one(question: Question, raw: object) -> str:
    if isinstance(raw, list | tuple) and len(raw) == 1:
        raw = raw[0]
    code = _word(question, raw)
    if code not in {option.code for option in question.options}:
        raise AnswerError(
            question.id,
            _("“%(code)s” is not one of the answers. Choose one of: %(offered)s.")
            % {"code": code[:60], "offered": _offered(question)},
        )
    return code


def _several(question: Question, raw: object) -> list[str]:
    chosen = {_word(question, item) for item in _list(question, raw)}
    known = [option.code for option in question.options]
    for code in sorted(chosen - set(known)):
        raise AnswerError(
            question.id,
            _("“%(code)s” is not one of the answers. Choose from: %(offered)s.")
            % {"code": code[:60], "offered": _offered(question)},
        )
    alone = [o for o in question.options if o.exclusive and o.code in chosen]
    if alone and len(chosen) > 1:
        raise AnswerError(
            question.id,
            _("“%(label)s” cannot be chosen together with other answers.")
            % {"label": alone[0].label},
        )
    return [code for code in known if code in chosen]


def _number(question: Question, raw: object) -> Value:
    value, unit = raw, None
    if isinstance(raw, Mapping):
        if not set(raw) <= {"value", "unit"}:
            raise AnswerError(
                question.id, _("A number has a value and a unit, nothing else.")
            )
        value, unit = raw.get("value"), raw.get("unit") or None
    if isinstance(value, str) and _is_special(question, value.strip()):
        return value.strip()
    if isinstance(value, bool) or not isinstance(value, int | str | float | Fraction):
        raise AnswerError(question.id, _number_words(question))
    typed, behind = split_unit(question, str(value))
    number = decimal(question, typed)
    if number is None:
        raise AnswerError(question.id, _number_words(question))
    chosen = _unit(question, unit, behind)
    refuse_beyond(question, number, chosen)
    return {"value": number, "unit": chosen.code}


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


def _date(question: Question, raw: object, as_of: datetime.date) -> str:
    if isinstance(raw, datetime.date):
        raw = raw.isoformat()
    text = _word(question, raw, _("Enter a date such as 2026-01-31."))
    if _is_special(question, text):
        return text
    day = _real_date(text)
    if day is None:
        raise AnswerError(
            question.id,
            _("Enter a real date as year-month-day, for example 2026-01-31."),
        )
    if day > as_of:
        raise AnswerError(
            question.id,
            _("The date must not lie after %(day)s.") % {"day": as_of.isoformat()},
        )
    if day < FIRST_DAY:
        raise AnswerError(
            question.id,
            _("The date must not lie before %(day)s.") % {"day": FIRST_DAY.isoformat()},
        )
    return day.isoformat()


def _real_date(text: str) -> datetime.date | None:
    if not _DAY.match(text):
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def _text(question: Question, raw: object, most: int) -> str:
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


def _countries(document: Document, question: Question, raw: object) -> list[str]:
    special = {
        name.casefold(): option.code
        for option in question.specials
        for name in (*option.aliases, option.code)
    }
    chosen = {
        special.get(word.casefold()) or document.country_code(word) or word
        for word in (_word(question, item) for item in _list(question, raw))
    }
    specials = [option for option in question.specials if option.code in chosen]
    codes = chosen - {option.code for option in specials}
    for code in sorted(codes - set(document.countries)):
        raise AnswerError(
            question.id,
            _("“%(code)s” is not a country code. Use two letters, for example IE.")
            % {"code": code[:60]},
        )
    alone = [option for option in specials if option.exclusive]
    if alone and len(chosen) > 1:
        raise AnswerError(
            question.id,
            _("“%(label)s” cannot be chosen together with countries.")
            % {"label": alone[0].label},
        )
    return [*sorted(codes), *(option.code for option in specials)]


def _legal_bases(document: Document, question: Question, raw: object) -> dict[str, str]:
    if not isinstance(raw, Mapping) or not raw or len(raw) > MAX_CHOICES:
        raise AnswerError(
            question.id,
            _("Name a legal basis for each country, for example US: dpf_and_scc."),
        )
    cleaned: dict[str, str] = {}
    named = [(document.country_code(str(word)) or str(word), word) for word in raw]
    for country_code, word in sorted(named, key=lambda pair: pair[0]):
        if country_code in cleaned:
            raise AnswerError(
                question.id,
                _("“%(code)s” stands there twice.") % {"code": country_code[:60]},
            )
        basis = _word(question, raw[word])
        offered = {
            found.code: found.label for found in bases_for(document, country_code)
        }
        if not offered:
            raise AnswerError(
                question.id,
                _("No legal basis is asked for “%(code)s”.")
                % {"code": country_code[:60]},
            )
        if basis not in offered:
            raise AnswerError(
                question.id,
                _(
                    "“%(basis)s” is not a legal basis for %(country)s. Choose one of: %(offered)s."
                )
                % {
                    "basis": basis[:60],
                    "country": document.countries[country_code].name,
                    "offered": ", ".join(offered),
                },
            )
        cleaned[country_code] = basis
    return cleaned


def _list(question: Question, raw: object) -> Sequence[object]:
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


def _word(question: Question, raw: object, expected: str = "") -> str:
    if isinstance(raw, int) and not isinstance(raw, bool):
        raw = str(raw)
    if not isinstance(raw, str) or not raw.strip():
        raise AnswerError(question.id, expected or _("Choose one of the answers."))
    return raw.strip()[:MAX_TEXT]


def _is_special(question: Question, code: str) -> bool:
    return any(option.code == code for option in question.specials)


def _offered(question: Question) -> str:
    return ", ".join(option.code for option in question.options[:30])


def _number_words(question: Question) -> str:
    units = _(" or ").join(unit.label for unit in question.units)
    special = "".join(
        _(", or choose “%(label)s”") % {"label": option.label}
        for option in question.specials
    )
    return _("Enter a number of %(units)s, 0 or more%(special)s.") % {
        "units": units,
        "special": special,
    }
