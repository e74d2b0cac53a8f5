"""Read one file by the rules: know its format, take its facts, leave its secrets behind."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any, BinaryIO

from riskapp.evidence import days
from riskapp.evidence.decoding import decode
from riskapp.evidence.errors import refusal
from riskapp.evidence.folding import Folds
from riskapp.evidence.limits import Limits, Watch
from riskapp.evidence.model import (
    COPY,
    NEWEST,
    NOT_STATED,
    PERSON,
    RECHECKABLE,
    STATED,
    Fact,
    FactValue,
    FileReading,
    Secret,
)
from riskapp.evidence.pointers import MISSING, PointerMatch, get, select
from riskapp.evidence.readers import DocumentPart, Opened
from riskapp.evidence.readers.json_text import is_lines, open_json, open_lines
from riskapp.evidence.readers.tables import headings, open_table
from riskapp.evidence.readers.toml_text import open_toml
from riskapp.evidence.readers.xml_text import open_xml
from riskapp.evidence.rules import (
    FactGroup,
    FactRule,
    FileFormat,
    PointerCondition,
    Rules,
    Sign,
)
from riskapp.evidence.secrets import Redactor
from riskapp.evidence.streaming import BLOCK, Digested, open_stream
from riskapp.evidence.takes import TAKES, Here, short

Opener = Callable[[str, str, Limits, Watch], Opened]
# The readers of the standard library; YAML is added by who has a reader for it.
OPENERS: Mapping[str, Opener] = {
    "json": open_json,
    "lines": open_lines,
    "csv": open_table,
    "toml": open_toml,
    "xml": open_xml,
}
_TOML = re.compile(
    r"^[ \t]*(?:\[{1,2}[\w.\"' -]+\]{1,2}[ \t]*(?:#.*)?$|[\w-]+[ \t]*=[ \t]*\S)",
    re.MULTILINE,
)
_KEY = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')"""
_TABLE = re.compile(
    rf"\[{{1,2}}[ \t]*{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*[ \t]*\]{{1,2}}[ \t]*(?:#.*)?$",
    re.MULTILINE,
)
_YAML = re.compile(r"^[\w\"'-]+[ \t]*:(?:\s|$)|^- ", re.MULTILINE)
_WRAPPED = 20_000  # characters in which the wrapping of a table shows


@dataclass(frozen=True)
class Reader:
    """Reads files by one set of rules, with the key of one owner.

    ``recheckable`` says that the owner can ask the sources of these files itself, as where the
    organisation on the code host is its own; only then are their facts graded so.
    """

    rules: Rules
    redactor: Redactor
    limits: Limits = field(default_factory=Limits)
    openers: Mapping[str, Opener] = field(default_factory=lambda: OPENERS)
    recheckable: bool = False

    def read(self, content: bytes, name: str) -> FileReading:
        """Everything a file says; ``name`` may be a path, of which the last part is kept.

        Reading the same bytes twice gives the same. Raises EvidenceRefused with FILE:LINE for
        what is too large, hostile, broken, or of no known format.
        """
        watch = Watch(name, self.limits.seconds)
        digest, size = hashlib.sha256(content).hexdigest(), len(content)
        text = decode(content, name, self.limits)
        del content
        text, stated = unwrapped(text, name, self.limits)
        kind = _kind_of(text, name, self.openers)
        opened = self.openers[kind](text, name, self.limits, watch)
        job = self._job(opened, name, watch)
        return job.reading(digest, size, opened, stated)

    def read_stream(self, file: BinaryIO, name: str) -> FileReading:
        """The same for a file of any size, in constant memory: lists, JSON Lines, tables.

        Only counts, newest days and the like go over all of it; of what every entry says alone,
        the first entries are kept up to the limit.
        """
        watch = Watch(name, self.limits.seconds)
        digested = Digested(file)
        opened = open_stream(digested, name, self.limits, watch)
        job = self._job(opened, name, watch)
        while digested.read(BLOCK):  # what stands behind the end of a list
            pass
        return job.reading(digested.hexdigest(), digested.size, opened, "")

    def _job(self, opened: Opened, name: str, watch: Watch) -> _Job:
        parts = iter(opened.parts)
        first = next(parts, None)
        if first is None:
            raise refusal(
                name, 1, "the file holds no entries, so it shows nothing", "entries"
            )
        known = self._known(opened.kind, first.data, name)
        job = _Job(self, known, name, watch)
        for part in chain([first], parts):
            job.part(part)
        return job

    def _known(self, kind: str, data: Any, name: str) -> FileFormat:
        for one in self.rules.formats:
            if kind in one.kinds and any(shows(sign, data, name) for sign in one.knows):
                return one
        raise refusal(
            name,
            1,
            "a file of no known format",
            "one of those in docs/evidence.md, as the tool exported it",
        )


