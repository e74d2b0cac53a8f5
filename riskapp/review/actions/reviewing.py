"""What a reviewer does with answers. Verdicts lie over them; what was said stays."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as mark

from questionnaires.actions.places import entry_and_question
from questionnaires.document.answer_set import AnswerSet, State
from questionnaires.document.cleaning import clean
from questionnaires.document.overlay import Place
from questionnaires.document.values import Value
from questionnaires.errors import NotAsked
from questionnaires.models import Entry, Response
from questionnaires.queries import document_of, latest_today
from riskapp.accounts.models import User
from riskapp.assessments.actions.locking import locked, note_reviewer
from riskapp.assessments.choices import AssessmentState, ScoreCause
from riskapp.assessments.errors import NotSubmitted, ReasonMissing, VendorIsAnswering
from riskapp.assessments.models import Assessment
from riskapp.audit.actions import record
from riskapp.review.choices import VerdictKind
from riskapp.review.errors import (
    NoSuchContradiction,
    NothingToRefuse,
    NotLookedAt,
    SameAnswer,
)
from riskapp.review.models import Dismissal, ReviewNote, Verdict
from riskapp.review.queries.clashes import Clash
from riskapp.review.queries.contradictions import clashes_of
from riskapp.review.queries.overlay import looked_at, newest_verdicts, reviewed

# What the audit trail says of a verdict, whatever language the reviewer reads.
ANSWER: Mapping[str, str] = {
    VerdictKind.ACCEPTED: mark("answer accepted"),
    VerdictKind.CORRECTED: mark("answer corrected"),
    VerdictKind.REFUSED: mark("answer “not applicable” refused"),
    VerdictKind.WITHDRAWN: mark("answer taken back"),
}


@transaction.atomic
def give_verdict(
    assessment: Assessment,
    place: Place,
    *,
    kind: VerdictKind,
    raw: object = None,
    reason: str = "",
    is_verified: bool = False,
    by: User,
) -> Verdict:
    """Say of one answer that it stands, counts as another, or counts as open.

    ``raw`` is the corrected answer as entered. The newest verdict of a place counts. A new
    snapshot is due when it changes what counts. Raises NotSubmitted, NotAsked, AnswerError,
    SameAnswer, NothingToRefuse and ReasonMissing.
    """
    assessment = _evaluated(assessment)
    question, entry = entry_and_question(assessment.response, *place)
    review = reviewed(assessment.response)
    if not review.counts.shown(*place):
        raise NotAsked
    given = review.plain.value(*place)
    value: Value | None = None
    if kind == VerdictKind.CORRECTED:
        document = document_of(assessment.response.version)
        value = clean(document, question, raw, as_of=latest_today())
        if value == given:
            raise SameAnswer
    if (
        kind == VerdictKind.REFUSED
        and review.plain.state(*place) is not State.NOT_APPLICABLE
    ):
        raise NothingToRefuse
    is_verified = is_verified and kind in (VerdictKind.ACCEPTED, VerdictKind.CORRECTED)
    must_explain = kind in (VerdictKind.CORRECTED, VerdictKind.REFUSED) or is_verified
    if must_explain and not reason.strip():
        raise ReasonMissing
    before = review.verdicts.get(place)
    made = Verdict.objects.create(
        organisation=assessment.organisation,
        assessment=assessment,
        response=assessment.response,
        entry=entry,
        question=question.id,
        by=by,
        kind=kind,
        about=given,
        value=value,
        is_verified=is_verified,
        reason=reason.strip(),
    )
    record(
        ANSWER[kind],
        assessment,
        organisation=assessment.organisation,
        by=by,
        before=_as_data(before),
        after=_as_data(made),
    )
    note_reviewer(assessment.pk, by)
    _reopen(assessment)
    return made


@transaction.atomic
def accept_all(
    assessment: Assessment, places: Sequence[Place], *, by: User
) -> list[Verdict]:
    """Accept several answers that nobody has looked at yet; the others stay as they are.

    Raises NotSubmitted.
    """
    assessment = _evaluated(assessment)
    review = reviewed(assessment.response)
    entries = {
        str(entry.pk): entry
        for entry in Entry.objects.filter(response=assessment.response, removed_at=None)
    }
    made = Verdict.objects.bulk_create(
        Verdict(
            organisation=assessment.organisation,
            assessment=assessment,
            response=assessment.response,
            entry=entries[entry] if entry else None,
            question=question,
            by=by,
            kind=VerdictKind.ACCEPTED,
            about=review.plain.value(question, entry),
        )
        for question, entry in places
        if (question, entry) not in review.verdicts
        and (not entry or entry in entries)
        and question in review.plain.document.questions
        and review.counts.shown(question, entry)
    )
    if made:
        note_reviewer(assessment.pk, by)
        record(
            "answers accepted",
            assessment,
            organisation=assessment.organisation,
            by=by,
            after={"answers": [list(row.place) for row in made]},
        )
    return made


@transaction.atomic
def write_note(
    assessment: Assessment, place: Place, *, text: str, by: User
) -> ReviewNote:
    """Write an internal note about an answer. Raises NotSubmitted and NotAsked."""
    assessment = _evaluated(assessment)
    question, entry = entry_and_question(assessment.response, *place)
    made = ReviewNote.objects.create(
        organisation=assessment.organisation,
        assessment=assessment,
        response=assessment.response,
        entry=entry,
        question=question.id,
        by=by,
        text=text.strip(),
    )
    record(
        "note written",
        assessment,
        organisation=assessment.organisation,
        by=by,
        after={"question": question.id, "entry": place[1], "text": made.text},
    )
    return made


@transaction.atomic
def dismiss(
    assessment: Assessment,
    key: str,
    entries: Collection[str],
    *,
    reason: str,
    by: User,
) -> list[Dismissal]:
    """Let a contradiction stand with the reason, or bring it back without one: for each of the
    ``entries`` it is about, ("",) where it is about none. All or nothing.

    Raises NotSubmitted, NoSuchContradiction, and ReasonMissing for one that is open.
    """
    assessment = _evaluated(assessment)
    plain = reviewed(assessment.response).plain
    found = {
        clash.entry: clash
        for clash in clashes_of(assessment.response, plain)
        if clash.key == key
    }
    if not entries or not found.keys() >= set(entries):
        raise NoSuchContradiction
    clashes = [found[entry] for entry in dict.fromkeys(entries)]
    if any(clash.is_open for clash in clashes) and not reason.strip():
        raise ReasonMissing
    made = [_dismissal(assessment, clash, reason.strip(), by) for clash in clashes]
    count_contradictions(assessment, plain)
    note_reviewer(assessment.pk, by)
    return made


def _dismissal(
    assessment: Assessment, clash: Clash, reason: str, by: User
) -> Dismissal:
    made = Dismissal.objects.create(
        organisation=assessment.organisation,
        assessment=assessment,
        response=assessment.response,
        entry=Entry.objects.get(pk=clash.entry) if clash.entry else None,
        question=clash.place[0],
        by=by,
        key=clash.key,
        reason=reason,
        stands=clash.is_open,
    )
    record(
        "contradiction dismissed" if made.stands else "contradiction brought back",
        assessment,
        organisation=assessment.organisation,
        by=by,
        after={"contradiction": clash.key, "entry": clash.entry, "reason": reason},
    )
    return made


def count_contradictions(assessment: Assessment, plain: AnswerSet | None = None) -> int:
    """Keep how many contradictions nobody has decided about, for lists; how many.

    ``plain`` are the answers as they were given, where the caller has them. Where other answers
    came meanwhile nothing is kept.
    """
    plain = plain or reviewed(assessment.response).plain
    found = clashes_of(assessment.response, plain)
    number = sum(clash.is_open for clash in found)
    Assessment.objects.filter(pk=assessment.pk, response=assessment.response_id).update(
        open_contradictions=number
    )
    return number


@transaction.atomic
def complete_review(assessment: Assessment, *, by: User) -> Assessment:
    """Say that every answer was looked at; a new snapshot is due with it.

    Twice is the same as once. Raises NotSubmitted, VendorIsAnswering while replies are
    waited for, and NotLookedAt.
    """
    assessment = _evaluated(assessment)
    if assessment.state == AssessmentState.CLARIFYING:
        raise VendorIsAnswering
    if assessment.review_completed_at is not None:
        return assessment
    review = reviewed(assessment.response)
    done, total = looked_at(review)
    if done < total:
        raise NotLookedAt(total - done)
    assessment.review_completed_at = timezone.now()
    assessment.review_completed_by = by
    due = assessment.expect_score(ScoreCause.REVIEWED)
    assessment.save(update_fields=["review_completed_at", "review_completed_by", *due])
    note_reviewer(assessment.pk, by)
    record(
        "review completed",
        assessment,
        organisation=assessment.organisation,
        by=by,
        after={"answers": len(review.verdicts)},
    )
    return assessment


@transaction.atomic
def ask_for_score(assessment: Assessment, *, by: User) -> Assessment:
    """Have the verdicts so far counted in a new snapshot. Raises NotSubmitted."""
    assessment = _evaluated(assessment)
    assessment.save(update_fields=assessment.expect_score(ScoreCause.REVIEWED))
    record(
        "new score asked for", assessment, organisation=assessment.organisation, by=by
    )
    return assessment


@transaction.atomic
def note_export(assessment: Assessment, *, wanted: str, by: User) -> None:
    """Put a download of the review into the audit trail."""
    record(
        "review exported",
        assessment,
        organisation=assessment.organisation,
        by=by,
        after={"format": wanted},
    )


def carry_over(assessment: Assessment, previous: Response, response: Response) -> None:
    """Let what was said about answers stand by the same answers in the response that follows.

    A verdict on an answer that is another now is left behind, so that the new one is looked
    at, and so is what let a contradiction stand between answers one of which is another now.
    The caller holds the assessment.
    """
    moved = {
        entry.origin_id: entry
        for entry in Entry.objects.filter(response=response, origin__isnull=False)
    }
    review = reviewed(response)

    def follows(row: Any) -> bool:
        return row.entry_id is None or row.entry_id in moved

    def place_in(row: Any) -> dict[str, Any]:
        return {
            "organisation": assessment.organisation,
            "assessment": assessment,
            "response": response,
            "entry": moved[row.entry_id] if row.entry_id else None,
            "question": row.question,
            "by": row.by,
            "made_at": row.made_at,
        }

    def is_same(row: Verdict) -> bool:
        entry = str(moved[row.entry_id].pk) if row.entry_id else ""
        return bool(review.plain.value(row.question, entry) == row.about)

    Verdict.objects.bulk_create(
        Verdict(
            kind=row.kind,
            about=row.about,
            value=row.value,
            is_verified=row.is_verified,
            reason=row.reason,
            carried=True,
            **place_in(row),
        )
        for row in newest_verdicts(previous).values()
        if follows(row) and is_same(row)
    )
    ReviewNote.objects.bulk_create(
        ReviewNote(text=row.text, **place_in(row))
        for row in ReviewNote.objects.filter(response=previous).select_related("by")
        if follows(row)
    )
    dismissals = Dismissal.objects.filter(response=previous).select_related("by")
    held = [row for row in dismissals if follows(row)]
    changed = _changed_clashes(previous, review.plain, moved) if held else frozenset()
    Dismissal.objects.bulk_create(
        Dismissal(key=row.key, reason=row.reason, stands=row.stands, **place_in(row))
        for row in held
        if (row.key, row.place[1]) not in changed
    )


def _changed_clashes(
    previous: Response, now: AnswerSet, moved: Mapping[UUID | None, Entry]
) -> frozenset[tuple[str, str]]:
    """The contradictions (key and entry) of earlier answers one of which is another now."""
    before = reviewed(previous).plain
    own = {str(origin): str(entry.pk) for origin, entry in moved.items()} | {"": ""}
    return frozenset(
        (clash.key, clash.entry)
        for clash in clashes_of(previous, before)
        if any(
            entry in own
            and before.value(question, entry) != now.value(question, own[entry])
            for question, entry in clash.places
        )
    )


def _evaluated(assessment: Assessment) -> Assessment:
    """The row, locked, of an assessment whose answers are submitted and were evaluated."""
    assessment = locked(assessment)
    if assessment.score is None or assessment.response.is_open:
        raise NotSubmitted
    return assessment


def _reopen(assessment: Assessment) -> None:
    if assessment.review_completed_at is not None:
        assessment.review_completed_at = None
        assessment.review_completed_by = None
        assessment.save(update_fields=["review_completed_at", "review_completed_by"])


def _as_data(verdict: Verdict | None) -> dict[str, Any] | None:
    if verdict is None:
        return None
    return {
        "question": verdict.question,
        "entry": str(verdict.entry_id) if verdict.entry_id else "",
        "kind": verdict.kind,
        "about": verdict.about,
        "value": verdict.value,
        "verified": verdict.is_verified,
        "reason": verdict.reason,
    }
