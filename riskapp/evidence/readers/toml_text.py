"""TOML 1.0 with the line of every value; Python 3.9 and 3.10 bring no reader of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from riskapp.evidence.decoding import line_at, lines_at
from riskapp.evidence.errors import EvidenceFileRefused, refusal
from riskapp.evidence.limits import Limits, Watch
from riskapp.evidence.pointers import joined
from riskapp.evidence.readers import DocumentPart, Opened

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_GAP = re.compile(r"[ \t]*")
_FILL = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_REST = re.compile(r"[ \t]*(?:#[^\n]*)?(?:\n|\Z)")
_PLAIN = re.compile(r"[A-Za-z0-9_.:+-]+(?: [0-9]{2}:[0-9:.+Zz-]+)?")
_WHOLE = re.compile(r"[+-]?(?:0|[1-9](?:_?[0-9])*)\Z")
_BASED = re.compile(r"0(?:x[0-9A-Fa-f_]+|o[0-7_]+|b[01_]+)\Z")
_REAL = re.compile(
    r"[+-]?(?:(?:0|[1-9](?:_?[0-9])*)(?:\.[0-9](?:_?[0-9])*)?(?:[eE][+-]?[0-9](?:_?[0-9])*)?|inf|nan)\Z"
)
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{2}:[0-9]{2}:[0-9]{2}")
_ESCAPE = re.compile(r"\\(?:[btnfr\"\\]|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})")
_SIMPLE = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", '"': '"', "\\": "\\"}


def open_toml(text: str, name: str, limits: Limits, watch: Watch) -> Opened:
    """The one document of a TOML file; days and times stay text, so do fractions.

    Raises EvidenceRefused with the line of what is no TOML, stands twice or is nested too
    deeply.
    """
    reader = _Reader(text, name, limits, watch)
    data = reader.document()
    return Opened("toml", [DocumentPart(data, "", 1)], reader.found)


class _Reader:
    def __init__(self, text: str, name: str, limits: Limits, watch: Watch) -> None:
        self.text = text
        self.name = name
        self.limits = limits
        self.watch = watch
        self.at = 0
        self.offsets: dict[str, int] = {}
        self.values = 0
        # Tables that a later header must not open again, by identity.
        self.closed: set[int] = set()
        self.inline: set[int] = set()
        self.kept: list[Any] = []  # keeps identities alive

    def found(self, wanted: Iterable[str]) -> dict[str, int]:
        known = {p: self.offsets[p] for p in wanted if p in self.offsets}
        return lines_at(self.text, known)

    def document(self) -> dict[str, Any]:
        top: dict[str, Any] = {}
        table, place = top, ""
        while True:
            self._skip(_FILL)
            if self.at >= len(self.text):
                return top
            if self.text[self.at] == "[":
                table, place = self._header(top)
            else:
                self._pair(table, place)
            if not self._skip(_REST):
                raise self._fault("something stands behind the value", "a new line")
            self.watch.look(1)

    def _header(self, top: dict[str, Any]) -> tuple[dict[str, Any], str]:
        many = self.text.startswith("[[", self.at)
        start = self.at
        self.at += 2 if many else 1
        keys = self._keys()
        end = "]]" if many else "]"
        if not self.text.startswith(end, self.at):
            raise self._fault("the header of a table does not end", f"'{end}'")
        self.at += len(end)
        table, place = self._down(top, "", keys[:-1])
        last = keys[-1]
        here = joined(place, last)
        self.offsets.setdefault(here, start)
        if many:
            listed = table.setdefault(last, [])
            if not isinstance(listed, list) or id(listed) in self.closed:
                raise self._fault("a table stands twice", "each one once")
            listed.append({})
            here = joined(here, len(listed) - 1)
            self.offsets[here] = start
            return listed[-1], here
        found = table.setdefault(last, {})
        if not isinstance(found, dict) or id(found) in self.closed:
            raise self._fault("a table stands twice", "each one once")
        self._close(found)
        return found, here

    def _pair(self, table: dict[str, Any], place: str) -> None:
        start = self.at
        keys = self._keys()
        self._expect("=")
        self._skip(_GAP)
        table, place = self._down(table, place, keys[:-1], new=True)
        last = keys[-1]
        if last in table:
            raise self._fault("a key stands twice", "each one once")
        here = joined(place, last)
        self.offsets[here] = start
        table[last] = self._value(here, len(place.split("/")))

    def _down(
        self, table: dict[str, Any], place: str, keys: list[str], *, new: bool = False
    ) -> tuple[dict[str, Any], str]:
        for key in keys:
            place = joined(place, key)
            found = table.setdefault(key, {})
            if isinstance(found, list) and not new and found:
                place = joined(place, len(found) - 1)
                found = found[-1]
            if not isinstance(found, dict) or id(found) in self.inline:
                raise self._fault("a value is used as a table", "a table")
            self.offsets.setdefault(place, self.at)
            table = found
        if len(place.split("/")) > self.limits.depth:
            raise self._deep()
        return table, place

    def _close(self, value: Any) -> None:
        self.closed.add(id(value))
        self.kept.append(value)

    def _keys(self) -> list[str]:
        keys = []
        while True:
            self._skip(_GAP)
            if self.text.startswith(("'", '"'), self.at):
                keys.append(self._string())
            else:
                found = _BARE.match(self.text, self.at)
                if found is None:
                    raise self._fault("no key", "a key such as command")
                keys.append(found.group())
                self.at = found.end()
            self._skip(_GAP)
            if not self.text.startswith(".", self.at):
                return keys
            self.at += 1
            if len(keys) > self.limits.depth:
                raise self._deep()

    def _value(self, place: str, depth: int) -> Any:
        self.values += 1
        if depth > self.limits.depth:
            raise self._deep()
        if self.values > self.limits.values:
            raise self._fault("too many values", f"at most {self.limits.values}")
        mark = self.text[self.at : self.at + 1]
        if mark in ("'", '"') and mark:
            return self._string()
        if mark == "[":
            return self._list(place, depth)
        if mark == "{":
            return self._table(place, depth)
        return self._plain()

    def _list(self, place: str, depth: int) -> list[Any]:
        self.at += 1
        made: list[Any] = []
        self._close(made)
        while True:
            self._skip(_FILL)
            if self.text.startswith("]", self.at):
                self.at += 1
                return made
            here = joined(place, len(made))
            self.offsets[here] = self.at
            made.append(self._value(here, depth + 1))
            self._skip(_FILL)
            if self.text.startswith(",", self.at):
                self.at += 1
            elif not self.text.startswith("]", self.at):
                raise self._fault("the list does not end", "',' or ']'")

    def _table(self, place: str, depth: int) -> dict[str, Any]:
        self.at += 1
        made: dict[str, Any] = {}
        self._skip(_GAP)
        if self.text.startswith("}", self.at):
            self.at += 1
        else:
            while True:
                if place.count("/") > self.limits.depth or depth > self.limits.depth:
                    raise self._deep()
                self._pair(made, place)
                self._skip(_GAP)
                mark = self.text[self.at : self.at + 1]
                self.at += 1
                if mark == "}":
                    break
                if mark != ",":
                    raise self._fault("the table does not end", "',' or '}'")
                self._skip(_GAP)
        self._close(made)
        self.inline.add(id(made))
        return made

    def _plain(self) -> Any:
        found = _PLAIN.match(self.text, self.at)
        word = found.group() if found else ""
        if found:
            self.at = found.end()
        if word in ("true", "false"):
            return word == "true"
        if _WHOLE.match(word):
            digits = word.replace("_", "")
            return int(digits) if len(digits) < 20 else digits
        if _BASED.match(word) and len(word) < 70:
            return int(word.replace("_", ""), 0)
        if _REAL.match(word) or _MOMENT.match(word):
            return word
        raise self._fault("no value", "text in quotes, a number, true or false")

    def _string(self) -> str:
        mark = self.text[self.at]
        if self.text.startswith(mark * 3, self.at):
            return self._long(mark)
        end = self.at + 1
        while end < len(self.text) and self.text[end] not in (mark, "\n"):
            end += 2 if mark == '"' and self.text[end] == "\\" else 1
        if self.text[end : end + 1] != mark:
            raise self._fault("the text does not end", f"a closing {mark}")
        inner = self.text[self.at + 1 : end]
        inner = inner if mark == "'" else self._unescaped(inner)
        self.at = end + 1
        return inner

    def _long(self, mark: str) -> str:
        start = self.at + 3
        if self.text.startswith("\n", start):
            start += 1
        end = start
        while end < len(self.text) and not self.text.startswith(mark * 3, end):
            end += 2 if mark == '"' and self.text[end] == "\\" else 1
        if end >= len(self.text):
            raise self._fault("the text does not end", f"a closing {mark * 3}")
        while self.text.startswith(mark, end + 3) and end - start < len(self.text):
            end += 1
            if not self.text.startswith(mark * 3, end + 1):
                break
        inner = self.text[start:end]
        if mark == '"':
            inner = re.sub(r"\\[ \t]*\n[ \t\n]*", "", inner)
            inner = self._unescaped(inner)
        self.at = end + 3
        return inner

    def _unescaped(self, text: str) -> str:
        if "\\" not in text:
            return text
        if "\\" in _ESCAPE.sub("", text):
            raise self._fault("an escape that TOML does not know", "such as \\n")
        return _ESCAPE.sub(_meaning, text)

    def _expect(self, mark: str) -> None:
        self._skip(_GAP)
        if not self.text.startswith(mark, self.at):
            raise self._fault(f"no '{mark}' behind the key", f"'{mark}'")
        self.at += len(mark)

    def _skip(self, pattern: re.Pattern[str]) -> bool:
        found = pattern.match(self.text, self.at)
        if found is None:
            return False
        self.at = found.end()
        return True

    def _fault(self, what: str, expected: str) -> EvidenceFileRefused:
        line = line_at(self.text, min(self.at, len(self.text)))
        return refusal(self.name, line, f"no TOML: {what}", expected)

    def _deep(self) -> EvidenceFileRefused:
        line = line_at(self.text, min(self.at, len(self.text)))
        return refusal(
            self.name,
            line,
            "the file is nested too deeply",
            f"at most {self.limits.depth} levels",
        )


def _meaning(found: re.Match[str]) -> str:
    mark = found.group()
    if mark[1] in "uU":
        number = int(f"0x{mark[2:]}", 0)
        return (
            chr(number)
            if number < 0x110000 and not 0xD800 <= number < 0xE000
            else "\ufffd"
        )
    return _SIMPLE[mark[1]]
