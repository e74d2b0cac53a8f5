"""The portfolio in a constant number of queries."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from riskapp.accounts.models import User
from riskapp.assessments.choices import AssessmentState
from riskapp.assessments.models import Assessment
from riskapp.assessments.models.assessment import AssessmentQuerySet, decision_ended
from riskapp.assessments.queries.listing import listed
from riskapp.findings.queries.listing import finding_counts
from riskapp.scoring.model import MODEL
from riskapp.sending.queries import proposed
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
    current = _current(visible)
    ratings = [one.rating for one in current]
    tiers = [one.tier for one in current]
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
            "older_models": sum(one.model not in (None, MODEL) for one in current),
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
            "worst": _worst(scored, current),
        }
    )


class _Current(NamedTuple):
    """What the assessment of an engagement that counts comes to; no rating: no score."""

    pk: UUID
    rating: str | None
    tier: str
    residual: Decimal | None
    rules_fired: int | None
    model: str | None


def _current(visible: AssessmentQuerySet) -> list[_Current]:
    rows = visible.current().values_list(
        "pk",
        "score__rating",
        "engagement__tier",
        "score__residual",
        "score__rules_fired",
        "score__model",
    )
    return [_Current(*row) for row in rows]


def _worst(scored: AssessmentQuerySet, current: list[_Current]) -> list[Assessment]:
    """The most severe of those that count; which they are is known already."""
    grave = (one for one in current if one.rating in (Rating.CRITICAL, Rating.HIGH))
    first = sorted(grave, key=lambda one: (one.residual, one.rules_fired), reverse=True)
    places = {one.pk: place for place, one in enumerate(first[:NEWEST])}
    return sorted(scored.filter(pk__in=places), key=lambda row: places[row.pk])
