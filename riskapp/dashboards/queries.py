"""The portfolio in a constant number of queries."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from riskapp.accounts.models import User
from riskapp.assessments.choices import AssessmentState
from riskapp.assessments.models import Assessment
from riskapp.assessments.models.assessment import AssessmentQuerySet, decision_ended
from riskapp.assessments.queries import finding_counts, listed, proposed
from riskapp.vendors.choices import Rating, Tier
from riskapp.vendors.models import Engagement, EngagementQuerySet

NEWEST = 6


def portfolio(user: User, today: datetime.date) -> dict[str, Any]:
    """Ratings, tiers, what is overdue or not assessed, the newest results and the worst.

    An engagement counts once, by the assessment that was scored last; without a score it is
    not assessed. Every count is what the list shows behind its link, archived work left out.
    """
    visible: AssessmentQuerySet = Assessment.objects.visible_to(user)  # type: ignore[assignment]  # stays an AssessmentQuerySet
    visible = visible.kept()
    work: EngagementQuerySet = Engagement.objects.visible_to(user)  # type: ignore[assignment]  # stays an EngagementQuerySet
    work = work.kept()
    current = list(visible.current().values_list("score__rating", "engagement__tier"))
    ratings: list[str | None] = [rating for rating, _ in current]
    tiers = [tier for _, tier in current]
    counts = visible.aggregate(
        waiting=Count("pk", filter=Q(state=AssessmentState.SENT)),
        overdue=Count("pk", filter=Q(state=AssessmentState.SENT, due_on__lt=today)),
        scoring=Count("pk", filter=Q(state=AssessmentState.SUBMITTED)),
        undecided=Count("pk", filter=Q(score__isnull=False, decision=None)),
        ended=Count("pk", filter=decision_ended(today)),
    )
    rows = listed(user).kept()
    scored = rows.filter(score__isnull=False)
    return (
        counts
        | finding_counts(user, today)
        | {
            "total": len(current),
            "ratings": [
                *((r.value, r.label, ratings.count(r.value)) for r in reversed(Rating)),
                ("none", _("Not assessed"), ratings.count(None)),
            ],
            "tiers": [(code, label, tiers.count(code)) for code, label in Tier.choices],
            "reviews_due": work.filter(next_review_on__lte=today).count(),
            "to_assess_again": proposed(user).count(),
            "unsent": work.filter(assessments=None).count(),
            "newest": list(scored.order_by("-score__created_at")[:NEWEST]),
            "late": list(rows.overdue(today).order_by("due_on")[:NEWEST]),
            "worst": list(
                scored.current()
                .filter(score__rating__in=(Rating.CRITICAL, Rating.HIGH))
                .order_by("-score__residual", "-score__rules_fired")[:NEWEST]
            ),
        }
    )
