"""The inventory of a machine, a repository or some exports (``riskapp-inventory 1``).

It holds what readings hold, and no names of hosts or people. Inventories of many people are
put together into one that looks the same; what is alike in them is counted.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from riskapp.evidence.decoding import one_line
from riskapp.evidence.errors import EvidenceFault, EvidenceFileRefused, refusal
from riskapp.evidence.exporting import reading_data
from riskapp.evidence.limits import Limits, Watch
from riskapp.evidence.model import (
    COPY,
    NEWEST,
    NOT_STATED,
    RECHECKABLE,
    STATED,
    Fact,
    FactValue,
    FileReading,
    Secret,
)
from riskapp.evidence.pointers import joined
from riskapp.evidence.readers.json_text import open_json
from riskapp.evidence.secrets import Redactor

SCHEMA = "riskapp-inventory 1"
PLACES = ("home", "machine", "repository", "export")
MOST_FILES = 5_000
_SCHEMA = re.compile(r'\s*\{\s*"schema"\s*:\s*"riskapp-inventory')
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_HEX = re.compile(r"(?:[0-9a-f]{32}|[0-9a-f]{64})?\Z")
_TEXTS = ("file", "format", "tool", "grade", "data_day", "data_day_basis")


@dataclass(frozen=True)
class FoundFile:
    """A file that was read: the kind of place it was in, and with how many people."""

    place: str
    reading: FileReading
    people: int = 1


@dataclass(frozen=True)
class LeftOutFile:
    """A file that was there and was not read, and why."""

    place: str
    file: str
    why: str


@dataclass(frozen=True)
class Inventory:
    """What was found, what was left out, on which day, among how many people."""

    day: str
    people: int
    rules: str
    files: tuple[FoundFile, ...]
    left_out: tuple[LeftOutFile, ...] = ()

    def readings(self) -> list[FileReading]:
        """What the files say, for comparing it with answers."""
        return [found.reading for found in self.files]


def digest_of_rules(data: Mapping[str, Any]) -> str:
    """Which rules a file was read by: the first half of a SHA-256 over them."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:32]


def inventory_data(inventory: Inventory) -> dict[str, Any]:
    """An inventory as plain data.

    A file with secrets has no digest in it: who knows all of a file but a short password could
    find that out by trying.
    """
    return {
        "schema": SCHEMA,
        "day": inventory.day,
        "people": inventory.people,
        "rules": inventory.rules,
        "files": [
            {
                "place": found.place,
                "people": found.people,
                **reading_data(_without_digest(found.reading)),
            }
            for found in inventory.files
        ],
        "left_out": [
            {"place": one.place, "file": one.file, "why": one.why}
            for one in inventory.left_out
        ],
    }


def is_inventory(text: str) -> bool:
    """Whether a text looks like an inventory of any version."""
    return bool(_SCHEMA.match(text))


def read_inventory(text: str, name: str, redactor: Redactor) -> Inventory:
    """An inventory that somebody else made; raises EvidenceRefused with FILE:LINE.

    Refused as a whole where one of its texts still looks like a secret, and where anything in
    it has another shape than it should.
    """
    limits = Limits()
    opened = open_json(text, name, limits, Watch(name, limits.seconds))
    part = next(iter(opened.parts), None)
    data = part.data if part else None
    checker = _Checker(redactor)
    checker.texts(data, "")
    inventory = None
    if not checker.faults:
        inventory = checker.inventory(data)
    if checker.faults or inventory is None:
        places = {pointer for pointer, _, _ in checker.faults}
        lines = opened.lines(places)
        raise EvidenceFileRefused(
            EvidenceFault(name, lines.get(pointer, 1), what, expected)
            for pointer, what, expected in checker.faults
        )
    return inventory


