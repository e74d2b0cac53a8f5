"""Reads about findings and accepted risks."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from django.db.models import (
    Case,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from questionnaires.document.answer_set import AnswerSet
from riskapp.accounts.models import User
from riskapp.assessments.models import Assessment
from riskapp.common.counting import counted_together
from riskapp.findings.choices import WORST_FIRST, FindingState, PlanState
from riskapp.findings.models import (
    WARNED_DAYS,
    Finding,
    FindingQuerySet,
    FindingTotal,
    Plan,
)
from riskapp.findings.queries.themes import gain_in_words
from riskapp.scoring.mending import Mending
from riskapp.scoring.reading import model_number


class Mended(NamedTuple):
    """What putting some answers right together would do to the model residual, and in
    ``words`` to the rating."""

    number: int
    now: Decimal
    then: Decimal
    words: str

    @property
    def gain(self) -> Decimal:
        return self.now - self.then


def findings_of(assessment: Assessment) -> list[Finding]:
    """Every finding of an assessment, in its order, with ``is_proposed`` where the vendor
    waits for an answer; one query."""
    return list(
        assessment.findings.select_related("owner", "accepted_by", "merged_into")
        .annotate(is_proposed=F("has_proposal"))
        .order_by("rank", "raised_at")
    )


def findings_to_plan(assessment: Assessment) -> list[Finding]:
    """What is not settled, each with what its vendor proposed, the last first; two queries."""
    return list(
        assessment.findings.unsettled()
        .select_related("owner")
        .prefetch_related("plans")
        .order_by("rank", "raised_at")
    )


def mended(
    assessment: Assessment, findings: Iterable[Finding], counts: AnswerSet
) -> Mended | None:
    """The gain of mending some findings together, with what was merged into them, exact;
    None where none of them belongs to an answer. ``counts`` is what counts of the answers
    now: see ``reviewed``. One query.
    """
    chosen = {row.pk: row for row in findings}
    merged = assessment.findings.filter(merged_into__in=list(chosen))
    places = {
        (row.question, row.entry) for row in (*chosen.values(), *merged) if row.question
    }
    if not places or assessment.score is None:
        return None
    mending = Mending(counts, model_number(assessment.score.model))
    now, then = mending.now, mending.after(places)
    return Mended(
        len(places),
        now.residual_model,
        then.residual_model,
        gain_in_words(now, then),
    )


def waivers_of(assessment: Assessment) -> list[Finding]:
    """The risks that are accepted, the next to end first."""
    return list(assessment.findings.accepted().select_related("accepted_by"))


def shown_findings(assessment: Assessment) -> list[Finding]:
    """What a vendor was shown, unsettled first, each with what it proposed, the last first;
    three queries."""
    rows = (
        assessment.findings.shown_to_vendor()
        .exclude(state=FindingState.MERGED)
        .prefetch_related("plans__files")
    )
    return sorted(rows, key=lambda row: (not row.is_unsettled, row.rank))


def all_findings(user: User) -> FindingQuerySet:
    """Every finding a person may see, the worst first, with everything a list shows."""
    return (
        _of_person(user)
        .select_related("assessment__engagement__vendor", "owner")
        .defer("assessment__engagement__profile")
        .annotate(badness=_badness(), is_proposed=F("has_proposal"))
        .order_by("badness", "-gain", "pk")
    )


def all_waivers(user: User) -> FindingQuerySet:
    """Every accepted risk a person may see, the next to end first."""
    return (
        _of_person(user)
        .accepted()
        .order_by("accepted_until", "pk")
        .select_related("assessment__engagement__vendor", "accepted_by", "owner")
        .defer("assessment__engagement__profile")
        .annotate(badness=_badness())
    )


def finding_counts(user: User, today: datetime.date) -> dict[str, int]:
    """How many findings still need somebody, are late, are reported as done, and how many
    risks are accepted and soon no longer; archived work left out, two queries."""
    last = today + datetime.timedelta(days=WARNED_DAYS)
    totals = FindingTotal.objects.visible_to(user).filter(put_away=False)
    counts: dict[str, int] = totals.aggregate(
        unsettled=Coalesce(Sum("to_do"), 0),
        reported=Coalesce(Sum("done"), 0),
        accepted=Coalesce(Sum("accepted"), 0),
    )
    visible: FindingQuerySet = Finding.objects.visible_to(user)  # type: ignore[assignment]  # stays a FindingQuerySet
    kept = visible.kept()
    is_ending = Q(state=FindingState.ACCEPTED, accepted_until__lte=last)
    return counts | counted_together(
        {"findings_late": kept.overdue(today), "ending": kept.filter(is_ending)}
    )


def _of_person(user: User) -> FindingQuerySet:
    """Naming the organisations lets the index be used."""
    visible: FindingQuerySet = Finding.objects.visible_to(user)  # type: ignore[assignment]  # stays a FindingQuerySet
    return visible.filter(organisation__in=user.organisation_ids())


def _badness() -> Case:
    """A number by which the most severe come first."""
    return Case(
        *(
            When(severity=severity, then=Value(place))
            for place, severity in enumerate(WORST_FIRST)
        ),
        output_field=IntegerField(),
    )


def proposed() -> Exists:
    """Whether what the vendor proposed waits for an answer, of its plans and not as stored."""
    return Exists(Plan.objects.filter(finding=OuterRef("pk"), state=PlanState.PROPOSED))
