"""What a score finds: raised, kept, or settled where it is no longer there."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.utils import timezone

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


class FoundByScore(NamedTuple):
    """What a score found: its findings, the worst first, and the floors they help to hold."""

    score: Score
    findings: Sequence[FindingScore]
    floors: Sequence[Floor]


class FindingFacts(NamedTuple):
    """What is written of a finding, by the names of the columns; ``score_id`` is that of the
    score whose response has its place."""

    state: FindingState
    settled_at: datetime.datetime | None
    score_id: UUID
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

    id: UUID
    facts: FindingFacts


@dataclass(frozen=True, slots=True)
class _FindingsAfter:
    """What becomes of findings: raised, updated (their columns), and settled."""

    raised: list[Finding] = field(default_factory=list)
    updated: list[dict[str, Any]] = field(default_factory=list)
    settled: list[UUID] = field(default_factory=list)
    events: list[FindingEvent] = field(default_factory=list)

    def happened(self, finding_id: UUID, kind: FindingEventKind, score: Score) -> None:
        self.events.append(
            FindingEvent(
                finding_id=finding_id, kind=kind, after={"score": str(score.pk)}
            )
        )


def raise_findings(raised: Collection[FoundByScore]) -> None:
    """Raise what scores found, keep what is known, settle what is no longer there.

    What people decided stays: an accepted, merged, dismissed or verified finding is updated,
    not reopened, unless a verified one is answered weakly again. One that a new answer had
    settled, and that is back, opens again. The caller holds the assessments. The statements
    are as many for one score as for hundreds.
    """
    scores = [one.score for one in raised]
    known = _known(scores)
    contradicted = _answered_since(scores, known)
    outcome = _FindingsAfter()
    for one in raised:
        _compare(one, known[one.score.assessment_id], contradicted, outcome)
    insert_many(outcome.raised)
    update_many(Finding, outcome.updated)
    Finding.objects.filter(pk__in=outcome.settled).update(
        state=FindingState.RESOLVED, settled_at=timezone.now()
    )
    FindingEvent.objects.bulk_create(outcome.events)


def _compare(
    raised: FoundByScore,
    known: dict[Place, KnownFinding],
    contradicted: Collection[UUID],
    outcome: _FindingsAfter,
) -> None:
    """Put what one score found, and what became of what was known, into the outcome."""
    score, items, floors = raised
    themes = ThemeMap(document_with_id(score.response.version_id))
    before = [known.pop((item.question, item.entry), None) for item in items]
    ranks = ranks_for([finding and finding.facts.rank for finding in before])
    for item, rank, finding in zip(items, ranks, before, strict=True):
        theme = themes.theme_of(item.question, item.rules)
        if finding is None:
            facts = _facts(item, rank, theme, (FindingState.OPEN, None, score.pk))
            new = Finding(
                organisation_id=score.organisation_id,
                assessment_id=score.assessment_id,
                severity=_severity(item, floors),
                text=item.text,
                remedy=item.remedy,
                **facts._asdict(),
            )
            outcome.raised.append(new)
            outcome.happened(new.pk, FindingEventKind.RAISED, score)
            continue
        was = finding.facts
        state, settled_at = was.state, was.settled_at
        if state == FindingState.RESOLVED or finding.id in contradicted:
            state, settled_at = FindingState.OPEN, None
            outcome.happened(finding.id, FindingEventKind.REOPENED, score)
        score_id = was.score_id if was.entry == item.entry else score.pk
        facts = _facts(item, rank, theme, (state, settled_at, score_id))
        if facts != was:
            outcome.updated.append({"id": finding.id} | facts._asdict())
    for finding in known.values():
        if finding.facts.state in UNSETTLED:
            outcome.settled.append(finding.id)
            outcome.happened(finding.id, FindingEventKind.RESOLVED, score)


def _known(scores: Collection[Score]) -> dict[UUID, dict[Place, KnownFinding]]:
    """By assessment, the findings raised so far by the places of the response evaluated now."""
    moved = {
        (response_id, str(origin)): str(pk)
        for response_id, pk, origin in Entry.objects.filter(
            response__in={score.response_id for score in scores}, origin__isnull=False
        ).values_list("response_id", "pk", "origin")
    }
    by_assessment = {score.assessment_id: score for score in scores}
    found: dict[UUID, dict[Place, KnownFinding]] = {pk: {} for pk in by_assessment}
    for assessment_id, pk, *columns in (
        Finding.objects.select_for_update(of=("self",))
        .filter(assessment__in=found, source=FindingSource.RULE)
        .values_list("assessment_id", "pk", *FindingFacts._fields)
    ):
        facts = FindingFacts(*columns)
        response_id = by_assessment[assessment_id].response_id
        here = moved.get((response_id, facts.entry), facts.entry)
        found[assessment_id][facts.question, here] = KnownFinding(pk, facts)
    return found


def _answered_since(
    scores: Iterable[Score], known: Mapping[UUID, dict[Place, KnownFinding]]
) -> set[UUID]:
    """The verified findings whose answer was given anew after that."""
    verified = {
        (score.response_id, *place): finding
        for score in scores
        for place, finding in known[score.assessment_id].items()
        if finding.facts.state == FindingState.VERIFIED
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


def _facts(
    item: FindingScore,
    rank: int,
    theme: str,
    standing: tuple[FindingState, datetime.datetime | None, UUID],
) -> FindingFacts:
    """What is written of a finding of a score; ``standing`` are its first three columns."""
    return FindingFacts(
        *standing,
        rank=rank,
        question=item.question,
        entry=item.entry,
        tool=item.tool[:200],
        for_buyer=item.kind == BUYER,
        risk=item.risk,
        gain=item.gain,
        rules=list(item.rules),
        criteria=list(item.criteria),
        theme=theme,
    )


def _severity(item: FindingScore, floors: Iterable[Floor]) -> Severity:
    """As severe as the answer by itself, and as the most severe rating it helps to hold."""
    held = [
        Severity(floor.rating)
        for floor in floors
        if floor.by in item.rules and floor.entry in ("", item.entry)
    ]
    return min([Severity(severity_of(item)), *held], key=WORST_FIRST.index)