def merged(inventories: Iterable[Inventory]) -> Inventory:
    """One inventory of several: what is alike but for its line is counted, not repeated.

    The order of the inventories changes nothing. Raises ValueError where there is none.
    """
    listed = list(inventories)
    if not listed:
        raise ValueError("there are no inventories to put together")
    found: dict[str, FoundFile] = {}
    for inventory in listed:
        for one in inventory.files:
            key = json.dumps([one.place, _alike(one.reading)], sort_keys=True)
            reading = replace(one.reading, sha256="")
            known = found.get(key, FoundFile(one.place, reading, 0))
            lowest = min(reading, known.reading, key=_in_order)
            found[key] = FoundFile(one.place, lowest, one.people + known.people)
    left_out = {one for inventory in listed for one in inventory.left_out}
    rules = {inventory.rules for inventory in listed}
    return Inventory(
        max(inventory.day for inventory in listed),
        sum(inventory.people for inventory in listed),
        rules.pop() if len(rules) == 1 else "",
        tuple(found[key] for key in sorted(found)),
        tuple(sorted(left_out, key=lambda one: (one.place, one.file, one.why))),
    )


def _without_digest(reading: FileReading) -> FileReading:
    return replace(reading, sha256="") if reading.secrets else reading


def _in_order(reading: FileReading) -> str:
    return json.dumps(reading_data(reading), sort_keys=True)


def _alike(reading: FileReading) -> dict[str, Any]:
    data = reading_data(reading)
    del data["sha256"], data["size"]
    for one in (*data["facts"], *data["secrets"]):
        del one["line"]
    return data


