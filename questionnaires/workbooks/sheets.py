"""A workbook as plain values, whatever it is made of."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from questionnaires.confined.asking import NoAnswer, OutOfTime, ask
from questionnaires.workbooks import limits

log = logging.getLogger(__name__)

Value = str | int | float | bool
CHILD = "questionnaires.workbooks.child"


class WorkbookRefused(Exception):
    """A workbook cannot be read; ``reason`` is a word: ``damaged``, ``no workbook``,
    ``macros``, or what there is too much of."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Cell(NamedTuple):
    """One cell that holds something.

    ``kind``: ``s`` text, ``n`` number, ``b`` yes or no, ``d`` a day as YYYY-MM-DD, ``t`` a time,
    ``e`` an error. The value of a formula is what the spreadsheet reckoned last.
    """

    title: str
    row: int
    column: int
    kind: str
    value: Value
    number_format: str = "General"
    is_formula: bool = False

    @property
    def place(self) -> str:
        """Where it stands, as people write it: ``Sheet!C4``."""
        return f"{self.title}!{column_letters(self.column)}{self.row}"


Page = dict[int, dict[int, Cell]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of one sheet by row and column, from 1."""

    title: str
    is_hidden: bool
    hidden_rows: frozenset[int]
    page: Page = field(default_factory=dict)


def read_sheets(content: bytes) -> list[Sheet]:
    """Every sheet in its order; raises WorkbookRefused within a second, whatever it is.

    Reads in a new process, so that any kind of server may call it from any thread.
    """
    if len(content) > limits.MAX_BYTES:
        raise WorkbookRefused("bytes")
    answer = _ask(content)
    if "refused" in answer:
        raise WorkbookRefused(answer["refused"])
    return [_sheet(found) for found in answer["sheets"]]


def column_letters(column: int) -> str:
    """The name of a column, from 1: ``A``, ``AB``."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _ask(content: bytes) -> dict[str, Any]:
    try:
        output = ask(CHILD, content, seconds=limits.WALL_SECONDS)
    except OutOfTime as error:
        raise WorkbookRefused("time") from error
    except NoAnswer as error:
        log.exception("the reader of workbooks failed")
        raise WorkbookRefused("damaged") from error
    answer: dict[str, Any] = json.loads(output.decode("utf-8", "surrogatepass"))
    return answer


def _sheet(found: dict[str, Any]) -> Sheet:
    title = found["title"]
    page: Page = {}
    for row, column, *rest in found["cells"]:
        page.setdefault(row, {})[column] = Cell(title, row, column, *rest)
    return Sheet(title, found["is_hidden"], frozenset(found["hidden_rows"]), page)
