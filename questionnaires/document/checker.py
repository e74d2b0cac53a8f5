"""Small questions about plain data, each answered with a value or a fault."""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from fractions import Fraction
from typing import Any, TypeVar

from questionnaires.document.errors import DocumentError, Faults
from questionnaires.document.extending import extension
from questionnaires.document.model import Exact
from questionnaires.document.source import Path, Source

T = TypeVar("T")

MAX_TEXT = 2_000
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")

_NUMBER = re.compile(r"\d+([./]\d+)?$", re.ASCII)


class Checker:
    """Collects faults while a document is read; every getter returns something usable."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.faults = Faults()

    def fault(self, path: Path, what: str, expected: str) -> None:
        """Note what is wrong at a path, and what was expected; the line is found by the path.
        Raises DocumentError once that is more than anybody reads."""
        self.faults.append(self.source.fault(path, what, expected))

    def done(self) -> None:
        """Raises DocumentError with every fault found, if there are any."""
        if self.faults:
            raise DocumentError(tuple(self.faults))

    def schema(self, top: Mapping[str, Any], wanted: int | str) -> None:
        """Whether a file is of the format that is read here; another one is a fault."""
        found = top.get("schema")
        if found != wanted or isinstance(found, bool):
            what = f"schema is {found!r}"[:80]
            self.fault(("schema",), what, f"schema {wanted}")

    def mapping(
        self, data: Any, path: Path, allowed: Collection[str]
    ) -> Mapping[str, Any]:
        """A mapping; each key but the allowed ones is a fault, and so is anything that is no
        mapping, which reads as an empty one."""
        if not isinstance(data, Mapping):
            self.fault(path, f"{_shown(data)}", "a mapping")
            return {}
        for key in data:
            if key not in allowed:
                self.fault(
                    (*path, key), f"unknown key '{key}'", _near(str(key), allowed)
                )
        return data

    def items(
        self, data: Any, path: Path, most: int = 1000
    ) -> Iterator[tuple[Any, Path]]:
        """The items of a list with their paths; a missing list is an empty one. What is no list,
        or has more than ``most`` items, is a fault and reads as an empty one."""
        if data is None:
            return
        if not isinstance(data, list):
            self.fault(path, f"{_shown(data)}", "a list")
            return
        if len(data) > most:
            self.fault(path, f"a list of {len(data)}", f"at most {most}")
            return
        for index, item in enumerate(data):
            yield item, (*path, index)

    def each(
        self,
        data: Any,
        path: Path,
        read: Callable[[Any, Path], T],
        *,
        what: str,
        key: str = "id",
        most: int = 1000,
    ) -> tuple[T, ...]:
        """The items of a list, read one by one; the same ``key`` twice is a fault at the
        second."""
        found: dict[str, T] = {}
        for item, place in self.items(data, path, most):
            made = read(item, place)
            name = getattr(made, key)
            if name in found:
                self.fault(place, f"{what} '{name}' stands twice", f"each {what} once")
            found[name] = made
        return tuple(found.values())

    def text(
        self,
        data: Mapping[str, Any],
        key: str,
        path: Path,
        *,
        need: bool = False,
        most: int = MAX_TEXT,
    ) -> str:
        """A text of at most ``most`` characters, "" where the key is missing; whole numbers are
        taken as they are written. A fault is what is no text, too long, or missing though it
        is needed."""
        value = data.get(key)
        if value is None and not need:
            return ""
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str) or (need and not value.strip()):
            self.fault((*path, key), f"'{key}' is {_shown(value)}", "text")
            return ""
        if len(value) > most:
            self.fault(
                (*path, key), f"'{key}' has {len(value)} characters", f"at most {most}"
            )
        return value[:most]

    def code(
        self, data: Mapping[str, Any], key: str, path: Path, most: int = 80
    ) -> str:
        """A short identifier that can stand in an address and in a file; a fault otherwise."""
        value = self.text(data, key, path, need=True, most=most)
        if value and not CODE.fullmatch(value):
            self.fault(
                (*path, key),
                f"'{key}' is {_shown(value)}",
                "letters, digits, '_', '-' or '.', a letter or digit first",
            )
        return value

    def status(self, data: Mapping[str, Any], key: str, path: Path) -> str | None:
        """What a place counts as: one of the words of the product, where it has some."""
        known = extension().statuses
        if not known:
            return self.code(data, key, path)
        found = data.get(key)
        is_known = self.one_of(found, (*path, key), "status", known)
        return str(found) if is_known else None

    def whole(
        self,
        data: Mapping[str, Any],
        key: str,
        path: Path,
        low: int,
        high: int,
        default: int | None = None,
    ) -> int:
        """A whole number from ``low`` to ``high``; anything else is a fault and reads as
        ``low``, and so is a missing key without a ``default``."""
        value = data.get(key, default)
        if (
            isinstance(value, bool)
            or not isinstance(value, int)
            or not low <= value <= high
        ):
            self.fault(
                (*path, key),
                f"'{key}' is {_shown(value)}",
                f"a whole number from {low} to {high}",
            )
            return low
        return value

    def flag(self, data: Mapping[str, Any], key: str, path: Path) -> bool:
        """True or false, and false where the key is missing; anything else is a fault."""
        value = data.get(key, False)
        if not isinstance(value, bool):
            self.fault((*path, key), f"'{key}' is {_shown(value)}", "true or false")
        return value is True

    def number(self, data: Mapping[str, Any], key: str, path: Path) -> Exact | None:
        """A bound of 0 or more, exact: a whole number, or a decimal or fraction as text. None
        when the key is missing; anything else is a fault."""
        if key not in data:
            return None
        value = data[key]
        if (
            not isinstance(value, bool)
            and isinstance(value, int | str)
            and len(str(value)) <= 20
            and _NUMBER.match(str(value))
        ):
            try:
                bound = Fraction(str(value))
            except ZeroDivisionError:
                pass
            else:
                return bound.numerator if bound.denominator == 1 else bound
        self.fault((*path, key), f"'{key}' is {_shown(value)}", "a number of 0 or more")
        return None

    def texts(self, data: Mapping[str, Any], key: str, path: Path) -> tuple[str, ...]:
        """A list of texts of 1 to 200 characters, in its order; others are faults and left
        out."""
        found = []
        for item, place in self.items(data.get(key), (*path, key)):
            if isinstance(item, str) and item and len(item) <= 200:
                found.append(item)
            else:
                self.fault(place, f"'{key}' holds {_shown(item)}", "short texts")
        return tuple(found)

    def day(
        self, data: Mapping[str, Any], key: str, path: Path
    ) -> datetime.date | None:
        """A day written as 2026-01-31; None when the key is missing. Anything else is a fault."""
        text = self.text(data, key, path, most=40)
        try:
            return datetime.date.fromisoformat(text) if text else None
        except ValueError:
            self.fault((*path, key), f"'{key}' is {_shown(text)}", "a day: 2026-01-31")
            return None

    def known(
        self,
        data: Mapping[str, Any],
        key: str,
        path: Path,
        what: str,
        allowed: Collection[str],
    ) -> str:
        """One of the allowed words; "" where it is none of them, which is a fault."""
        value = data.get(key)
        return str(value) if self.one_of(value, (*path, key), what, allowed) else ""

    def all_known(
        self,
        data: Mapping[str, Any],
        key: str,
        path: Path,
        what: str,
        allowed: Collection[str],
    ) -> tuple[str, ...]:
        """A list of short texts; each that is none of the allowed words is a fault, and still in
        it."""
        named = self.texts(data, key, path)
        for name in named:
            self.one_of(name, (*path, key), what, allowed)
        return named

    def one_of(
        self, value: Any, path: Path, what: str, allowed: Collection[str]
    ) -> bool:
        """Whether a value is one of the allowed words; a fault where it is not, which names
        ``what`` it should have been and the likeliest of them."""
        if isinstance(value, str) and value in allowed:
            return True
        self.fault(path, f"unknown {what} {_shown(value)}", _near(str(value), allowed))
        return False


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return f"'{str(value)[:60]}'"


def _near(word: str, allowed: Collection[str]) -> str:
    """The likeliest of the allowed words, or all of them when they are few."""
    close = difflib.get_close_matches(word[:80], list(allowed), n=1)
    if close:
        return f"perhaps '{close[0]}'"
    if len(allowed) <= 20:
        return "one of " + ", ".join(sorted(allowed))
    return "one that exists"
