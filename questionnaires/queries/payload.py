"""A response as data for machines."""

from __future__ import annotations

from typing import Any

from questionnaires.document.values import Filled
from questionnaires.models import Evidence, Response


def answers_payload(
    response: Response, filled: Filled, version_digest: str
) -> dict[str, Any]:
    """The canonical data whose SHA-256 is the digest of a submitted response.

    ``attached`` and ``unconfirmed`` are there only where there is something to say, so that
    responses without keep the digest they always had.
    """
    attached = _attached_payload(response)
    unconfirmed = sorted(list(key) for key in filled.set_aside)
    return (
        ({"attached": attached} if attached else {})
        | ({"unconfirmed": unconfirmed} if unconfirmed else {})
    ) | {
        "questionnaire": version_digest,
        "response": str(response.pk),
        "profile": dict(filled.profile),
        "answers": dict(filled.answers),
        "entries": [
            {"id": entry.id, "section": entry.section, "answers": dict(entry.answers)}
            for entry in filled.entries
        ],
        "evidence": sorted([*key, level] for key, level in filled.evidence.items()),
    }


def _attached_payload(response: Response) -> list[dict[str, Any]]:
    rows = Evidence.objects.present().filter(response=response)
    return [
        {
            "evidence": str(row.pk),
            "question": row.question,
            "entry": str(row.entry_id) if row.entry_id else "",
            "kind": row.kind,
            "title": row.title,
            "content": row.sha256 or row.url or row.text,
            "level": row.level,
            "effective_on": row.effective_on and row.effective_on.isoformat(),
            "expires_on": row.expires_on and row.expires_on.isoformat(),
        }
        for row in rows
    ]
