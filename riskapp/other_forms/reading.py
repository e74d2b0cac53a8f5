"""What somebody answered in a questionnaire of somebody else, found in a file."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from questionnaires.workbooks.sheets import Cell, Sheet
from riskapp.other_forms.mapping import NUMBER, FileShape, OtherForm

# So many of its ids make a file one of a questionnaire.
ENOUGH = 5
FIRST_ROWS = 8
MOST_ANSWERS = 2_000
MOST_SHOWN = 60
_WORDS = {"yes": "yes", "no": "no", "n/a": "na", "na": "na"}


@dataclass(frozen=True, slots=True)
class TheirAnswer:
    """One answer there: ``word`` is yes, no, na, "number" or "" for anything else, which is
    only shown."""

    question: str
    place: str
    text: str
    word: str = ""


class AnotherVersion(Exception):
    """The file is of a version whose ids mean something else."""


def answers_in_record(form: OtherForm, content: bytes) -> list[TheirAnswer]:
    """The answers of one JSON object; nothing for what is none of this questionnaire."""
    if form.shape is not FileShape.RECORD:
        return []
    try:
        record = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return []
    if not isinstance(record, dict) or len(form.known & record.keys()) < ENOUGH:
        return []
    return [
        TheirAnswer(name, name, *_plain(record[name]))
        for name in sorted(form.known & record.keys())
        if record[name] is not None and not isinstance(record[name], list | dict)
    ]


def answers_in_workbook(form: OtherForm, sheets: Sequence[Sheet]) -> list[TheirAnswer]:
    """The answers of a workbook; nothing for what is none of this questionnaire. A question
    that is answered twice and differently is left out. Raises AnotherVersion."""
    if form.shape is not FileShape.WORKBOOK:
        return []
    found: dict[str, TheirAnswer] = {}
    torn = set()
    ids = set()
    for sheet in sheets:
        for name, cell in _rows(form, sheet):
            ids.add(name)
            given = _in_cell(name, cell)
            if given is None or len(found) >= MOST_ANSWERS:
                continue
            known = found.setdefault(name, given)
            if known.word != given.word:
                torn.add(name)
    controls = {control_of(name) for name in ids}
    if len(controls & form.known) < ENOUGH:
        return []
    if controls & form.foreign or _stands(form.refuses, sheets):
        raise AnotherVersion
    if form.names and not (controls & form.own or _stands(form.names, sheets)):
        return []
    return [given for name, given in sorted(found.items()) if name not in torn]


def control_of(question: str) -> str:
    """What a question belongs to: ``IAM-05`` for ``IAM-05.1``."""
    return question.partition(".")[0]


def _rows(form: OtherForm, sheet: Sheet) -> Iterator[tuple[str, Cell | None]]:
    """Each question of a sheet with the cell of its answer."""
    if form.id_heading:
        places = _below_headings(form, sheet)
    else:
        places = (0, 1, 3) if sheet.title.strip() in form.sheets else None
    if places is None:
        return
    start, ids, answers = places
    for row, cells in sheet.page.items():
        cell = cells.get(ids)
        if row <= start or cell is None or not isinstance(cell.value, str):
            continue
        name = cell.value.strip()
        if control_of(name) in form.ids:
            yield name, cells.get(answers)


def _below_headings(form: OtherForm, sheet: Sheet) -> tuple[int, int, int] | None:
    for row in sorted(sheet.page)[: 4 * FIRST_ROWS]:
        words = {
            column: str(cell.value).strip().casefold()
            for column, cell in sheet.page[row].items()
        }
        ids = [c for c, text in words.items() if text == form.id_heading]
        answers = [c for c, text in words.items() if form.answer_heading in text]
        if ids and answers:
            return row, ids[0], answers[0]
    return None


def _stands(words: Collection[str], sheets: Sequence[Sheet]) -> bool:
    """Whether one of the words stands in a title or in the first rows of a sheet."""
    return any(
        word in text.casefold()
        for sheet in sheets
        for text in _first_texts(sheet)
        for word in words
    )


def _first_texts(sheet: Sheet) -> Iterator[str]:
    yield sheet.title
    for row in sorted(sheet.page)[:FIRST_ROWS]:
        yield from (str(cell.value)[:300] for cell in sheet.page[row].values())


def _in_cell(name: str, cell: Cell | None) -> TheirAnswer | None:
    if cell is None or cell.is_formula or cell.kind == "e":
        return None
    text = str(cell.value).strip()
    word = _WORDS.get(text.casefold(), "")
    return TheirAnswer(name, cell.place, text[:MOST_SHOWN], word) if text else None


def _plain(value: object) -> tuple[str, str]:
    """An answer as text, and the word it is."""
    if isinstance(value, bool):
        return ("yes", "yes") if value else ("no", "no")
    if isinstance(value, int) and 0 <= value < 10**9:
        return str(value), NUMBER
    return str(value).strip()[:MOST_SHOWN], ""
