"""A review in a real browser, with the keyboard."""

import re

import pytest
from playwright.sync_api import expect

from questionnaires.actions.answers import save_answer
from questionnaires.actions.responses import submit_response
from riskapp.assessments.models import Assessment
from riskapp.results.actions.scoring import score_assessment
from riskapp.review.actions.reviewing import accept_all
from riskapp.review.queries.workspace import workspace
from tests.conftest import make_world
from tests.e2e.conftest import assert_accessible, hold, sign_in
from tests.e2e.test_buyer import TOOLS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def places_but_one(assessment):
    rows = workspace(assessment).rows
    return [row.place for row in rows if row.verdict is None][1:]


@pytest.fixture
def assessment():
    world = make_world()
    made = world.assessment("production-agents", "Operations", tools=TOOLS)
    save_answer(made.response, "CON-08", {"not_applicable": "Not in this contract"})
    submit_response(made.response, name="Vera Vendor", role="CTO")
    score_assessment(made)
    return Assessment.objects.get(pk=made.pk)


def test_analyst_reviews_with_the_keyboard(page, assessment, celery_runs_here):
    base = f"/assessments/{assessment.pk}/"
    sign_in(page)

    # Through the queue and back.
    page.goto(base)
    page.get_by_role("link", name="Review", exact=True).click()
    page.get_by_role("link", name="Begin").click()
    page.wait_for_url("**/review/answer/**")
    first = page.url
    page.keyboard.press("j")
    expect(page.get_by_text(re.compile(r"2 of \d+, 0 looked at"))).to_be_visible()
    page.keyboard.press("k")
    page.wait_for_url(first)
    assert_accessible(page)

    # Correct an answer.
    page.goto(f"{base}review/answer/GOV-02/")
    page.keyboard.press("c")
    page.get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Give a reason")
    page.get_by_label("Reason, or how it was checked").fill("No name was given.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Counts:")).to_be_visible()
    assert_accessible(page)

    # Refuse a "not applicable", with keys alone.
    page.goto(f"{base}review/answer/CON-08/")
    page.keyboard.press("r")
    page.get_by_label("Reason, or how it was checked").fill(
        "The contract has a clause."
    )
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Counts: as open")).to_be_visible()

    # Verify evidence.
    page.goto(f"{base}review/answer/GOV-03/")
    page.keyboard.press("a")
    page.keyboard.press("v")
    page.get_by_label("Reason, or how it was checked").fill("Read the rules.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Verified", exact=True)).to_be_visible()

    # Ask.
    page.keyboard.press("q")
    page.get_by_label("Your question").fill("Since when?")
    page.get_by_role("button", name="Keep the question").click()
    expect(page.get_by_text("Since when?")).to_be_visible()

    # The score moves, and the page says why.
    page.goto(f"{base}review/")
    page.get_by_role("button", name="Update the score").click()
    expect(page.get_by_role("heading", name="Reviewed")).to_be_visible()
    expect(page.get_by_text("No name was given.")).to_be_visible()
    assert_accessible(page)


def test_a_contradiction_of_several_tools_is_decided_once(page):
    world = make_world()
    assessment = world.assessment("production-agents", "Operations", tools=TOOLS)
    save_answer(assessment.response, "GOV-06", "no_rule")
    for entry in assessment.response.entries.all():
        save_answer(assessment.response, "T-03", "free", entry=entry)
    submit_response(assessment.response, name="Vera Vendor", role="CTO")
    score_assessment(assessment)
    sign_in(page)
    page.goto(f"/assessments/{assessment.pk}/contradictions/")
    hold(page, "contradictions")
    shared = page.get_by_text("For these tools").first
    page.locator("details.reason", has=shared).locator("summary").first.click()
    hold(page, "contradictions-reason")
    form = page.locator("form", has=shared).first
    number = form.get_by_role("checkbox").count()
    form.get_by_label("Why it may stand").fill("Both are true")
    form.get_by_role("button", name="Let it stand").click()

    expect(page.get_by_role("heading", name="Allowed to stand")).to_be_visible()
    assert assessment.dismissals.count() == number > 1


def test_review_is_completed_without_scripts(plain_page, assessment, celery_runs_here):
    page = plain_page
    base = f"/assessments/{assessment.pk}/review/"
    page.goto(f"/accounts/login/?next={base}")
    page.get_by_label("Email").fill("analyst@buyer.example")
    page.get_by_label("Password").fill("pass")
    page.get_by_role("button", name="Sign in").click()

    page.get_by_role("button", name="that nothing speaks against").click()
    expect(page.get_by_text("answers accepted")).to_be_visible()
    accept_all(assessment, places_but_one(assessment), by=assessment.started_by)
    page.get_by_role("link", name="Only what nobody").or_(
        page.get_by_role("link", name="Go on")
    ).first.click()
    page.get_by_role("button", name="Save, next").click()
    page.get_by_role("button", name="Complete the review").click()

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto(base)
    expect(page.get_by_role("heading", name="The review is complete")).to_be_visible()
