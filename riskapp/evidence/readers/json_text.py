"""JSON as programs write it and as people edit it: comments, trailing commas, several values."""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterable, Iterator
from typing import Any

from riskapp.evidence.decoding import line_at, lines_at
from riskapp.evidence.errors import EvidenceFileRefused, refusal
from riskapp.evidence.limits import Limits, Watch
from riskapp.evidence.pointers import joined
from riskapp.evidence.readers import DocumentPart, Opened

# A text whose end is missing counts to the end of its line, so that it is looked at once.
_STRING = r'"[^"\\\n]*(?:\\[^\n][^"\\\n]*)*"?'
_REMARK = re.compile(rf"{_STRING}|//[^\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL)
_COMMA = re.compile(rf"{_STRING}|,(?=[\s]*[}}\]])")
_TOKEN = re.compile(rf"{_STRING}|[{{}}\[\],:]|[^\s{{}}\[\],:\"]+")
_BRACKET = re.compile(rf"{_STRING}|[{{}}\[\]]")
_WHITE = re.compile(r"\s*")
LOCATED = (
    2_000_000  # characters up to which lines are looked for; pointers always stand
)


def open_json(text: str, name: str, limits: Limits, watch: Watch) -> Opened:
    """One object, one list, or several of either one after the other.

    A list gives one document for each of its entries. Raises EvidenceRefused with the line of
    what is no JSON, is nested too deeply, or holds too many values.
    """
    _refuse_bulk(text, name, limits)
    twins = _Twins()
    decoder = _decoder(twins)
    if len(text) > LOCATED:  # written by a program: strict, and not held as a whole
        return Opened("json", _strictly(text, name, limits, watch, decoder))
    try:
        parts = list(_parts(text, name, limits, watch, decoder))
        plain = text
    except json.JSONDecodeError:
        plain = without_remarks(text)
        twins.found = False
        parts = list(_strictly(plain, name, limits, watch, decoder))
    warnings = (
        ("A key stands twice in one place; the last one counts, as for the program.",)
        if twins.found
        else ()
    )
    return Opened("json", parts, lambda wanted: _lines(plain, wanted), warnings)


def _strictly(
    text: str, name: str, limits: Limits, watch: Watch, decoder: json.JSONDecoder
) -> Iterator[DocumentPart]:
    try:
        yield from _parts(text, name, limits, watch, decoder)
    except json.JSONDecodeError as error:
        raise refusal(
            name, error.lineno, f"no JSON: {_reason(error)}", "valid JSON"
        ) from error


def open_lines(text: str, name: str, limits: Limits, watch: Watch) -> Opened:
    """JSON Lines: one object in each line; empty lines are left out."""
    return Opened("lines", objects_of(_split(text), name, limits, watch))


def is_lines(text: str) -> bool:
    """Whether a text looks like JSON Lines: two whole objects in its first two lines."""
    lines = [line for line in text[:200_000].split("\n") if line.strip()][:2]
    return len(lines) == 2 and all(_is_object(line) for line in lines)


def without_remarks(text: str) -> str:
    """The text without comments and trailing commas; every other character stays in place."""
    text = _REMARK.sub(
        lambda m: m[0] if m[0][0] == '"' else re.sub(r"[^\n]", " ", m[0]), text
    )
    return _COMMA.sub(lambda m: m[0] if m[0][0] == '"' else " ", text)


def check_depth(data: Any, limits: Limits) -> bool:
    """Whether plain data is nested no deeper than the limit."""
    level = [data]
    for _ in range(limits.depth):
        deeper: list[Any] = []
        for item in level:
            if isinstance(item, dict):
                deeper.extend(v for v in item.values() if isinstance(v, (dict, list)))
            else:
                deeper.extend(v for v in item if isinstance(v, (dict, list)))
        if not deeper:
            return True
        level = deeper
    return False


class _Twins:
    """Remembers that a key stood twice in one object."""

    found = False

    def pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) != len(pairs):
            self.found = True
        return made


