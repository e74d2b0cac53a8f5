"""Take the secrets out of a whole file, line by line, before anybody else sees it.

A browser does the same by the same rules (``static/js/redactor.js``): what is found, and what
stands in its place, is equal for both. It looks at the text alone, whatever its format: at what
a secret looks like, and at names with their values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any, NamedTuple

from riskapp.evidence.secrets import (
    BY_NAME,
    MARK,
    Redactor,
    SecretRules,
    Span,
    could_be_secret,
    mark_of,
)

PIECE = 10_000  # characters looked at together; a longer line is cut behind a comma
PRIVATE_KEY = "private_key"

# Expressions that both interpreters use as they stand here.
PATTERNS = {
    # A name and its value: JSON, TOML, YAML, variables, headers, options with "=".
    "pair": r"""(["']?)([A-Za-z_][A-Za-z0-9_.-]{0,80})\1[ \t]*[:=][ \t]*(?:(?:"{2}(?="))?"((?:[^"\\]|\\.)*)"|(?:'{2}(?='))?'([^']*)'|((?:(?:[Bb]earer|[Bb]asic|[Tt]oken)[ \t]+)?[^\s"',;{}\[\]]+))""",
    # A name and its value as XML writes them.
    "tag": r"""<([A-Za-z_][A-Za-z0-9_.:-]{0,80})(?:[ \t][^<>]{0,200})?>(?:<!\[CDATA\[)?([^<]{1,1000}?)(?:\]\]>)?</""",
    # A name at the end of a line, whose value stands alone in the next: YAML, texts of TOML.
    "open_pair": r"""(["']?)([A-Za-z_][A-Za-z0-9_.-]{0,80})\1[ \t]*(:|[:=][ \t]*(?:[|>][+-]?|"{3}|'{3}))\s*$""",
    "lone_word": r"""^[ \t]*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s"',;{}\[\]<>-][^\s"',;{}\[\]<>]*))(?<!:)["']{0,3}[ \t]*,?\s*$""",
    # A table: its first line, and a cell with what ends it.
    "header": r"""^\s*"?[A-Za-z_][A-Za-z0-9_ .-]{0,60}"?(?:([,;\t])"?[A-Za-z_][A-Za-z0-9_ .-]{0,60}"?)(?:\1"?[A-Za-z_][A-Za-z0-9_ .-]{0,60}"?)*\s*$""",
    "cell,": r"""(?:"((?:[^"]|"")*)"|([^,\r]*))(?:,|\r?$)""",
    "cell;": r"""(?:"((?:[^"]|"")*)"|([^;\r]*))(?:;|\r?$)""",
    "cell\t": r"""(?:"((?:[^"]|"")*)"|([^\t\r]*))(?:\t|\r?$)""",
    # An option and the word behind it, in one line.
    "option": r"""(?:^|[\s"',\[(=])-{1,2}([A-Za-z][A-Za-z0-9_-]{0,60})["']?[ \t]*,?[ \t]+(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s"',;{}\[\]-][^\s"',;{}\[\]]*))""",
    # An option at the end of a line, whose value stands in the next.
    "open_option": r"""(?:^|[\s"',\[(])-{1,2}([A-Za-z][A-Za-z0-9_-]{0,60})["']?[ \t]*,?\s*$""",
    "first_word": r"""^\s*(?:-[ \t]+)?(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s"',;{}\[\]-][^\s"',;{}\[\]]*))""",
    "key_begins": r"-----BEGIN [A-Z ]*PRIVATE KEY",
    "key_ends": r"-----END ",
    # What every secret has that is known by its look: so most lines are done at once.
    "look": r"""[^\s"',]{12}|=|://|-----|-u|mysql""",
    "mark": MARK.pattern,
}
_PAIR = re.compile(PATTERNS["pair"], re.ASCII)
_TAG = re.compile(PATTERNS["tag"], re.ASCII)
_OPEN_PAIR = re.compile(PATTERNS["open_pair"], re.ASCII)
_LONE_WORD = re.compile(PATTERNS["lone_word"], re.ASCII)
_HEADER = re.compile(PATTERNS["header"], re.ASCII)
_CELLS = {mark: re.compile(PATTERNS[f"cell{mark}"], re.ASCII) for mark in ",;\t"}
_OPTION = re.compile(PATTERNS["option"], re.ASCII)
_OPEN_OPTION = re.compile(PATTERNS["open_option"], re.ASCII)
_FIRST_WORD = re.compile(PATTERNS["first_word"], re.ASCII)
_KEY_BEGINS = re.compile(PATTERNS["key_begins"], re.ASCII)
_LOOK = re.compile(PATTERNS["look"], re.ASCII)
_KEY_ENDS = re.compile(PATTERNS["key_ends"], re.ASCII)
# Options whose value is a pair of its own, which is found as one.
CARRIERS = frozenset({"e", "env", "header", "H"})
# What names an entry, and what holds its value: {"name": "DB_PASSWORD", "value": "…"}.
NAMES = frozenset({"name", "key"})
VALUES = frozenset({"value", "string"})
NAMED_FOR = 3  # lines after its name in which a value is looked for


class FoundSecret(NamedTuple):
    """A secret in a text: its line, counted from 1, where in the line it stands, its kind."""

    line: int
    start: int
    end: int
    kind: str


def found_in(text: str, redactor: Redactor) -> Iterator[FoundSecret]:
    """Every secret in a text, in its order."""
    state = _State(re.compile(_hint(redactor.rules)))
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


def browser_rules(data: dict[str, Any], rules: SecretRules) -> dict[str, Any]:
    """What a browser needs to find the same: the rules as data, and the expressions above.

    ``data`` are the rules as they were read; what is white space is written out, because to a
    browser it is more than to Python.
    """
    return {
        "kinds": [
            {
                "kind": one.kind,
                "start": one.start,
                "pattern": _plain(one.pattern.pattern),
                "group": one.group,
            }
            for one in rules.kinds
        ],
        "names": data["names"],
        "but_not": data["but_not"],
        "placeholders": [str(word) for word in data["placeholders"]],
        "whole": [_plain(one.pattern) for one in rules.whole],
        "patterns": {
            **{name: _plain(pattern) for name, pattern in PATTERNS.items()},
            "hint": _hint(rules),
            "ending": f"(?:{_hint(rules)})$",
        },
        "carriers": sorted(CARRIERS),
        "entry_names": sorted(NAMES),
        "entry_values": sorted(VALUES),
        "named_for": NAMED_FOR,
        "piece": PIECE,
    }


def _hint(rules: SecretRules) -> str:
    """An expression for small letters, of which every name of a secret has one."""
    seconds = {second for _first, second in rules.pairs}
    return "|".join(sorted({*rules.words, *rules.endings, *rules.last, *seconds}))


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
        self.in_key = False
        self.mark = ""  # what parts the cells of a table
        self.columns: dict[int, str] = {}  # whose names end like those of secrets
        self.is_begun = False

    def spans(self, piece: str, redactor: Redactor, *, begins: bool) -> list[Span]:
        if self.in_key:
            self.in_key = not _KEY_ENDS.search(piece)
            plain = piece.strip(" \t\r\n")
            at = piece.find(plain)
            return [Span(at, at + len(plain), PRIVATE_KEY)] if plain else []
        cells = list(self._cells(piece)) if begins else []
        found = redactor.spans(piece) if _LOOK.search(piece) else []
        awaited = cells or self.option or self.above or self.called
        if awaited or "-" in piece or self.hint.search(piece.lower()):
            found += self._by_name(piece, redactor, found, cells)
        found.sort()
        key = _KEY_BEGINS.search(piece)
        self.in_key = bool(key and not _KEY_ENDS.search(piece, key.end()))
        return found

    def _by_name(
        self,
        piece: str,
        redactor: Redactor,
        known: list[Span],
        cells: list[tuple[str, int, int]],
    ) -> Iterator[Span]:
        taken = [(span.start, span.end) for span in known]
        for name, start, end in chain(cells, self._named(piece)):
            value = piece[start:end]
            if any(start < last and first < end for first, last in taken):
                continue
            if MARK.search(value) or not redactor.is_secret_name(name):
                continue
            if redactor.is_placeholder(value) or not could_be_secret(value.strip()):
                continue
            taken.append((start, end))
            yield Span(start, end, BY_NAME)

    def _named(self, piece: str) -> Iterator[tuple[str, int, int]]:
        if self.option:
            word = _FIRST_WORD.search(piece)
            if word:
                yield self.option, *_where(word, 1)
        yield from self._below(piece)
        pairs = [(pair[2], *_where(pair, 3)) for pair in _PAIR.finditer(piece)]
        pairs += [(tag[1], *tag.span(2)) for tag in _TAG.finditer(piece)]
        yield from pairs
        yield from self._entries(piece, pairs)
        for option in _OPTION.finditer(piece):
            if option[1] not in CARRIERS:
                yield option[1], *_where(option, 2)
        if piece.strip(" \t\r\n"):
            last = _OPEN_OPTION.search(piece)
            self.option = last[1] if last and last[1] not in CARRIERS else ""

    def _cells(self, piece: str) -> Iterator[tuple[str, int, int]]:
        """The cells of a row under the names of their columns."""
        if self.columns:
            for at, cell in enumerate(_CELLS[self.mark].finditer(piece)):
                if at in self.columns:
                    yield self.columns[at], *cell.span(2 if cell[1] is None else 1)
        if self.is_begun or not piece.strip(" \t\r\n"):
            return
        self.is_begun = True
        header = _HEADER.search(piece)
        if header:
            self.mark = header[1]
            for at, cell in enumerate(_CELLS[self.mark].finditer(piece)):
                name = (cell[2] if cell[1] is None else cell[1]).strip(" ")
                if self.ending.search(name.lower()):
                    self.columns[at] = name

    def _below(self, piece: str) -> Iterator[tuple[str, int, int]]:
        """The value of a name that ended the line above."""
        if not piece.strip(" \t\r\n"):
            return
        if self.above and (not self.above_indents or piece[0] in " \t"):
            word = _LONE_WORD.search(piece)
            if word:
                yield self.above, *_where(word, 1)
        name = _OPEN_PAIR.search(piece)
        self.above = name[2] if name else ""
        self.above_indents = bool(name and name[3] == ":")

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


def _plain(pattern: str) -> str:
    """An expression whose white space is written out."""
    made, inside, at = [], False, 0
    while at < len(pattern):
        two = pattern[at : at + 2]
        if two == "\\s":
            made.append(" \\t\\n\\r\\f\\v" if inside else "[ \\t\\n\\r\\f\\v]")
        elif two == "\\S":
            made.append("[^ \\t\\n\\r\\f\\v]")
        elif two[0] == "\\":
            made.append(two)
        else:
            inside = two[0] == "[" or (inside and two[0] != "]")
            made.append(two[0])
            at += 1
            continue
        at += 2
    return "".join(made)
