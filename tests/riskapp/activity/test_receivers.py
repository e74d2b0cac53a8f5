"""Agents are watched anew when answers are handed in."""

import pytest

from questionnaires.actions.invitations import invite
from questionnaires.actions.responses import submit_response
from questionnaires.models import Respondent
from riskapp.activity.models import ActivityAlert
from riskapp.activity.tasks import watch_agents_of
from riskapp.facts.actions.dropping import drop_at_buyer, drop_at_vendor
from tests.riskapp.activity.conftest import changed, days, totals


@pytest.fixture
def careful(world):
    """Everything is answered, and nothing handed in."""
    return world.assessment("careful")


@pytest.fixture
def vera(careful) -> Respondent:
    invitation = invite(careful.response, actor="buyer")
    return Respondent.objects.create(
        response=careful.response, invitation=invitation, name="Vera Vendor"
    )


def unusual(count=3):
    return totals(changed(days(40), "records_written", "", count))


def test_nothing_is_told_before_answers_are_handed_in(world, careful):
    drop_at_buyer(careful, unusual(), "a.jsonl", by=world.analyst)

    watch_agents_of(str(careful.pk))

    assert not ActivityAlert.objects.exists()


def test_what_came_with_answers_is_told_once_they_are_handed_in(
    careful, vera, celery_runs_here, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        drop_at_vendor(careful.response, unusual(), "a.jsonl", respondent=vera)
    assert not ActivityAlert.objects.exists()

    with django_capture_on_commit_callbacks(execute=True):
        submit_response(careful.response, name="Vera Vendor", role="CTO")

    assert set(ActivityAlert.objects.values_list("kind", "peak")) == {("writes", 3)}