def _decoder(twins: _Twins) -> json.JSONDecoder:
    return json.JSONDecoder(
        object_pairs_hook=twins.pairs,
        parse_int=_whole,
        parse_constant=str,
    )


def _whole(text: str) -> Any:
    return int(text) if len(text) < 20 else text


_PLAIN = json.JSONDecoder(parse_int=_whole, parse_constant=str)


def _is_object(line: str) -> bool:
    line = line.strip()
    if not (line.startswith("{") and line.endswith("}")):
        return False
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _refuse_bulk(text: str, name: str, limits: Limits) -> None:
    """Count what would become a value, before anything is built."""
    marks = text.count(",") + text.count("[") + text.count("{")
    if marks > limits.values:
        raise refusal(
            name, 1, f"the file holds about {marks} values", f"at most {limits.values}"
        )


def _parts(
    text: str, name: str, limits: Limits, watch: Watch, decoder: json.JSONDecoder
) -> Iterator[DocumentPart]:
    """Every object of the file; raises JSONDecodeError where there is something else."""
    at = _white(text, 0)
    number, line, counted = 0, 1, 0
    several = text[at : at + 1] == "["
    while at < len(text):
        line += text.count("\n", counted, at)
        counted = at
        if text[at] == "[":
            at = yield from _entries(text, at, line, name, limits, watch, decoder)
        else:
            data, end = _value(text, at, name, limits, decoder)
            pointer = f"/{number}" if several else ""
            yield from documents(data, pointer, line, text, at)
            at = end
        number += 1
        watch.look(line)
        at = _white(text, at)


def _entries(
    text: str,
    at: int,
    line: int,
    name: str,
    limits: Limits,
    watch: Watch,
    decoder: json.JSONDecoder,
) -> Generator[DocumentPart, None, int]:
    """The entries of a list, one after the other, then where it ends; lists in it are pages."""
    counted = at
    at = _white(text, at + 1)
    number = 0
    while text[at : at + 1] != "]":
        data, end = _value(text, at, name, limits, decoder)
        line += text.count("\n", counted, at)
        counted = at
        yield from documents(data, f"/{number}", line, text, at)
        number += 1
        if number > limits.rows:
            raise refusal(
                name, line, "the list has too many entries", f"at most {limits.rows}"
            )
        if number % 1000 == 0:
            watch.look(line)
        at = _white(text, end)
        if text[at : at + 1] == ",":
            at = _white(text, at + 1)
            if text[at : at + 1] == "]":
                raise json.JSONDecodeError("a comma too many", text, at)
        elif text[at : at + 1] != "]":
            raise json.JSONDecodeError("the list does not end", text, at)
    return at + 1


def documents(
    data: Any, pointer: str, line: int, text: str, at: int
) -> Iterator[DocumentPart]:
    """The object that was read, or the objects of a page; plain values in a list say nothing."""
    if isinstance(data, dict):
        yield DocumentPart(data, pointer, line)
    elif isinstance(data, list):
        for index, item in enumerate(data):
            if isinstance(item, dict):
                yield DocumentPart(item, joined(pointer, index), 0)
    elif not pointer:
        raise json.JSONDecodeError("one plain value", text, at)


def _value(
    text: str, at: int, name: str, limits: Limits, decoder: json.JSONDecoder
) -> tuple[Any, int]:
    try:
        data, end = decoder.raw_decode(text, at)
    except RecursionError as error:
        raise _too_deep(text, name, limits) from error
    if isinstance(data, (dict, list)) and not check_depth(data, limits):
        raise _too_deep(text, name, limits)
    return data, end


def _white(text: str, at: int) -> int:
    found = _WHITE.match(text, at)
    return found.end() if found else at


def _too_deep(text: str, name: str, limits: Limits) -> EvidenceFileRefused:
    depth = 0
    line = 1
    for found in _BRACKET.finditer(text):
        mark = found.group()
        depth += (mark in "{[") - (mark in "}]")
        if depth > limits.depth:
            line = line_at(text, found.start())
            break
    return refusal(
        name, line, "the file is nested too deeply", f"at most {limits.depth} levels"
    )


