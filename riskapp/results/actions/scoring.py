"""Scoring: the database on the outside, the pure evaluation in the middle."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation

from questionnaires.choices import Purpose
from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.wording import display_text
from questionnaires.queries import values_before
from riskapp.accounts.models import User
from riskapp.assessments.actions.locking import locked
from riskapp.assessments.choices import AssessmentState, ScoreCause
from riskapp.assessments.errors import NotSubmitted
from riskapp.assessments.models import Assessment, Score, ScoreChange
from riskapp.audit.actions import record
from riskapp.common.work import TRIES, WORKER_LOST, unforeseen
from riskapp.common.zones import days_in
from riskapp.findings.actions.raising import raise_findings
from riskapp.inventory.actions import keep_tools
from riskapp.review.queries.overlay import Reviewed, reviewed, title_of, words_at
from riskapp.scoring.catalogue import catalogue_for
from riskapp.scoring.evaluation import evaluate
from riskapp.scoring.export import to_data
from riskapp.scoring.model import MODEL, ScoreResult
from riskapp.vendors.actions import plan_review

# Why a follow-up gives a new snapshot, by what it was opened for.
CAUSES = {
    Purpose.CLARIFICATION: ScoreCause.CLARIFIED,
    Purpose.CONFIRMATION: ScoreCause.CONFIRMED,
    Purpose.NOTICE: ScoreCause.CHANGED,
}


@translation.override(settings.LANGUAGE_CODE)
@transaction.atomic
def score_assessment(
    assessment: Assessment, as_of: datetime.date | None = None
) -> Score:
    """Evaluate the frozen response with what lies over it on a day (today, where the
    organisation is, when none is given); the same response, overlay and catalogue give the
    score there is.

    Findings are raised, kept or settled with it. When it takes the place of another, the
    change is kept with its reasons. Raises NotSubmitted while the vendor is still answering.
    """
    assessment = (
        Assessment.objects.select_for_update(of=("self",))
        .select_related(
            "organisation",
            "response__version",
            "engagement__vendor",
            "decision",
            "score__response",
        )
        .get(pk=assessment.pk)
    )
    if assessment.response.is_open:
        raise NotSubmitted
    with days_in(assessment.organisation.time_zone):
        return _scored(assessment, as_of)


def _scored(assessment: Assessment, as_of: datetime.date | None) -> Score:
    before = assessment.score
    review = reviewed(assessment.response, as_of)
    score = _existing(assessment, review)
    cause = _cause(assessment)
    if score is None or score != before:
        result = evaluate(review.counts, catalogue_for(assessment.organisation.country))
        score = score or _store(assessment, review, result, cause)
        raise_findings(score, result.findings)
        keep_tools(assessment.engagement, assessment.response, review.lines())
        _note(assessment, before, score, review, cause)
    _settle(assessment, score)
    return score


@transaction.atomic
def begin_scoring(assessment: Assessment) -> bool:
    """Count a try, and say whether to go on: not where it was given up, or where the worker
    was lost again and again, which gives it up."""
    assessment = locked(assessment)
    if assessment.score_failed:
        return False
    if assessment.score_tries >= TRIES:
        _fail(assessment, WORKER_LOST)
        return False
    assessment.score_tries += 1
    assessment.save(update_fields=["score_tries"])
    return True


@transaction.atomic
def give_up_scoring(assessment: Assessment, error: Exception) -> bool:
    """Give up what something unforeseen stopped, once it was tried often enough; returns
    whether it was."""
    assessment = locked(assessment)
    if not assessment.score_failed and assessment.score_tries >= TRIES:
        _fail(assessment, unforeseen(error))
    return bool(assessment.score_failed)


@transaction.atomic
def try_scoring_again(assessment: Assessment, *, by: User) -> bool:
    """Have scoring that was given up tried anew; returns whether it was."""
    assessment = locked(assessment)
    if not assessment.score_failed:
        return False
    before = {"reason": assessment.score_failed}
    assessment.save(update_fields=assessment.expect_score())
    record(
        "scoring tried again",
        assessment,
        organisation=assessment.organisation,
        by=by,
        before=before,
    )
    return True


def _fail(assessment: Assessment, reason: str) -> None:
    assessment.score_failed = reason
    assessment.save(update_fields=["score_failed"])
    record(
        "scoring failed",
        assessment,
        organisation=assessment.organisation,
        by=None,
        after={"reason": reason, "attempts": assessment.score_tries},
    )


def _existing(assessment: Assessment, review: Reviewed) -> Score | None:
    return Score.objects.filter(
        assessment=assessment,
        response_digest=assessment.response.digest,
        overlay_digest=review.overlay.digest,
        model=MODEL,
        catalogue_version=catalogue_for(assessment.organisation.country).version,
    ).first()


def _cause(assessment: Assessment) -> ScoreCause:
    if assessment.score and assessment.state != AssessmentState.SUBMITTED:
        return ScoreCause(assessment.score_again or ScoreCause.REVIEWED)
    purpose = Purpose(assessment.response.purpose)
    return CAUSES.get(purpose, ScoreCause.SUBMITTED)


def _settle(assessment: Assessment, score: Score) -> None:
    assessment.score = score
    due = assessment.expect_score()
    assessment.score_again = ""
    assessment.watch_on = None
    if assessment.state in (AssessmentState.SUBMITTED, AssessmentState.DECIDED):
        decision = assessment.decision
        fits = decision is not None and decision.score_id == score.pk
        assessment.state = AssessmentState.DECIDED if fits else AssessmentState.SCORED
    assessment.save(update_fields=["score", "state", "watch_on", *due])
    plan_review(assessment.engagement)


def _note(
    assessment: Assessment,
    before: Score | None,
    score: Score,
    review: Reviewed,
    cause: ScoreCause,
) -> None:
    if before is not None:
        ScoreChange.objects.create(
            organisation=assessment.organisation,
            assessment=assessment,
            before=before,
            after=score,
            cause=cause,
            why=_why(assessment, before, review),
        )
    record(
        "assessment scored",
        assessment,
        organisation=assessment.organisation,
        by=None,
        before={"score": str(before.pk), "residual": str(before.residual)}
        if before
        else None,
        after={
            "score": str(score.pk),
            "residual": str(score.residual),
            "rating": score.rating,
            "cause": cause.value,
        },
    )


def _why(
    assessment: Assessment, before: Score, review: Reviewed
) -> list[dict[str, Any]]:
    """The answers that count otherwise than in the score before, in words."""
    response = assessment.response
    lines = []
    if response.follows_id and before.response_id == response.follows_id:
        lines += _changed_answers(
            review.plain, values_before(response, everywhere=True)
        )
    old = {_key(row): row for row in before.result.get("overlay", [])}
    new = {_key(row): row for row in review.lines()}
    for key in [key for key in new if key not in old]:
        row = new[key]
        lines.append(_line(row, row["kind"], row["said"], row["counts"], row["reason"]))
    for key in [key for key in old if key not in new]:
        row = old[key]
        lines.append(_line(row, "taken_back", row["counts"], row["said"], ""))
    return lines


def _changed_answers(
    answer_set: AnswerSet, before: dict[tuple[str, str], Any]
) -> list[Any]:
    """What was answered anew, line by line; an entry that is new is one line."""
    known = {entry for _question, entry in before}
    lines = [
        _line({"question": "", "tool": entry.title}, "added", "", "", "")
        for entry in answer_set.filled.entries
        if entry.id not in known
    ]
    for item in answer_set.items():
        place = item.question.id, item.entry.id if item.entry else ""
        value, old = answer_set.value(*place), before.get(place)
        if value != old and (not place[1] or place[1] in known):
            row = {"question": place[0], "tool": title_of(answer_set, place[1])}
            then = display_text(answer_set.document, item.question, old)
            lines.append(_line(row, "answered", then, words_at(answer_set, place), ""))
    return lines


def _line(
    row: dict[str, Any], what: str, before: str, after: str, reason: str
) -> dict[str, Any]:
    return {
        "question": row["question"],
        "tool": row["tool"],
        "what": what,
        "before": before,
        "after": after,
        "reason": reason,
    }


def _key(row: dict[str, Any]) -> tuple[str, str, str, str]:
    """What makes two lines of an overlay the same, whatever response they lie over."""
    return row["question"], row["tool"], row["kind"], row["counts"]


def _store(
    assessment: Assessment, review: Reviewed, result: ScoreResult, cause: ScoreCause
) -> Score:
    data = to_data(result)
    if review.overlay:
        data["overlay"] = review.lines()
    return Score.objects.create(
        organisation=assessment.organisation,
        assessment=assessment,
        response=assessment.response,
        response_digest=assessment.response.digest,
        overlay_digest=review.overlay.digest,
        cause=cause,
        model=result.model,
        catalogue_version=result.catalogue,
        as_of=review.plain.as_of,
        result=data,
        inherent=result.inherent_value,
        control=result.control,
        residual_model=result.residual_model,
        residual=result.residual,
        rating=result.rating,
        evidence=result.evidence,
        completeness=result.completeness,
        provisional=result.provisional,
        rules_fired=len({floor.by for floor in result.floors if floor.because}),
        tools=len(result.tools),
        law_counts=result.law_counts,
    )
