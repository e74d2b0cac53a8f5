"""The portfolio in a constant number of queries."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Count, Q

from riskapp.accounts.models import User
from riskapp.assessments.choices import AssessmentState, Rating
from riskapp.assessments.models import Assessment
from riskapp.assessments.queries import listed
from riskapp.vendors.models import Engagement

NEWEST = 6
TIERS = (
    ("very_high", "Very high"),
    ("high", "High"),
    ("moderate", "Moderate"),
    ("low", "Low"),
)


def portfolio(user: User, today: datetime.date) -> dict[str, Any]:
    """Ratings, tiers, what is overdue or not assessed, the newest results and the worst.

    An engagement counts with its newest score; without one it is not assessed.
    """
    newest = _newest_scored(user)
    ratings: dict[str, int] = dict.fromkeys(Rating.values, 0)
    tiers: dict[str, int] = {code: 0 for code, _ in TIERS}
    without = 0
    for engagement_id, tier in Engagement.objects.visible_to(user).values_list(
        "pk", "tier"
    ):
        tiers[tier] = tiers.get(tier, 0) + 1
        rating = newest.get(engagement_id)
        if rating is None:
            without += 1
        else:
            ratings[rating] += 1
    assessments = listed(user)
    counts = Assessment.objects.visible_to(user).aggregate(
        waiting=Count("pk", filter=Q(state=AssessmentState.SENT)),
        overdue=Count("pk", filter=Q(state=AssessmentState.SENT, due_on__lt=today)),
    )
    total = sum(ratings.values()) + without
    return {
        "total": total,
        "ratings": [
            (rating.value, rating.label, ratings[rating.value])
            for rating in reversed(Rating)
        ],
        "not_assessed": without,
        "tiers": [(code, label, tiers.get(code, 0)) for code, label in TIERS],
        "waiting": counts["waiting"],
        "overdue": counts["overdue"],
        "newest": list(
            assessments.filter(state=AssessmentState.SCORED).order_by(
                "-score__created_at"
            )[:NEWEST]
        ),
        "late": list(assessments.overdue(today).order_by("due_on")[:NEWEST]),  # type: ignore[attr-defined]  # annotated queryset
        "worst": list(
            assessments.filter(
                state=AssessmentState.SCORED, score__rating__in=("critical", "high")
            ).order_by("-score__residual", "-score__rules_fired")[:NEWEST]
        ),
    }


def _newest_scored(user: User) -> dict[Any, str]:
    """The rating of the newest scored assessment of each engagement."""
    rows = (
        Assessment.objects.visible_to(user)
        .filter(score__isnull=False)
        .order_by("engagement_id", "-started_at")
        .distinct("engagement_id")
        .values_list("engagement_id", "score__rating")
    )
    return dict(rows)
