"""The choices of questions, as ranges that cells offer."""

from __future__ import annotations

from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.worksheet import Worksheet

from questionnaires.document.model import Kind
from questionnaires.document.offline import layout
from questionnaires.document.offline.labels import Labels
from questionnaires.document.offline.layout import Choices, Row
from questionnaires.workbooks.writing.looks import put


class Lists:
    """The lists to choose from, on a sheet nobody sees; each is written once."""

    def __init__(self, sheet: Worksheet, choices: Choices) -> None:
        self.sheet = sheet
        self.choices = choices
        self.ranges: dict[tuple[str, ...], str] = {}
        self.yes = Labels([("yes", layout.yes_word())])

    def offered(self, row: Row) -> str:
        """The range of the choices for a row; "" where anything may be written."""
        if row.part == layout.OPTION:
            return self._list(self.yes)
        if row.part == layout.UNIT:
            return self._list(self.choices.units(row.question))
        if row.part == layout.COUNTRY:
            return self._list(self.choices.countries)
        if row.part == layout.BASIS:
            return self._list(self.choices.bases)
        if row.question.kind in (Kind.TEXT, Kind.MULTI, Kind.LEGAL_BASES):
            return ""
        return self._list(self.choices.of(row.question))

    def _list(self, labels: Labels) -> str:
        """Where the words of some choices stand; each list is written once."""
        words = tuple(labels.shown.values())
        if not words:
            return ""
        if words not in self.ranges:
            column = len(self.ranges) + 1
            for number, label in enumerate(words, start=1):
                put(self.sheet, number, column, label, "rt plain")
            letter = get_column_letter(column)
            self.ranges[words] = (
                f"{quote_sheetname(layout.LISTS)}!${letter}$1:${letter}${len(words)}"
            )
        return self.ranges[words]
