"""The choices of questions, as ranges that cells offer."""

from __future__ import annotations

from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.worksheet import Worksheet

from questionnaires.document.kinds.registry import kind_of
from questionnaires.document.offline import layout
from questionnaires.document.offline.cells import CellRow
from questionnaires.document.offline.labels import Labels
from questionnaires.document.offline.layout import Choices
from questionnaires.workbooks.writing.styles import put


class Lists:
    """The lists to choose from, on a sheet nobody sees; each is written once."""

    def __init__(self, sheet: Worksheet, choices: Choices) -> None:
        self.sheet = sheet
        self.choices = choices
        self.ranges: dict[tuple[str, ...], str] = {}

    def offered(self, row: CellRow) -> str:
        """The range of the choices for a row; "" where anything may be written."""
        kind, question = kind_of(row.question), row.question
        if row.part:
            labels = kind.line_labels(self.choices, row)
        else:
            labels = self.choices.of(question)
        return self._list(labels) if labels else ""

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
