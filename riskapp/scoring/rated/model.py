"""What a questionnaire says about risk, as immutable values beside the parts of its document.

Risk values run from 0 (good practice) to 4 (unacceptable or not known); ``None`` means
"carries no score". Weights run from 0 (for information only) to 10.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from questionnaires.document.model import (
    Condition,
    Country,
    Document,
    Exact,
    Option,
    Question,
    Section,
)

LEGAL_BASES = "legal_bases"  # the kind of question that this product brings
WORST = 4


class Evaluated(NamedTuple):
    """A risk value, 0 good practice to 4 (None: carries no score), and why."""

    risk: int | None
    why: str


class ProfileRole(StrEnum):
    """What a question of the engagement profile is for; ordinary questions have none."""

    IMPACT = "impact"
    EXPOSURE = "exposure"
    SWITCH = "switch"


class PlaceStatus(StrEnum):
    """How GDPR Chapter V sees a country, before anything is known of the recipient."""

    EEA = "eea"
    ADEQUATE = "adequate"
    CONDITIONAL = "conditional"
    THIRD = "third"
    UNCLEAR = "unclear"


class ScoringKind(StrEnum):
    """How the risk value of an answer is found; a kind of question may bring a word of its own
    (``scoring.kinds``)."""

    OPTION = "option"  # the chosen option's own risk; for several choices the highest
    COUNT = "count"  # how many of the counted options are ticked
    BAND = "band"  # the band a number or an age falls into
    EXCESS = "excess"  # rights held (``other``) minus rights named here
    FILLED = "filled"  # any text 0, none 4
    PLACES = "places"  # all places inside the EEA 0, some outside 1, any not known 4
    LEGAL_BASES = "legal_bases"  # the worst legal basis over all countries
    INFORMATION = "information"  # never scored


@dataclass(frozen=True, slots=True)
class RatedOption:
    """The risk value of an option, and why."""

    risk: int | None = None
    why: str = ""


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
class CountingStep:
    """One line of a counting rule; the first whose demands hold decides."""

    at_least: int
    risk: int
    includes: tuple[str, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True)
class Scoring:
    """The rule that turns an answer into a risk value."""

    kind: str  # a ScoringKind, or the word of a kind of question
    counted: tuple[str, ...] = ()
    steps: tuple[CountingStep, ...] = ()
    other: str = ""
    note: str = ""


NOT_SCORED = Scoring(ScoringKind.INFORMATION)


@dataclass(frozen=True, slots=True)
class RatedQuestion:
    """How much an answer weighs, how its risk is found, what the question bears on, and what
    is said where its answer is weak. ``measure``: dates are counted in "months" or "days"."""

    weight: int = 0
    scoring: Scoring = NOT_SCORED
    bands: tuple[Band, ...] = ()
    measure: str = ""
    role: ProfileRole | None = None
    criteria: tuple[str, ...] = ()
    crosswalk: tuple[str, ...] = ()
    finding: str = ""
    remedy: str = ""
    critical_rule: str = ""


@dataclass(frozen=True, slots=True)
class RuleCase:
    """One way a critical rule fires. ``each`` names the repeating section whose entries
    are tried one by one; empty means the response as a whole."""

    floor: str  # moderate | high | critical
    when: Condition
    each: str = ""


@dataclass(frozen=True, slots=True)
class CriticalRule:
    """A combination of answers that puts a floor under the residual risk."""

    id: str
    title: str
    why: str
    way_out: str
    criteria: tuple[str, ...]
    # Heaviest floor first; one case fires per entry or response.
    cases: tuple[RuleCase, ...]


@dataclass(frozen=True, slots=True)
class BasisClass:
    """What a legal basis amounts to, e.g. "third country without safeguard", and its risk."""

    code: str
    label: str
    risk: int
    why: str


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """A basis for a transfer to countries of some ``statuses``; ``only_for`` limits it to
    some countries."""

    code: str
    label: str
    statuses: frozenset[str]
    only_for: tuple[str, ...] = ()

    def is_for(self, country: Country) -> bool:
        """Whether it can be named for a country."""
        return country.status in self.statuses and (
            not self.only_for or country.code in self.only_for
        )


@dataclass(frozen=True, slots=True)
class CountryFacts:
    """The decision behind the status of a country, and under which condition it covers a
    transfer; days as ``2026-01-31``."""

    condition: str = ""
    condition_met_by_default: bool = False
    decision: str = ""
    decided_on: str = ""
    expires_on: str = ""
    note: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RatedDocument:
    """What belongs to no single question. ``classes``: what a legal basis amounts to by the
    status of a country, as a code of ``basis_classes``; ``places_with_basis``: the codes of
    the countries for which one can be named."""

    rules: tuple[CriticalRule, ...] = ()
    legal_bases: tuple[LegalBasis, ...] = ()
    places_with_basis: frozenset[str] = frozenset()
    basis_classes: Mapping[str, BasisClass] = field(default_factory=dict)
    classes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


NONE_USED = "no_ai_tool_used"  # the named condition by which no entry is needed

UNRATED_COUNTRY = CountryFacts()
UNRATED_OPTION = RatedOption()
UNRATED_QUESTION = RatedQuestion()
UNRATED_DOCUMENT = RatedDocument()


def rated_option(option: Option) -> RatedOption:
    """What is said about risk beside an option or a special answer."""
    extra = option.extra
    return extra if isinstance(extra, RatedOption) else UNRATED_OPTION


def rated(question: Question) -> RatedQuestion:
    """What is said about risk beside a question."""
    extra = question.extra
    return extra if isinstance(extra, RatedQuestion) else UNRATED_QUESTION


def facts_of(country: Country) -> CountryFacts:
    """What the law says beside a country."""
    extra = country.extra
    return extra if isinstance(extra, CountryFacts) else UNRATED_COUNTRY


def weight_of(section: Section) -> int:
    """How much a section weighs beside the others."""
    return section.extra if isinstance(section.extra, int) else 0


def rated_document(document: Document) -> RatedDocument:
    """What is said about risk beside the document as a whole."""
    extra = document.extra
    return extra if isinstance(extra, RatedDocument) else UNRATED_DOCUMENT


def rules_of(document: Document) -> tuple[CriticalRule, ...]:
    """The critical rules of a document, in its order."""
    return rated_document(document).rules
