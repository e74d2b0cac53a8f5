"""Scoring: the database on the outside, the pure evaluation in the middle."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models.fields.json import KeyTransform
from django.utils import timezone, translation

from questionnaires.choices import Purpose
from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.wording import display_text
from questionnaires.queries import values_before
from riskapp.accounts.models import Organisation, User
from riskapp.assessments.actions.locking import locked
from riskapp.assessments.choices import AssessmentState, ScoreCause
from riskapp.assessments.errors import NotSubmitted
from riskapp.assessments.models import Assessment, Score, ScoreChange
from riskapp.audit.actions import Change, record, record_each
from riskapp.common.collecting import collected_later
from riskapp.common.many import insert_many, update_many
from riskapp.common.packing import packed
from riskapp.common.work import TRIES, WORKER_LOST, one_of_many, unforeseen
from riskapp.common.zones import days_in
from riskapp.findings.actions.raising import FoundByScore, raise_findings
from riskapp.inventory.actions import ToolListing, keep_tools
from riskapp.review.queries.overlay import Reviewed, reviewed_each, title_of, words_at
from riskapp.scoring.catalogue import catalogue_for
from riskapp.scoring.evaluation import evaluate
from riskapp.scoring.export import outline, to_data
from riskapp.scoring.model import MODEL, ScoreResult
from riskapp.scoring.together import Together
from riskapp.vendors.actions import lock_vendors, plan_reviews

# Why a follow-up gives a new snapshot, by what it was opened for.
CAUSES = {
    Purpose.CLARIFICATION: ScoreCause.CLARIFIED,
    Purpose.CONFIRMATION: ScoreCause.CONFIRMED,
    Purpose.NOTICE: ScoreCause.CHANGED,
}
# New scores in one statement: for one of megabytes the database asks the system for new memory
# each time.
AT_ONCE = 20


@dataclass(slots=True)
class Evaluation:
    """What an assessment is evaluated by, and the score of it: the one there is, or a new one.
    ``raised`` is what it found, where it takes the place of the one before."""

    assessment: Assessment
    before: Score | None
    review: Reviewed
    cause: ScoreCause
    score: Score
    raised: FoundByScore | None = None
    is_new: bool = False

    @property
    def lists_anew(self) -> bool:
        """Whether other tools may be listed than by the score before."""
        before, score = self.before, self.score
        return before is None or (before.response_id, before.overlay_digest) != (
            score.response_id,
            score.overlay_digest,
        )


def score_assessment(
    assessment: Assessment, as_of: datetime.date | None = None
) -> Score:
    """Evaluate the frozen response with what lies over it on a day (today, where the
    organisation is, when none is given); the same response, overlay and catalogue give the
    score there is.

    Findings are raised, kept or settled with it. When it takes the place of another, the
    change is kept with its reasons. Raises NotSubmitted while the vendor is still answering.
    """
    return score_together([assessment.pk], as_of)[assessment.pk]


def score_each(assessment_ids: Collection[UUID]) -> set[UUID]:
    """Judge many of one organisation in one transaction, and say which were.

    What one of them alone stops is logged, and leaves out that one; what is no longer there
    or still being answered is left out too.
    """
    return set(score_together(assessment_ids, is_one_of_many=True))


@translation.override(settings.LANGUAGE_CODE)
@transaction.atomic
@collected_later()
def score_together(
    assessment_ids: Collection[UUID],
    as_of: datetime.date | None = None,
    *,
    is_one_of_many: bool = False,
) -> dict[UUID, Score]:
    """Judge assessments of one organisation: one set of reads, one set of writes. What was
    found is read from the database where it is asked for."""
    assessments = list(
        Assessment.objects.select_for_update(of=("self",))
        .select_related("response", "engagement__vendor", "decision", "score")
        .defer(*Score.result_of("score"))
        .filter(pk__in=assessment_ids)
        .order_by("pk")
    )
    if is_one_of_many:
        assessments = [one for one in assessments if not one.response.is_open]
    elif not assessments:
        raise Assessment.DoesNotExist
    if any(one.response.is_open for one in assessments):
        raise NotSubmitted
    if not assessments:
        return {}
    lock_vendors(one.engagement.vendor_id for one in assessments)
    organisation = assessments[0].organisation
    for one in assessments:
        one.organisation = organisation  # read once
    with days_in(organisation.time_zone):
        return _scored(organisation, assessments, as_of, is_one_of_many=is_one_of_many)


def _scored(
    organisation: Organisation,
    assessments: Collection[Assessment],
    as_of: datetime.date | None,
    *,
    is_one_of_many: bool,
) -> dict[UUID, Score]:
    reviews = reviewed_each([one.response for one in assessments], as_of)
    known = _existing(assessments, reviews)
    together = Together([review.counts for review in reviews.values()])
    evaluations = []
    for assessment in assessments:
        with one_of_many() if is_one_of_many else nullcontext():
            review = reviews[assessment.response_id]
            score = known.get(assessment.pk)
            evaluations.append(_evaluated(assessment, review, score, together))
    new = [one.score for one in evaluations if one.is_new]
    Score.objects.bulk_create(new, batch_size=AT_ONCE)
    changed = [one for one in evaluations if one.raised is not None]
    raise_findings([one.raised for one in changed if one.raised])
    keep_tools(
        [
            ToolListing(
                one.assessment.engagement,
                one.assessment.response,
                one.review.lines(),
                one.review.plain,
            )
            for one in changed
            if one.lists_anew
        ]
    )
    _note(organisation, changed)
    _settle(organisation, evaluations)
    return {one.assessment.pk: one.score for one in evaluations}


def _evaluated(
    assessment: Assessment, review: Reviewed, score: Score | None, together: Together
) -> Evaluation:
    before, cause = assessment.score, _cause(assessment)
    if score is not None and score == before:
        return Evaluation(assessment, before, review, cause, score)
    catalogue = catalogue_for(assessment.organisation.country)
    result = evaluate(review.counts, catalogue, together=together)
    is_new = score is None
    score = score or _new_score(assessment, review, result, cause)
    raised = FoundByScore(score, result.findings, result.floors)
    return Evaluation(assessment, before, review, cause, score, raised, is_new)


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


def _existing(
    assessments: Iterable[Assessment], reviews: Mapping[UUID, Reviewed]
) -> dict[UUID, Score]:
    """The scores that the same response, overlay, model and catalogue gave before."""
    by_id = {assessment.pk: assessment for assessment in assessments}
    found: dict[UUID, Score] = {}
    for score in Score.objects.filter(
        assessment__in=by_id,
        response__in=reviews,
        overlay_digest__in={review.overlay.digest for review in reviews.values()},
        model=MODEL,
    ).defer(*Score.result_of()):
        assessment = by_id[score.assessment_id]
        response = assessment.response
        if (score.response_digest, score.overlay_digest, score.catalogue_version) == (
            response.digest,
            reviews[response.pk].overlay.digest,
            catalogue_for(assessment.organisation.country).version,
        ):
            score.assessment, score.response = assessment, response
            found[assessment.pk] = score
    return found


def _cause(assessment: Assessment) -> ScoreCause:
    if assessment.score and assessment.state != AssessmentState.SUBMITTED:
        return ScoreCause(assessment.score_again or ScoreCause.REVIEWED)
    purpose = Purpose(assessment.response.purpose)
    return CAUSES.get(purpose, ScoreCause.SUBMITTED)


def _settle(organisation: Organisation, evaluations: Iterable[Evaluation]) -> None:
    settled = []
    for one in evaluations:
        assessment = one.assessment
        assessment.score = one.score
        assessment.expect_score()
        assessment.score_again = ""
        assessment.watch_on = None
        if one.before is None or one.before.response_id != one.score.response_id:
            assessment.open_contradictions = None
        if assessment.state in (AssessmentState.SUBMITTED, AssessmentState.DECIDED):
            decision = assessment.decision
            fits = decision is not None and decision.score_id == one.score.pk
            assessment.state = (
                AssessmentState.DECIDED if fits else AssessmentState.SCORED
            )
        settled.append(assessment)
    update_many(Assessment, [_settled(one) for one in settled])
    plan_reviews(organisation, [assessment.engagement_id for assessment in settled])


def _settled(assessment: Assessment) -> dict[str, Any]:
    """What is written of an assessment that has its score."""
    return {
        "id": assessment.pk,
        "score_id": assessment.score_id,
        "state": assessment.state,
        "watch_on": assessment.watch_on,
        "score_again": assessment.score_again,
        "score_tries": assessment.score_tries,
        "score_failed": assessment.score_failed,
        "open_contradictions": assessment.open_contradictions,
    }


def _note(organisation: Organisation, evaluations: Sequence[Evaluation]) -> None:
    overlays = _overlays_of([one.before for one in evaluations if one.before])
    now = timezone.now()
    insert_many(
        ScoreChange,
        [
            {
                "organisation_id": organisation.pk,
                "assessment_id": one.assessment.pk,
                "before_id": one.before.pk,
                "after_id": one.score.pk,
                "cause": one.cause,
                "why": _why(
                    one.assessment,
                    one.before,
                    one.review,
                    overlays.get(one.before.pk, []),
                ),
                "made_at": now,
            }
            for one in evaluations
            if one.before is not None
        ],
    )
    record_each(
        "assessment scored",
        [Change(one.assessment, *_before_and_after(one)) for one in evaluations],
        organisation=organisation,
    )


def _before_and_after(one: Evaluation) -> tuple[dict[str, str] | None, dict[str, str]]:
    before, score = one.before, one.score
    return (
        {"score": str(before.pk), "residual": str(before.residual)} if before else None,
        {
            "score": str(score.pk),
            "residual": str(score.residual),
            "rating": score.rating,
            "cause": one.cause.value,
        },
    )


def _overlays_of(scores: Iterable[Score]) -> dict[UUID, list[dict[str, Any]]]:
    """What lay over the answers that scores were taken of; one query."""
    overlaid = [score.pk for score in scores if score.overlay_digest]
    if not overlaid:
        return {}
    # Asked for by its path, Django keeps an exception with all that is in hand here.
    of_outline = KeyTransform("overlay", "outline")
    found = Score.objects.filter(pk__in=overlaid)
    return dict(found.values_list("pk", of_outline))


def _why(
    assessment: Assessment,
    before: Score,
    review: Reviewed,
    overlay: Iterable[dict[str, Any]],
) -> list[dict[str, Any]]:
    """The answers that count otherwise than in the score before, in words."""
    response = assessment.response
    lines = []
    if response.follows_id and before.response_id == response.follows_id:
        lines += _changed_answers(
            review.plain, values_before(response, everywhere=True)
        )
    old = {_key(row): row for row in overlay}
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


def _new_score(
    assessment: Assessment, review: Reviewed, result: ScoreResult, cause: ScoreCause
) -> Score:
    data = to_data(result)
    if review.overlay:
        data["overlay"] = review.lines()
    return Score(
        organisation=assessment.organisation,
        assessment=assessment,
        response=assessment.response,
        response_digest=assessment.response.digest,
        overlay_digest=review.overlay.digest,
        cause=cause,
        model=result.model,
        catalogue_version=result.catalogue,
        as_of=review.plain.as_of,
        packed=packed(data),
        outline=outline(data),
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
        law_counts=data["law_counts"],
    )
