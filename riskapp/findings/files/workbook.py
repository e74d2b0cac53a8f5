"""An action plan as a workbook to fill in, and the cells of one that came back.

The last two columns are hidden: by them a line is known again wherever it was moved to. A cell
is text whatever it begins with.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from questionnaires.document.errors import DocumentError
from questionnaires.document.offline.cells import Wrong
from questionnaires.workbooks.cells import cells_of, text_of
from questionnaires.workbooks.sheets import Cell, Page
from questionnaires.workbooks.writing.styles import put, styles
from riskapp.common.exports import unsafe_text
from riskapp.findings.errors import NoPlanInFile, PlanFileRefused, PlanTooLong
from riskapp.findings.files.rows import (
    COLUMNS,
    DAYS,
    KEY,
    MARK,
    TICKS,
    YES,
    YES_IN_WORDS,
    FilledLine,
    PlanColumn,
    PlanLine,
    PlanSide,
    inputs_of,
)

MAX_LINES = 2_000
TITLE_LINES = 10  # above the headings, where somebody put something of their own
YES_TOO = frozenset({"x", "true", "1", "✓", "✔"})
NO = frozenset({"no", "false", "0", "-", "–"})


def plan_workbook(
    side: PlanSide,
    sheets: Iterable[tuple[str, Sequence[PlanLine]]],
    owners: Collection[str] = (),
) -> bytes:
    """A workbook of plans, each under its title, in the language that is active. ``owners`` are
    the addresses to choose from."""
    book = Workbook()
    for style in styles():
        book.add_named_style(style)
    explained = book.active
    explained.title = _("Explained")
    choices = _explain(explained, side, owners)
    for place, (title, lines) in enumerate(sheets):
        page = book.create_sheet(title, place)
        _fill(page, side, lines)
        for key, source in choices.items():
            _offer(page, side, key, source, len(lines))
    book.active = 0
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read_plan(side: PlanSide, content: bytes) -> list[FilledLine]:
    """Every line below the headings of a plan, in any language, on any sheet.

    Raises PlanFileRefused for what is no workbook, too big, or not a plan of this side.
    """
    try:
        pages = cells_of(content, "plan.xlsx")
    except DocumentError as error:
        fault = error.faults[0]
        raise PlanFileRefused(f"{fault.what}, {fault.expected}") from error
    known, yes = _headings_in_any_language(side)
    found: list[FilledLine] = []
    is_plan = False
    for title, page in pages.items():
        at = _headings_of(page, known)
        if at is None:
            continue
        is_plan = True
        found += _lines_below(title, page, *at, yes)
        if len(found) > MAX_LINES:
            raise PlanTooLong(MAX_LINES)
    if not is_plan:
        raise NoPlanInFile
    return found


def _explain(
    page: Worksheet, side: PlanSide, owners: Collection[str]
) -> dict[str, str]:
    """What belongs into the cells to fill in, and the ranges that hold choices."""
    put(
        page,
        1,
        1,
        _("Only these columns are read when the file comes back."),
        "rt strong",
    )
    for line, column in enumerate(inputs_of(side), start=2):
        put(page, line, 1, str(column.heading), "rt strong")
        put(page, line, 2, str(column.belongs), "rt advice")
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 28, 70
    put(page, 1, 4, str(YES_IN_WORDS), "rt plain")
    for line, address in enumerate(owners, start=1):
        put(page, line, 5, address, "rt plain")
    title = page.title.replace("'", "''")
    found = dict.fromkeys(TICKS, f"'{title}'!$D$1")
    if owners:
        found["owner"] = f"'{title}'!$E$1:$E${len(owners)}"
    return found


def _fill(page: Worksheet, side: PlanSide, lines: Sequence[PlanLine]) -> None:
    for place, column in enumerate(COLUMNS[side], start=1):
        put(page, 1, place, str(column.heading), "rt head")
        dimension = page.column_dimensions[get_column_letter(place)]
        dimension.width, dimension.hidden = column.width, column.key in (KEY, MARK)
    for row, line in enumerate(lines, start=2):
        for place, column in enumerate(COLUMNS[side], start=1):
            _write(page, row, place, column, line)
    page.freeze_panes = "C2"
    page.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS[side]))}{len(lines) + 1}"


def _write(
    page: Worksheet, row: int, place: int, column: PlanColumn, line: PlanLine
) -> None:
    if column.key == KEY:
        put(page, row, place, str(line.key), "rt id")
    elif column.key == MARK:
        put(page, row, place, line.mark, "rt id")
    elif not column.belongs:
        value = line.facts[column.key]
        text = value.isoformat() if isinstance(value, datetime.date) else value or ""
        put(
            page,
            row,
            place,
            text,
            "rt how" if column.key != "finding" else "rt question",
        )
    elif column.key in DAYS:
        cell = put(page, row, place, "", "rt date")
        given = line.values[column.key]
        cell.value = datetime.date.fromisoformat(given) if given else None
    else:
        given = line.values[column.key]
        words = str(YES_IN_WORDS) if column.key in TICKS and given == YES else given
        put(page, row, place, words, "rt answer")


def _offer(page: Worksheet, side: PlanSide, key: str, source: str, lines: int) -> None:
    """Offer choices in a column; another text may be typed and is looked at when it comes back."""
    at = next(
        (n for n, column in enumerate(COLUMNS[side], start=1) if column.key == key), 0
    )
    if at and lines:
        letter = get_column_letter(at)
        offered = DataValidation(type="list", formula1=source, allow_blank=True)
        offered.showErrorMessage = False
        offered.add(f"{letter}2:{letter}{lines + 1}")
        page.add_data_validation(offered)


def _headings_in_any_language(side: PlanSide) -> tuple[dict[str, str], frozenset[str]]:
    """The key of each heading that matters, in lower case, and every word for yes."""
    known: dict[str, str] = {}
    yes = set(YES_TOO)
    for language in dict(settings.LANGUAGES):
        with translation.override(language):
            yes.add(str(YES_IN_WORDS).casefold())
            for column in COLUMNS[side]:
                if column.belongs or column.key in (KEY, MARK):
                    known.setdefault(str(column.heading).casefold(), column.key)
    return known, frozenset(yes)


def _headings_of(
    page: Page, known: Mapping[str, str]
) -> tuple[int, dict[int, str]] | None:
    """The row of the headings and the key of each column below; None for a sheet without."""
    for row in sorted(page)[:TITLE_LINES]:
        at: dict[int, str] = {}
        for column, cell in page[row].items():
            key = known.get(str(cell.value).strip().casefold())
            if key and key not in at.values():
                at[column] = key
        if {KEY, MARK} < set(at.values()):
            return row, at
    return None


def _lines_below(
    title: str, page: Page, head: int, at: Mapping[int, str], yes: frozenset[str]
) -> Iterator[FilledLine]:
    for row in sorted(page):
        cells = {at[c]: cell for c, cell in page[row].items() if c in at}
        if row <= head or not cells:
            continue
        values, wrong = {}, {}
        for key in at.values():
            values[key], fault = _value(cells.get(key), key, yes)
            if fault:
                wrong[key] = fault
        key, mark = values.pop(KEY), values.pop(MARK)
        if key or any(values.values()) or wrong:
            place = _("%(sheet)s, row %(row)s") % {"sheet": title, "row": row}
            yield FilledLine(place, key, mark, values, wrong)


def _value(cell: Cell | None, key: str, yes: frozenset[str]) -> tuple[str, str]:
    """The text of a cell, and what is wrong with it."""
    if cell is None:
        return "", ""
    try:
        text = unsafe_text(text_of(cell).strip())
    except Wrong as fault:
        complaint = fault.complaint
        return "", f"{complaint.what}; {complaint.expected}"
    if key not in TICKS or not text:
        return text, ""
    if text.casefold() in yes:
        return YES, ""
    if text.casefold() in NO:
        return "", ""
    return "", _("Write “%(yes)s”, or leave the cell empty.") % {"yes": YES_IN_WORDS}
