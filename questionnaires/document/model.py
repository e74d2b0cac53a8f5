"""The parts of a questionnaire document, as immutable values.

A :class:`Document` holds sections, sections hold questions. A section that repeats is
answered once per *entry* (a form for speakers: once per talk). What a product adds
to a question, an option, a section, a country or the document is their ``extra`` (``extending``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import TypeVar

from questionnaires.document.kinds.names import Kind as Kind  # noqa: PLC0414  # a part of every question

Exact = int | Fraction
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer. ``level`` (0 to 4) puts it above or below others, where it is one
    of degree; ``exclusive`` options stand alone.

    Beside countries, ``place`` says which status an answer such as "world-wide" has, and
    ``aliases`` what else people write for it.
    """

    code: str
    label: str
    level: int | None = None
    not_applicable: bool = False
    exclusive: bool = False
    place: str | None = None
    aliases: tuple[str, ...] = ()
    extra: object = None


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit a number may be given in; ``factor`` converts to the question's first unit."""

    code: str
    label: str
    factor: Exact


@dataclass(frozen=True, slots=True)
class Country:
    """A country or territory by its ISO 3166-1 alpha-2 code; what its ``status`` means, the
    product says."""

    code: str
    name: str
    status: str
    aliases: tuple[str, ...] = ()
    extra: object = None


@dataclass(frozen=True, slots=True)
class All:
    """True if every condition is; also if there is none."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True if at least one condition is."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """True if the condition is not."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class AnyEntry:
    """True if at least one entry of a repeating section meets ``where`` (or exists at all)."""

    section: str
    where: Condition | None = None


class Test(StrEnum):
    """What a term asks of one answer. An unanswered or hidden question fails every test
    except ``answered: false``. A product may add tests of its own (``extending``).
    """

    IS = "is"  # any chosen code is one of the given
    OTHER_THAN = "other_than"  # any chosen code is not one of the given
    LEVEL_AT_LEAST = "level_at_least"  # the highest level chosen reaches the number
    AT_MOST = "at_most"  # the number, converted, is at most the given (value + unit)
    LESS_THAN = "less_than"
    OLDER_THAN = "older_than"  # the date lies more than so many days or months back
    EXCEEDS = (
        "exceeds"  # the number is greater than another question's, same unit family
    )
    PLACE = "place"  # any named country has one of these statuses
    ONLY_PLACE = "only_place"  # countries are named and all have one of these statuses
    ANSWERED = "answered"  # answered, or with ``false`` not answered
    NAMES_PLACE = "names_place"  # a text ends with a country of one of these statuses


@dataclass(frozen=True, slots=True)
class ConditionTerm:
    """One test on one answer; ``argument`` has the shape the test needs:
    codes / statuses: tuple[str, ...]; levels: int; ``answered``: bool;
    ``at_most`` / ``less_than``: Fraction in the question's first unit;
    ``older_than``: tuple[int, "days" | "months"]; ``exceeds``: the other question's id.
    """

    question: str
    test: str
    argument: object

    @property
    def questions(self) -> tuple[str, ...]:
        """The questions it looks at."""
        if self.test == Test.EXCEEDS:
            return (self.question, str(self.argument))
        return (self.question,)


Condition = All | AnyOf | Not | AnyEntry | ConditionTerm


@dataclass(frozen=True)
class Question:
    """One question with everything needed to ask and explain it."""

    id: str
    text: str
    kind: str  # a Kind, or the name of a kind that the product brings
    section: str
    repeated: bool
    options: tuple[Option, ...] = ()
    specials: tuple[Option, ...] = ()
    units: tuple[Unit, ...] = ()
    least: Exact | None = None  # what a number can mean, in the first unit
    most: Exact | None = None
    show_if: Condition | None = None
    places_from: tuple[
        str, ...
    ] = ()  # the questions that name the countries it is about
    offered_from: str = ""  # only what is chosen in that question is offered
    guidance: str = ""
    evidence: str = ""
    extra: object = None

    @cached_property
    def choices(self) -> Mapping[str, Option]:
        """The options and special answers by code."""
        return {option.code: option for option in (*self.options, *self.specials)}

    @cached_property
    def may_not_apply(self) -> bool:
        """Whether one of the options means "not applicable"."""
        return any(option.not_applicable for option in self.options)

    def choice(self, code: str) -> Option | None:
        """The option or special answer with this code, or None."""
        return self.choices.get(code)


@dataclass(frozen=True, slots=True)
class Section:
    """A group of questions; one that repeats is answered once per entry."""

    code: str
    title: str
    intro: str
    questions: tuple[Question, ...]
    repeat: bool = False
    entry_name: str = ""  # "Talk"
    entry_title: str = ""  # the question whose text names an entry
    extra: object = None


@dataclass(frozen=True, slots=True)
class CheckCase:
    """One way a consistency check warns; ``text`` names both statements."""

    when: Condition
    text: str
    each: str = ""


@dataclass(frozen=True, slots=True)
class ConsistencyCheck:
    """Two statements that cannot both be true, or hardly."""

    id: int
    title: str
    cases: tuple[CheckCase, ...]


@dataclass(frozen=True)
class Document:
    """A whole questionnaire, as parsed and validated. Never changed."""

    id: str
    version: str
    title: str
    as_of: str
    profile: tuple[Question, ...]
    sections: tuple[Section, ...]
    checks: tuple[ConsistencyCheck, ...]
    countries: Mapping[str, Country]
    countries_as_of: str
    conditions: Mapping[str, Condition] = field(default_factory=dict)
    entry_minutes: int = 10
    question_seconds: int = 40
    short_form: tuple[str, ...] = ()  # what is asked where less is at stake
    extra: object = None

    @cached_property
    def beyond_short_form(self) -> frozenset[str]:
        """The questions that the short form leaves out; none where there is no short form."""
        if not self.short_form:
            return frozenset()
        asked = set(self.short_form)
        return frozenset(
            question.id
            for section in self.sections
            for question in section.questions
            if question.id not in asked
        )

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """Every question by id, the profile included."""
        return {
            question.id: question
            for group in (
                self.profile,
                *(section.questions for section in self.sections),
            )
            for question in group
        }

    @cached_property
    def country_names(self) -> Mapping[str, str]:
        """The status of a country by any of its names, without regard to case."""
        return {
            name.casefold(): country.status
            for country in self.countries.values()
            for name in (country.name, *country.aliases)
        }

    def kept(self, name: str, make: Callable[[Document], T]) -> T:
        """What is found out about the document once; it lives as long as the document."""
        kept = self.__dict__.setdefault("_kept", {})
        try:
            found: T = kept[name]
        except KeyError:
            found = kept[name] = make(self)
        return found

    def country_code(self, word: str) -> str | None:
        """The code of a country by its code or any of its names, without regard to case."""
        return self._country_codes.get(" ".join(word.split()).casefold())

    @cached_property
    def _country_codes(self) -> Mapping[str, str]:
        found = {
            name.casefold(): country.code
            for country in self.countries.values()
            for name in (*country.aliases, country.name)
        }
        return found | {code.casefold(): code for code in self.countries}

    def place_status(self, question: Question, code: str) -> str | None:
        """The status of a place that was named; None for one that has none, or is not known."""
        country = self.countries.get(code)
        if country is not None:
            return country.status
        option = question.choice(code)
        return option.place if option else None

    @cached_property
    def section_by_code(self) -> Mapping[str, Section]:
        """The sections by their codes."""
        return {section.code: section for section in self.sections}
