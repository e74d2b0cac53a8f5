import pytest
from django.db import transaction

from questionnaires.actions.responses import submit_response
from riskapp.accounts.choices import Role
from riskapp.assessments.choices import AssessmentState
from riskapp.assessments.models import Assessment
from riskapp.common.models import Waiting
from tests.factories.riskapp import OrganisationFactory, member, started


@pytest.mark.django_db
def test_scoring_is_queued_once_the_submission_has_committed(
    django_capture_on_commit_callbacks,
):
    organisation = OrganisationFactory()
    assessment = started(organisation, member(organisation, Role.ANALYST))

    with django_capture_on_commit_callbacks() as queued:
        submit_response(assessment.response, name="Ana", role="Head of IT")

    # One to score, and one to tell the buyer of it.
    assert sorted(callback.__qualname__.split(".")[0] for callback in queued) == [
        "hear",
        "queue_scoring",
    ]


@pytest.mark.django_db
def test_a_rolled_back_submission_queues_nothing(django_capture_on_commit_callbacks):
    organisation = OrganisationFactory()
    assessment = started(organisation, member(organisation, Role.ANALYST))

    with (
        django_capture_on_commit_callbacks() as queued,
        pytest.raises(RuntimeError),
        transaction.atomic(),
    ):
        submit_response(assessment.response, name="Ana", role="Head of IT")
        raise RuntimeError

    assert queued == []


@pytest.mark.django_db(transaction=True)
def test_the_vendor_can_hand_in_while_the_broker_is_away(broker_is_away):
    organisation = OrganisationFactory()
    assessment = started(organisation, member(organisation, Role.ANALYST))

    response = submit_response(assessment.response, name="Ana", role="Head of IT")

    assessment.refresh_from_db()
    assert not response.is_open
    assert assessment.state == AssessmentState.SUBMITTED
    assert Waiting.objects.filter(task__endswith="score_submitted_response").exists()


@pytest.mark.django_db
def test_a_submission_is_noted_although_the_vendor_sees_no_engagement(
    vendor_client, response
):
    vendor_client.post(
        f"/respond/{response.pk}/submit/",
        {"name": "Vera", "role": "CTO", "attest": "on", "leave_open": "on"},
    )

    noted = Assessment.objects.get(response=response)
    assert noted.state == AssessmentState.SUBMITTED
