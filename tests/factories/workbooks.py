"""Workbooks as the product makes them, and as people send them back."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable
from typing import Any

from openpyxl import Workbook, load_workbook

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.model import Document
from questionnaires.document.offline import layout
from questionnaires.document.offline.content import FileContent
from questionnaires.workbooks.filled_in import read_workbook
from questionnaires.workbooks.writing import Cover, write_workbook

COVER = Cover(
    asked_by="Buyer",
    about="Portal",
    respondent="Vendor d.o.o.",
    due_on=datetime.date(2026, 12, 9),
    made_on=datetime.date(2026, 11, 23),
    response="here",
    change=7,
    language="en",
)


def everything(_section: str) -> bool:
    """Every section is one's own."""
    return True


def opened(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


def saved(book: Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def made(answer_set: AnswerSet, cover: Cover = COVER) -> Workbook:
    """The workbook of an answer set, opened."""
    return opened(write_workbook(answer_set, cover, sections=everything))


def find(book: Workbook, key: str, *, column: int = layout.FIRST_COLUMN) -> Any:
    """The cell of a row such as ``GOV-01`` or ``INV-04|option|cli``; the first answer column
    unless another is named."""
    for page in book.worksheets:
        for row in page.iter_rows(min_row=layout.FIRST_ROW, max_col=1):
            if row[0].value == key and page.title not in (layout.FACTS, layout.LISTS):
                return page.cell(row[0].row, column)
    raise LookupError(key)


def edited(content: bytes, change: Callable[[Workbook], None]) -> bytes:
    """A workbook after somebody worked on it."""
    book = opened(content)
    change(book)
    return saved(book)


def read(book: Workbook, document: Document) -> FileContent:
    """What a workbook says."""
    return read_workbook(saved(book), "answers.xlsx", lambda *_: document)
