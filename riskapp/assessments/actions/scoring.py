"""Scoring: the database on the outside, the pure judge in the middle."""

from __future__ import annotations

from django.db import transaction

from questionnaires.document.sheet import Sheet
from questionnaires.queries import sheet_of
from riskapp.assessments.actions.findings import raise_findings
from riskapp.assessments.choices import AssessmentState, ScoreCause
from riskapp.assessments.errors import NotSubmitted
from riskapp.assessments.models import Assessment, Score
from riskapp.audit.actions import record
from riskapp.scoring.catalogue import core_catalogue
from riskapp.scoring.export import to_data
from riskapp.scoring.judge import judge
from riskapp.scoring.model import MODEL, ScoreResult


@transaction.atomic
def score_assessment(
    assessment: Assessment, cause: ScoreCause = ScoreCause.SUBMITTED
) -> Score:
    """Judge the frozen response; the same response and catalogue give the score there is.

    Findings are raised, kept or settled with it.

    Raises NotSubmitted while the vendor is still answering.
    """
    assessment = (
        Assessment.objects.select_for_update(of=("self",))
        .select_related("organisation", "response__version", "engagement__vendor")
        .get(pk=assessment.pk)
    )
    response = assessment.response
    if response.is_open:
        raise NotSubmitted
    catalogue = core_catalogue()
    existing = Score.objects.filter(
        assessment=assessment,
        response_digest=response.digest,
        model=MODEL,
        catalogue_version=catalogue.version,
    ).first()
    if existing is not None:
        return existing
    sheet = sheet_of(response)
    result = judge(sheet, catalogue)
    score = _store(assessment, sheet, result, cause)
    raise_findings(score, result.findings)
    assessment.score = score
    assessment.state = AssessmentState.SCORED
    assessment.save(update_fields=["score", "state"])
    record(
        "assessment scored",
        assessment,
        organisation=assessment.organisation,
        by=None,
        after={
            "score": str(score.pk),
            "residual": str(score.residual),
            "rating": score.rating,
        },
    )
    return score


def _store(
    assessment: Assessment, sheet: Sheet, result: ScoreResult, cause: ScoreCause
) -> Score:
    return Score.objects.create(
        organisation=assessment.organisation,
        assessment=assessment,
        response=assessment.response,
        response_digest=assessment.response.digest,
        cause=cause,
        model=result.model,
        catalogue_version=result.catalogue,
        as_of=sheet.as_of,
        result=to_data(result),
        inherent=result.inherent_value,
        control=result.control,
        residual_model=result.residual_model,
        residual=result.residual,
        rating=result.rating,
        evidence=result.evidence,
        completeness=result.completeness,
        provisional=result.provisional,
        rules_fired=len({floor.by for floor in result.floors if floor.because}),
        tools=len(result.tools),
        law_counts=result.law_counts,
    )