def shows(sign: Sign, data: Any, name: str) -> bool:
    """Whether a document, or the name of its file, bears a sign."""
    if sign.paths and not _is_called(name, sign.paths):
        return False
    if sign.columns and not (isinstance(data, dict) and set(sign.columns) <= set(data)):
        return False
    if any(_missing(data, pattern) for pattern in sign.has):
        return False
    if not all(_missing(data, pattern) for pattern in sign.lacks):
        return False
    return all(holds(condition, data) for condition in sign.when)


def holds(condition: PointerCondition, data: Any) -> bool:
    """Whether a condition holds for a place of a file."""
    value = get(data, condition.at)
    if condition.exists is not None and condition.exists is (value is MISSING):
        return False
    if condition.values and not any(
        value is wanted or (value == wanted and type(value) is type(wanted))
        for wanted in condition.values
    ):
        return False
    if condition.matches is not None:
        return isinstance(value, str) and bool(condition.matches.search(value))
    return True


class _Job:
    """Collects what the documents of one file say."""

    def __init__(
        self, reader: Reader, known: FileFormat, name: str, watch: Watch
    ) -> None:
        self.reader = reader
        self.known = known
        self.name = name
        self.watch = watch
        self.facts: list[Fact] = []
        self.folds = Folds(reader.limits.facts)
        self.secrets: dict[Secret, None] = {}
        self.warnings: dict[str, None] = {}
        self.stated = ""
        self.newest = ""
        self.left_out = 0
        self.tool = next(
            (s.tool for s in known.belongs if s.paths and shows(s, {}, name)), ""
        )
        self.parts = 0
        self.places = 0

    def part(self, part: DocumentPart) -> None:
        self.parts += 1
        if self.parts % 500 == 0:
            self.watch.look(part.line or 1)
        data = part.data
        if not self.tool and self.parts == 1:
            self.tool = next(
                (s.tool for s in self.known.belongs if shows(s, data, self.name)), ""
            )
        self._days(data)
        for condition, text in self.known.warns:
            if holds(condition, data):
                self.warnings[text] = None
        for group in self.known.groups:
            for pattern in group.each:
                for place in select(data, pattern):
                    self._group(group, place, part)

    def reading(
        self, digest: str, size: int, opened: Opened, stated: str
    ) -> FileReading:
        facts = [*self.facts, *self.folds.facts()]
        wanted = {fact.pointer for fact in facts if not fact.line} | {
            secret.pointer for secret in self.secrets if not secret.line
        }
        lines = opened.lines(wanted) if wanted else {}
        facts = [self._finished(fact, lines) for fact in facts]
        secrets = [
            replace(
                one,
                line=one.line or lines.get(one.pointer, 0),
                pointer=self.reader.redactor.pointer(one.pointer),
            )
            for one in self.secrets
        ]
        stated = self.stated or stated
        if self.left_out:
            self.warnings[f"What {self.left_out} more entries show is left out."] = None
        return FileReading(
            file=short(self.reader.redactor, re.split(r"[/\\]", self.name)[-1]),
            sha256=digest,
            size=size,
            format=self.known.id,
            parser=self.known.parser,
            grade=RECHECKABLE
            if self.known.asks_source and self.reader.recheckable
            else COPY,
            data_day=stated or self.newest,
            data_day_basis=STATED if stated else NEWEST if self.newest else NOT_STATED,
            facts=tuple(facts),
            secrets=tuple(secrets),
            warnings=(*opened.warnings, *self.warnings),
            tool=self.tool,
        )

    def _finished(self, fact: Fact, lines: Mapping[str, int]) -> Fact:
        line = fact.line or lines.get(fact.pointer, 0)
        return replace(
            fact, line=line, pointer=self.reader.redactor.pointer(fact.pointer)
        )

    def _days(self, data: Any) -> None:
        for pattern in self.known.states_day:
            for place in select(data, pattern):
                self.stated = max(self.stated, days.day(place.value))
        for pattern in self.known.newest_day:
            for place in select(data, pattern):
                self.newest = max(self.newest, days.day(place.value))

    def _group(self, group: FactGroup, place: PointerMatch, part: DocumentPart) -> None:
        self._look(part)
        if not _is_meant(group, place.value):
            return
        if self.is_full and not any(rule.fold for rule in group.facts):
            self.left_out += 1
            return
        here = Here(place, group.fields, self.reader.redactor, self.reader.rules)
        about = self._about(group, here)
        here.tool = tool = self._tool(group, here)
        day = ""
        for at in group.day:
            day = day or days.day(get(place.value, at))
        base = part.pointer + place.pointer
        for rule in group.facts:
            if self.is_full and not rule.fold:
                continue
            if rule.when and not all(holds(one, place.value) for one in rule.when):
                continue
            for taken in TAKES[rule.take](here, rule.at, rule.options):
                pointer = base + taken.pointer
                self._keep(
                    rule, (rule.name, about, tool), taken.value, pointer, part, day
                )
        for secret, pointer in here.secrets:
            line = self._line(part, base + pointer)
            kept = replace(secret, about=about, pointer=base + pointer, line=line)
            if len(self.secrets) < self.reader.limits.facts:
                self.secrets[kept] = None

    def _look(self, part: DocumentPart) -> None:
        """Look at the clock, now and then."""
        self.places += 1
        if self.places % 500 == 0:
            self.watch.look(part.line or 1)

    def _line(self, part: DocumentPart, pointer: str) -> int:
        """The line of a row stands at once; that of a place in one document is found later."""
        return part.line if part.line > 1 or not pointer else 0

    def _keep(
        self,
        rule: FactRule,
        key: tuple[str, str, str],
        value: FactValue,
        pointer: str,
        part: DocumentPart,
        day: str,
    ) -> None:
        line = self._line(part, pointer)
        if not rule.fold:
            self.facts.append(Fact(key[0], value, key[1], key[2], pointer, line, day))
        elif not self.folds.add(rule.fold, key, value, pointer, line, day):
            self.left_out += 1

    @property
    def is_full(self) -> bool:
        return len(self.facts) >= self.reader.limits.facts

    def _about(self, group: FactGroup, here: Here) -> str:
        if group.masked:
            value = get(here.place.value, group.masked)
            if isinstance(value, str) and value:
                return PERSON + here.redactor.secret("person", value).keyed_hash[:8]
        return self._named(group.about, here)

    def _tool(self, group: FactGroup, here: Here) -> str:
        named = self._named(group.tool, here)
        return self.reader.rules.tool(named) if named else self.tool

    def _named(self, how: str, here: Here) -> str:
        if how == "*":
            return here.text(here.place.stars[-1] if here.place.stars else "")
        if how.startswith("="):
            return how[1:]
        if not how:
            return ""
        for found in select(here.place.value, how):
            return here.text(found.value)
        return ""


