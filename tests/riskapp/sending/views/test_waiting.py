import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from riskapp.accounts.choices import Role
from riskapp.assessments.choices import AssessmentState
from riskapp.assessments.models import Assessment
from tests.factories.riskapp import OrganisationFactory, member, started

pytestmark = pytest.mark.django_db


@pytest.fixture
def assessment(client):
    organisation = OrganisationFactory()
    analyst = member(organisation, Role.ANALYST)
    client.force_login(analyst)
    return started(organisation, analyst, email="ana@vendor.example")


def post(client, name, assessment, **data):
    return client.post(reverse(f"assessments:{name}", args=[assessment.pk]), data)


def test_more_time_is_given_from_the_page(client, assessment):
    day = timezone.localdate() + datetime.timedelta(days=40)

    refused = post(client, "move_due", assessment, due_on=day.isoformat())
    done = post(client, "move_due", assessment, due_on=day.isoformat(), reason="Leave")

    assert refused.status_code == 422
    assert done.status_code == 302
    assert Assessment.objects.get().due_on == day


def test_a_day_too_early_is_said_at_its_field(client, assessment):
    today = timezone.localdate().isoformat()

    response = post(client, "move_due", assessment, due_on=today, reason="Leave")

    assert "later than the one now" in response.content.decode()


def test_it_is_handed_over_and_withdrawn_from_the_page(client, assessment):
    post(client, "hand_over", assessment, email="bo@vendor.example")
    page = client.get(
        reverse("assessments:detail", args=[assessment.pk])
    ).content.decode()
    post(client, "withdraw_all", assessment, reason="The contract ended.")
    after = client.get(
        reverse("assessments:detail", args=[assessment.pk])
    ).content.decode()

    assert "bo@vendor.example" in page
    assert "The contract ended." in after
    assert Assessment.objects.get().state == AssessmentState.WITHDRAWN
