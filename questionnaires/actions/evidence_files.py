"""The bytes of evidence, in a storage outside the database, and what the virus scanner says of them.

They are put there before their row is written and taken away only after the transaction has
committed.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from questionnaires.actions.deliveries import queue_delivery
from questionnaires.actions.history import remember
from questionnaires.actions.levels import refresh_level
from questionnaires.choices import DeliveryKind, EventKind, ScanState
from questionnaires.errors import EvidenceRefused
from questionnaires.files import check_file, readable
from questionnaires.models import Evidence, Response
from questionnaires.models.evidence import evidence_storage
from questionnaires.scanning import ScanVerdict, is_configured


@contextmanager
def stored(uploads: Sequence[File[bytes]]) -> Iterator[list[dict[str, Any]]]:
    """Check files and put their bytes under random names; the columns of a StoredFile for each.

    What is written to the database belongs inside: when that fails, the bytes go again.
    Raises EvidenceRefused, and then nothing is kept.
    """
    uploads = [readable(upload) if upload.file else upload for upload in uploads]
    checked = [
        check_file(upload.file, upload.name or "") for upload in uploads if upload.file
    ]
    if len(checked) < len(uploads):
        raise EvidenceRefused(_("This file is empty."))
    storage = evidence_storage()
    kept: list[str] = []
    try:
        for upload in uploads:
            name = storage.generate_filename(_stored_name())
            kept.append(name)
            storage.save(name, upload)
        yield [
            {
                "file": name,
                "file_name": found.name,
                "content_type": found.content_type,
                "size": found.size,
                "sha256": found.sha256,
                "scan_state": ScanState.WAITING if is_configured() else ScanState.NONE,
            }
            for name, found in zip(kept, checked, strict=True)
        ]
    except BaseException:
        for name in kept:
            storage.delete(name)
        raise


@transaction.atomic
def note_scan(evidence: Evidence, verdict: ScanVerdict) -> Evidence:
    """Write down what the scanner said of a file, once, at every answer of the response that it
    is kept with; an infected file loses its bytes.

    Works after submission too, since a file must not stay unchecked because whoever attached it
    was quick; the level of a submitted answer stays as it was submitted.
    """
    response = Response.objects.select_for_update().get(pk=evidence.response_id)
    evidence = row_now(evidence)
    is_scanned = evidence.scan_state not in (ScanState.NONE, ScanState.WAITING)
    if is_scanned or evidence.removed_at is not None:
        return evidence
    waiting = Evidence.objects.to_scan().filter(
        response=response, file=evidence.file.name
    )
    others = waiting.exclude(pk=evidence.pk).select_related("entry")
    for row in (evidence, *others):
        _note_scan(response, row, verdict)
    if verdict.state == ScanState.INFECTED:
        _notify_of_virus(evidence)
    return evidence


def _note_scan(response: Response, evidence: Evidence, verdict: ScanVerdict) -> None:
    before = evidence.scan_state
    evidence.scan_state = verdict.state
    evidence.scan_reason = verdict.reason[:300]
    if verdict.state == ScanState.INFECTED:
        forget_bytes(evidence)
    evidence.save(update_fields=["scan_state", "scan_reason", "file"])
    if response.is_open:
        refresh_level(response, evidence.entry, evidence.question)
    remember(
        response,
        EventKind.EVIDENCE_SCANNED,
        actor="virus scanner",
        entry=evidence.entry,
        question=evidence.question,
        before={"evidence": str(evidence.pk), "scan": before},
        after={
            "evidence": str(evidence.pk),
            "scan": evidence.scan_state,
            "reason": evidence.scan_reason,
        },
    )


def _notify_of_virus(evidence: Evidence) -> None:
    """Mail whoever attached it, where the invitation has an address and still works."""
    invitation = evidence.added_by.invitation if evidence.added_by else None
    if invitation is not None and invitation.email and invitation.is_usable:
        queue_delivery(invitation, DeliveryKind.INFECTED, evidence=evidence)


def forget_bytes(evidence: Evidence) -> None:
    """Delete the file once the transaction has committed, unless another answer, here or in a
    response that follows or went before, shows the same one."""
    name = str(evidence.file.name or "")
    if not name:
        return
    evidence.file = ""
    if Evidence.objects.filter(file=name).exclude(pk=evidence.pk).exists():
        return
    transaction.on_commit(lambda: evidence_storage().delete(name), robust=True)


def row_now(evidence: Evidence) -> Evidence:
    """The row as it stands under the lock of its response."""
    return Evidence.objects.select_related("entry", "response").get(pk=evidence.pk)


def _stored_name() -> str:
    """A random name that says nothing about what is in it."""
    name = uuid.uuid4().hex
    return f"evidence/{name[:2]}/{name}"
