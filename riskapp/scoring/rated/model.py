"""What a questionnaire says about risk, as immutable values beside the parts of its document."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from questionnaires.document.model import Condition, Document, Question


class Role(StrEnum):
    """What a question of the engagement profile is for; ordinary questions have none."""

    IMPACT = "impact"
    EXPOSURE = "exposure"
    SWITCH = "switch"


@dataclass(frozen=True, slots=True)
class RatedQuestion:
    """What a question bears on, and what is said where its answer is weak."""

    role: Role | None = None
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
class RatedDocument:
    """What belongs to no single question."""

    rules: tuple[CriticalRule, ...] = ()


UNRATED_QUESTION = RatedQuestion()
UNRATED_DOCUMENT = RatedDocument()


def rated(question: Question) -> RatedQuestion:
    """What is said about risk beside a question."""
    extra = question.extra
    return extra if isinstance(extra, RatedQuestion) else UNRATED_QUESTION


def rules_of(document: Document) -> tuple[CriticalRule, ...]:
    """The critical rules of a document, in its order."""
    extra = document.extra
    return extra.rules if isinstance(extra, RatedDocument) else ()