def _is_meant(group: FactGroup, data: Any) -> bool:
    """Whether a group speaks of this place. Loops, because it is asked for every row."""
    for condition in group.when:
        if not holds(condition, data):
            return False
    return not any(holds(condition, data) for condition in group.unless)


def _missing(data: Any, pattern: str) -> bool:
    return next(select(data, pattern), None) is None


def _is_called(name: str, endings: Iterable[str]) -> bool:
    plain = "/" + name.replace("\\", "/").lower().lstrip("/")
    return any(plain.endswith("/" + ending) for ending in endings)


def _kind_of(text: str, name: str, openers: Mapping[str, Opener]) -> str:
    """Which reader fits: by what the text looks like, not by its name."""
    start = text.lstrip()[:200]
    if start.startswith(("//", "/*")):
        return "json"
    if start.startswith("<"):
        return "xml"
    if start.startswith("{"):
        return "lines" if is_lines(text) else "json"
    if start.startswith("["):
        return "toml" if _TABLE.match(start) else "json"
    if _TOML.search(text[:200_000]) and not start.startswith("---"):
        return "toml"
    columns = headings(text)
    if len(columns) > 1 and all(re.fullmatch(r"[\w ./@-]{1,60}", c) for c in columns):
        return "csv"
    if "yaml" in openers and _YAML.search(text):
        return "yaml"
    raise refusal(
        name, 1, "a file of no known kind", "JSON, JSON Lines, TOML, YAML, CSV or XML"
    )


def unwrapped(text: str, name: str, limits: Limits) -> tuple[str, str]:
    """The table inside what AWS wraps as base64 in JSON, with the day it states."""
    if not (text.lstrip().startswith("{") and '"Content"' in text[:_WRAPPED]):
        return text, ""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return text, ""
    if not isinstance(data, dict) or not isinstance(data.get("Content"), str):
        return text, ""
    try:
        inner = base64.b64decode(data["Content"], validate=True)
    except (binascii.Error, ValueError) as error:
        raise refusal(name, 1, "Content is not base64", "what AWS wrote") from error
    return decode(inner, name, limits), days.day(data.get("GeneratedTime"))
