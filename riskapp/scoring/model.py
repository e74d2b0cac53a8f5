"""What an evaluation consists of: every number with the parts it comes from.

Numbers are decimals with one place, 0 to 100, as shown; exact values stay inside the engine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from questionnaires.document.contradictions import Contradiction
from riskapp.scoring.engine import Inherent
from riskapp.scoring.reading import OpenReading
from riskapp.scoring.status import Status

MODEL = OpenReading.model  # the newest

# Where the core questionnaire says what a tool may do and how freely (docs/scoring.md, section 3).
RIGHTS = "T-08"
AUTONOMY = "T-05"
PERSONAL_DATA = "personal_data_in_scope"
LOW_EVIDENCE = "low_confidence"

# Whose a finding is.
VENDOR, BUYER = "vendor", "buyer"


class Floor(NamedTuple):
    """A floor under the residual: a critical rule, or too little evidence.

    A rule fired, or it cannot be ruled out because of the ``missing`` answers (questions);
    ``lifted_by`` are those of them that alone would rule it out.
    """

    by: str
    title: str
    value: int
    rating: str
    because: tuple[str, ...] = ()
    tool: str = ""
    entry: str = ""
    why: str = ""
    way_out: str = ""
    criteria: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    lifted_by: tuple[str, ...] = ()

    @property
    def certain(self) -> bool:
        """Whether it fired; else it cannot be ruled out."""
        return not self.missing


@dataclass(frozen=True, slots=True)
class SectionScore:
    """A section: its strength in percent (None: nothing applied) and the weight left out."""

    code: str
    title: str
    weight: int
    value: Decimal | None
    counted_weight: int
    left_out_weight: int


@dataclass(frozen=True, slots=True)
class ToolScore:
    """One entry of the register, evaluated alone."""

    entry: str
    name: str
    level: int
    autonomy: int
    inherent: Decimal
    control: Decimal | None
    residual_model: Decimal
    residual: Decimal
    rating: str
    floors: tuple[str, ...] = ()


class CriterionScore(NamedTuple):
    """What the answers say about one provision. ``evidence`` is the weakest level among them,
    ``who`` has the duty (buyer, vendor, both), and ``duty`` says whether it binds."""

    id: str
    law: str
    status: Status
    evidence: str
    duty: bool
    questions: tuple[str, ...]
    tools: tuple[tuple[str, Status], ...] = ()
    children: tuple[str, ...] = ()
    who: str = ""


class FindingScore(NamedTuple):
    """A weakness: the answer it comes from and what putting it right would gain.

    ``kind`` says who has to act: the vendor, or the buyer itself.
    """

    question: str
    section: str
    risk: int
    gain: Decimal
    text: str
    remedy: str
    why: str
    criteria: tuple[str, ...]
    rules: tuple[str, ...] = ()
    tool: str = ""
    entry: str = ""
    is_open: bool = False
    kind: str = VENDOR


class LeftOut(NamedTuple):
    """A question that was left out, is claimed not to apply or was never asked, and why."""

    question: str
    weight: int
    state: str
    tool: str = ""
    entry: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ScoreResult:
    """The evaluation of one response by one catalogue on one day.

    ``claimed`` are the places where "does not apply" counts as open because no reviewer
    accepted it; ``claims_none``: the answers say that no AI tool is used, which is a claim to
    be checked; ``empty``: the register stands empty without saying so. ``is_short``: only the
    short form was sent; ``not_asked`` is then what it left out that may apply, each question
    once, counted like the worst answer.
    """

    model: str
    questionnaire: str
    catalogue: str
    as_of: str
    inherent: Inherent
    inherent_value: Decimal
    inherent_band: str
    control: Decimal
    control_band: str
    residual_model: Decimal
    rating_model: str
    residual: Decimal
    rating: str
    evidence: Decimal
    evidence_band: str
    completeness: Decimal
    provisional: bool
    personal_data: bool
    floors: tuple[Floor, ...]
    sections: tuple[SectionScore, ...]
    tools: tuple[ToolScore, ...]
    criteria: Mapping[str, CriterionScore]
    warnings: tuple[Contradiction, ...]
    findings: tuple[FindingScore, ...]
    left_out: tuple[LeftOut, ...]
    claimed: tuple[LeftOut, ...] = ()
    claims_none: bool = False
    empty: bool = False
    is_short: bool = False
    not_asked: tuple[LeftOut, ...] = ()

    @property
    def law_counts(self) -> dict[str, dict[str, int]]:
        """How many criteria of each law have which status."""
        found = Counter([(one.law, one.status) for one in self.criteria.values()])
        counts: dict[str, dict[str, int]] = {}
        for (law, status), number in found.items():
            counts.setdefault(law, {})[status.value] = number
        return counts
