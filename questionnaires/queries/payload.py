"""A response as data for machines."""

from __future__ import annotations

from typing import Any

from questionnaires.document.digest import digest
from questionnaires.document.sealing import covered
from questionnaires.document.values import Filled
from questionnaires.models import Evidence, Response
from questionnaires.queries.responses import filled_of


def digest_of(response: Response) -> str:
    """The digest that what is submitted has now, texts that were erased included."""
    payload = payload_of(response)
    return digest(covered(payload, response.secret, response.proofs))


def digest_holds(response: Response) -> bool:
    """Whether a submitted response still says what was submitted."""
    return digest_of(response) == response.digest


def payload_of(response: Response) -> dict[str, Any]:
    """What the digest of a submitted response is about, as it is stored now."""
    return answers_payload(response, filled_of(response), response.version.digest)


def answers_payload(
    response: Response, filled: Filled, version_digest: str
) -> dict[str, Any]:
    """The canonical data whose digest a submitted response keeps, each text as its salted digest.

    ``attached``, ``unconfirmed`` and ``form`` are there only where there is something to say, so
    that responses without keep the digest they always had.
    """
    attached = _attached_payload(response)
    unconfirmed = sorted(list(key) for key in filled.set_aside)
    return (
        ({"attached": attached} if attached else {})
        | ({"unconfirmed": unconfirmed} if unconfirmed else {})
        | ({"form": "short"} if filled.is_short else {})
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
