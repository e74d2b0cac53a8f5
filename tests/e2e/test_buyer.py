"""The buyer's pages in a real browser: desktop and phone, light and dark."""

import datetime
import re

import pytest
from playwright.sync_api import expect

from riskapp.accounts.models import User
from riskapp.facts.actions.dropping import drop_at_buyer
from riskapp.results.actions.scoring import score_assessment
from riskapp.review.actions.reviewing import give_verdict
from riskapp.review.choices import VerdictKind
from riskapp.sending.actions.notifying import notify_of_dates
from tests.conftest import make_world
from tests.e2e.conftest import assert_accessible, hold, sign_in
from tests.factories.reports import ready
from tests.riskapp.facts.conftest import settings_file

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# An agent, and who calls it: enough for every page, and quick to look at.
TOOLS = ("Release agent on the pipeline", "Orchestrator with tool servers")


@pytest.fixture
def portfolio():
    world = make_world()
    scored = world.assessment(
        "production-agents", "Operations", scored=True, tools=TOOLS
    )
    world.assessment("careful", "Portal", scored=True)
    world.assessment(name="Waiting", filled=False)
    ready(scored, world.analyst)
    drop_at_buyer(scored, settings_file(), "settings.json", by=world.analyst)
    return scored


def correct(assessment):
    """A score after the one that the report told, so that there is something that changed."""
    give_verdict(
        assessment,
        ("ACC-01", ""),
        kind=VerdictKind.CORRECTED,
        raw="default",
        reason="Seen otherwise",
        by=User.objects.get(email="analyst@buyer.example"),
    )
    score_assessment(assessment)


def addresses(assessment):
    base = f"/assessments/{assessment.pk}/"
    return [
        "/portfolio/",
        "/portfolio/moved/",
        "/assessments/",
        "/assessments/start/",
        "/vendors/",
        "/tools/",
        "/tools/excess/",
        "/assessments/ask-tools/?all=",
        f"/vendors/{assessment.engagement.vendor_id}/",
        base,
        *(
            f"{base}{tab}/"
            for tab in ("criteria", "tools", "calls", "findings", "answers", "shown")
        ),
        f"/reports/since/{assessment.pk}/",
    ]


def test_every_page_is_accessible_and_fits(page, portfolio):
    correct(portfolio)
    sign_in(page)

    for address in addresses(portfolio):
        page.goto(address)
        hold(page)


def test_analyst_starts_an_assessment_in_one_screen(page, portfolio):
    sign_in(page)
    page.get_by_role("link", name="Assessments", exact=True).click()
    page.get_by_role("link", name="Start an assessment").click()

    page.get_by_role("button", name="Start and get the link").click()
    expect(page.get_by_role("alert")).to_contain_text("Something is missing")
    page.get_by_label("Engagement", exact=True).select_option(
        label=f"{portfolio.engagement}"
    )
    expect(page.get_by_label("Name of the new engagement")).to_be_hidden()
    page.get_by_role("button", name="Start and get the link").click()

    expect(page.get_by_label("Send this to somebody at")).to_have_value(
        containing("/respond/#")
    )


def containing(text):

    return re.compile(f".*{re.escape(text)}.*")


def test_procurement_downloads_the_report(page, portfolio):
    sign_in(page, "procurement")
    page.goto(f"/assessments/{portfolio.pk}/")

    with page.expect_download() as download:
        page.get_by_role("link", name="Summary, for procurement, PDF").click()

    assert download.value.suggested_filename.startswith("risk-report-")
    expect(page.get_by_role("link", name="Answers")).to_have_count(0)


def test_who_uses_a_tool_with_old_keys_takes_three_clicks(page, portfolio):
    sign_in(page)

    page.get_by_role("link", name="AI tools").click()
    page.get_by_role("link", name="Release agent on the pipeline").first.click()
    page.get_by_role("link", name="Credential older than 90 days").click()

    rows = page.locator("table.tools tbody tr")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Operations")

    page.get_by_role("link", name="Ask about all 1").click()
    page.get_by_role("button", name="Send the question").click()
    expect(page.get_by_role("status")).to_contain_text("on its way")
    expect(page.locator("main tbody tr")).to_have_count(1)


OF_ADMINISTRATORS = (
    "/audit/",
    "/settings/",
    "/settings/rhythm/",
    "/settings/mails/",
    "/settings/mails/invitation/en/",
    "/settings/members/",
    "/reports/look/",
)


def test_administrators_read_the_trail_and_find_every_setting(page, portfolio):
    sign_in(page, "administrator")

    for address in (*OF_ADMINISTRATORS, f"/assessments/{portfolio.pk}/history/"):
        page.goto(address)
        hold(page)

    page.set_viewport_size({"width": 360, "height": 900})
    navigation = page.get_by_role("navigation", name="Main navigation")
    expect(navigation).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    assert_accessible(page)
    navigation.get_by_role("link", name="Audit").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Audit trail")
    expect(navigation).to_be_hidden()


def test_notifications_are_accessible_and_lead_on(page, portfolio):
    notify_of_dates(portfolio.due_on + datetime.timedelta(days=1))
    sign_in(page)

    for address in ("/notifications/settings/", "/notifications/"):
        page.goto(address)
        hold(page)

    expect(page.get_by_role("link", name="Notifications, 1 new")).to_be_visible()
    page.get_by_role("button", name="Waiting").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Waiting")
    expect(page.get_by_role("link", name="Notifications")).not_to_contain_text("1")