def _deep_line(name: str, line: int, limits: Limits) -> EvidenceFileRefused:
    return refusal(
        name, line, "the line is nested too deeply", f"at most {limits.depth} levels"
    )


def _reason(error: json.JSONDecodeError) -> str:
    return error.msg[:1].lower() + error.msg[1:]


def _split(text: str) -> Iterator[str]:
    """The lines of a text, without a second copy of all of it."""
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield text[start:end]
        start = end + 1


def objects_of(
    lines: Iterable[str], name: str, limits: Limits, watch: Watch
) -> Iterator[DocumentPart]:
    """The object of each line that is not empty; raises EvidenceRefused on the way."""
    for number, line in enumerate(lines, 1):
        if number % 1000 == 0:
            watch.look(number)
        if number > limits.rows:
            raise refusal(
                name, number, "the file has too many lines", f"at most {limits.rows}"
            )
        plain = line.strip()
        if plain:
            yield DocumentPart(_line_data(plain, number, name, limits), "", number)


def entry_of(
    text: str, at: int, name: str, line: int, limits: Limits
) -> tuple[Any, int]:
    """The object or list that begins at a place, and where it ends.

    Raises JSONDecodeError where more of the text is needed, EvidenceRefused for its depth.
    """
    try:
        data, end = _PLAIN.raw_decode(text, at)
    except RecursionError as error:
        raise _deep_line(name, line, limits) from error
    if not check_depth(data, limits):
        raise _deep_line(name, line, limits)
    return data, end


def _line_data(line: str, number: int, name: str, limits: Limits) -> Any:
    """The object of one line; raises EvidenceRefused with its number."""
    if len(line) > limits.line:
        raise refusal(
            name, number, "the line is too long", f"at most {limits.line} characters"
        )
    try:
        data, end = _PLAIN.raw_decode(line)
    except json.JSONDecodeError as error:
        raise refusal(
            name, number, f"no JSON: {_reason(error)}", "one object in each line"
        ) from error
    except RecursionError as error:
        raise _deep_line(name, number, limits) from error
    if end != len(line) or not isinstance(data, dict):
        raise refusal(
            name, number, "the line is no JSON object", "one object in each line"
        )
    if not check_depth(data, limits):
        raise _deep_line(name, number, limits)
    return data


def _lines(text: str, wanted: Iterable[str]) -> dict[str, int]:
    """The lines of pointers, found in one walk over the text; the first of several values."""
    left = set(wanted)
    found: dict[str, int] = {}
    for pointer, offset in _walk(text):
        if pointer in left:
            found.setdefault(pointer, offset)
    return lines_at(text, found)


def _walk(text: str) -> Iterator[tuple[str, int]]:
    """Every value of a text with its pointer and place; the text was read before."""
    open_here: list[_Open] = []
    for token in _TOKEN.finditer(text):
        mark = token.group()
        if mark in ",:":
            continue
        if mark in "}]":
            if open_here:
                open_here.pop()
            continue
        top = open_here[-1] if open_here else None
        if top is not None and top.waits_for_a_key:
            top.key, top.key_at = json.loads(mark), token.start()
            continue
        pointer, place = top.next(token.start()) if top else ("", token.start())
        yield pointer, place
        if mark in "{[":
            open_here.append(_Open(pointer, None if mark == "{" else 0))


class _Open:
    """An object or list that a walk is inside of; an object stands where its keys stand."""

    def __init__(self, pointer: str, index: int | None) -> None:
        self.pointer = pointer
        self.index = index
        self.key: str | None = None
        self.key_at = 0

    @property
    def waits_for_a_key(self) -> bool:
        return self.index is None and self.key is None

    def next(self, place: int) -> tuple[str, int]:
        """The pointer and the place of the value that comes."""
        if self.index is None:
            pointer, place = joined(self.pointer, self.key), self.key_at
            self.key = None
            return pointer, place
        self.index += 1
        return joined(self.pointer, self.index - 1), place
