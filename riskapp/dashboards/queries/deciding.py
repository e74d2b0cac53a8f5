"""What waits for somebody who decides, with the one reason and what the score suggests."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
    Window,
)
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from riskapp.accounts.models import User
from riskapp.assessments.models import Reviewer
from riskapp.dashboards.models import ToBeDecided
from riskapp.dashboards.queries.scope import WorkScope
from riskapp.dashboards.queries.standings import rule_titles
from riskapp.presentation.labels import RATINGS, SUGGESTED, label_of
from riskapp.vendors.choices import Rating
from riskapp.vendors.models import Engagement, EngagementQuerySet

SHOWN = 5
SOON = datetime.timedelta(days=30)
ENDED, ENDING, RESCORED, REVIEWED = "ended", "ending", "rescored", "reviewed"
REASONS = {
    ENDED: gettext_lazy("The decision has expired"),
    RESCORED: gettext_lazy("The score changed after the decision"),
    REVIEWED: gettext_lazy("Reviewed, not decided"),
    ENDING: gettext_lazy("The decision expires soon"),
}
_RANK = {Rating.CRITICAL: 1, Rating.HIGH: 2, Rating.MODERATE: 3, Rating.LOW: 4}


@dataclass(frozen=True, slots=True)
class ToDecide:
    """One engagement that waits for a decision."""

    assessment: UUID
    vendor: str
    work: str
    rating: str
    reason: str
    until: datetime.date | None
    holder: str

    @property
    def suggestion(self) -> str:
        return label_of(SUGGESTED, self.rating)

    @property
    def rating_words(self) -> str:
        return label_of(RATINGS, self.rating)

    @property
    def why(self) -> str:
        """The one reason, in words."""
        return str(REASONS[self.reason])


@dataclass(frozen=True, slots=True)
class Deciding:
    """The worst and oldest of what waits, and how much waits."""

    rows: Sequence[ToDecide]
    number: int

    @property
    def more(self) -> int:
        return self.number - len(self.rows)


def waiting_for_decision(
    work: EngagementQuerySet, user: User, today: datetime.date
) -> EngagementQuerySet:
    """The work that somebody who decides has to look at, with the ``reason``; what four eyes
    keep this person from is somebody else's turn."""
    of = "standing__assessment__"
    found: Any = (
        work.filter(standing__isnull=False)
        .annotate(
            reason=Case(
                When(**{f"{of}decision__valid_until__lt": today}, then=Value(ENDED)),
                When(
                    Q(**{f"{of}decision__isnull": False})
                    & ~Q(**{f"{of}decision__score": F(f"{of}score")}),
                    then=Value(RESCORED),
                ),
                When(
                    Q(**{f"{of}decision": None})
                    & Q(**{f"{of}review_completed_at__isnull": False}),
                    then=Value(REVIEWED),
                ),
                When(
                    **{f"{of}decision__valid_until__lte": today + SOON},
                    then=Value(ENDING),
                ),
                default=Value(""),
                output_field=CharField(),
            )
        )
        .exclude(reason="")
    )
    return found.exclude(  # type: ignore[no-any-return]  # stays an EngagementQuerySet
        Exists(_hands(user, "standing__assessment"))
        | Q(**{f"{of}started_by": user})
        | Q(**{f"{of}last_reviewer": user, f"{of}last_reviewer__isnull": False}),
        organisation__four_eyes=True,
    )


def _hands(user: User, assessment: str) -> Any:
    """Where this person did something to an assessment after the last decision on it."""
    return Reviewer.objects.filter(assessment=OuterRef(assessment), user=user).filter(
        Q(assessment__decision=None) | Q(last_at__gt=F("assessment__decision__at"))
    )


def to_be_decided(user: User, today: datetime.date) -> QuerySet[ToBeDecided]:
    """``waiting_for_decision`` of what is kept."""
    found = ToBeDecided.objects.visible_to(user).filter(
        Q(is_open=True) | Q(valid_until__lte=today + SOON)
    )
    return found.exclude(
        Exists(_hands(user, "assessment_id"))
        | Q(started_by_id=user.pk)
        | Q(last_reviewer_id=user.pk, last_reviewer_id__isnull=False),
        organisation__four_eyes=True,
    )


def _kept(scope: WorkScope) -> tuple[list[UUID], int]:
    """The first engagements that wait, of what is kept of them, and how many wait."""
    rows = (
        scope.of_work(to_be_decided(scope.user, scope.today))
        .annotate(number_of_all=Window(Count("*")))
        .order_by("rank", "scored_at", "engagement_id")
        .values_list("engagement_id", "number_of_all")[:SHOWN]
    )
    found = list(rows)
    return [row[0] for row in found], found[0][1] if found else 0


def deciding(scope: WorkScope, *, is_kept: bool = False) -> Deciding:
    """What waits for the person who looks, of what is kept (two statements) or counted (one)."""
    if is_kept:
        keys, number = _kept(scope)
        rows = _told(keys, scope.today) if keys else []
    else:
        rows, number = _first(scope)
    titles = rule_titles()
    return Deciding([_in_words(row, titles) for row in rows], number)


def _in_words(row: Sequence[Any], titles: dict[str, str]) -> ToDecide:
    assessment, vendor, work, rating, reason, until, codes, *_number = row
    holder = _holder(codes, titles)
    return ToDecide(assessment, vendor, work, rating, reason, until, holder)


def _first(scope: WorkScope) -> tuple[list[Any], int]:
    """The first of what waits as rows, and how much waits, counted."""
    waiting = waiting_for_decision(scope.work, scope.user, scope.today)
    rows = list(
        waiting.annotate(
            number_of_all=Window(Count("*")),
            worst=Case(
                *(When(rating=code, then=Value(at)) for code, at in _RANK.items()),
                default=Value(len(_RANK) + 1),
            ),
        )
        .order_by("worst", "standing__scored_at", "pk")
        .values_list(
            "standing__assessment",
            "vendor__name",
            "name",
            "rating",
            "reason",
            "standing__assessment__decision__valid_until",
            "standing__holding",
            "number_of_all",
        )[:SHOWN]
    )
    return rows, rows[0][7] if rows else 0


def _told(keys: Sequence[UUID], today: datetime.date) -> list[Any]:
    """The same rows of a few engagements that wait, in their order."""
    of = "standing__assessment__"
    found = {
        row[0]: row[1:]
        for row in Engagement.objects.filter(pk__in=keys)
        .order_by()
        .values_list(
            "pk",
            "standing__assessment",
            "vendor__name",
            "name",
            "rating",
            f"{of}score",
            f"{of}decision",
            f"{of}decision__score",
            f"{of}decision__valid_until",
            "standing__holding",
        )
    }
    rows: list[Any] = []
    for key in keys:
        *shown, score, decision, decided_on, until, codes = found[key]
        if until is not None and until < today:
            reason = ENDED
        elif decision is not None and decided_on != score:
            reason = RESCORED
        else:
            reason = REVIEWED if decision is None else ENDING
        rows.append((*shown, reason, until, codes))
    return rows


def _holder(codes: Sequence[str], titles: dict[str, str]) -> str:
    """What holds the rating, in words; with several, the first and how many more."""
    if not codes:
        return ""
    first = titles.get(codes[0], codes[0])
    if len(codes) == 1:
        return first
    return _("%(rule)s, and %(number)s more") % {
        "rule": first,
        "number": len(codes) - 1,
    }
