"""What a buyer does with evidence."""

from __future__ import annotations

from django.db import transaction

from questionnaires.models import Evidence
from riskapp.accounts.models import User
from riskapp.assessments.models import Assessment
from riskapp.audit.actions import record


@transaction.atomic
def note_evidence_download(
    assessment: Assessment, evidence: Evidence, *, by: User
) -> None:
    """Put a download into the audit trail."""
    record(
        "evidence downloaded",
        assessment,
        organisation=assessment.organisation,
        by=by,
        after={
            "evidence": str(evidence.pk),
            "question": evidence.question,
            "file": evidence.file_name,
            "sha256": evidence.sha256,
        },
    )
