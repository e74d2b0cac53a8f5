"""What is looked at once answers are in: credentials that end, changes a partner may report,
and statements that hardly go together.

It comes from a file beside the questionnaire, because a published version never changes.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any, TypeVar

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.checker import Checker
from questionnaires.document.conditions import ConditionReader, questions_of
from questionnaires.document.contradictions import Contradiction, about, holding
from questionnaires.document.meaning import amount, date_of
from questionnaires.document.model import Condition, Document, Kind
from questionnaires.document.overlay import Place
from questionnaires.document.source import Path, Source, read_file
from riskapp.shipped.core import core_document
from riskapp.tools.catalogue import CONTENT
from riskapp.tools.languages import texts_in

T = TypeVar("T")

SCHEMA = "follow-up/1"
HOURS = {"hours": 1, "days": 24, "weeks": 168}

_TOP = {"schema", "questionnaire", "clocks", "changes", "statements"}


@dataclass(frozen=True, slots=True)
class Clock:
    """A credential of every entry of a section: ``since`` a day, ``lasts`` a length of time."""

    id: str
    section: str
    since: str
    lasts: str
    from_days: int
    asks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportableChange:
    """Something a partner can report between two cycles, and the answers it touches."""

    id: str
    label: str
    section: str
    asks: tuple[str, ...]
    adds: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """Answers that hardly go together; ``each`` is the section whose entries are tried."""

    id: str
    title: str
    text: str
    when: Condition
    each: str = ""


@dataclass(frozen=True, slots=True)
class Ending:
    """A credential of one entry that ends on a day, by what was said."""

    clock: Clock
    entry: str
    tool: str
    since: datetime.date
    days: int
    ends_on: datetime.date

    @property
    def places(self) -> tuple[Place, ...]:
        """The answers that somebody has to confirm."""
        return tuple((question, self.entry) for question in self.clock.asks)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """The whole file, or the part of it that fits a document."""

    questionnaire: str = ""
    clocks: tuple[Clock, ...] = ()
    changes: tuple[ReportableChange, ...] = ()
    statements: tuple[Statement, ...] = ()

    def fitting(self, document: Document) -> FollowUp:
        """What speaks of questions and sections this document has."""
        if document.id != self.questionnaire:
            return FollowUp()
        known = document.questions.keys()
        sections = {s.code for s in document.sections if s.repeat}
        return replace(
            self,
            clocks=tuple(
                clock
                for clock in self.clocks
                if clock.section in sections
                and {clock.since, clock.lasts, *clock.asks} <= known
            ),
            changes=tuple(
                replace(change, asks=tuple(q for q in change.asks if q in known))
                for change in self.changes
                if change.section in sections
            ),
            statements=tuple(
                statement
                for statement in self.statements
                if set(questions_of(statement.when)) <= known
            ),
        )

    def in_language(self, language: str) -> FollowUp:
        """The same with the words people read in a language; English where none are."""
        texts = texts_in("follow_up", language)
        if not texts:
            return self
        changes = tuple(
            replace(change, label=texts.get(change.label, change.label))
            for change in self.changes
        )
        statements = tuple(
            replace(
                statement,
                title=texts.get(statement.title, statement.title),
                text=texts.get(statement.text, statement.text),
            )
            for statement in self.statements
        )
        return replace(self, changes=changes, statements=statements)

    @property
    def dated(self) -> frozenset[str]:
        """The questions whose answers have to be confirmed in time."""
        return frozenset(question for clock in self.clocks for question in clock.asks)

    def endings(
        self, answer_set: AnswerSet, confirmed: Mapping[Place, datetime.date]
    ) -> list[Ending]:
        """Every credential that ends on a known day, the first to end first.

        ``confirmed`` says when each answer was last given or confirmed. Who confirmed
        after a day had passed has looked: the time runs again from there.
        """
        found = []
        for clock in self.clocks:
            for entry in answer_set.entries(clock.section):
                since = date_of(answer_set.value(clock.since, entry.id))
                days = _days(answer_set, clock.lasts, entry.id)
                if since is None or days is None or days < clock.from_days:
                    continue
                looked = min(
                    (
                        confirmed[q, entry.id]
                        for q in clock.asks
                        if (q, entry.id) in confirmed
                    ),
                    default=since,
                )
                ends = since + datetime.timedelta(days=days)
                if looked > ends:
                    ends = looked + datetime.timedelta(days=days)
                found.append(Ending(clock, entry.id, entry.title, since, days, ends))
        return sorted(found, key=lambda ending: (ending.ends_on, ending.tool))

    def contradictions(
        self, answer_set: AnswerSet
    ) -> list[tuple[Statement, Contradiction]]:
        """The statements that hold, each with the answers it comes from."""
        return [
            (statement, about(entry, 0, statement.title, statement.text, because))
            for statement in self.statements
            for entry, because in holding(answer_set, statement.when, statement.each)
        ]


def _days(answer_set: AnswerSet, question_id: str, entry_id: str) -> int | None:
    """A length of time in whole days, rounded up; None where it is not a number."""
    question = answer_set.document.questions[question_id]
    length = amount(question, answer_set.value(question_id, entry_id))
    if length is None or question.units[0].code not in HOURS:
        return None
    hours = length * HOURS[question.units[0].code]
    days = -(-hours // 24)
    return int(days) if days <= 36_500 else None


@lru_cache(maxsize=1)
def core_follow_up() -> FollowUp:
    """The file as shipped, for the core questionnaire as shipped."""
    return load_follow_up(CONTENT / "follow_up.yaml", core_document())


def load_follow_up(path: FilePath, document: Document) -> FollowUp:
    """Read and check a file; raises DocumentError with every fault found."""
    return parse_follow_up(read_file(path), document)


def parse_follow_up(source: Source, document: Document) -> FollowUp:
    """Check a file against the questionnaire it names, and build it.

    Raises DocumentError with every fault: questions and answers that do not exist are refused.
    """
    check = Checker(source)
    made = _Reader(check, document).read(source.data)
    check.done()
    return made


class _Reader:
    """Builds it part by part."""

    def __init__(self, check: Checker, document: Document) -> None:
        self.check = check
        self.document = document
        self.sections = {s.code: s for s in document.sections if s.repeat}
        self.conditions = ConditionReader.of(check, document)

    def read(self, data: Any) -> FollowUp:
        check = self.check
        top = check.mapping(data, (), _TOP)
        check.schema(top, SCHEMA)
        name = top.get("questionnaire")
        check.one_of(name, ("questionnaire",), "questionnaire", [self.document.id])
        return FollowUp(
            questionnaire=self.document.id,
            clocks=self._each(self._clock, top, "clocks"),
            changes=self._each(self._change, top, "changes"),
            statements=self._each(self._statement, top, "statements"),
        )

    def _each(
        self, read: Callable[[Any, Path], T], top: Mapping[str, Any], part: str
    ) -> tuple[T, ...]:
        return self.check.each(top.get(part), (part,), read, what="id", most=200)

    def _clock(self, data: Any, path: Path) -> Clock:
        check = self.check
        keys = {"id", "section", "since", "lasts", "from_days", "asks"}
        found = check.mapping(data, path, keys)
        return Clock(
            id=check.code(found, "id", path),
            section=self._section(found, "section", path),
            since=self._question(found, "since", path, Kind.DATE),
            lasts=self._question(found, "lasts", path, Kind.NUMBER),
            from_days=check.whole(found, "from_days", path, 1, 3650, default=1),
            asks=self._questions(found, path),
        )

    def _change(self, data: Any, path: Path) -> ReportableChange:
        check = self.check
        found = check.mapping(data, path, {"id", "label", "section", "asks", "adds"})
        return ReportableChange(
            id=check.code(found, "id", path),
            label=check.text(found, "label", path, need=True, most=200),
            section=self._section(found, "section", path),
            asks=self._questions(found, path),
            adds=check.flag(found, "adds", path),
        )

    def _statement(self, data: Any, path: Path) -> Statement:
        check = self.check
        found = check.mapping(data, path, {"id", "title", "text", "when", "each"})
        each = self._section(found, "each", path) if "each" in found else ""
        return Statement(
            id=check.code(found, "id", path),
            title=check.text(found, "title", path, need=True, most=200),
            text=check.text(found, "text", path, need=True, most=500),
            when=self.conditions.read(found.get("when"), (*path, "when"), each),
            each=each,
        )

    def _section(self, found: Mapping[str, Any], key: str, path: Path) -> str:
        return self.check.known(found, key, path, "repeating section", self.sections)

    def _question(
        self, found: Mapping[str, Any], key: str, path: Path, kind: Kind
    ) -> str:
        questions = self.document.questions.values()
        fitting = [q.id for q in questions if q.repeated and q.kind is kind]
        return self.check.known(found, key, path, f"{kind} question", fitting)

    def _questions(self, found: Mapping[str, Any], path: Path) -> tuple[str, ...]:
        questions = self.document.questions
        return self.check.all_known(found, "asks", path, "question", questions)
