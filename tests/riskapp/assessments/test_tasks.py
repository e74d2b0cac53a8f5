import uuid

import pytest

from riskapp.accounts.choices import Role
from riskapp.assessments.choices import AssessmentState
from riskapp.assessments.models import Assessment
from riskapp.assessments.tasks import score_submitted_response, score_what_was_missed
from tests.factories.riskapp import OrganisationFactory, member, started, submitted

pytestmark = pytest.mark.django_db


def test_running_twice_gives_one_score():
    organisation = OrganisationFactory()
    assessment = submitted(organisation, member(organisation, Role.ANALYST))

    score_submitted_response(str(assessment.response_id))
    score_submitted_response(str(assessment.response_id))

    assert assessment.scores.count() == 1


def test_a_response_without_an_assessment_is_left_alone():
    score_submitted_response(str(uuid.uuid4()))

    assert not Assessment.objects.exists()


def test_what_was_missed_is_what_was_submitted_and_not_scored(celery_runs_here):
    organisation = OrganisationFactory()
    analyst = member(organisation, Role.ANALYST)
    missed = submitted(organisation, analyst)
    waiting = started(organisation, analyst)

    score_what_was_missed()

    missed.refresh_from_db()
    waiting.refresh_from_db()
    assert missed.state == AssessmentState.SCORED
    assert waiting.state == AssessmentState.SENT
