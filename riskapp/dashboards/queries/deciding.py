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
    Value,
    When,
    Window,
)
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from riskapp.accounts.models import User
from riskapp.assessments.models import Reviewer
from riskapp.dashboards.queries.scope import WorkScope
from riskapp.dashboards.queries.standings import rule_titles
from riskapp.presentation.labels import RATINGS, SUGGESTED, label_of
from riskapp.vendors.choices import Rating
from riskapp.vendors.models import EngagementQuerySet

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
    hands = Reviewer.objects.filter(
        assessment=OuterRef("standing__assessment"), user=user
    ).filter(
        Q(assessment__decision=None) | Q(last_at__gt=F("assessment__decision__at"))
    )
    return found.exclude(  # type: ignore[no-any-return]  # stays an EngagementQuerySet
        Exists(hands)
        | Q(**{f"{of}started_by": user})
        | Q(**{f"{of}last_reviewer": user, f"{of}last_reviewer__isnull": False}),
        organisation__four_eyes=True,
    )


def deciding(scope: WorkScope) -> Deciding:
    """What waits for the person who looks; one statement."""
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
    titles = rule_titles()
    return Deciding(
        [
            ToDecide(*row[:6], holder=_holder(row[6], titles))  # as they are listed
            for row in rows
        ],
        rows[0][7] if rows else 0,
    )


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
