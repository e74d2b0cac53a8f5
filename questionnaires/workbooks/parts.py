"""What the parts of a workbook say, element by element. Standard library only.

The handlers of cells and texts run a hundred thousand times a file: they look up whole
names and branch as little as they can.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from questionnaires.workbooks import formats, limits

Attributes = dict[str, str]
Format = tuple[str, str]
_SPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_KNOWN = {
    f"{space} {name}": name
    for space in _SPACES
    for name in ("c", "v", "f", "is", "row", "si", "t", "rPh")
}
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?", re.ASCII)
_PLACE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})", re.ASCII)
_MAX_NUMBER = 40  # characters
_GENERAL = (formats.GENERAL, formats.NUMBER)


class TooMuch(Exception):
    """The file is refused; the text is the reason in a word."""


class Damaged(Exception):
    """The file does not say what a workbook says."""


class WorkbookPart:
    """One part while it is read; does nothing with what it does not know."""

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """Text in an element."""


class Names(WorkbookPart):
    """The sheets by name, in their order."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, bool]] = []
        self.since_1904 = False

    def start(self, name: str, attributes: Attributes) -> None:
        element = _local(name)
        if element == "sheet":
            relation = next(
                (value for key, value in attributes.items() if _local(key) == "id"), ""
            )
            is_hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((attributes["name"][:200], relation, is_hidden))
        elif element == "workbookPr":
            self.since_1904 = _is_on(attributes.get("date1904"))


class Relations(WorkbookPart):
    """Which part is what: kind and place by id."""

    def __init__(self) -> None:
        self.found: dict[str, tuple[str, str]] = {}

    def start(self, name: str, attributes: Attributes) -> None:
        if _local(name) == "Relationship" and "Id" in attributes:
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.found[attributes["Id"]] = (kind, attributes.get("Target", ""))
            if len(self.found) > limits.MAX_PARTS:
                raise TooMuch("parts")


class Styles(WorkbookPart):
    """The number format of every style of cells, and what it shows."""

    def __init__(self) -> None:
        self.formats: list[Format] = []
        self._own: dict[int, str] = {}
        self._is_inside = False

    def start(self, name: str, attributes: Attributes) -> None:
        element = _local(name)
        if element == "numFmt":
            number = int(attributes["numFmtId"][:9])
            self._own[number] = attributes.get("formatCode", "")[:200]
            if len(self._own) > limits.MAX_STYLES:
                raise TooMuch("styles")
        elif element == "cellXfs":
            self._is_inside = True
        elif element == "xf" and self._is_inside:
            number = int(attributes.get("numFmtId", "0")[:9])
            words = formats.format_of(number, self._own)
            self.formats.append((words, formats.kind_of(words)))
            if len(self.formats) > limits.MAX_STYLES:
                raise TooMuch("styles")

    def end(self, name: str) -> None:
        if _local(name) == "cellXfs":
            self._is_inside = False


class Texts(WorkbookPart):
    """Gathers the text of one thing: all its runs, without hints for reading aloud."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._is_text = False
        self._hints = 0

    def text(self, text: str) -> None:
        if self._is_text:
            self._parts.append(text)

    def begin(self, element: str | None) -> None:
        if element == "t":
            self._is_text = not self._hints
        elif element == "rPh":
            self._hints += 1

    def finish(self, element: str | None) -> None:
        if element == "t":
            self._is_text = False
        elif element == "rPh":
            self._hints -= 1


class SharedTexts(Texts):
    """The texts that cells name by number."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._length = 0

    def start(self, name: str, attributes: Attributes) -> None:  # noqa: ARG002  # given by expat
        element = _KNOWN.get(name)
        if element == "si":
            self._parts = []
        else:
            self.begin(element)

    def end(self, name: str) -> None:
        element = _KNOWN.get(name)
        if element != "si":
            self.finish(element)
            return
        text = plain("".join(self._parts))
        self._length += len(text)
        self.texts.append(text)
        if len(self.texts) > limits.MAX_TEXTS or self._length > limits.MAX_CHARACTERS:
            raise TooMuch("texts")


@dataclass
class Book:
    """What the sheets share, and how much of them was read."""

    since_1904: bool
    texts: list[str] = field(default_factory=list)
    formats: list[Format] = field(default_factory=list)
    places: int = 0
    cells: int = 0
    characters: int = 0


