"""Where everything stands in a workbook: shared by whoever writes it and whoever reads it.

Every sheet with answers has a hidden first column with the key of each row and a hidden
row with the key of each column, so that neither order nor words matter when it comes back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from questionnaires.document.kinds.registry import kind_of
from questionnaires.document.model import Document, Question
from questionnaires.document.offline.cells import CellRow, yes_word
from questionnaires.document.offline.labels import Labels

FORMAT = "1"
FACTS = "_riskapp"
LISTS = "_lists"

TITLE_ROW, INTRO_ROW, KEY_ROW, HEAD_ROW, FIRST_ROW = 1, 2, 3, 4, 5
KEY_COLUMN, ID_COLUMN, TEXT_COLUMN, HOW_COLUMN, WHEN_COLUMN, FIRST_COLUMN = range(1, 7)
SECTION, ANSWER, REASON = "section", "answer", "reason"

SPARE_ENTRIES = 12  # empty columns for entries that are not listed yet
SPARE_PLACES = 2  # empty lines for countries and what is said of each
FEWEST_PLACES = 4


def rows_of(questions: Iterable[Question], places: int) -> Iterator[CellRow]:
    """The lines of these questions; ``places``: for how many countries something can be said."""
    for question in questions:
        yield CellRow(question)
        yield from kind_of(question).rows(question, places)


class Choices:
    """What can be chosen in the cells of one document, each list made once."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._own: dict[str, Labels] = {}
        self._units: dict[str, Labels] = {}
        self._kept: dict[str, Labels] = {}
        listed = sorted(document.countries.values(), key=lambda country: country.name)
        self.places = [(country.code, country.name) for country in listed]
        self.place_names = [(c.code, name) for c in listed for name in c.aliases]
        self.countries = Labels(self.places, also=self.place_names)
        self.yes = Labels([("yes", yes_word())])

    def of(self, question: Question) -> Labels:
        """What can be chosen in the cell of a question itself."""
        found = self._own.get(question.id)
        if found is None:
            labels = kind_of(question).labels(self, question)
            found = self._own[question.id] = labels or Labels(())
        return found

    def kept(self, name: str, choices: Iterable[tuple[str, str]]) -> Labels:
        """A list that a kind of question offers in many cells, by a name of its own."""
        found = self._kept.get(name)
        if found is None:
            found = self._kept[name] = Labels(choices)
        return found

    def units(self, question: Question) -> Labels:
        """The units a number can be given in."""
        found = self._units.get(question.id)
        if found is None:
            found = self._units[question.id] = Labels(
                (unit.code, unit.label) for unit in question.units
            )
        return found
