"""Hearing that an assessment was answered."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop as mark

from questionnaires.models import Response
from riskapp.assessments.choices import AssessmentState
from riskapp.assessments.models import Assessment
from riskapp.audit.actions import record
from riskapp.review.actions.reviewing import carry_over


def hold(response: Response) -> None:
    """Lock the assessment of a response until the caller's transaction ends, if there is one."""
    list(_of(response).select_for_update(of=("self",)).values_list("pk"))


@transaction.atomic
def mark_submitted(response: Response) -> Assessment | None:
    """Note that the vendor has submitted; None when the response belongs to no assessment."""
    assessment = (
        _of(response)
        .select_for_update(of=("self",))
        .select_related("organisation", "engagement__vendor", "response")
        .first()
    )
    if assessment is None:
        return None
    if assessment.follow_up_id == response.pk:
        carry_over(assessment, assessment.response, response)
        assessment.review_completed_at = assessment.review_completed_by = None
        assessment.response = response
        assessment.follow_up = None
        action = mark("replies submitted")
    elif assessment.state == AssessmentState.SENT:
        action = mark("answers submitted")
    else:
        return assessment
    assessment.state = AssessmentState.SUBMITTED
    assessment.save(
        update_fields=[
            "state",
            "response",
            "follow_up",
            "review_completed_at",
            "review_completed_by",
            *assessment.expect_score(),
        ]
    )
    record(
        action,
        assessment,
        organisation=assessment.organisation,
        by=None,
        actor_label=f"{response.attested_name} ({response.respondent_name})"[:254],
        after={"digest": response.digest},
    )
    return assessment


def _of(response: Response) -> QuerySet[Assessment]:
    return Assessment.objects.filter(Q(response=response) | Q(follow_up=response))
