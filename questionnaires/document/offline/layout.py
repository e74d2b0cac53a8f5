"""Where everything stands in a workbook: shared by whoever writes it and whoever reads it.

Every sheet with answers has a hidden first column with the key of each row and a hidden
row with the key of each column, so that neither order nor words matter when it comes back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from questionnaires.document.model import Document, Kind, Question, Section
from questionnaires.document.offline.labels import Labels
from questionnaires.document.words import say as _

FORMAT = "1"
FACTS = "_riskapp"
LISTS = "_lists"
SEPARATOR = "|"

TITLE_ROW, INTRO_ROW, KEY_ROW, HEAD_ROW, FIRST_ROW = 1, 2, 3, 4, 5
KEY_COLUMN, ID_COLUMN, TEXT_COLUMN, HOW_COLUMN, WHEN_COLUMN, FIRST_COLUMN = range(1, 7)
SECTION, ANSWER, REASON = "section", "answer", "reason"
UNIT, OPTION, COUNTRY, BASIS = "unit", "option", "country", "basis"

SPARE_ENTRIES = 12  # empty columns for entries that are not listed yet
SPARE_PLACES = 2  # empty lines for countries and their legal bases
FEWEST_PLACES = 4


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a sheet: a question, or a part of its answer."""

    question: Question
    part: str = ""
    code: str = ""

    @property
    def key(self) -> str:
        """What the hidden column says."""
        return SEPARATOR.join(filter(None, (self.question.id, self.part, self.code)))


def rows_of(section: Section, places: int) -> Iterator[Row]:
    """The lines of a section; ``places`` is how many countries a legal basis can be named for."""
    for question in section.questions:
        yield Row(question)
        if question.kind is Kind.MULTI:
            for option in question.options:
                yield Row(question, OPTION, option.code)
        elif question.kind is Kind.NUMBER and len(question.units) > 1:
            yield Row(question, UNIT)
        elif question.kind is Kind.LEGAL_BASES:
            for number in range(1, places + 1):
                yield Row(question, COUNTRY, str(number))
                yield Row(question, BASIS, str(number))


class Choices:
    """What can be chosen in the cells of one document, each list made once."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._own: dict[str, Labels] = {}
        self._units: dict[str, Labels] = {}
        listed = sorted(document.countries.values(), key=lambda country: country.name)
        self._places = [(country.code, country.name) for country in listed]
        self._names = [(c.code, name) for c in listed for name in c.aliases]
        self.countries = Labels(self._places, also=self._names)
        self.bases = Labels((basis.code, basis.label) for basis in document.legal_bases)

    def of(self, question: Question) -> Labels:
        """What can be chosen in the cell of a question itself."""
        found = self._own.get(question.id)
        if found is None:
            found = self._own[question.id] = self._listed(question)
        return found

    def units(self, question: Question) -> Labels:
        """The units a number can be given in."""
        found = self._units.get(question.id)
        if found is None:
            found = self._units[question.id] = Labels(
                (unit.code, unit.label) for unit in question.units
            )
        return found

    def _listed(self, question: Question) -> Labels:
        if question.kind is Kind.COUNTRIES:
            special = [(option.code, option.label) for option in question.specials]
            also = [(o.code, name) for o in question.specials for name in o.aliases]
            return Labels([*special, *self._places], also=[*also, *self._names])
        if question.kind is Kind.SINGLE:
            return Labels((option.code, option.label) for option in question.options)
        return Labels((option.code, option.label) for option in question.specials)


def yes_word() -> str:
    """What is written for a choice that applies."""
    return _("Yes")
