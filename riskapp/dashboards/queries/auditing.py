"""What an auditor looks at first: decisions out of the ordinary, acceptances past their end,
and a sample that anybody can draw again."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy

from riskapp.accounts.models import User
from riskapp.assessments.models import Reviewer
from riskapp.decisions.choices import DecisionException
from riskapp.decisions.models import Decision
from riskapp.findings.choices import FindingState
from riskapp.findings.models import Finding, FindingQuerySet

SAMPLE = 10
AGAINST, UNREVIEWED, SAME = "against", "unreviewed", "same"
QUESTIONED = {
    AGAINST: gettext_lazy("Against the suggestion"),
    UNREVIEWED: gettext_lazy("Before the review was complete"),
    SAME: gettext_lazy("By somebody who worked on it"),
}


@dataclass(frozen=True, slots=True)
class Sample:
    """Decisions drawn by a seed: the same seed draws the same out of the same decisions."""

    seed: str
    rows: Sequence[Decision]
    of: int


def decisions_of(user: User) -> QuerySet[Decision]:
    """Every decision a person may see, the last first, with what a list shows."""
    return (
        Decision.objects.visible_to(user)
        .filter(organisation__in=user.organisation_ids())
        .select_related("assessment__engagement__vendor", "by")
        .defer("assessment__engagement__profile", "basis")
        .order_by("-at", "pk")
    )


def questioned(decisions: QuerySet[Decision], kind: str) -> QuerySet[Decision]:
    """Decisions of one kind that an auditor asks about."""
    if kind == AGAINST:
        return decisions.filter(exceptions__contains=[DecisionException.SUGGESTION])
    if kind == UNREVIEWED:
        return decisions.filter(exceptions__contains=[DecisionException.REVIEW])
    hands = Reviewer.objects.filter(
        assessment=OuterRef("assessment"), user=OuterRef("by")
    )
    return decisions.filter(
        Exists(hands)
        | Q(assessment__started_by=F("by"))
        | Q(assessment__review_completed_by=F("by"))
    )


def counts_of(user: User) -> Mapping[str, int]:
    """How many decisions there are of each kind, and in all; four statements."""
    every = Decision.objects.visible_to(user).filter(
        organisation__in=user.organisation_ids()
    )
    reads = [every, *(questioned(every, kind) for kind in (AGAINST, UNREVIEWED, SAME))]
    names = ("all", AGAINST, UNREVIEWED, SAME)
    return {name: rows.count() for name, rows in zip(names, reads, strict=True)}


def acceptances_past(user: User, today: datetime.date) -> QuerySet[Finding]:
    """Risks that are still accepted although the last day has passed, the oldest first."""
    visible: FindingQuerySet = Finding.objects.visible_to(user)  # type: ignore[assignment]  # stays a FindingQuerySet
    return (
        visible.kept()
        .filter(state=FindingState.ACCEPTED, accepted_until__lt=today)
        .select_related("assessment__engagement__vendor", "accepted_by")
        .order_by(
            "accepted_until",
            "assessment__engagement__vendor__name_sorted",
            "rank",
            "pk",
        )
    )


def sample(user: User, seed: str) -> Sample:
    """Ten decisions by a seed; two statements."""
    keys = list(
        Decision.objects.visible_to(user)
        .filter(organisation__in=user.organisation_ids())
        .order_by()
        .values_list("pk", flat=True)
    )
    drawn = sorted(keys, key=lambda key: _lot(seed, key))[:SAMPLE]
    rows = {row.pk: row for row in decisions_of(user).filter(pk__in=drawn)}
    return Sample(seed, [rows[key] for key in drawn if key in rows], len(keys))


def _lot(seed: str, key: Any) -> str:
    """Where a decision stands in a draw: anybody can work it out again."""
    return hashlib.sha256(f"{seed} {key}".encode()).hexdigest()
