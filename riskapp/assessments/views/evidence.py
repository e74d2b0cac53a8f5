"""Evidence the vendor attached, as files to keep."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from questionnaires.http import attachment
from riskapp.accounts.access import signed_in
from riskapp.accounts.choices import Capability
from riskapp.assessments.access import assessment_for, evidence_for
from riskapp.assessments.actions.evidence import note_evidence_download


@never_cache
@require_GET
def download(
    request: HttpRequest, assessment_id: UUID, evidence_id: UUID
) -> HttpResponseBase:
    """A file behind an answer, for those who may read answers; noted in the audit trail."""
    user = signed_in(request)
    assessment = assessment_for(user, assessment_id, Capability.VIEW_ANSWERS)
    evidence = evidence_for(assessment, evidence_id)
    reply = attachment(evidence)
    note_evidence_download(assessment, evidence, by=user)
    return reply
