"""What portfolio, comparison and bundles are made from."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.db.models import CharField, Count, Exists, F, OuterRef, Q
from django.db.models.functions import Cast
from django.utils import timezone

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.overlay import lay_over, overlay_of_data
from questionnaires.queries import answer_sets_of
from riskapp.accounts.models import Organisation
from riskapp.assessments.choices import AssessmentState
from riskapp.assessments.models import Assessment, Score
from riskapp.common.folding import Folded
from riskapp.decisions.choices import Outcome
from riskapp.findings.models import UNSETTLED
from riskapp.reports.queries.inputs import LAYOUT, day, look_of
from riskapp.scoring.five import compared_answers
from riskapp.vendors.models import Engagement

NONE = UUID(int=0)  # of no row: Django takes a query for empty that names none at all
MOST_NAMED = 500  # of those not assessed, in a portfolio
MOST_OFFERED = 30  # to compare, before somebody looks for a name


def outcomes(
    organisation: Organisation, only: Collection[UUID] | None = None
) -> list[dict[str, Any]]:
    """The current, scored assessments of an organisation as plain outcomes, without any
    answer; ``only`` some of them. Two queries for any number."""
    current = (
        Assessment.objects.current()
        .filter(
            organisation=organisation,
            score__isnull=False,
            engagement__archived_at=None,
            engagement__vendor__archived_at=None,
        )
        .select_related("score", "decision", "engagement__vendor")
        .annotate(unsettled=Count("findings", filter=Q(findings__state__in=UNSETTLED)))
        .order_by("engagement__vendor__name_sorted", "engagement__name_sorted")
    )
    if only is not None:
        current = current.filter(pk__in=only)
    today = timezone.localdate()
    return [_outcome(assessment, today) for assessment in current]


def comparable(
    organisation: Organisation, words: Sequence[str], chosen: Collection[UUID]
) -> tuple[list[dict[str, Any]], bool]:
    """The work with a score in whose names every word occurs, by vendor, those ``chosen``
    first; and whether there is more than is told. Words are folded; one query."""
    scored = Assessment.objects.current().filter(
        organisation=organisation,
        score__isnull=False,
        engagement__archived_at=None,
        engagement__vendor__archived_at=None,
    )
    named = scored.alias(
        vendor_folded=Folded("engagement__vendor__name"),
        work_folded=Folded("engagement__name"),
    )
    is_chosen = Q(pk__in=chosen or [NONE])
    found = Q()
    for word in words:
        found &= Q(vendor_folded__contains=word) | Q(work_folded__contains=word)
    rows: list[Any] = list(
        named.filter(found | is_chosen if words else found)
        .annotate(is_chosen=is_chosen)
        .order_by(
            "-is_chosen", "engagement__vendor__name_sorted", "engagement__name_sorted"
        )
        .values(
            assessment=Cast("pk", CharField()),
            vendor=F("engagement__vendor__name"),
            engagement_name=F("engagement__name"),
        )[: MOST_OFFERED + 1]
    )
    return rows[:MOST_OFFERED], len(rows) > MOST_OFFERED


def with_answers(
    organisation: Organisation, rows: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Such outcomes with what vendors are compared by in words of the reader's language: where
    code goes, training, retention, credentials, contracts. Three queries for any number."""
    chosen = Assessment.objects.filter(
        organisation=organisation, pk__in=[row["assessment"] for row in rows]
    ).select_related("score__response")
    scores = {str(one.pk): one.score for one in chosen if one.score}
    answer_sets = answer_sets_of(score.response for score in scores.values())
    sentences = {
        pk: _compared(score, answer_sets[score.response_id])
        for pk, score in scores.items()
    }
    return [row | {"answers": sentences.get(row["assessment"], [])} for row in rows]


def unassessed(organisation: Organisation, rows: Sequence[dict[str, Any]]) -> int:
    """How many engagements are kept beside those of ``rows``, all its outcomes; one query."""
    kept = Engagement.objects.kept().filter(organisation=organisation)
    return kept.count() - len(rows)


def not_assessed(organisation: Organisation) -> list[dict[str, Any]]:
    """The engagements without a score, by vendor, the first ``MOST_NAMED``; one query."""
    scored = Assessment.objects.filter(
        engagement=OuterRef("pk"), score__isnull=False
    ).exclude(state=AssessmentState.WITHDRAWN)
    kept = Engagement.objects.kept().filter(organisation=organisation)
    rows: Any = (
        kept.filter(~Exists(scored))
        .order_by("vendor__name_sorted", "name_sorted")
        .values(
            "name",
            vendor_name=F("vendor__name"),
            vendor_key=Cast("vendor", CharField()),
        )[:MOST_NAMED]
    )
    return list(rows)


def overview_inputs(
    organisation: Organisation,
    kind: str,
    rows: list[dict[str, Any]],
    *,
    language: str,
    missing: int = 0,
    named: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    """What a portfolio or a comparison is made from."""
    return {
        "layout": LAYOUT,
        "kind": str(kind),
        "language": str(language),
        "organisation": organisation.name,
        "unassessed": missing,
        "not_assessed": list(named),
        "rows": rows,
        "look": look_of(organisation),
    }


def approved_now(organisation: Organisation) -> list[Assessment]:
    """The current assessments whose approval holds today, by vendor."""
    current = Assessment.objects.current().filter(organisation=organisation)
    return list(
        current.decided(timezone.localdate())
        .filter(
            decision__outcome__in=(Outcome.APPROVED, Outcome.CONDITIONAL),
            score__isnull=False,
        )
        .select_related(
            "organisation", "decision", "score__response", "engagement__vendor"
        )
        .order_by("engagement__vendor__name_sorted", "engagement__name_sorted")
    )


def _outcome(assessment: Any, today: datetime.date) -> dict[str, Any]:
    score, decision = assessment.score, assessment.decision
    result = score.result
    return {
        "assessment": str(assessment.pk),
        "vendor": assessment.engagement.vendor.name,
        "engagement": assessment.engagement.name,
        "rating": score.rating,
        "residual": str(score.residual),
        "residual_band": score.rating,
        "inherent": str(score.inherent),
        "inherent_band": result["inherent"]["band"],
        "control": str(score.control),
        "control_band": result["control"]["band"],
        "evidence": str(score.evidence),
        "evidence_band": result["evidence"]["band"],
        "completeness": str(score.completeness),
        "provisional": score.provisional,
        "questionnaire": result["questionnaire"],
        "rules": {f["by"]: f["title"] for f in result["floors"] if f["because"]},
        "tools": score.tools,
        "unsettled": assessment.unsettled,
        "outcome": decision.outcome if decision else "",
        "valid_until": day(decision.valid_until) if decision else None,
        "holds": decision is not None
        and (decision.valid_until is None or decision.valid_until >= today),
        "laws": [
            {"law": law, "counts": counts} for law, counts in score.law_counts.items()
        ],
    }


def _compared(score: Score, plain: AnswerSet) -> list[dict[str, str]]:
    overlay = overlay_of_data(score.result.get("overlay", []))
    return [
        {"question": one.question, "answer": one.answer, "basis": one.basis}
        for one in compared_answers(lay_over(plain, overlay))
    ]
