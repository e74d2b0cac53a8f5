"""An incident in a real browser: whom it affects, asked at once, answered by the link of a mail."""

import json

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from questionnaires.queries import link_path
from riskapp.incidents.models import Incident, IncidentRequest
from riskapp.vendors.models import Contact
from tests.conftest import make_world
from tests.e2e.conftest import PATIENCE, hold, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADVISORY = {
    "document": {
        "category": "csaf_security_advisory",
        "csaf_version": "2.0",
        "title": "Tokens of Claude Code could be read",
        "publisher": {
            "category": "vendor",
            "name": "Example",
            "namespace": "https://example.com",
        },
        "tracking": {
            "id": "EX-1",
            "status": "final",
            "version": "1",
            "initial_release_date": "2026-11-01T00:00:00Z",
            "current_release_date": "2026-11-01T00:00:00Z",
            "revision_history": [
                {"date": "2026-11-01T00:00:00Z", "number": "1", "summary": "First."}
            ],
        },
    },
    "product_tree": {
        "full_product_names": [{"name": "Claude Code", "product_id": "P-1"}]
    },
}


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def assessment(world):
    made = world.assessment("production-agents", scored=True)
    Contact.objects.create(
        vendor=made.engagement.vendor,
        name="Vera Vendor",
        email="vera@vendor.example",
        is_main=True,
    )
    return made


def test_an_incident_is_opened_asked_about_answered_and_closed(
    browser, live_server, page, assessment
):
    sign_in(page)
    page.get_by_role("link", name="Incidents").first.click()
    hold(page, "incidents")
    page.get_by_role("link", name="Open an incident").first.click()
    hold(page, "incident-open")
    page.get_by_label("What has an incident?").select_option("tool")
    page.get_by_label("Name", exact=True).fill("Claude Code")
    page.get_by_role("button", name="Show whom it affects").click()
    expect(page.locator("main table a").first).to_be_visible()
    hold(page, "incident")
    for show in ("silent", "others", "asked"):
        page.goto(f"{page.url.partition('?')[0]}?show={show}")
        hold(page, f"incident-{show}")

    page.get_by_role("button", name="Send the five questions").click()
    expect(page.get_by_role("status").first).to_contain_text("1 mail is on its way.")
    expect(page.get_by_role("button", name="Send the five questions")).to_have_count(0)

    asked = IncidentRequest.objects.get()
    vendor = browser.new_context(base_url=live_server.url).new_page()
    vendor.set_default_timeout(PATIENCE)
    vendor.goto(link_path(asked.response.invitations.get()))
    vendor.get_by_label("Your name").fill("Vera Vendor")
    vendor.get_by_role("button", name="Start").click()
    expect(vendor.get_by_role("heading", level=1)).to_contain_text("Claude Code")
    vendor.get_by_label("Yes, in use").check()
    vendor.get_by_label("Not known yet, being checked").check()
    vendor.get_by_role("button", name="Send to Buyer").click()
    expect(vendor.get_by_text("Some answers are still open.")).to_be_visible()
    hold(vendor, "incident-answer")

    page.goto(f"/incidents/{Incident.objects.get().pk}/?show=asked")
    expect(page.get_by_text("First answer is here").first).to_be_visible()
    hold(page, "incident-answered")


def test_an_advisory_names_what_is_looked_for(page, world, assessment, tmp_path):
    path = tmp_path / "advisory.json"
    path.write_text(json.dumps(ADVISORY))
    sign_in(page)
    page.goto("/incidents/open/")
    page.get_by_label("CSAF file").set_input_files(path)
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_label("Claude Code")).to_be_checked()
    hold(page, "incident-advisory")

    page.get_by_role("button", name="Show whom it affects").click()

    expect(page.locator("main table a").first).to_be_visible()
    assert Incident.objects.get().aware_at <= timezone.now()
