"""The parts of a questionnaire document, as immutable values.

A :class:`Document` holds sections, sections hold questions. A section that repeats is
answered once per *entry* (in the core questionnaire: once per AI tool). Risk values run
from 0 (good practice) to 4 (unacceptable or not known); ``None`` means "carries no score".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

Exact = int | Fraction


class Kind(StrEnum):
    """How a question is answered, and so which shape its value has (see ``values``)."""

    SINGLE = "single"
    MULTI = "multi"
    NUMBER = "number"
    DATE = "date"
    TEXT = "text"
    COUNTRIES = "countries"
    LEGAL_BASES = "legal_bases"


class ScoringKind(StrEnum):
    """How the risk value of an answer is found."""

    OPTION = "option"  # the chosen option's own risk; for several choices the highest
    COUNT = "count"  # how many of the counted options are ticked
    BAND = "band"  # the band a number or an age falls into
    EXCESS = "excess"  # rights held (``other``) minus rights named here
    FILLED = "filled"  # any text 0, none 4
    PLACES = "places"  # all places inside the EEA 0, some outside 1, any not known 4
    LEGAL_BASES = "legal_bases"  # the worst legal basis over all countries
    INFORMATION = "information"  # never scored


class PlaceStatus(StrEnum):
    """How GDPR Chapter V sees a country, before anything is known of the recipient."""

    EEA = "eea"
    ADEQUATE = "adequate"
    CONDITIONAL = "conditional"
    THIRD = "third"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer. ``level`` is the class of a right, the autonomy of a tool or
    the value of a profile answer (0 to 4); ``exclusive`` options stand alone.

    Beside countries, ``place`` says which status an answer such as "world-wide" has, and
    ``aliases`` what else people write for it.
    """

    code: str
    label: str
    risk: int | None = None
    why: str = ""
    level: int | None = None
    not_applicable: bool = False
    exclusive: bool = False
    place: PlaceStatus | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit a number may be given in; ``factor`` converts to the question's first unit."""

    code: str
    label: str
    factor: Exact


@dataclass(frozen=True, slots=True)
class Band:
    """A range with one risk value. Bounds are in the first unit, or in ``measure`` ago."""

    risk: int
    label: str
    why: str
    above: Exact | None = None
    at_least: Exact | None = None
    at_most: Exact | None = None
    below: Exact | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a counting rule; the first whose demands hold decides."""

    at_least: int
    risk: int
    includes: tuple[str, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True)
class Scoring:
    """The rule that turns an answer into a risk value."""

    kind: ScoringKind
    counted: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    other: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """A basis for a transfer: the class and risk it gives per status of the country.

    ``only_for`` limits it to some countries; a status missing from ``classes`` means the
    basis is not offered there.
    """

    code: str
    label: str
    classes: Mapping[PlaceStatus, str]
    only_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BasisClass:
    """What a legal basis amounts to, e.g. "third country without safeguard", and its risk."""

    code: str
    label: str
    risk: int
    why: str


@dataclass(frozen=True, slots=True)
class Country:
    """A country or territory by its ISO 3166-1 alpha-2 code, with the decision behind its status."""

    code: str
    name: str
    status: PlaceStatus
    aliases: tuple[str, ...] = ()
    condition: str = ""
    condition_met_by_default: bool = False
    decision: str = ""
    decided_on: str = ""
    expires_on: str = ""
    note: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class All:
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    condition: Condition


@dataclass(frozen=True, slots=True)
class AnyEntry:
    """True if at least one entry of a repeating section meets ``where`` (or exists at all)."""

    section: str
    where: Condition | None = None


class Test(StrEnum):
    """What a leaf asks of one answer. An unanswered or hidden question fails every test
    except ``answered: false`` and, being risk 4 after hand-in, ``risk_at_least`` when open.
    """

    IS = "is"  # any chosen code is one of the given
    OTHER_THAN = "other_than"  # any chosen code is not one of the given
    LEVEL_AT_LEAST = "level_at_least"  # the highest level chosen reaches the number
    RISK_AT_LEAST = "risk_at_least"  # the risk value reaches the number
    AT_MOST = "at_most"  # the number, converted, is at most the given (value + unit)
    LESS_THAN = "less_than"
    OLDER_THAN = "older_than"  # the date lies more than so many days or months back
    EXCEEDS = (
        "exceeds"  # the number is greater than another question's, same unit family
    )
    PLACE = "place"  # any named country has one of these statuses
    ONLY_PLACE = "only_place"  # countries are named and all have one of these statuses
    BASIS = "basis"  # any country's legal basis amounts to one of these classes
    ANSWERED = "answered"  # answered, or with ``false`` not answered
    NAMES_PLACE = "names_place"  # a text ends with a country of one of these statuses


@dataclass(frozen=True, slots=True)
class Leaf:
    """One test on one answer; ``argument`` has the shape the test needs:
    codes / statuses / classes: tuple[str, ...]; levels: int; ``answered``: bool;
    ``at_most`` / ``less_than``: Fraction in the question's first unit;
    ``older_than``: tuple[int, "days" | "months"]; ``exceeds``: the other question's id.
    """

    question: str
    test: Test
    argument: object

    @property
    def questions(self) -> tuple[str, ...]:
        """The questions it looks at."""
        if self.test is Test.EXCEEDS:
            return (self.question, str(self.argument))
        return (self.question,)


Condition = All | AnyOf | Not | AnyEntry | Leaf


@dataclass(frozen=True)
class Question:
    """One question with everything needed to ask, judge and explain it."""

    id: str
    text: str
    kind: Kind
    weight: int
    section: str
    repeated: bool
    scoring: Scoring
    options: tuple[Option, ...] = ()
    specials: tuple[Option, ...] = ()
    units: tuple[Unit, ...] = ()
    bands: tuple[Band, ...] = ()
    least: Exact | None = None  # what a number can mean, in the first unit
    most: Exact | None = None
    measure: str = ""  # for dates: "months" or "days"
    show_if: Condition | None = None
    places_from: tuple[
        str, ...
    ] = ()  # legal bases: the questions that name the countries
    guidance: str = ""
    evidence: str = ""
    extra: object = None  # what a product added (``extending``)

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
    weight: int
    questions: tuple[Question, ...]
    repeat: bool = False
    entry_name: str = ""  # "AI tool"
    entry_title: str = ""  # the question whose text names an entry: T-01


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
    legal_bases: tuple[LegalBasis, ...]
    basis_classes: Mapping[str, BasisClass]
    conditions: Mapping[str, Condition] = field(default_factory=dict)
    entry_minutes: int = 10
    question_seconds: int = 40
    extra: object = None  # what a product added (``extending``)

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """Every question by id, the engagement profile included."""
        return {
            question.id: question
            for group in (
                self.profile,
                *(section.questions for section in self.sections),
            )
            for question in group
        }

    @cached_property
    def country_names(self) -> Mapping[str, PlaceStatus]:
        """The status of a country by any of its names, without regard to case."""
        return {
            name.casefold(): country.status
            for country in self.countries.values()
            for name in (country.name, *country.aliases)
        }

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

    def place_status(self, question: Question, code: str) -> PlaceStatus | None:
        """The status of a place that was named; None for one that has none, or is not known."""
        country = self.countries.get(code)
        if country is not None:
            return country.status
        option = question.choice(code)
        return option.place if option else None

    @cached_property
    def section_by_code(self) -> Mapping[str, Section]:
        return {section.code: section for section in self.sections}
