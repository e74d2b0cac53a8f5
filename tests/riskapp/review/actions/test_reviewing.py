"""Verdicts lie over answers, and what was said stays."""

import pytest
from django.db import DatabaseError, transaction

from questionnaires.actions.answers import fill, save_answer
from questionnaires.actions.responses import submit_response
from riskapp.assessments.choices import ScoreCause
from riskapp.assessments.errors import NotSubmitted, ReasonMissing
from riskapp.assessments.models import Assessment, ScoreChange
from riskapp.audit.models import AuditEntry
from riskapp.results.actions.scoring import score_assessment
from riskapp.results.actions.submitting import mark_submitted
from riskapp.review.actions.clarifying import draft, send
from riskapp.review.actions.reviewing import (
    accept_all,
    ask_for_score,
    complete_review,
    count_contradictions,
    dismiss,
    give_verdict,
    write_note,
)
from riskapp.review.choices import VerdictKind
from riskapp.review.errors import (
    NoSuchContradiction,
    NothingToRefuse,
    NotLookedAt,
    SameAnswer,
)
from riskapp.review.models import Dismissal, ReviewNote, Verdict
from riskapp.review.queries.contradictions import clashes_of
from riskapp.review.queries.overlay import newest_verdicts
from riskapp.review.queries.workspace import workspace
from tests.factories.riskapp import example

GOV = ("GOV-02", "")
NOT_OURS = {"not_applicable": "Not in this contract"}


@pytest.fixture
def assessment(world):
    made = world.assessment("production-agents", "Operations", filled=False)
    fill(made.response, example("production-agents").filled)
    save_answer(made.response, "CON-08", NOT_OURS)
    submit_response(made.response, name="Vera Vendor", role="CTO")
    score_assessment(made)
    return Assessment.objects.get(pk=made.pk)


def correct(assessment, by, value="none", reason="Nobody is named", **more):
    kind = VerdictKind.CORRECTED
    return give_verdict(
        assessment, GOV, kind=kind, raw=value, reason=reason, by=by, **more
    )


def again(assessment):
    return Assessment.objects.get(pk=assessment.pk)


def test_correction_keeps_what_was_said_and_is_in_the_audit_trail(world, assessment):
    made = correct(assessment, world.analyst)

    assert made.about == "team"
    assert assessment.response.answers.get(question="GOV-02").value == "team"
    entry = AuditEntry.objects.filter(action="answer corrected").get()
    assert entry.after["value"] == "none"
    assert again(assessment).last_reviewer == world.analyst


def test_score_says_because_of_what_it_moved(world, assessment):
    correct(assessment, world.analyst)
    score = score_assessment(ask_for_score(assessment, by=world.analyst))

    change = ScoreChange.objects.get(after=score)
    assert change.before_id == assessment.score_id
    assert change.cause == ScoreCause.REVIEWED
    assert [row["question"] for row in change.why] == ["GOV-02"]
    assert change.why[0]["reason"] == "Nobody is named"
    assert again(assessment).score_again == ""


def test_scoring_twice_gives_one_score(world, assessment):
    correct(assessment, world.analyst)

    assert score_assessment(assessment) == score_assessment(assessment)
    assert ScoreChange.objects.count() == 1


def test_verdict_taken_back_brings_the_first_score_back(world, assessment):
    correct(assessment, world.analyst)
    score_assessment(assessment)
    kind = VerdictKind.WITHDRAWN
    give_verdict(assessment, GOV, kind=kind, by=world.analyst)

    assert score_assessment(assessment).pk == assessment.score_id
    assert ScoreChange.objects.first().why[0]["what"] == "taken_back"


def test_refused_not_applicable_counts_as_open(world, assessment):
    place, kind = ("CON-08", ""), VerdictKind.REFUSED
    give_verdict(assessment, place, kind=kind, reason="A clause", by=world.analyst)

    score = score_assessment(assessment)

    assert score.completeness == assessment.score.completeness
    assert place in open_places(score)


def open_places(score):
    return {(f["question"], f["entry"]) for f in score.result["findings"]}


def test_does_not_apply_is_left_out_once_a_reviewer_accepts_it(world, assessment):
    place = ("CON-08", "")
    claimed = assessment.score
    kind = VerdictKind.ACCEPTED
    give_verdict(assessment, place, kind=kind, by=world.analyst)

    score = score_assessment(assessment)

    assert place in open_places(claimed)
    assert [c["question"] for c in claimed.result["claims"]["not_applicable"]] == [
        "CON-08"
    ]
    assert place not in open_places(score)
    assert score.result["claims"]["not_applicable"] == []
    assert score.completeness > claimed.completeness


def test_checked_evidence_raises_the_evidence_of_the_score(world, assessment):
    kind = VerdictKind.ACCEPTED
    for question in ("GOV-03", "GOV-04", "GOV-05"):
        give_verdict(
            assessment,
            (question, ""),
            kind=kind,
            is_verified=True,
            reason="Read",
            by=world.analyst,
        )

    assert score_assessment(assessment).evidence > assessment.score.evidence


