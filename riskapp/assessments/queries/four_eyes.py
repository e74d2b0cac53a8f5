"""Who had a hand in an assessment: with four eyes they do not decide on it."""

from __future__ import annotations

from riskapp.accounts.models import User
from riskapp.assessments.models import Assessment


def hands_on(assessment: Assessment) -> set[int]:
    """The people who started an assessment, reviewed it last, or reviewed or changed anything
    of it since the last decision: with four eyes they do not decide. One query."""
    rows = assessment.reviewers.all()
    if assessment.decision is not None:
        rows = rows.filter(last_at__gt=assessment.decision.at)
    found = set(rows.values_list("user", flat=True))
    found.add(assessment.started_by_id)
    if assessment.last_reviewer_id:
        found.add(assessment.last_reviewer_id)
    return found


def may_decide_on(assessment: Assessment, user: User) -> bool:
    """Whether the rule of four eyes lets a person decide, or accept a risk; one query."""
    return not assessment.organisation.four_eyes or user.pk not in hands_on(assessment)
