"""A score that cannot be computed fails in words, and is not queued for ever."""

import logging
from types import SimpleNamespace

import pytest
from django.urls import reverse

from riskapp.accounts.choices import Role
from riskapp.assessments.choices import AssessmentState
from riskapp.assessments.models import Assessment
from riskapp.audit.models import AuditEntry
from riskapp.common.work import TRIES
from riskapp.operations.queries import numbers
from riskapp.results.actions.scoring import begin_scoring
from riskapp.results.tasks import (
    score_again,
    score_by_newest_model,
    score_what_was_missed,
    watch_dates,
)
from riskapp.review.actions.reviewing import ask_for_score
from tests.factories.riskapp import OrganisationFactory, member, scored, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def breaks(monkeypatch):
    """Judging raises something that nobody foresaw, until it is mended."""
    calls = []

    def reviewed_each(*_args):
        calls.append(1)
        raise LookupError("no such band")

    def again():
        monkeypatch.setattr(
            "riskapp.results.actions.scoring.reviewed_each", reviewed_each
        )

    again()
    return SimpleNamespace(calls=calls, again=again, mend=monkeypatch.undo)


@pytest.fixture
def organisation():
    return OrganisationFactory()


@pytest.fixture
def analyst(organisation):
    return member(organisation, Role.ANALYST)


def test_what_always_raises_is_given_up_after_three_tries(
    organisation, analyst, breaks, celery_runs_here, caplog
):
    assessment = submitted(organisation, analyst)

    with caplog.at_level(logging.ERROR):
        for _turn_of_the_clock in range(3):
            score_what_was_missed()

    assessment.refresh_from_db()
    assert len(breaks.calls) == TRIES
    assert assessment.state == AssessmentState.SUBMITTED
    assert not Assessment.objects.unscored().exists()
    assert "LookupError: no such band" in assessment.score_failed
    assert AuditEntry.objects.filter(action="scoring failed").count() == 1
    assert "Traceback" in caplog.text
    assert numbers()["scores_failed"] == 1


def test_one_that_raises_does_not_hold_up_the_others_of_a_newer_model(
    organisation, analyst, breaks, celery_runs_here
):
    breaks.mend()
    for _ in range(2):
        scored(organisation, analyst)
    Assessment.objects.update(score_again="model")
    breaks.again()

    score_by_newest_model(str(organisation.pk))

    assert len(breaks.calls) == 1 + 2 * TRIES  # together, then each for itself
    assert Assessment.objects.scoring_given_up().count() == 2


def test_the_page_says_it_and_lets_an_analyst_try_again(
    client, organisation, analyst, breaks, celery_runs_here
):
    assessment = submitted(organisation, analyst)
    score_what_was_missed()
    page = reverse("assessments:detail", args=[assessment.pk])
    client.force_login(member(organisation, Role.AUDITOR))
    assert b"Try again" not in client.get(page).content
    client.force_login(analyst)
    shown = client.get(page).content.decode()
    breaks.mend()

    answer = client.post(reverse("assessments:retry_score", args=[assessment.pk]))
    score_again(str(assessment.pk))

    assert "the score could not be computed" in shown
    assert "Something unforeseen stopped this three times." in shown
    assert "appears here in a moment" not in shown
    assert answer.status_code == 302
    assessment.refresh_from_db()
    assert (assessment.score_tries, assessment.score_failed) == (0, "")
    assert assessment.state == AssessmentState.SCORED
    entry = AuditEntry.objects.get(action="scoring tried again")
    assert entry.actor == analyst


def test_a_worker_that_dies_each_time_counts_as_tries(organisation, analyst):
    assessment = submitted(organisation, analyst)

    begun = [begin_scoring(assessment) for _death in range(TRIES + 1)]

    assessment.refresh_from_db()
    assert begun == [True] * TRIES + [False]
    assert assessment.score_failed == "The worker stopped again and again."


def test_asking_for_a_new_score_begins_with_all_tries(organisation, analyst):
    assessment = scored(organisation, analyst)
    Assessment.objects.update(score_again="reviewed", score_tries=3, score_failed="x")

    ask_for_score(assessment, by=analyst)

    assessment.refresh_from_db()
    assert (assessment.score_tries, assessment.score_failed) == (0, "")


def test_dates_that_cannot_be_looked_at_wait_until_tomorrow(
    organisation, analyst, monkeypatch, celery_runs_here
):
    assessment = scored(organisation, analyst)
    monkeypatch.setattr("riskapp.results.actions.watching.reviewed", None)

    watch_dates()

    assessment.refresh_from_db()
    assert not Assessment.objects.to_watch(assessment.watch_on.replace(year=2000))
    assert assessment.watch_on is not None
