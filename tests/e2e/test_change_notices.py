"""A vendor between two cycles in a real browser."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from questionnaires.actions.answers import save_answer
from questionnaires.actions.responses import submit_response
from questionnaires.queries import link_path
from riskapp.assessments.models import Assessment
from riskapp.results.actions.scoring import score_assessment
from tests.conftest import make_world
from tests.e2e.conftest import assert_accessible, hold

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def assessment():
    world = make_world()
    made = world.assessment("careful", "Portal")
    first = made.response.entries.first()
    save_answer(made.response, "T-11", "key", entry=first)
    save_answer(made.response, "T-13", {"value": "10", "unit": "days"}, entry=first)
    today = timezone.localdate().isoformat()
    save_answer(made.response, "T-14", today, entry=first)
    submit_response(made.response, name="Vera Vendor", role="CTO")
    score_assessment(made)
    return Assessment.objects.get(pk=made.pk)


def enter(page, assessment):
    page.goto(link_path(assessment.response.invitations.get()))
    page.get_by_label("Your name").fill("Vera Vendor")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("link", name="Report a change")).to_be_visible()


def test_vendor_confirms_dates(page, assessment, celery_runs_here):
    enter(page, assessment)
    page.get_by_role("link", name="Credentials that end").click()
    expect(page.get_by_text("Ends soon").first).to_be_visible()
    hold(page)

    page.get_by_role("button", name="Confirm as it stands").click()

    expect(page.get_by_text("Confirmed. Thank you.")).to_be_visible()


def test_vendor_reports_another_place(page, assessment):
    enter(page, assessment)
    page.get_by_role("link", name="Report a change").click()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose what has changed")
    assert_accessible(page)
    page.get_by_label("Another place of processing").check()
    page.get_by_role("group", name="Which of your tools").get_by_role(
        "checkbox"
    ).first.check()
    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_url("**/respond/**")
    assert_accessible(page)