class _Checker:
    """Reads plain data that nobody trusts; every getter gives something usable."""

    def __init__(self, redactor: Redactor) -> None:
        self.redactor = redactor
        self.faults: list[tuple[str, str, str]] = []

    def texts(self, data: Any, pointer: str) -> None:
        """A fault for every text that nobody could read, or that still looks like a secret."""
        if isinstance(data, str):
            if one_line(data) != data:
                what = "a text with characters that nobody sees"
                self._fault(pointer, what, "text in one line")
            for span in self.redactor.spans(data):
                if not pointer.endswith(("/keyed_hash", "/sha256", "/rules")):
                    what = f"a text that looks like a secret ({span.kind})"
                    self._fault(pointer, what, "an inventory without secrets")
        elif isinstance(data, dict):
            for key, value in data.items():
                self.texts(value, joined(pointer, key))
        elif isinstance(data, list):
            for index, value in enumerate(data):
                self.texts(value, joined(pointer, index))

    def inventory(self, data: Any) -> Inventory | None:
        keys = {"schema", "day", "people", "rules", "files", "left_out"}
        top = self._mapping(data, "", keys)
        if top.get("schema") != SCHEMA:
            self._fault("/schema", "the schema is another one", SCHEMA)
            return None
        files = self._list(top, "files", "")
        left_out = self._list(top, "left_out", "")
        return Inventory(
            self._day(top, "day", ""),
            self._number(top, "people", "", least=1),
            self._hex(top, "rules", ""),
            tuple(self._found(one, joined("/files", i)) for i, one in enumerate(files)),
            tuple(
                self._left_out(one, joined("/left_out", i))
                for i, one in enumerate(left_out)
            ),
        )

    def _found(self, data: Any, at: str) -> FoundFile:
        keys = {
            "place",
            "people",
            "sha256",
            "size",
            "parser",
            "facts",
            "secrets",
            "warnings",
            *_TEXTS,
        }
        one = self._mapping(data, at, keys)
        texts = {key: self._text(one, key, at) for key in _TEXTS}
        self._one_of(texts["grade"], (COPY, RECHECKABLE), joined(at, "grade"))
        basis = (STATED, NEWEST, NOT_STATED)
        self._one_of(texts["data_day_basis"], basis, joined(at, "data_day_basis"))
        place = self._text(one, "place", at)
        self._one_of(place, PLACES, joined(at, "place"))
        self._day(one, "data_day", at)
        facts, secrets = self._list(one, "facts", at), self._list(one, "secrets", at)
        warnings = self._list(one, "warnings", at)
        reading = FileReading(
            sha256=self._hex(one, "sha256", at),
            size=self._number(one, "size", at),
            parser=self._number(one, "parser", at),
            facts=tuple(self._fact(f, f"{at}/facts/{i}") for i, f in enumerate(facts)),
            secrets=tuple(
                self._secret(s, f"{at}/secrets/{i}") for i, s in enumerate(secrets)
            ),
            warnings=tuple(str(warning)[:300] for warning in warnings),
            **_as_a_copy(texts),
        )
        return FoundFile(place, reading, self._number(one, "people", at, least=1))

    def _fact(self, data: Any, at: str) -> Fact:
        keys = {"name", "value", "about", "tool", "pointer", "line", "day"}
        one = self._mapping(data, at, keys)
        return Fact(
            self._text(one, "name", at),
            self._value(one.get("value"), joined(at, "value")),
            self._text(one, "about", at),
            self._text(one, "tool", at),
            self._text(one, "pointer", at, most=2000),
            self._number(one, "line", at),
            self._day(one, "day", at),
        )

    def _secret(self, data: Any, at: str) -> Secret:
        keys = {"kind", "last_four", "keyed_hash", "name", "about", "pointer", "line"}
        one = self._mapping(data, at, keys)
        four = self._text(one, "last_four", at, most=4)
        return Secret(
            self._text(one, "kind", at),
            four,
            self._hex(one, "keyed_hash", at),
            self._text(one, "name", at),
            self._text(one, "about", at),
            self._text(one, "pointer", at, most=2000),
            self._number(one, "line", at),
        )

    def _left_out(self, data: Any, at: str) -> LeftOutFile:
        one = self._mapping(data, at, {"place", "file", "why"})
        texts = [self._text(one, key, at) for key in ("place", "file", "why")]
        return LeftOutFile(*texts)

    def _value(self, value: Any, at: str) -> FactValue:
        if isinstance(value, (bool, int)):
            return value
        if isinstance(value, str) and len(value) <= 300:
            return value
        if isinstance(value, list) and all(
            isinstance(item, str) and len(item) <= 300 for item in value
        ):
            return tuple(value)
        self._fault(at, "no value of a fact", "text, a number, true, false or texts")
        return ""

    def _mapping(self, data: Any, at: str, keys: set[str]) -> Mapping[str, Any]:
        if not isinstance(data, dict):
            self._fault(at, "no object", "an object")
            return {}
        if set(data) != keys:
            self._fault(at, "an object with other keys", ", ".join(sorted(keys)))
            return {}
        return data

    def _list(self, data: Mapping[str, Any], key: str, at: str) -> list[Any]:
        value = data.get(key)
        if isinstance(value, list) and len(value) <= 2 * MOST_FILES:
            return value
        self._fault(joined(at, key), "no list, or too long a one", "a list")
        return []

    def _text(self, data: Mapping[str, Any], key: str, at: str, most: int = 300) -> str:
        value = data.get(key)
        if isinstance(value, str) and len(value) <= most:
            return value
        self._fault(joined(at, key), "no text, or too long a one", "a short text")
        return ""

    def _day(self, data: Mapping[str, Any], key: str, at: str) -> str:
        value = self._text(data, key, at)
        if value and not _is_day(value):
            self._fault(joined(at, key), "no day", "a day such as 2026-11-23")
        return value

    def _hex(self, data: Mapping[str, Any], key: str, at: str) -> str:
        value = self._text(data, key, at)
        if not _HEX.match(value):
            self._fault(joined(at, key), "no digest", "32 or 64 of 0 to 9 and a to f")
        return value

    def _number(
        self, data: Mapping[str, Any], key: str, at: str, least: int = 0
    ) -> int:
        value = data.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and value >= least:
            return value
        self._fault(joined(at, key), "no whole number", f"{least} or more")
        return least

    def _one_of(self, value: str, allowed: Iterable[str], at: str) -> None:
        if value not in allowed:
            self._fault(at, "an unknown word", " or ".join(allowed))

    def _fault(self, pointer: str, what: str, expected: str) -> None:
        if len(self.faults) < 100:
            self.faults.append((pointer, what, expected))


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.match(text) and datetime.date.fromisoformat(text))
    except ValueError:
        return False


def _as_a_copy(texts: Mapping[str, str]) -> dict[str, str]:
    """What a supplier's program says is a copy, whatever it claims to be."""
    return {**texts, "grade": COPY}


def refuse_no_inventory(name: str) -> EvidenceFileRefused:
    """The refusal of a file that should be an inventory."""
    return refusal(name, 1, "no inventory", f"a file of the schema {SCHEMA}")
