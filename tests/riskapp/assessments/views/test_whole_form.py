"""The page says how much was asked, and lets a member ask the whole."""

import datetime

import pytest

from riskapp.assessments.models import Assessment
from riskapp.vendors.choices import Tier
from tests.factories.riskapp import EngagementFactory, started
from tests.riskapp.assessments.actions.test_whole_form import evaluated
from tests.riskapp.assessments.queries.test_scope import LOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def assessment(organisation, analyst):
    low = EngagementFactory(
        vendor__organisation=organisation, profile=LOW, inherent="16.7", tier=Tier.LOW
    )
    return started(organisation, analyst, engagement=low)


def page_of(client, assessment):
    return client.get(f"/assessments/{assessment.pk}/").content.decode()


def test_a_page_says_that_the_short_form_was_sent(client, analyst, assessment):
    client.force_login(analyst)

    page = page_of(client, assessment)

    assert "45 of 109 questions" in page
    assert "Ask the whole form" in page


def test_one_click_asks_the_whole_form_while_the_vendor_answers(
    client, analyst, assessment
):
    client.force_login(analyst)

    client.post(f"/assessments/{assessment.pk}/whole-form/")

    assert not Assessment.objects.get(pk=assessment.pk).response.is_short
    assert "45 of 109 questions" not in page_of(client, assessment)


def test_the_rest_is_asked_by_a_day_that_has_not_passed(client, analyst, assessment):
    evaluated(assessment)
    client.force_login(analyst)
    page = page_of(client, assessment)
    where = f"/assessments/{assessment.pk}/whole-form/"

    yesterday = datetime.date.today() - datetime.timedelta(days=1)
    refused = client.post(where, {"due_on": yesterday.isoformat()}, follow=True)
    asked = client.post(
        where, {"due_on": datetime.date.today().isoformat()}, follow=True
    )

    assert "Ask the rest" in page
    assert "questions were not asked" in page
    assert "must not lie in the past" in refused.content.decode()
    assert "asked the whole form now" in asked.content.decode()
