"""How well an answer is shown, kept right whenever the answer or its evidence changes."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db import models
from django.utils import timezone

from questionnaires.choices import EvidenceKind, EvidenceLevel
from questionnaires.models import Answer, Entry, Evidence, Response


def level_at(response: Response, entry: Entry | None, question: str) -> EvidenceLevel:
    """Documented when at least one piece of evidence documents the answer today, else
    declared. Nobody who answers can verify."""
    shown = (
        Evidence.objects.at(response.pk, entry.pk if entry else None, question)
        .documenting(timezone.localdate())
        .exists()
    )
    return EvidenceLevel.DOCUMENTED if shown else EvidenceLevel.DECLARED


def forget_facts(response: Response, changed: Iterable[Answer]) -> None:
    """What files showed about an answer goes when the answer is changed: it was confirmed for
    that answer and no other. The caller holds the response, and notes the changes."""
    here = models.Q()
    for answer in changed:
        if answer.evidence_level != EvidenceLevel.DECLARED:
            here |= models.Q(entry=answer.entry_id, question=answer.question)
    if here:
        Evidence.objects.present().filter(
            here, response=response, kind=EvidenceKind.FACT
        ).update(removed_at=timezone.now())


def refresh_level(response: Response, entry: Entry | None, question: str) -> None:
    """Set the level of one answer, if it is answered; the caller holds the response."""
    Answer.objects.filter(response=response, entry=entry, question=question).update(
        evidence_level=level_at(response, entry, question)
    )


def refresh_levels(response: Response) -> None:
    """Set the levels as of today wherever evidence was ever attached, since evidence
    expires without anybody touching it; the caller holds the response."""
    attached = set(_places(Evidence.objects.filter(response=response)))
    if not attached:
        return
    shown = set(
        _places(
            Evidence.objects.filter(response=response).documenting(timezone.localdate())
        )
    )
    changed = []
    for answer in Answer.objects.filter(response=response):
        place = (answer.entry_id, answer.question)
        level = EvidenceLevel.DOCUMENTED if place in shown else EvidenceLevel.DECLARED
        if place in attached and answer.evidence_level != level:
            answer.evidence_level = level
            changed.append(answer)
    Answer.objects.bulk_update(changed, ["evidence_level"])


def _places(
    evidence: models.QuerySet[Evidence],
) -> models.QuerySet[Evidence, tuple[uuid.UUID | None, str]]:
    return evidence.order_by().values_list("entry_id", "question").distinct()
