"""The portfolio in a constant number of queries."""

from __future__ import annotations

import datetime
from typing import Any, NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from riskapp.accounts.models import User
from riskapp.assessments.choices import AssessmentState
from riskapp.assessments.models import Assessment, EngagementStanding
from riskapp.assessments.models.assessment import AssessmentQuerySet, is_late
from riskapp.assessments.queries.listing import listed
from riskapp.common.counting import counted_together
from riskapp.decisions.models import Decision
from riskapp.findings.queries.listing import finding_counts
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
    groups = _groups(user, work, today)
    counts = visible.aggregate(
        waiting=Count("pk", filter=Q(state=AssessmentState.SENT)),
        overdue=Count("pk", filter=is_late(today)),
        scoring=Count("pk", filter=Q(state=AssessmentState.SUBMITTED)),
        undecided=Count("pk", filter=Q(score__isnull=False, decision=None)),
    )
    about_work = {
        "reviews_due": sum(group.reviews_due for group in groups),
        "unsent": sum(group.unsent for group in groups),
    }
    few = counted_together(
        _ended(user, visible, today)
        | {
            "older_models": visible.of_older_model().current(),
            "to_assess_again": proposed(user),
        }
    )
    few["ended"] += few.pop("ended_before")
    return (
        counts
        | finding_counts(user, today)
        | about_work
        | few
        | {
            "total": sum(group.engagements for group in groups),
            "ratings": [
                *(
                    (r.value, r.label, _sum(groups, rating=r.value))
                    for r in reversed(Rating)
                ),
                ("none", _("Not assessed"), _sum(groups, rating="")),
            ],
            "tiers": [
                (code, label, _sum(groups, tier=code)) for code, label in Tier.choices
            ],
        }
        | _shown(user, visible, work, today)
    )


class _Group(NamedTuple):
    """Engagements by what they come to (no rating: no score): those that were assessed, those
    that were never asked, and those whose next review is due."""

    rating: str
    tier: str
    engagements: int
    unsent: int
    reviews_due: int


def _groups(user: User, work: EngagementQuerySet, today: datetime.date) -> list[_Group]:
    """All work that a person may see; which of it was asked is found once for all."""
    withdrawn = Q(state=AssessmentState.WITHDRAWN)
    sent = _asked(user)
    is_live = Q(pk__in=sent.exclude(withdrawn).values("engagement"))
    # Few were asked and have nothing any more: looked up for each, once they are found.
    has_ended = Q(pk__in=sent.filter(withdrawn).values("engagement")) & ~Q(
        Exists(sent.exclude(withdrawn).filter(engagement=OuterRef("pk")))
    )
    rows = (
        work.order_by()
        .values_list("rating", "tier")
        .annotate(
            number=Count("pk"),
            engagements=Count("pk", filter=is_live),
            ended=Count("pk", filter=has_ended),
            reviews_due=Count("pk", filter=Q(next_review_on__lte=today)),
        )
    )
    return [
        _Group(rating, tier, live, number - live - ended, due)
        for rating, tier, number, live, ended, due in rows
    ]


def _sum(
    groups: list[_Group], *, rating: str | None = None, tier: str | None = None
) -> int:
    return sum(
        group.engagements
        for group in groups
        if rating in (None, group.rating) and tier in (None, group.tier)
    )


def _asked(user: User) -> AssessmentQuerySet:
    """All assessments there are. To name the organisations lets the database use its indexes."""
    found: AssessmentQuerySet = Assessment.objects.filter(
        organisation__in=user.organisation_ids()
    )
    return found.order_by()


def _ended(
    user: User, visible: AssessmentQuerySet, today: datetime.date
) -> dict[str, AssessmentQuerySet]:
    """Where the decision that counts no longer holds; what a later cycle replaced is history.

    What was decided has a score, so which one counts stands with its work; only where that was
    withdrawn is the one before looked up for each."""
    ours = user.organisation_ids()
    decisions = Decision.objects.filter(organisation__in=ours, valid_until__lt=today)
    found = visible.filter(decision__in=decisions.order_by())
    standing = EngagementStanding.objects.filter(organisation__in=ours)
    withdrawn = Q(state=AssessmentState.WITHDRAWN)
    gone = standing.filter(assessment__state=AssessmentState.WITHDRAWN)
    return {
        "ended": found.exclude(withdrawn).filter(pk__in=standing.values("assessment")),
        "ended_before": found.current().filter(
            engagement__in=gone.values("engagement")
        ),
    }


def _shown(
    user: User,
    visible: AssessmentQuerySet,
    work: EngagementQuerySet,
    today: datetime.date,
) -> dict[str, list[Assessment]]:
    """The newest results, what is late and the worst, each a few: first which they are, then
    all of them at once."""
    ours = user.organisation_ids()
    newest = visible.filter(score__organisation__in=ours).order_by("-score__created_at")
    late = visible.overdue(today).order_by("awaited_by", "pk")
    keys = set(
        newest.values_list("pk", flat=True)[:NEWEST].union(
            late.values_list("pk", flat=True)[:NEWEST]
        )
    )
    grave = work.filter(rating__in=(Rating.CRITICAL, Rating.HIGH))
    # More than are shown, because rules decide among those of one residual.
    first = grave.order_by(F("residual").desc(nulls_last=True)).values("pk")
    worst = dict(
        visible.filter(engagement__in=first[: 5 * NEWEST])
        .current()
        .order_by(
            "-score__residual",
            "-score__rules_fired",
            "engagement__vendor__name_sorted",
            "engagement__name_sorted",
            "pk",
        )
        .values_list("pk", "score__residual")[:NEWEST]
    )
    rows = {row.pk: row for row in listed(user).filter(pk__in=keys | worst.keys())}
    chosen = [rows[key] for key in keys]
    scored = [row for row in chosen if row.score]
    overdue = [row for row in chosen if row.is_overdue(today)]
    return {
        "newest": sorted(scored, key=_scored_at, reverse=True)[:NEWEST],
        "late": sorted(overdue, key=lambda row: row.answer_by)[:NEWEST],
        "worst": [rows[key] for key in worst],
    }


def _scored_at(row: Assessment) -> datetime.datetime:
    assert row.score is not None  # noqa: S101  # only those with a score are sorted
    return row.score.created_at
