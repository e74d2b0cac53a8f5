"""An answer in words, for pages, reports and the copy the vendor keeps."""

from __future__ import annotations

import datetime

from questionnaires.document.meaning import codes_of
from questionnaires.document.model import Document, Kind, Question
from questionnaires.document.values import Value
from questionnaires.document.words import mark
from questionnaires.document.words import say as _

MONTHS = (
    mark("January"), mark("February"), mark("March"), mark("April"),
    mark("May"), mark("June"), mark("July"), mark("August"),
    mark("September"), mark("October"), mark("November"), mark("December"),
)  # fmt: skip
# One of a unit, where its label would be wrong.
ONE = {
    "minutes": mark("1 minute"),
    "hours": mark("1 hour"),
    "days": mark("1 day"),
    "months": mark("1 month"),
    "years": mark("1 year"),
}


def said(document: Document, question: Question, value: Value | None) -> str:
    """What was answered, in words; never raises, whatever an old version allowed."""
    if value is None:
        return _("Not answered")
    if isinstance(value, dict) and "not_applicable" in value:
        return _("Not applicable: %(reason)s") % {"reason": value["not_applicable"]}
    if isinstance(value, dict) and "value" in value:
        return _number(question, value)
    if isinstance(value, dict):
        return "; ".join(
            _basis(document, country, code) for country, code in value.items()
        )
    if question.kind is Kind.TEXT:
        return str(value)
    return ", ".join(_one(document, question, code) for code in codes_of(value))


def _one(document: Document, question: Question, code: str) -> str:
    option = question.choice(code)
    if option is not None:
        return option.label
    if question.kind is Kind.COUNTRIES and code in document.countries:
        return document.countries[code].name
    if question.kind is Kind.DATE:
        try:
            day = datetime.date.fromisoformat(code)
        except ValueError:
            return code
        return _("%(day)s %(month)s %(year)s") % {
            "day": day.day,
            "month": _(MONTHS[day.month - 1]),
            "year": day.year,
        }
    return code


def _number(question: Question, value: dict[str, object]) -> str:
    unit = str(value.get("unit"))
    if value["value"] == "1" and unit in ONE:
        return _(ONE[unit])
    label = next((u.label for u in question.units if u.code == unit), "")
    whole, point, part = str(value["value"]).partition(".")
    number = (
        _("%(whole)s.%(part)s") % {"whole": whole, "part": part} if point else whole
    )
    return f"{number} {label}".strip()


def _basis(document: Document, country_code: str, basis_code: object) -> str:
    country = document.countries.get(country_code)
    label = next(
        (b.label for b in document.legal_bases if b.code == basis_code), str(basis_code)
    )
    return f"{country.name if country else country_code}: {label}"
