"""What somebody may know of the entries of a repeating section, to be shown beside questions.

A guide ties a list of things that entries can be chosen from to the questions about them. It
proposes answers and never gives one. A product that has one names it in the setting ``QUESTIONNAIRE_GUIDE``
(document, language -> :class:`Guide`); without, nothing is shown beside any question.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from typing import Protocol

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.model import Condition, Option, Question
from questionnaires.document.values import Value

FactValue = bool | str | tuple[str, ...]


class Standing(StrEnum):
    """How far something that was read can be relied on by the exact day it was seen on."""

    FRESH = "fresh"
    OLD = "old"
    UNDATED = "undated"


class ListedEnd(Protocol):
    """The day from which something is offered no more, and what takes its place, or ""."""

    @property
    def on(self) -> datetime.date: ...
    @property
    def named(self) -> str: ...


class Listed(Protocol):
    """Something an entry can be chosen from, under one plan of whoever offers it."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def provider(self) -> str: ...
    @property
    def plan(self) -> str: ...
    @property
    def words(self) -> str:
        """What a search looks at."""

    @property
    def retired(self) -> ListedEnd | None: ...
    @property
    def is_offered(self) -> bool:
        """Whether it can still be chosen."""

    def matches(self, wanted: str) -> bool:
        """Whether every word of a search stands in what it is called."""


class Listing(Protocol):
    """Everything that can be chosen, by id, and the day it was gathered."""

    @property
    def gathered(self) -> str: ...
    @property
    def plans(self) -> Mapping[str, Listed]: ...


class SourcedFact(Protocol):
    """Where something was read: an https address, its host, the exact day on which it stood
    there as text, or "", the day to look again, whose text."""

    @property
    def source(self) -> str: ...
    @property
    def host(self) -> str: ...
    @property
    def as_of(self) -> str: ...
    @property
    def again(self) -> datetime.date | None: ...
    @property
    def confidence(self) -> str: ...
    @property
    def note(self) -> str: ...


class Link(Protocol):
    """One fact, what people call it, and the question it speaks of."""

    @property
    def fact(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def question(self) -> str: ...


class Told(Protocol):
    """A fact beside its question; ``fact`` is None for what was chosen, ``use`` the answer it
    means."""

    @property
    def link(self) -> Link: ...
    @property
    def value(self) -> FactValue: ...
    @property
    def fact(self) -> SourcedFact | None: ...
    @property
    def use(self) -> Value | None: ...
    @property
    def standing(self) -> Standing: ...


class Proposal(Protocol):
    """An answer that somebody may confirm, and what speaks for it: what is published, or that
    another entry, called ``alike``, has it, or what was answered that it follows from
    (``because``)."""

    @property
    def question(self) -> Question: ...
    @property
    def value(self) -> Value: ...
    @property
    def grounds(self) -> Sequence[Told]: ...
    @property
    def alike(self) -> str: ...
    @property
    def because(self) -> str: ...


class Part(Protocol):
    """Some questions of an entry under one heading."""

    @property
    def code(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def questions(self) -> Collection[str]: ...


class Beside(Protocol):
    """Everything to show beside one question; ``differs``: the answer is another."""

    @property
    def told(self) -> Sequence[Told]: ...
    @property
    def asks(self) -> tuple[str, ...]: ...
    @property
    def differs(self) -> bool: ...


class Guide(Protocol):
    """What is shown beside the questions of one section; "" as section fits nowhere.

    ``name`` and ``plan`` are the questions that say what an entry is; ``announced`` is the one
    that says which kinds of them there are, "" where none does.
    """

    @property
    def section(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def plan(self) -> str: ...
    @property
    def announced(self) -> str: ...
    @property
    def parts(self) -> Sequence[Part]:
        """The questions of the section under their headings; empty where it has none."""

    @property
    def questions(self) -> Collection[str]:
        """Every question something may be shown beside."""

    @property
    def conditions(self) -> Collection[Condition]:
        """What decides, besides the answers of an entry's own page, what is shown there."""

    @property
    def catalogue(self) -> Listing: ...
    def answers_of(self, plan: Listed, /) -> Mapping[str, str]:
        """What choosing says by itself, by question."""

    def proposals(
        self, plan: Listed | None, answer_set: AnswerSet, entry_id: str, /
    ) -> Sequence[Proposal]:
        """The answers to open questions of an entry that somebody may confirm. All of them can
        be given together; some would not be asked without others."""

    def highest(self, answer_set: AnswerSet, entry_id: str, /) -> Option | None:
        """The highest of what an entry has; None when nothing is named."""

    def beside(
        self, plan: Listed | None, answer_set: AnswerSet, entry_id: str, /
    ) -> Mapping[str, Beside]:
        """What to show beside the questions of one entry, by question."""


class _Nothing:
    """Nothing is known, and nothing can be chosen."""

    section = name = plan = announced = gathered = ""
    questions: frozenset[str] = frozenset()
    conditions: tuple[Condition, ...] = ()
    parts: tuple[Part, ...] = ()
    plans: Mapping[str, Listed] = {}

    @property
    def catalogue(self) -> Listing:
        return self

    def answers_of(self, *_: object) -> Mapping[str, str]:
        return {}

    def proposals(self, *_: object) -> tuple[Proposal, ...]:
        return ()

    def highest(self, *_: object) -> None:
        return None

    def beside(self, *_: object) -> Mapping[str, Beside]:
        return {}


NO_GUIDE: Guide = _Nothing()
