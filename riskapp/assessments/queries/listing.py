"""Lists of assessments."""

from __future__ import annotations

import datetime

from django.utils import timezone

from questionnaires.choices import RespondentRole
from questionnaires.models import Invitation
from riskapp.accounts.models import User
from riskapp.assessments.models import Assessment
from riskapp.assessments.models.assessment import AssessmentQuerySet
from riskapp.common.sorting import Natural

NOBODY = "nobody"  # of whose work something is
# Five rows stand in each row of a list, and most of what they hold is not shown there.
SHOWN = (
    *("state", "started_at", "due_on", "awaited_by"),
    *("engagement__name", "engagement__tier", "engagement__archived_at"),
    *("engagement__vendor__name", "engagement__vendor__archived_at"),
    "engagement__vendor__is_sample",
    *("response__answered", "response__applicable"),
    *(f"score__{name}" for name in ("rating", "residual", "provisional", "evidence")),
    *("score__rules_fired", "score__created_at"),
    *("decision__outcome", "decision__valid_until"),
)


def listed(user: User) -> AssessmentQuerySet:
    """The assessments a person may see, newest first, with everything a list shows.

    Two queries: naming the organisations lets the database walk its index from the newest
    row on, instead of sorting all of them.
    """
    visible: AssessmentQuerySet = Assessment.objects.visible_to(user)  # type: ignore[assignment]  # stays an AssessmentQuerySet
    return (
        visible.filter(organisation__in=user.organisation_ids())
        .select_related("engagement__vendor", "response", "score", "decision")
        .only(*SHOWN)
        .order_by("-started_at")
    )


def analysts_in(user: User) -> list[tuple[str, str]]:
    """Everybody whose work an assessment is that a person may see, as key and name; one query."""
    seen = Assessment.objects.visible_to(user).exclude(analyst=None).order_by()
    people = User.objects.filter(pk__in=seen.values("analyst")).order_by(
        Natural("name"), "email"
    )
    return [(str(person.pk), str(person)) for person in people]


def newest_invitation(assessment: Assessment) -> Invitation | None:
    """The usable invitation for a lead that was made last."""
    return (
        Invitation.objects.usable()
        .filter(response=assessment.response_id, role=RespondentRole.LEAD)
        .order_by("-created_at")
        .first()
    )


def today() -> datetime.date:
    """The day by which a due date is evaluated."""
    return timezone.localdate()
