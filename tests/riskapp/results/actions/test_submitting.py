import pytest
from django.db import DataError, transaction
from django.utils import timezone

from questionnaires.actions.answers import fill
from questionnaires.actions.responses import submit_response
from questionnaires.models import Invitation, Response
from riskapp.accounts.choices import Role
from riskapp.assessments.actions.lifecycle import start_assessment
from riskapp.assessments.choices import AssessmentState
from riskapp.assessments.models import Assessment
from riskapp.audit.models import AuditEntry
from riskapp.results.actions.submitting import mark_submitted
from tests.factories.riskapp import (
    PROFILE,
    EngagementFactory,
    OrganisationFactory,
    core_version,
    example,
    member,
    started,
)

pytestmark = pytest.mark.django_db


def test_starting_opens_a_response_with_an_invitation_and_an_audit_entry():
    engagement = EngagementFactory()
    organisation = engagement.organisation
    analyst = member(organisation, Role.ANALYST)

    assessment = start_assessment(
        engagement=engagement,
        version=core_version(),
        due_on=timezone.localdate(),
        email="it@example.org",
        by=analyst,
    )

    response = assessment.response
    assert assessment.state == AssessmentState.SENT
    assert (response.tenant, response.asked_by) == (organisation.pk, organisation.name)
    assert (response.about, response.respondent_name) == (
        engagement.name,
        engagement.vendor.name,
    )
    assert response.profile == PROFILE
    assert response.invitations.get().email == "it@example.org"
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor) == ("assessment started", analyst)


def test_what_fails_half_way_leaves_nothing_behind():
    engagement = EngagementFactory()
    analyst = member(engagement.organisation, Role.ANALYST)

    with pytest.raises(DataError), transaction.atomic():
        start_assessment(
            engagement=engagement,
            version=core_version(),
            due_on=timezone.localdate(),
            email="x" * 255,  # too long for an invitation, after the response is open
            by=analyst,
        )

    assert not Assessment.objects.exists()
    assert not Response.objects.exists()
    assert not Invitation.objects.exists()
    assert not AuditEntry.objects.exists()


def test_a_submission_is_noted_in_its_own_transaction_and_once():
    organisation = OrganisationFactory()
    assessment = started(organisation, member(organisation, Role.ANALYST))
    fill(assessment.response, example("half-answered").filled)

    response = submit_response(assessment.response, name="Ana", role="Head of IT")
    mark_submitted(response)

    assessment.refresh_from_db()
    entry = AuditEntry.objects.get(action="answers submitted")
    assert assessment.state == AssessmentState.SUBMITTED
    assert entry.actor is None
    assert entry.actor_label == f"Ana ({response.respondent_name})"
    assert entry.after == {"digest": response.digest}


def test_a_submission_that_is_rolled_back_leaves_no_trace():
    organisation = OrganisationFactory()
    assessment = started(organisation, member(organisation, Role.ANALYST))

    with pytest.raises(RuntimeError), transaction.atomic():
        submit_response(assessment.response, name="Ana", role="Head of IT")
        raise RuntimeError

    assessment.refresh_from_db()
    assert assessment.state == AssessmentState.SENT
    assert not AuditEntry.objects.filter(action="answers submitted").exists()


def test_a_response_of_nobody_is_none_of_our_business():
    organisation = OrganisationFactory()
    assessment = started(organisation, member(organisation, Role.ANALYST))
    response = assessment.response
    Assessment.objects.filter(pk=assessment.pk).delete()

    assert mark_submitted(response) is None
