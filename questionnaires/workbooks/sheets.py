"""A workbook as plain values, whatever it is made of."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import questionnaires
from questionnaires.workbooks import limits

log = logging.getLogger(__name__)

Value = str | int | float | bool
_START = (
    "import sys; sys.path.append(sys.argv[1]); "
    "from questionnaires.workbooks.child import main; main()"
)
_KEPT = ("LD_LIBRARY_PATH",)  # no secret goes along
_OUT_OF_TIME = (-signal.SIGPROF, -signal.SIGXCPU, -signal.SIGKILL)


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
    root = str(Path(questionnaires.__file__).resolve().parent.parent)
    try:
        done = subprocess.run(  # noqa: S603  # our own code, nothing of the file in it
            [_python(), "-I", "-S", "-B", "-c", _START, root],
            input=content,
            capture_output=True,
            timeout=limits.WALL_SECONDS,
            check=False,
            env={name: os.environ[name] for name in _KEPT if name in os.environ},
        )
    except subprocess.TimeoutExpired as error:
        raise WorkbookRefused("time") from error
    if done.returncode in _OUT_OF_TIME:
        raise WorkbookRefused("time")
    if done.returncode:
        log.error(
            "the reader of workbooks ended with %s: %s",
            done.returncode,
            done.stderr.decode(errors="replace")[-2000:],
        )
        raise WorkbookRefused("damaged")
    answer: dict[str, Any] = json.loads(done.stdout.decode("utf-8", "surrogatepass"))
    return answer


def _python() -> str:
    """The interpreter; a server that embeds Python names itself in ``sys.executable``."""
    if Path(sys.executable).name.startswith("python"):
        return sys.executable
    return str(Path(sys.prefix) / "bin" / "python3")


def _sheet(found: dict[str, Any]) -> Sheet:
    title = found["title"]
    page: Page = {}
    for row, column, *rest in found["cells"]:
        page.setdefault(row, {})[column] = Cell(title, row, column, *rest)
    return Sheet(title, found["is_hidden"], frozenset(found["hidden_rows"]), page)
