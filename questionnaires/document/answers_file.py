"""Answers in a file: read them with the place of every fault, and write them down again.

The format is a promise to scripts and pipelines; see docs/file-formats.md.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from questionnaires.document.characters import compared, directing, is_visible
from questionnaires.document.checker import Checker
from questionnaires.document.cleaning import clean
from questionnaires.document.errors import AnswerError, DocumentError
from questionnaires.document.extending import extension
from questionnaires.document.model import Document, Question, Section
from questionnaires.document.source import Path, Source, read_yaml
from questionnaires.document.values import EntryValue, Filled, Value

WHOLE, SHORT = FORMS = ("whole", "short")
LEVELS = ("declared", "documented", "verified")
MAX_ENTRIES = 200
# Three times what all of those answer. Whoever answers sends such files to the web server, which
# reads them itself: each thousand takes it some hundredths of a second.
MAX_VALUES = 60_000
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}$", re.ASCII)

KEYS = frozenset(
    {"questionnaire", "form", "as_of", "answers", "evidence", "downloaded"}
)


@dataclass(frozen=True, slots=True)
class AnswersFile:
    """A whole answers file: what was said, of which document, as of which day."""

    document: Document
    filled: Filled
    as_of: datetime.date
    respondent_name: str
    respondent_country: str


def read_answers(text: str, name: str, find: Callable[[str], Document]) -> AnswersFile:
    """Read an answers file; ``find`` gives the document for an id, or raises LookupError.

    Raises DocumentError with every fault found; nothing is half-read.
    """
    source = read_source(text, name)
    check = Checker(source)
    keys = extension().file_keys
    top = check.mapping(source.data, (), KEYS | set(keys))
    document = _document(check, top, find)
    as_of = _day(check, top)
    if document is None or as_of is None:
        raise DocumentError(tuple(check.faults))
    reader = _Reader(check, document, as_of)
    place = (keys.respondent,)
    respondent = check.mapping(
        top.get(keys.respondent) or {}, place, {"name", "country"}
    )
    result = AnswersFile(
        document,
        reader.filled(top),
        as_of,
        name_in(check, respondent, place),
        _country(check, respondent, place, document),
    )
    check.done()
    return result


def write_answers(answers: AnswersFile) -> str:
    """YAML that :func:`read_answers` reads back to the same."""
    filled, keys = answers.filled, extension().file_keys
    data = {
        "questionnaire": f"{answers.document.id}@{answers.document.version}",
        **({"form": SHORT} if filled.is_short else {}),
        "as_of": answers.as_of.isoformat(),
        keys.respondent: {
            "name": answers.respondent_name,
            "country": answers.respondent_country,
        },
        keys.profile: dict(filled.profile),
        "answers": dict(filled.answers),
        "evidence": _evidence_data(answers.document, filled),
        keys.entries: [
            {"name": entry.title, "answers": dict(entry.answers)}
            for entry in filled.entries
        ],
    }
    return yaml.dump(
        data, Dumper=QuotingDumper, sort_keys=False, allow_unicode=True, width=100
    )


def read_source(text: str, name: str) -> Source:
    """YAML, or JSON with its own escapes; JSON keeps the lines that YAML sees in it. Raises
    DocumentError."""
    if not text.lstrip().startswith("{"):
        return read_yaml(text, name, MAX_VALUES)
    try:
        data = json.loads(text, parse_float=str, object_pairs_hook=_no_twins)
    except (json.JSONDecodeError, RecursionError, ValueError):
        return read_yaml(text, name, MAX_VALUES)
    try:
        located = read_yaml(text, name, MAX_VALUES)
    except DocumentError as error:
        if any(
            "Unicode" in fault.what or "escape" in fault.what for fault in error.faults
        ):
            plain = json.dumps(data, ensure_ascii=False)
            read_yaml(plain, name, MAX_VALUES)  # the other refusals
            return Source(data, {}, name)
        raise
    return Source(data, located.lines, name)


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) != len(pairs):
        raise ValueError("a key stands twice")
    return dict(pairs)


def _document(
    check: Checker, top: Mapping[str, Any], find: Callable[[str], Document]
) -> Document | None:
    wanted = check.text(top, "questionnaire", (), need=True, most=120)
    if not wanted:
        return None
    try:
        return find(wanted)
    except LookupError:
        check.fault(
            ("questionnaire",),
            f"unknown questionnaire '{wanted}'",
            "one that is installed",
        )
        return None


def _day(check: Checker, top: Mapping[str, Any]) -> datetime.date | None:
    text = check.text(top, "as_of", (), need=True, most=10)
    try:
        day = datetime.date.fromisoformat(text) if _DAY.match(text) else None
    except ValueError:
        day = None
    if day is None or not datetime.date(2000, 1, 1) <= day <= datetime.date(
        2999, 12, 31
    ):
        check.fault(("as_of",), f"as_of is '{text}'", "a date such as 2026-11-23")
        return None
    return day


def name_in(check: Checker, data: Mapping[str, Any], path: Path) -> str:
    """A name that people can read, or "" where none is given; others are faults."""
    name = check.text(data, "name", path, most=200)
    found = directing(name)
    if found:
        check.fault(
            (*path, "name"),
            f"the name holds a mark that changes the direction of reading: {found}",
            "a name without it",
        )
    return name if is_visible(name) else ""


def _refuse_twins(
    check: Checker, names: Iterable[tuple[str, Path]], entry_name: str
) -> None:
    """A fault at every name that an earlier entry of the same file has as well."""
    first: dict[str, Path] = {}
    for name, path in names:
        key = compared(name)
        if key and first.setdefault(key, path) != path:
            line = check.source.line(first[key])
            check.fault(
                path,
                f"{entry_name} '{name[:80]}' stands in line {line} already",
                "each one once, told apart by its name",
            )


def _country(
    check: Checker, data: Mapping[str, Any], path: Path, document: Document
) -> str:
    text = check.text(data, "country", path, most=100)
    code = document.country_code(text) or extension().country_code(text)
    if text and code is None:
        check.fault(
            (*path, "country"),
            f"'{text[:60]}' is not a country",
            "two letters such as RS",
        )
    return code or ""


class _Reader:
    """Reads the answers of one file against one document."""

    def __init__(
        self, check: Checker, document: Document, as_of: datetime.date
    ) -> None:
        self.check = check
        self.document = document
        self.as_of = as_of
        self.keys = extension().file_keys

    def filled(self, top: Mapping[str, Any]) -> Filled:
        profile = {question.id: question for question in self.document.profile}
        plain = {
            question.id: question
            for section in self.document.sections
            if not section.repeat
            for question in section.questions
        }
        entries = self._entries(top)
        is_short = self._is_short(top)
        return Filled(
            self._answers(top.get(self.keys.profile), (self.keys.profile,), profile),
            self._answers(top.get("answers"), ("answers",), plain),
            entries,
            self._evidence(top, plain, entries),
            is_short=is_short,
        )

    def _is_short(self, top: Mapping[str, Any]) -> bool:
        """Whether only the short form was put; answers to other questions are faults then."""
        if "form" not in top or not self.check.one_of(
            top["form"], ("form",), "form", FORMS
        ):
            return False
        if top["form"] == WHOLE:
            return False
        beyond = self.document.beyond_short_form
        if not beyond:
            self.check.fault(
                ("form",), "this questionnaire has no short form", f"form: {WHOLE}"
            )
        for path in _places_of_answers(top, self.keys.entries):
            if path[-1] in beyond:
                self.check.fault(
                    path, f"{path[-1]} is not asked in the short form", "no answer"
                )
        return True

    def _answers(
        self, data: Any, path: Path, questions: Mapping[str, Question]
    ) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for key, raw in self.check.mapping(data or {}, path, questions).items():
            if key not in questions or raw is None:
                continue
            try:
                found[key] = clean(self.document, questions[key], raw, as_of=self.as_of)
            except AnswerError as error:
                # The sentence says what is wrong and what was expected.
                self.check.fault((*path, key), f"{key}: {error.text}", "")
        return found

    def _entries(self, top: Mapping[str, Any]) -> tuple[EntryValue, ...]:
        key = self.keys.entries
        repeating = [section for section in self.document.sections if section.repeat]
        if not repeating:
            if top.get(key):
                self.check.fault(
                    (key,), f"{key} are listed", f"no {key}: nothing repeats here"
                )
            return ()
        section = repeating[0]
        questions = {question.id: question for question in section.questions}
        entries = []
        names = []
        for index, (item, place) in enumerate(
            self.check.items(top.get(key), (key,), MAX_ENTRIES), start=1
        ):
            data = self.check.mapping(item, place, {"id", "name", "answers"})
            answers = self._answers(data.get("answers"), (*place, "answers"), questions)
            title = name_in(self.check, data, place) or _title(section, answers, index)
            entries.append(EntryValue(str(index), section.code, answers, title))
            names.append((title, place))
        _refuse_twins(self.check, names, section.entry_name)
        return tuple(entries)

    def _evidence(
        self,
        top: Mapping[str, Any],
        plain: Mapping[str, Question],
        entries: tuple[EntryValue, ...],
    ) -> dict[tuple[str, str], str]:
        per_entry = {
            f"{section.code}/{question.id}": question.id
            for section in self.document.sections
            if section.repeat
            for question in section.questions
        }
        found: dict[tuple[str, str], str] = {}
        path: Path = ("evidence",)
        allowed = {*plain, *per_entry}
        for key, level in self.check.mapping(
            top.get("evidence") or {}, path, allowed
        ).items():
            if not self.check.one_of(level, (*path, key), "evidence level", LEVELS):
                continue
            if key in plain:
                found[key, ""] = level
            elif key in per_entry:
                found.update({(per_entry[key], entry.id): level for entry in entries})
        return found


def _places_of_answers(top: Mapping[str, Any], entries: str) -> Iterator[Path]:
    """Where answers stand in a file, whatever they are; ``entries`` is the key of what repeats."""
    groups: list[tuple[Path, Any]] = [(("answers",), top.get("answers"))]
    listed = top.get(entries)
    for index, item in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(item, Mapping):
            groups.append(((entries, index, "answers"), item.get("answers")))
    for path, answers in groups:
        if isinstance(answers, Mapping):
            yield from ((*path, str(key)) for key in answers)


def _title(section: Section, answers: Mapping[str, Value], index: int) -> str:
    named = answers.get(section.entry_title)
    return named[:200] if isinstance(named, str) else f"{section.entry_name} {index}"


def _evidence_data(document: Document, filled: Filled) -> dict[str, str]:
    """One level per question: for a question asked once per entry, the weakest of all."""
    data: dict[str, str] = {}
    for question_id, entry_id in filled.evidence:
        section = document.questions[question_id].section
        if not entry_id:
            data[question_id] = filled.evidence[question_id, ""]
            continue
        data[f"{section}/{question_id}"] = min(
            (
                filled.evidence.get((question_id, entry.id), LEVELS[0])
                for entry in filled.entries
                if entry.section == section
            ),
            key=LEVELS.index,
            default=LEVELS[0],
        )
    return data


class QuotingDumper(yaml.SafeDumper):
    """Quotes every text that some reader might take for something else."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002  # PyYAML's signature
        """Always: every value is written out, as the reader expects."""
        return True