class SheetCells(Texts):
    """The cells that hold something: row, column, kind, value, format, is a formula.

    Kinds: ``s`` text, ``n`` number, ``b`` yes or no, ``d`` day, ``t`` time, ``e`` error.
    """

    def __init__(self, book: Book) -> None:
        super().__init__()
        self.book = book
        self.cells: list[tuple[int, int, str, object, str, bool]] = []
        self.hidden_rows: list[int] = []
        self._row = self._column = self._rows = self._counted = 0
        self._type = self._style = ""
        self._is_formula = False
        self._columns: dict[str, int] = {}
        self._by_style: dict[str, Format] = {}

    def start(self, name: str, attributes: Attributes) -> None:
        element = _KNOWN.get(name)
        if element == "v":
            self._is_text = True
        elif element == "c":
            self._begin(attributes)
        elif element == "row":
            row = attributes.get("r")
            self._row = _whole(row) if row else self._row + 1
            self._column = 0
            if "hidden" in attributes and _is_on(attributes["hidden"]):
                self.hidden_rows.append(self._row)
                if len(self.hidden_rows) > limits.MAX_PLACES:
                    raise TooMuch("rows")
        elif element == "f":
            self._is_formula = True
        elif element:
            self.begin(element)

    def end(self, name: str) -> None:
        element = _KNOWN.get(name)
        if element == "v":
            self._is_text = False
        elif element == "c":
            if self._parts or self._is_formula:
                self._finish("".join(self._parts))
        elif element:
            self.finish(element)

    def _begin(self, attributes: Attributes) -> None:
        place = attributes.get("r")
        if place is None:
            self._column += 1
        else:
            self._at(place)
        self._type = attributes.get("t", "n")
        self._style = attributes.get("s", "0")
        self._is_formula = False
        self._parts = []
        self.book.places += 1
        if self.book.places > limits.MAX_PLACES:
            raise TooMuch("cells")

    def _at(self, place: str) -> None:
        found = _PLACE.fullmatch(place)
        if found is None:
            raise Damaged
        letters, row = found.groups()
        column = self._columns.get(letters)
        if column is None:
            column = self._columns[letters] = _number_of(letters)
        self._column, self._row = column, int(row)

    def _finish(self, raw: str) -> None:
        kind, value = self._meaning(raw)
        if value == "" and not self._is_formula:
            return
        if self._column > limits.MAX_COLUMNS:
            return
        self._count(value)
        words, _kind = self._format()
        self.cells.append(
            (self._row, self._column, kind, value, words, self._is_formula)
        )

    def _count(self, value: object) -> None:
        book = self.book
        book.cells += 1
        if book.cells > limits.MAX_CELLS:
            raise TooMuch("cells")
        if self._counted != self._row:
            self._counted, self._rows = self._row, self._rows + 1
            if self._rows > limits.MAX_ROWS:
                raise TooMuch("rows")
        if isinstance(value, str):
            book.characters += len(value)
            if book.characters > limits.MAX_CHARACTERS:
                raise TooMuch("texts")

    def _meaning(self, raw: str) -> tuple[str, object]:
        if self._type == "s":
            index = _whole(raw)
            if index >= len(self.book.texts):
                raise Damaged
            return "s", self.book.texts[index]
        if self._type == "n":
            return self._number(raw.strip())
        if self._type == "b":
            return "b", raw.strip() in ("1", "true")
        if self._type == "e":
            return "e", raw[:40]
        if self._type == "d":
            return "d", raw[:10]
        return "s", plain(raw)

    def _number(self, raw: str) -> tuple[str, object]:
        if not raw:
            return "s", ""
        if len(raw) > _MAX_NUMBER or not _NUMBER.fullmatch(raw):
            raise Damaged
        number = int(raw) if raw.lstrip("+-").isdigit() else float(raw)
        if number in (float("inf"), float("-inf")):
            raise Damaged
        _words, kind = self._format()
        if kind == formats.DAY:
            day = formats.day_of(number, since_1904=self.book.since_1904)
            return (formats.NUMBER, number) if day is None else (formats.DAY, day)
        return kind, number

    def _format(self) -> Format:
        found = self._by_style.get(self._style)
        if found is None:
            index, known = _whole(self._style), self.book.formats
            found = known[index] if index < len(known) else _GENERAL
            self._by_style[self._style] = found
        return found


def plain(text: str) -> str:
    """Text as it was typed: a spreadsheet writes odd characters as ``_x000D_``."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _is_on(value: str | None) -> bool:
    return value in ("1", "true", "on")


def _whole(text: str) -> int:
    text = text.strip()
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise Damaged
    return int(text)


def _number_of(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column
