"""What is attached to answers."""

from __future__ import annotations

import uuid

from questionnaires.models import Evidence


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
