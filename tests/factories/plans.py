"""Workbooks of action plans, as a person fills them in."""

import io

from openpyxl import load_workbook

KEY, MARK = "Key of the finding", "Mark of the line"


def opened(content):
    return load_workbook(io.BytesIO(content))


def headings(page):
    return {cell.value: cell.column for cell in page[1] if cell.value}


def line_of(page, key):
    at = headings(page)[KEY]
    return next(
        row
        for row in range(2, page.max_row + 1)
        if page.cell(row, at).value == str(key)
    )


def filled(content, changes, sheet=0):
    """The workbook with cells set: ``{(key of a finding, heading): value}``."""
    book = opened(content)
    page = book.worksheets[sheet]
    for (key, heading), value in changes.items():
        page.cell(line_of(page, key), headings(page)[heading]).value = value
    return saved(book)


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
