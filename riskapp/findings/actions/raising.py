"""What a score finds: raised, kept, or settled where it is no longer there."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils import timezone

from questionnaires.document.model import Document
from questionnaires.models import Answer, Entry
from questionnaires.queries import document_with_id
from riskapp.assessments.models import Score
from riskapp.common.many import insert_many, update_many
from riskapp.findings.actions.ranking import ranks_for
from riskapp.findings.choices import (
    WORST_FIRST,
    FindingEventKind,
    FindingSource,
    FindingState,
    Severity,
)
from riskapp.findings.models import UNSETTLED, Finding, FindingEvent
from riskapp.scoring.model import BUYER, FindingScore, Floor
from riskapp.scoring.themes import ThemeMap, severity_of

Place = tuple[str, str]
# The columns that are keys, and all that are read of a finding, its facts last.
KEYS = ("assessment_id", "id", "score_id")
# Looked up once: a hundred findings of each score are asked for them.
OPEN, RESOLVED = FindingState.OPEN.value, FindingState.RESOLVED.value
VERIFIED = FindingState.VERIFIED.value


class FoundByScore(NamedTuple):
    """What a score found: its findings, the worst first, and the floors they help to hold."""

    score: Score
    findings: Sequence[FindingScore]
    floors: Sequence[Floor]


class FindingFacts(NamedTuple):
    """What is written of a finding, by the names of the columns; ``score_id`` is that of the
    score whose response has its place."""

    state: str
    settled_at: datetime.datetime | None
    score_id: str
    rank: int
    question: str
    entry: str
    tool: str
    for_buyer: bool
    risk: int
    gain: Decimal
    rules: list[str]
    criteria: list[str]
    theme: str


class KnownFinding(NamedTuple):
    """A finding that was raised before, as it is written."""

    id: str
    facts: FindingFacts


READ = ("assessment_id", "id", *FindingFacts._fields)


@dataclass(slots=True)
class _FindingsAfter:
    """What becomes of findings: rows that are raised, what is written of known ones, and those
    that are settled; with what happened to them. Everything is dated ``now``."""

    now: datetime.datetime
    raised: list[dict[str, Any]] = field(default_factory=list)
    updated: list[KnownFinding] = field(default_factory=list)
    changed: set[str] = field(default_factory=set)  # the columns that are others in one
    settled: list[str] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)

    def happened(self, finding_id: str, kind: FindingEventKind, score: Score) -> None:
        self.events.append(
            {
                "finding_id": finding_id,
                "kind": kind,
                "at": self.now,
                "text": "",
                "after": {"score": str(score.pk)},
            }
        )

    def update(self, known: KnownFinding, facts: FindingFacts) -> None:
        """Note what is written of a known finding from now on."""
        self.changed.update(
            name
            for name, new, old in zip(
                FindingFacts._fields, facts, known.facts, strict=True
            )
            if new != old
        )
        self.updated.append(KnownFinding(known.id, facts))


def raise_findings(raised: Collection[FoundByScore]) -> None:
    """Raise what scores found, keep what is known, settle what is no longer there.

    What people decided stays: an accepted, merged, dismissed or verified finding is updated,
    not reopened, unless a verified one is answered weakly again. One that a new answer had
    settled, and that is back, opens again. The caller holds the assessments, as whoever changes
    a finding does. The statements are as many for one score as for hundreds.
    """
    scores = [one.score for one in raised]
    known = _known(scores)
    contradicted = _answered_since(scores, known)
    outcome = _FindingsAfter(timezone.now())
    themes: dict[UUID, _Themes] = {}
    for one in raised:
        version_id = one.score.response.version_id
        if version_id not in themes:
            themes[version_id] = _Themes(document_with_id(version_id))
        _compare(
            one,
            known[str(one.score.assessment_id)],
            contradicted,
            themes[version_id],
            outcome,
        )
    insert_many(Finding, outcome.raised)
    places = [
        (i, n) for i, n in enumerate(FindingFacts._fields) if n in outcome.changed
    ]
    update_many(
        Finding,
        [
            {"id": finding_id} | {name: facts[place] for place, name in places}
            for finding_id, facts in outcome.updated
        ],
    )
    if outcome.settled:
        Finding.objects.filter(pk__in=outcome.settled).update(
            state=RESOLVED, settled_at=outcome.now
        )
    insert_many(FindingEvent, outcome.events)


class _Themes(dict[tuple[str, tuple[str, ...]], str]):
    """The theme of a question and the rules that its answer makes stand, found once."""

    def __init__(self, document: Document) -> None:
        self._of = ThemeMap(document).theme_of

    def __missing__(self, key: tuple[str, tuple[str, ...]]) -> str:
        self[key] = theme = self._of(*key)
        return theme


def _compare(
    raised: FoundByScore,
    known: dict[Place, KnownFinding],
    contradicted: Collection[str],
    themes: _Themes,
    outcome: _FindingsAfter,
) -> None:
    """Put what one score found, and what became of what was known, into the outcome."""
    score, items, floors = raised
    score_id = str(score.pk)
    before = [known.pop((item.question, item.entry), None) for item in items]
    ranks = ranks_for([finding and finding.facts.rank for finding in before])
    for item, rank, finding in zip(items, ranks, before, strict=True):
        state, settled_at, of_score = OPEN, None, score_id
        if finding is not None:
            was = finding.facts
            if was.state == RESOLVED or finding.id in contradicted:
                outcome.happened(finding.id, FindingEventKind.REOPENED, score)
            else:
                state, settled_at = was.state, was.settled_at
            if was.entry == item.entry:
                of_score = was.score_id
        facts = FindingFacts(
            state,
            settled_at,
            of_score,
            rank,
            item.question,
            item.entry,
            item.tool[:200],
            item.kind == BUYER,
            item.risk,
            item.gain,
            list(item.rules),
            list(item.criteria),
            themes[item.question, item.rules],
        )
        if finding is None:
            row = _new(score, item, floors, outcome.now) | facts._asdict()
            outcome.raised.append(row)
            outcome.happened(row["id"], FindingEventKind.RAISED, score)
        elif facts != was:
            outcome.update(finding, facts)
    for finding in sorted(known.values(), key=lambda known: known.facts.rank):
        if finding.facts.state in UNSETTLED:
            outcome.settled.append(finding.id)
            outcome.happened(finding.id, FindingEventKind.RESOLVED, score)


def _new(
    score: Score, item: FindingScore, floors: Iterable[Floor], now: datetime.datetime
) -> dict[str, Any]:
    """What is written once of a finding that is new."""
    return {
        "id": str(uuid4()),
        "organisation_id": score.organisation_id,
        "assessment_id": score.assessment_id,
        "source": FindingSource.RULE,
        "severity": _severity(item, floors),
        "text": item.text,
        "remedy": item.remedy,
        "accepted_reason": "",
        "raised_at": now,
    }


def _known(scores: Collection[Score]) -> dict[str, dict[Place, KnownFinding]]:
    """By assessment, the findings raised so far by the places of the response evaluated now."""
    moved = {
        (response_id, str(origin)): str(pk)
        for response_id, pk, origin in Entry.objects.filter(
            response__in={score.response_id for score in scores}, origin__isnull=False
        ).values_list("response_id", "pk", "origin")
    }
    by_assessment = {str(score.assessment_id): score for score in scores}
    found: dict[str, dict[Place, KnownFinding]] = {pk: {} for pk in by_assessment}
    # Keys as text, which is read, compared and written faster.
    for assessment_id, pk, *columns in (
        Finding.objects.filter(
            assessment__in=[score.assessment_id for score in scores],
            source=FindingSource.RULE,
        )
        .order_by()
        .annotate(**{f"{name}_text": _as_text(name) for name in KEYS})
        .values_list(*[f"{name}_text" if name in KEYS else name for name in READ])
    ):
        facts = FindingFacts._make(columns)
        here = facts.entry
        if moved:
            response_id = by_assessment[assessment_id].response_id
            here = moved.get((response_id, here), here)
        found[assessment_id][facts.question, here] = KnownFinding(pk, facts)
    return found


def _as_text(name: str) -> Cast:
    return Cast(name, TextField())


def _answered_since(
    scores: Iterable[Score], known: Mapping[str, dict[Place, KnownFinding]]
) -> set[str]:
    """The verified findings whose answer was given anew after that."""
    verified = {
        (score.response_id, *place): finding
        for score in scores
        for place, finding in known[str(score.assessment_id)].items()
        if finding.facts.state == VERIFIED
    }
    if not verified:
        return set()
    found = set()
    for answer in Answer.objects.filter(
        response__in={response_id for response_id, *_ in verified},
        question__in={question for _, question, _ in verified},
    ):
        entry = str(answer.entry_id) if answer.entry_id else ""
        finding = verified.get((answer.response_id, answer.question, entry))
        settled_at = finding.facts.settled_at if finding else None
        if finding and settled_at and answer.answered_at > settled_at:
            found.add(finding.id)
    return found


def _severity(item: FindingScore, floors: Iterable[Floor]) -> Severity:
    """As severe as the answer by itself, and as the most severe rating it helps to hold."""
    held = [
        Severity(floor.rating)
        for floor in floors
        if floor.by in item.rules and floor.entry in ("", item.entry)
    ]
    return min([Severity(severity_of(item)), *held], key=WORST_FIRST.index)