@pytest.mark.parametrize(
    ("place", "verdict", "refusal"),
    [
        (GOV, {"kind": "corrected", "raw": "none"}, ReasonMissing),
        (GOV, {"kind": "accepted", "is_verified": True}, ReasonMissing),
        (GOV, {"kind": "corrected", "raw": "team", "reason": "x"}, SameAnswer),
        (GOV, {"kind": "refused", "reason": "x"}, NothingToRefuse),
    ],
)
def test_refusals_change_nothing(world, assessment, place, verdict, refusal):
    verdict["kind"] = VerdictKind(verdict["kind"])

    with pytest.raises(refusal):
        give_verdict(assessment, place, by=world.analyst, **verdict)

    assert not Verdict.objects.exists()


def test_answers_that_are_not_submitted_are_not_evaluated(world):
    open_one = world.assessment()

    with pytest.raises(NotSubmitted):
        correct(open_one, world.analyst)


def test_review_is_complete_when_every_answer_was_looked_at(world, assessment):
    with pytest.raises(NotLookedAt):
        complete_review(assessment, by=world.analyst)
    places = [row.place for row in workspace(assessment).rows]
    accept_all(assessment, places, by=world.analyst)

    done = complete_review(assessment, by=world.analyst)

    assert done.score_again == ScoreCause.REVIEWED
    correct(assessment, world.analyst)
    assert again(assessment).review_completed_at is None


def test_the_database_refuses_to_change_a_verdict(world, assessment):
    made = correct(assessment, world.analyst)

    with pytest.raises(DatabaseError), transaction.atomic():
        Verdict.objects.filter(pk=made.pk).update(reason="Other")
    with pytest.raises(DatabaseError), transaction.atomic():
        Verdict.objects.filter(pk=made.pk).delete()


def test_verdicts_stay_with_unchanged_answers_in_the_response_that_follows(
    world, assessment
):
    by = world.analyst
    correct(assessment, by)
    entry = str(assessment.response.entries.first().pk)
    kind = VerdictKind.ACCEPTED
    give_verdict(assessment, ("T-13", entry), kind=kind, by=by)
    give_verdict(assessment, ("GOV-03", ""), kind=kind, by=by)
    write_note(assessment, ("T-13", entry), text="Ask again", by=by)
    draft(assessment, "GOV-03", "", text="Since when?", by=by)
    follow_up = send(assessment, due_on=assessment.due_on, by=by)
    save_answer(follow_up, "GOV-03", "draft")
    submit_response(follow_up, name="Vera", role="CTO")

    mark_submitted(follow_up)

    own = str(follow_up.entries.get(origin=entry).pk)
    held = newest_verdicts(follow_up)
    assert set(held) == {GOV, ("T-13", own)}
    assert held[GOV].carried
    assert ReviewNote.objects.get(response=follow_up).place == ("T-13", own)
    assert score_assessment(again(assessment)).cause == ScoreCause.CLARIFIED


def test_other_answers_can_be_asked_about_after_a_round_of_questions(world, assessment):
    by = world.analyst
    draft(assessment, "GOV-03", "", text="Since when?", by=by)
    follow_up = send(assessment, due_on=assessment.due_on, by=by)
    submit_response(follow_up, name="Vera", role="CTO")
    score_assessment(again(assessment))

    assert draft(again(assessment), "GOV-04", "", text="Who?", by=by)


def test_contradiction_stands_with_a_reason_and_comes_back(world, assessment):
    clash = clashes_of(assessment.response, workspace(assessment).review.plain)[0]
    at = (assessment, clash.key, [clash.entry])

    with pytest.raises(ReasonMissing):
        dismiss(*at, reason=" ", by=world.analyst)
    assert [row.stands for row in dismiss(*at, reason="Known", by=world.analyst)] == [
        True
    ]
    left = again(assessment).open_contradictions
    assert not dismiss(*at, reason="", by=world.analyst)[0].stands
    assert again(assessment).open_contradictions == left + 1
    with pytest.raises(NoSuchContradiction):
        dismiss(assessment, "check:99:0", [""], reason="x", by=world.analyst)
    with pytest.raises(NoSuchContradiction):
        dismiss(assessment, clash.key, [], reason="x", by=world.analyst)


def test_what_lets_a_contradiction_stand_is_left_behind_with_a_changed_answer(
    world, assessment
):
    by = world.analyst
    clashes = clashes_of(assessment.response, workspace(assessment).review.plain)
    first, second = [c for c in clashes if ("INC-02", "") in c.places][:1] + [
        c for c in clashes if ("INC-02", "") not in c.places
    ][:1]
    for clash in (first, second):
        dismiss(assessment, clash.key, [clash.entry], reason="Known", by=by)
    draft(again(assessment), "INC-02", "", text="Since when?", by=by)
    follow_up = send(again(assessment), due_on=assessment.due_on, by=by)
    save_answer(follow_up, "INC-02", {"value": "71", "unit": "hours"})
    submit_response(follow_up, name="Vera", role="CTO")

    mark_submitted(follow_up)

    assert [row.key for row in Dismissal.objects.filter(response=follow_up)] == [
        second.key
    ]


def test_contradictions_of_former_answers_are_not_kept(world, assessment):
    former = again(assessment)
    former.response = world.assessment("careful", "Other").response
    Assessment.objects.filter(pk=assessment.pk).update(open_contradictions=None)

    count_contradictions(former)
    assert again(assessment).open_contradictions is None

    assert count_contradictions(again(assessment)) == (
        again(assessment).open_contradictions
    )
