"""What stands in a cell for an answer."""

from __future__ import annotations

import datetime

from questionnaires.document.kinds.registry import kind_of
from questionnaires.document.offline.cells import CellRow
from questionnaires.document.offline.layout import Choices
from questionnaires.document.values import Value


def cell_of(
    choices: Choices, row: CellRow, value: Value | None
) -> str | datetime.date | None:
    """What stands in the cell of a row."""
    if value is None:
        return None
    kind = kind_of(row.question)
    if row.part:
        return kind.line_cell(choices, row, value)
    return kind.cell(choices, row.question, value)
