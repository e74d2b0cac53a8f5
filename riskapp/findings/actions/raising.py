"""What a score finds: raised, kept, or settled where it is no longer there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone

from questionnaires.models import Answer, Entry
from questionnaires.queries import document_with_id
from riskapp.assessments.models import Score
from riskapp.findings.choices import (
    WORST_FIRST,
    FindingEventKind,
    FindingSource,
    FindingState,
    Severity,
)
from riskapp.findings.models import Finding, FindingEvent
from riskapp.scoring.model import BUYER, FindingScore, Floor
from riskapp.scoring.themes import ThemeMap, floors_in, severity_of

Place = tuple[str, str]

# What a later score says anew of a finding; its words and severity may have been edited.
KEPT = (
    "score",
    "rank",
    "question",
    "entry",
    "tool",
    "for_buyer",
    "risk",
    "gain",
    "rules",
    "criteria",
    "theme",
)


def raise_findings(raised: Mapping[Score, Sequence[FindingScore]]) -> None:
    """Raise what scores found, keep what is known, settle what is no longer there.

    What people decided stays: an accepted, merged, dismissed or verified finding is updated,
    not reopened, unless a verified one is answered weakly again. One that a new answer had
    settled, and that is back, opens again. The caller holds the assessments. The statements
    are as many for one score as for hundreds.
    """
    known = _known(raised)
    contradicted = _answered_since(raised, known)
    findings: list[Finding] = []
    events: list[FindingEvent] = []
    for score, items in raised.items():
        _compare(
            score, items, known[score.assessment_id], contradicted, findings, events
        )
    Finding.objects.bulk_create(
        findings,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[*KEPT, "state", "settled_at"],
    )
    FindingEvent.objects.bulk_create(events)


def _compare(
    score: Score,
    raised: Iterable[FindingScore],
    known: dict[Place, Finding],
    contradicted: Collection[UUID],
    findings: list[Finding],
    events: list[FindingEvent],
) -> None:
    """Put what one score found, and what became of what was known, into both lists."""
    themes = ThemeMap(document_with_id(score.response.version_id))
    floors = floors_in(score.result)
    for rank, item in enumerate(raised, start=1):
        facts = _facts(score, rank, item)
        facts["theme"] = themes.theme_of(item.question, item.rules)
        finding = known.pop((item.question, item.entry), None)
        if finding is None:
            finding = Finding(
                organisation=score.organisation,
                assessment=score.assessment,
                severity=_severity(item, floors),
                **facts,
            )
            findings.append(finding)
            events.append(_event(finding, FindingEventKind.RAISED, score))
            continue
        for name in KEPT:
            setattr(finding, name, facts[name])
        findings.append(finding)
        if finding.state == FindingState.RESOLVED or finding.pk in contradicted:
            finding.state = FindingState.OPEN
            finding.settled_at = None
            events.append(_event(finding, FindingEventKind.REOPENED, score))
    for finding in known.values():
        if finding.is_unsettled:
            finding.state = FindingState.RESOLVED
            finding.settled_at = timezone.now()
            findings.append(finding)
            events.append(_event(finding, FindingEventKind.RESOLVED, score))


def _known(scores: Collection[Score]) -> dict[UUID, dict[Place, Finding]]:
    """By assessment, the findings raised so far by the places of the response evaluated now."""
    moved = {
        (response_id, str(origin)): str(pk)
        for response_id, pk, origin in Entry.objects.filter(
            response__in={score.response_id for score in scores}, origin__isnull=False
        ).values_list("response_id", "pk", "origin")
    }
    by_assessment = {score.assessment_id: score for score in scores}
    found: dict[UUID, dict[Place, Finding]] = {pk: {} for pk in by_assessment}
    for finding in Finding.objects.select_for_update(of=("self",)).filter(
        assessment__in=found, source=FindingSource.RULE
    ):
        response_id = by_assessment[finding.assessment_id].response_id
        entry = moved.get((response_id, finding.entry), finding.entry)
        found[finding.assessment_id][finding.question, entry] = finding
    return found


def _answered_since(
    scores: Iterable[Score], known: Mapping[UUID, dict[Place, Finding]]
) -> set[UUID]:
    """The verified findings whose answer was given anew after that."""
    verified = {
        (score.response_id, *place): finding
        for score in scores
        for place, finding in known[score.assessment_id].items()
        if finding.state == FindingState.VERIFIED
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
        settled_at = finding.settled_at if finding else None
        if finding and settled_at and answer.answered_at > settled_at:
            found.add(finding.pk)
    return found


def _facts(score: Score, rank: int, item: FindingScore) -> dict[str, Any]:
    return {
        "score": score,
        "rank": rank,
        "question": item.question,
        "entry": item.entry,
        "tool": item.tool[:200],
        "for_buyer": item.kind == BUYER,
        "risk": item.risk,
        "gain": Decimal(item.gain),
        "text": item.text,
        "remedy": item.remedy,
        "rules": list(item.rules),
        "criteria": list(item.criteria),
    }


def _event(finding: Finding, kind: FindingEventKind, score: Score) -> FindingEvent:
    return FindingEvent(finding=finding, kind=kind, after={"score": str(score.pk)})


def _severity(item: FindingScore, floors: Iterable[Floor]) -> Severity:
    """As severe as the answer by itself, and as the most severe rating it helps to hold."""
    held = [
        Severity(floor.rating)
        for floor in floors
        if floor.by in item.rules and floor.entry in ("", item.entry)
    ]
    return min([Severity(severity_of(item)), *held], key=WORST_FIRST.index)
