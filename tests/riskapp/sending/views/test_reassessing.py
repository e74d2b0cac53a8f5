import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from riskapp.accounts.choices import Role
from riskapp.assessments.models import Assessment
from riskapp.sending.models import Reassessment
from tests.factories.riskapp import OrganisationFactory, member, scored

pytestmark = pytest.mark.django_db


@pytest.fixture
def engagement(client):
    organisation = OrganisationFactory()
    analyst = member(organisation, Role.ANALYST)
    client.force_login(analyst)
    return scored(organisation, analyst).engagement


def record(client, engagement, **more):
    return client.post(
        reverse("assessments:event", args=[engagement.pk]),
        {"cause": "incident", "text": "A token leaked."} | more,
    )


def test_an_event_is_proposed_and_dismissed(client, engagement):
    record(client, engagement)
    page = client.get(reverse("assessments:reassessments")).content.decode()
    found = Reassessment.objects.get()
    client.post(reverse("assessments:dismiss_reassessment", args=[found.pk]))

    assert "A token leaked." in page
    after = client.get(reverse("assessments:reassessments")).content.decode()
    assert "A token leaked." not in after


def test_an_event_starts_an_assessment_at_once(client, engagement):
    response = record(client, engagement, then="start")
    form = client.get(response.url)
    day = timezone.localdate() + datetime.timedelta(days=7)
    done = client.post(response.url, {"due_on": day.isoformat(), "email": ""})

    newest = Assessment.objects.first()
    assert form.status_code == 200
    assert done.url == reverse("assessments:detail", args=[newest.pk])
    assert client.get(response.url).url == done.url


def test_an_event_without_words_is_refused(client, engagement):
    assert record(client, engagement, text="").status_code == 422


@pytest.mark.parametrize("count", [1, 3])
def test_proposals_need_the_same_queries_for_any_number(
    client, engagement, count, django_assert_num_queries
):
    for _ in range(count):
        record(client, engagement)
    client.get("/vendors/")  # takes the messages away
    client.force_login(member(engagement.organisation, Role.PROCUREMENT))

    # person, owners and labels, analysts, count, rows, views
    with django_assert_num_queries(6):
        client.get(reverse("assessments:reassessments"))
