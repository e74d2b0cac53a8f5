"""What a score finds: raised, kept, or settled where it is no longer there."""

from __future__ import annotations

from collections.abc import Iterable
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
from riskapp.scoring.themes import ThemeMap, floors_in

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
SEVERITY_OF_RISK = {4: Severity.HIGH, 3: Severity.HIGH, 2: Severity.MODERATE}


def raise_findings(score: Score, raised: Iterable[FindingScore]) -> None:
    """Raise what a score found, keep what is known, settle what is no longer there.

    What people decided stays: an accepted, merged, dismissed or verified finding is updated,
    not reopened, unless a verified one is answered weakly again. One that a new answer had
    settled, and that is back, opens again. The caller holds the assessment.
    """
    assessment = score.assessment
    known = _known(score)
    contradicted = _answered_since(score, known)
    themes = ThemeMap(document_with_id(score.response.version_id))
    floors = floors_in(score.result)
    new, kept, events = [], [], []
    for rank, item in enumerate(raised, start=1):
        facts = _facts(score, rank, item)
        facts["theme"] = themes.theme_of(item.question, item.rules)
        finding = known.pop((item.question, item.entry), None)
        if finding is None:
            finding = Finding(
                organisation=score.organisation,
                assessment=assessment,
                severity=_severity(item, floors),
                **facts,
            )
            new.append(finding)
            events.append(_event(finding, FindingEventKind.RAISED, score))
            continue
        for name in KEPT:
            setattr(finding, name, facts[name])
        kept.append(finding)
        if finding.state == FindingState.RESOLVED or finding.pk in contradicted:
            finding.state = FindingState.OPEN
            finding.settled_at = None
            events.append(_event(finding, FindingEventKind.REOPENED, score))
    gone = [finding for finding in known.values() if finding.is_unsettled]
    for finding in gone:
        finding.state = FindingState.RESOLVED
        finding.settled_at = timezone.now()
        events.append(_event(finding, FindingEventKind.RESOLVED, score))
    Finding.objects.bulk_create(new)
    Finding.objects.bulk_update([*kept, *gone], [*KEPT, "state", "settled_at"])
    FindingEvent.objects.bulk_create(events)


def _known(score: Score) -> dict[Place, Finding]:
    """The findings raised so far by the places of the response that is evaluated now."""
    moved = {
        str(origin): str(pk)
        for pk, origin in Entry.objects.filter(
            response=score.response, origin__isnull=False
        ).values_list("pk", "origin")
    }
    return {
        (finding.question, moved.get(finding.entry, finding.entry)): finding
        for finding in Finding.objects.select_for_update(of=("self",)).filter(
            assessment=score.assessment, source=FindingSource.RULE
        )
    }


def _answered_since(score: Score, known: dict[Place, Finding]) -> set[UUID]:
    """The verified findings whose answer was given anew after that."""
    verified = {
        place: finding
        for place, finding in known.items()
        if finding.state == FindingState.VERIFIED
    }
    if not verified:
        return set()
    found = set()
    for answer in Answer.objects.filter(
        response=score.response, question__in={question for question, _ in verified}
    ):
        entry = str(answer.entry_id) if answer.entry_id else ""
        finding = verified.get((answer.question, entry))
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
    own = SEVERITY_OF_RISK.get(item.risk, Severity.LOW)
    return min([own, *held], key=WORST_FIRST.index)
