"""Take the secrets out of a whole file, line by line, before anybody else sees it.

A browser does the same by the same rules (``static/js/redactor.js``): what is found, and what
stands in its place, is equal for both. It looks at the text alone, whatever its format: at what
a secret looks like, and at names with their values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from riskapp.evidence.expressions import (
    CARRIERS,
    CELLS,
    DEEPEST,
    FIRST_WORD,
    GLUED,
    GLUED_FOR,
    HEADER,
    HELD_FOR,
    ITEM,
    KEY_BEGINS,
    KEY_ENDS,
    LONE_WORD,
    LOOK,
    NAMED_FOR,
    NAMES,
    OPEN_OPTION,
    OPEN_PAIR,
    OPTION,
    PAIR,
    PART,
    PIECE,
    SPACED,
    TABLE,
    TAG,
    VALUES,
    WORD_BEFORE,
    hint_of,
)
from riskapp.evidence.secrets import (
    BY_NAME,
    HOLDERS,
    MARK,
    Redactor,
    Span,
    is_joined,
    mark_of,
)

PRIVATE_KEY = "private_key"


class FoundSecret(NamedTuple):
    """A secret in a text: its line, counted from 1, where in the line it stands, its kind."""

    line: int
    start: int
    end: int
    kind: str


def found_in(text: str, redactor: Redactor) -> Iterator[FoundSecret]:
    """Every secret in a text, in its order."""
    state = _State(re.compile(hint_of(redactor.rules)))
    for number, line in enumerate(text.split("\n"), start=1):
        for start, piece in _pieces(line):
            for span in state.spans(piece, redactor, begins=start == 0):
                yield FoundSecret(
                    number, start + span.start, start + span.end, span.kind
                )


def redacted(text: str, redactor: Redactor) -> str:
    """The text with a mark in the place of every secret."""
    lines = text.split("\n")
    for found in reversed(list(found_in(text, redactor))):
        line = lines[found.line - 1]
        secret = redactor.secret(found.kind, line[found.start : found.end])
        lines[found.line - 1] = (
            line[: found.start] + mark_of(secret) + line[found.end :]
        )
    return "\n".join(lines)


def marks_in(text: str) -> set[tuple[str, str, str]]:
    """Kind, last four characters and keyed hash of every mark in a text."""
    return {found.groups() for found in MARK.finditer(text)}  # type: ignore[misc]


class _State:
    """What one line leaves to the next: a name without its value, a key that goes on."""

    def __init__(self, hint: re.Pattern[str]) -> None:
        self.hint = hint
        self.ending = re.compile(f"(?:{hint.pattern})$")
        self.option = ""
        self.above = ""  # a name whose value stands in the next line
        self.above_indents = False
        self.called = ""  # what an entry is called, whose value follows
        self.called_for = 0
        self.held: list[tuple[str, str]] = []  # brackets that are open, and for whom
        self.held_for = 0
        self.key = ""  # a name whose bracket may open in the next line
        self.block = ""  # a name whose lines stand below it, further in than it
        self.block_indent = 0
        self.glued_for = 0
        self.is_hinted = False  # whether the piece may name a secret
        self.in_key = False
        self.mark = ""  # what parts the cells of a table
        self.columns: dict[int, str] = {}  # whose names end like those of secrets
        self.is_begun = False

    def spans(self, piece: str, redactor: Redactor, *, begins: bool) -> list[Span]:
        if self.in_key:
            self.in_key = not KEY_ENDS.search(piece)
            plain = piece.strip(" \t\r\n")
            at = piece.find(plain)
            return [Span(at, at + len(plain), PRIVATE_KEY)] if plain else []
        cells = list(self._cells(piece)) if begins else []
        found = redactor.spans(piece) if LOOK.search(piece) else []
        if redactor.takes_glued(piece):
            self.glued_for = GLUED_FOR + 1
        awaited = (
            cells
            or self.option
            or self.above
            or self.called
            or self.held
            or self.key
            or self.block
        )
        self.is_hinted = bool(self.hint.search(piece.lower()))
        if awaited or "-" in piece or self.is_hinted:
            found += self._by_name(piece, redactor, found, cells)
        found.sort()
        key = KEY_BEGINS.search(piece)
        self.in_key = bool(key and not KEY_ENDS.search(piece, key.end()))
        self.held_for -= 1
        self.glued_for -= 1
        if self.held_for <= 0:
            self.held, self.block = [], ""
        return found

    def _by_name(
        self,
        piece: str,
        redactor: Redactor,
        known: list[Span],
        cells: list[tuple[str, int, int]],
    ) -> Iterator[Span]:
        taken = [(span.start, span.end) for span in known]
        for name, start, end in chain(cells, self._named(piece, redactor)):
            value = piece[start:end]
            if any(start < last and first < end for first, last in taken):
                continue
            if MARK.search(value) or not redactor.is_secret_name(name):
                continue
            is_alone = _is_alone(piece, start, end)
            if redactor.is_placeholder(value) or not redactor.could_be(
                name, value.strip(), is_alone=is_alone
            ):
                continue
            taken.append((start, end))
            yield Span(start, end, BY_NAME)

    def _named(self, piece: str, redactor: Redactor) -> Iterator[tuple[str, int, int]]:
        if self.option:
            word = FIRST_WORD.search(piece)
            if word:
                yield self.option, *_where(word, 1)
        yield from self._below(piece, redactor)
        pairs = [
            (_called(pair, piece, redactor), *_where(pair, 3))
            for pair in PAIR.finditer(piece)
        ]
        pairs += [(tag[1], *tag.span(2)) for tag in TAG.finditer(piece)]
        if self.is_hinted:
            pairs += [(pair[2], *_where(pair, 3)) for pair in SPACED.finditer(piece)]
        yield from pairs
        yield from self._entries(piece, pairs)
        yield from self._in_block(piece, pairs, redactor)
        if self.is_hinted or self.held or self.key:
            yield from self._within(piece, redactor)
        if self.glued_for > 0:
            for argument in GLUED.finditer(piece):
                yield "password", *argument.span(1)
        for option in OPTION.finditer(piece):
            if option[1] not in CARRIERS:
                yield option[1], *_where(option, 2)
        if piece.strip(" \t\r\n"):
            last = OPEN_OPTION.search(piece)
            self.option = last[1] if last and last[1] not in CARRIERS else ""

    def _cells(self, piece: str) -> Iterator[tuple[str, int, int]]:
        """The cells of a row under the names of their columns."""
        if self.columns:
            for at, cell in enumerate(CELLS[self.mark].finditer(piece)):
                if at in self.columns:
                    yield self.columns[at], *cell.span(2 if cell[1] is None else 1)
        if self.is_begun or not piece.strip(" \t\r\n"):
            return
        self.is_begun = True
        header = HEADER.search(piece)
        if header:
            self.mark = header[1]
            for at, cell in enumerate(CELLS[self.mark].finditer(piece)):
                name = (cell[2] if cell[1] is None else cell[1]).strip(" ")
                if self.ending.search(name.lower()):
                    self.columns[at] = name

    def _below(self, piece: str, redactor: Redactor) -> Iterator[tuple[str, int, int]]:
        """The value of a name that ended the line above."""
        if not piece.strip(" \t\r\n"):
            return
        if self.above and (not self.above_indents or piece[0] in " \t"):
            word = LONE_WORD.search(piece)
            if word:
                yield self.above, *_where(word, 1)
        name = OPEN_PAIR.search(piece)
        self.above = _called(name, piece, redactor) if name else ""
        self.above_indents = bool(name and name[3] == ":")

    def _in_block(
        self, piece: str, pairs: list[tuple[str, int, int]], redactor: Redactor
    ) -> Iterator[tuple[str, int, int]]:
        """Entries, and values by their names, in the lines below a name (YAML, TOML, INI)."""
        plain = piece.lstrip(" \t")
        if not plain.strip("\r\n"):
            return
        indent = len(piece) - len(plain)
        table = TABLE.search(piece)
        if self.block and not table:
            item = ITEM.search(piece)
            if indent > self.block_indent or (
                indent == self.block_indent and plain.startswith("- ")
            ):
                if item:
                    yield from _listed(self.block, piece, *_where(item, 1))
                for name, start, end in pairs:
                    if name.lower() in HOLDERS:
                        yield self.block, start, end
            else:
                self.block = ""
        opened = table[1] if table else self.above if self.above_indents else ""
        if opened and redactor.list_name(opened):
            self.block = redactor.list_name(opened)
            self.block_indent = -1 if table else indent
            self.held_for = HELD_FOR
        elif table:
            self.block = ""

    def _within(self, piece: str, redactor: Redactor) -> Iterator[tuple[str, int, int]]:
        """Values in lists and objects that stand under the name of a secret."""
        word, self.key, key = "", "", self.key
        for part in PART.finditer(piece):
            quoted, mark, _bare = part.groups()
            if mark is None:
                start, end = part.span()
                if quoted is not None:
                    is_closed = len(quoted) > 1 and quoted[-1] == quoted[0]
                    start, end = start + 1, end - is_closed
                word = piece[start:end]
                if self.held and self.held[-1][0] == "[":
                    yield from _listed(self.held[-1][1], piece, start, end)
                elif self.held and key.lower() in HOLDERS:
                    yield self.held[-1][1], start, end
            elif mark in ":=":
                key, word = word, ""
            elif mark == ",":
                key = word = ""
            elif mark in "]}":
                del self.held[-1:]
                key = word = ""
            else:
                self._hold(mark, key, redactor)
                key = word = ""
        self.key = "" if word else key

    def _hold(self, mark: str, key: str, redactor: Redactor) -> None:
        """A bracket opens: inside one that is held already, or under the name of a secret.

        What is listed under another name ({"credentials": {"scopes": […]}}) are no secrets, but
        objects in it may hold some: such a list is held as "(".
        """
        name = own = redactor.list_name(key)
        if self.held:
            around, name = self.held[-1][0], own or self.held[-1][1]
            is_other = key.lower() not in HOLDERS and not own
            if mark == "[" and (around == "(" or (around == "{" and is_other)):
                mark = "("
        elif name:
            self.held_for = HELD_FOR
        if name and len(self.held) < DEEPEST:
            self.held.append((mark, name))

    def _entries(
        self, piece: str, pairs: list[tuple[str, int, int]]
    ) -> Iterator[tuple[str, int, int]]:
        """Values under the names of their entries, as ``name`` and ``value`` say them."""
        for name, start, end in sorted(pairs, key=lambda pair: pair[1]):
            if name.lower() in NAMES:
                self.called, self.called_for = piece[start:end], NAMED_FOR + 1
            elif self.called and name.lower() in VALUES:
                yield self.called, start, end
                self.called = ""
        self.called_for -= 1
        if self.called_for <= 0:
            self.called = ""


def _called(pair: re.Match[str], piece: str, redactor: Redactor) -> str:
    """The name of a pair, with the word before it where both together name a secret: api key."""
    name = pair[2]
    if not pair[1]:
        before = WORD_BEFORE.search(piece[max(0, pair.start() - 42) : pair.start()])
        if before and (before[1].lower(), name.lower()) in redactor.rules.pairs:
            return f"{before[1]} {name}"
    return name


def _is_alone(piece: str, start: int, end: int) -> bool:
    """Whether a value is all that stands there: in quotes, behind "=", or nothing follows."""
    return piece[start - 1 : start] in {'"', "'", "="} or not re.match(
        "[A-Za-z0-9]", piece[end:].lstrip(" \t")
    )


def _listed(
    name: str, piece: str, start: int, end: int
) -> Iterator[tuple[str, int, int]]:
    """An entry of a list of secrets."""
    if not is_joined(name, piece[start:end]):
        yield name, start, end


def _where(match: re.Match[str], first: int) -> tuple[int, int]:
    """Where the one of three groups stands that took part."""
    group = next(g for g in (first, first + 1, first + 2) if match[g] is not None)
    return match.start(group), match.end(group)


def _pieces(line: str) -> Iterator[tuple[int, str]]:
    """A line, or pieces of a long one, each with where it begins."""
    at = 0
    while len(line) - at > PIECE:
        end = _cut(line, at)
        yield at, line[at:end]
        at = end
    yield at, line[at:]


def _cut(line: str, at: int) -> int:
    """Where a piece ends: a comma is looked for first, because a space can stand between a
    name and its value."""
    for mark in ", ":
        place = line.rfind(mark, at + PIECE // 2, at + PIECE)
        if place >= 0:
            return place + 1
    return at + PIECE
