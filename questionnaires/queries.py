"""Reads of this package."""

from __future__ import annotations

import base64
import datetime
import hashlib
import hmac
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from questionnaires.choices import DeliveryKind, EventKind, EvidenceLevel
from questionnaires.document.model import Document, Section
from questionnaires.document.parsing import document_from_data
from questionnaires.document.sheet import Sheet
from questionnaires.document.tool_guide import Guide
from questionnaires.document.tool_map import core_guide
from questionnaires.document.translation import translated
from questionnaires.document.values import Entry as EntryValue
from questionnaires.document.values import Filled, Value
from questionnaires.models import (
    Answer,
    Delivery,
    Entry,
    Evidence,
    Invitation,
    QuestionnaireVersion,
    Response,
    ResponseEvent,
)

MAC_BYTES = 15


def document_of(version: QuestionnaireVersion) -> Document:
    """The parsed document of a version, in the language of whoever reads it.

    Parsed once per process and language, since versions never change.
    """
    return _document(version.pk)


def _document(version_id: uuid.UUID) -> Document:
    return _document_in(version_id, _language())


def _language() -> str:
    return (get_language() or "en").partition("-")[0]


@lru_cache(maxsize=64)
def _document_in(version_id: uuid.UUID, language: str) -> Document:
    data = QuestionnaireVersion.objects.get(pk=version_id).document
    return document_from_data(translated(data, language))


def guide_of(version: QuestionnaireVersion) -> Guide:
    """What published facts have to do with a version's questions; fitted once per process
    and language."""
    return _guide_in(version.pk, _language())


@lru_cache(maxsize=64)
def _guide_in(version_id: uuid.UUID, language: str) -> Guide:
    return core_guide().fitting(_document_in(version_id, language))


def newest_versions() -> list[QuestionnaireVersion]:
    """The published versions, newest first, without their documents."""
    return list(
        QuestionnaireVersion.objects.select_related("questionnaire").defer("document")
    )


def filled_of(response: Response) -> Filled:
    """Everything answered so far, hidden answers included; two queries."""
    entries = list(Entry.objects.filter(response=response, removed_at=None))
    answers: dict[uuid.UUID | None, dict[str, Value]] = {None: {}}
    evidence: dict[tuple[str, str], str] = {}
    for answer in Answer.objects.filter(response=response):
        answers.setdefault(answer.entry_id, {})[answer.question] = answer.value
        if answer.evidence_level != EvidenceLevel.DECLARED:
            key = (answer.question, str(answer.entry_id) if answer.entry_id else "")
            evidence[key] = answer.evidence_level
    document = _document(response.version_id)
    return Filled(
        profile=response.profile,
        answers=answers[None],
        entries=tuple(
            EntryValue(
                id=str(entry.pk),
                section=entry.section,
                answers=answers.get(entry.pk, {}),
                title=_title(document, entry, answers.get(entry.pk, {}), number),
                catalogue=entry.catalogue,
            )
            for number, entry in enumerate(entries, start=1)
        ),
        evidence=evidence,
    )


def _title(
    document: Document, entry: Entry, answers: dict[str, Value], number: int
) -> str:
    section = document.section_by_code[entry.section]
    named = answers.get(section.entry_title)
    return named[:200] if isinstance(named, str) else f"{section.entry_name} {number}"


def sheet_of(response: Response, as_of: datetime.date | None = None) -> Sheet:
    """The response evaluated: as of its submission, or of today while it is open."""
    if as_of is None:
        moment = response.submitted_at or timezone.now()
        as_of = timezone.localdate(moment)
    return Sheet(_document(response.version_id), filled_of(response), as_of)


def changes_since(
    response: Response, section: Section, entry: Entry | None, since: int
) -> QuerySet[ResponseEvent]:
    """Answers given or cleared at a place after an event, oldest first; at most 500."""
    return ResponseEvent.objects.filter(
        response=response,
        entry=entry,
        pk__gt=since,
        kind__in=(EventKind.ANSWERED, EventKind.CLEARED),
        question__in=[question.id for question in section.questions],
    ).select_related("respondent")[:500]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who was asked to answer, and what became of it."""

    invitation: Invitation
    names: tuple[str, ...]
    sections: tuple[str, ...]
    answered: int
    last_answer: datetime.datetime | None
    mail: Delivery | None


def people_at(response: Response, section_titles: Mapping[str, str]) -> list[Person]:
    """Everybody who was invited, oldest first; four queries whatever their number."""
    invitations = list(
        response.invitations.order_by("created_at").prefetch_related("respondents")
    )
    newest_mail: dict[uuid.UUID, Delivery] = {}
    for delivery in Delivery.objects.filter(invitation__in=invitations).exclude(
        kind=DeliveryKind.CODE
    ):
        newest_mail.setdefault(delivery.invitation_id, delivery)
    done: dict[uuid.UUID, Any] = {
        row["answered_by__invitation"]: row
        for row in Answer.objects.filter(response=response)
        .values("answered_by__invitation")
        .annotate(count=Count("pk"), last=Max("answered_at"))
        .order_by()
    }
    return [
        Person(
            invitation=invitation,
            names=tuple(str(person) for person in invitation.respondents.all()),
            sections=tuple(
                section_titles.get(code, code) for code in invitation.sections
            ),
            answered=done.get(invitation.pk, {}).get("count", 0),
            last_answer=done.get(invitation.pk, {}).get("last"),
            mail=newest_mail.get(invitation.pk),
        )
        for invitation in invitations
    ]


def answers_payload(
    response: Response, filled: Filled, version_digest: str
) -> dict[str, Any]:
    """The canonical data whose SHA-256 is the digest of a submitted response.

    ``attached`` is there only when there is evidence, so that responses without any keep
    the digest they always had.
    """
    attached = _attached_payload(response)
    return ({"attached": attached} if attached else {}) | {
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


def token_of(invitation: Invitation) -> str:
    """The code of an invitation: its id and a proof made with the secret key.

    It is also what a person pastes: letters and digits in groups, case does not matter.
    """
    raw = invitation.pk.bytes + _proof(invitation.pk, invitation.generation)
    text = base64.b32encode(raw).decode().rstrip("=").lower()
    return "-".join(text[at : at + 5] for at in range(0, len(text), 5))


def link_path(invitation: Invitation) -> str:
    """The path of the link; the code stands behind #, so it never reaches a server log."""
    return f"{reverse('questionnaires:enter')}#{token_of(invitation)}"


def invitation_of(token: str) -> Invitation | None:
    """The invitation a code belongs to, whatever its state; None when the code is wrong."""
    compact = "".join(token.rsplit("#", 1)[-1].split()).replace("-", "").upper()
    size = len(uuid.UUID(int=0).bytes) + MAC_BYTES
    try:
        raw = base64.b32decode(compact + "=" * (-len(compact) % 8))
    except ValueError:
        return None
    if len(raw) != size:
        return None
    invitation = (
        Invitation.objects.select_related("response")
        .filter(pk=uuid.UUID(bytes=raw[:16]))
        .first()
    )
    if invitation is None:
        return None
    proof = _proof(invitation.pk, invitation.generation)
    return invitation if hmac.compare_digest(raw[16:], proof) else None


def _proof(invitation_id: uuid.UUID, generation: int) -> bytes:
    key = hashlib.sha256(
        b"questionnaires.invitation" + settings.SECRET_KEY.encode()
    ).digest()
    message = invitation_id.bytes + generation.to_bytes(4, "big")
    return hmac.new(key, message, hashlib.sha256).digest()[:MAC_BYTES]
