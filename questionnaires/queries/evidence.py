"""What is attached to answers."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import NamedTuple

from django.utils import timezone

from questionnaires.choices import EvidenceKind
from questionnaires.models import Evidence, Respondent

MOST_AGAIN = 50
MOST_LOOKED_AT = 1000


class AttachedBefore(NamedTuple):
    """Something a person attached elsewhere and may attach again, and to what."""

    evidence: Evidence
    question: str
    asked_by: str


def evidence_of_page(
    response_id: uuid.UUID, entry_id: uuid.UUID | None
) -> dict[str, list[Evidence]]:
    """Everything attached on a section's or entry's page, by question; one query."""
    found: dict[str, list[Evidence]] = {}
    for row in Evidence.objects.present().filter(
        response_id=response_id, entry=entry_id
    ):
        found.setdefault(row.question, []).append(row)
    return found


def evidence_of_response(
    response_id: uuid.UUID,
) -> dict[tuple[str, str], list[Evidence]]:
    """Everything attached, keyed (question, entry id or ""); one query."""
    found: dict[tuple[str, str], list[Evidence]] = {}
    for row in Evidence.objects.present().filter(response_id=response_id):
        entry_id = str(row.entry_id) if row.entry_id else ""
        found.setdefault((row.question, entry_id), []).append(row)
    return found


def attached_before(
    people: Sequence[Respondent], allowed: Sequence[tuple[uuid.UUID, frozenset[str]]]
) -> list[AttachedBefore]:
    """What the seats of one person hold, the newest first, each thing once: files that are
    there and clean, links and notes that have not expired. ``allowed`` names the questions
    that were given to the person, by response."""
    asked_by = {person.response_id: person.response.asked_by for person in people}
    given = dict(allowed)
    rows = (
        Evidence.objects.present()
        .filter(response__in=asked_by)
        .exclude(kind=EvidenceKind.FACT)
        .exclude(expires_on__lt=timezone.localdate())
        .order_by("-added_at", "id")
    )
    found: dict[tuple[str, str], AttachedBefore] = {}
    for row in rows[:MOST_LOOKED_AT]:
        if row.question not in given.get(row.response_id, frozenset()):
            continue
        if row.kind == EvidenceKind.FILE and not row.is_downloadable:
            continue
        key = (row.kind, row.sha256 or row.url or row.text)
        found.setdefault(
            key, AttachedBefore(row, row.question, asked_by[row.response_id])
        )
        if len(found) == MOST_AGAIN:
            break
    return list(found.values())
