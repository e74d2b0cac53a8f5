"""From a finding to a decision in a real browser, at the buyer's and at the vendor's."""

import datetime
import os
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from questionnaires.queries import link_path
from riskapp.accounts.models import Membership
from riskapp.assessments.actions.settling import reopen_ended
from riskapp.assessments.models import Finding
from tests.conftest import make_world
from tests.e2e.conftest import assert_accessible
from tests.e2e.test_buyer import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def assessment(world):
    return world.assessment(
        "production-agents", scored=True, email="vera@vendor.example"
    )


def in_days(days):
    return (timezone.localdate() + datetime.timedelta(days=days)).isoformat()


def looked_at(page, name):
    """The page holds at every width, light and dark."""
    for width, scheme in (
        (1280, "light"),
        (360, "light"),
        (1280, "dark"),
        (320, "dark"),
    ):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.evaluate("Promise.all(document.getAnimations().map(a => a.finished))")
        assert_accessible(page)
        if folder := os.environ.get("SCREENSHOTS"):
            shot = Path(folder) / f"{name}-{width}-{scheme}.png"
            page.screenshot(path=shot, full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light")


def sign_out(page):
    page.get_by_role("button", name="Sign out").click()


def test_a_finding_is_shown_planned_agreed_done_and_verified(
    browser, live_server, page, world, assessment
):
    base = f"/assessments/{assessment.pk}/findings/"
    first = assessment.findings.first()

    # The analyst picks two, sees what they would gain together, and shows them.
    sign_in(page)
    page.goto(base)
    looked_at(page, "findings")
    boxes = page.get_by_role("checkbox")
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.get_by_role("button", name="What would the picked ones gain?").click()
    expect(page.get_by_role("heading", name="If these 2 are put right")).to_be_visible()
    looked_at(page, "findings-picked")
    page.get_by_role("button", name="Show 2 to the vendor").click()
    expect(page.get_by_role("status").first).to_contain_text("Shown to the vendor: 2.")

    # The vendor comes by the link of its mail, straight to the points, and answers one.
    context = browser.new_context(base_url=live_server.url)
    vendor = context.new_page()
    vendor.set_default_timeout(10_000)
    invitation = assessment.response.invitations.get()
    outcome = f"/assessments/vendor/{assessment.response_id}/"
    vendor.goto(link_path(invitation, outcome))
    vendor.get_by_label("Your name").fill("Vera Vendor")
    vendor.get_by_role("button", name="Start").click()
    expect(vendor.get_by_role("heading", level=1)).to_have_text(
        "What came of your answers"
    )
    looked_at(vendor, "outcome")
    vendor.get_by_role("link", name="Answer this point").first.click()
    vendor.get_by_label("In your words").fill("We sign every call.")
    vendor.get_by_label("Done by").fill(in_days(20))
    looked_at(vendor, "plan")
    vendor.get_by_role("button", name="Send").click()
    expect(vendor.get_by_text("Being looked at by Buyer")).to_be_visible()

    # The analyst agrees.
    page.goto(base)
    page.get_by_role("link", name=first.text).first.click()
    expect(page.get_by_text("We sign every call.").first).to_be_visible()
    looked_at(page, "finding")
    page.get_by_role("button", name="Agree").click()
    expect(page.get_by_text("Action agreed").first).to_be_visible()

    # The vendor reports it as done, with a file that shows it.
    vendor.reload()
    vendor.get_by_role("link", name="Report that it is done").click()
    vendor.get_by_label("It is done").check()
    vendor.get_by_label("In your words").fill("Signed since today.")
    vendor.get_by_label("Files that show it").set_input_files(
        {"name": "proof.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n"}
    )
    vendor.get_by_role("button", name="Send").click()
    expect(vendor.get_by_role("link", name="proof.pdf")).to_be_visible()
    looked_at(vendor, "outcome-done")

    # The analyst fetches the file, and verifies.
    page.reload()
    with page.expect_download() as download:
        page.get_by_role("link", name="proof.pdf").click()
    assert download.value.suggested_filename == "proof.pdf"
    page.get_by_label("What the vendor reads").fill("Seen, thank you.")
    page.get_by_role("button", name="It is: verify and close").click()
    expect(page.get_by_text("Verified and closed").first).to_be_visible()
    looked_at(page, "finding-verified")
    vendor.reload()
    expect(vendor.get_by_role("heading", name="Closed")).to_be_visible()
    context.close()


def test_an_accepted_risk_opens_again_when_its_time_is_over(page, world, assessment):
    first = assessment.findings.first()
    page_of_it = f"/assessments/{assessment.pk}/findings/{first.pk}/"

    sign_in(page, "approver")
    page.goto(page_of_it)
    page.get_by_role("link", name="Accept the risk").click()
    looked_at(page, "accept")
    page.get_by_label("Reason").fill("Read-only, and gone by spring.")
    page.get_by_label("Accepted until").fill(in_days(20))
    page.get_by_role("button", name="Accept the risk").click()
    expect(page.get_by_text("20 days from now")).to_be_visible()
    page.goto("/")
    page.get_by_role("link", name="Acceptances that end soon").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Accepted risks")
    expect(page.get_by_text("Ends in 20 days")).to_be_visible()
    looked_at(page, "accepted-risks")

    # Three weeks later the clock comes by.
    reopen_ended(timezone.localdate() + datetime.timedelta(days=21))

    page.reload()
    expect(page.get_by_text("No risk is accepted.")).to_be_visible()
    page.goto(page_of_it)
    expect(page.get_by_text("The acceptance has ended.")).to_be_visible()
    page.goto("/assessments/findings/?state=unsettled")
    looked_at(page, "all-findings")


def test_four_eyes_decide_and_the_vendor_hears_of_it_in_a_second_step(
    page, plain_page, world, assessment
):
    both = world.people["analyst"]
    Membership.objects.filter(user=both).update(roles=["analyst", "approver"])
    decision = f"/assessments/{assessment.pk}/decision/"

    # Whoever reviewed last does not decide.
    sign_in(page)
    page.goto(f"/assessments/{assessment.pk}/findings/add/")
    page.get_by_label("What is the weakness?").fill("Nobody reads the logs.")
    looked_at(page, "add-finding")
    page.get_by_role("button", name="Save").click()
    page.goto(decision)
    expect(page.get_by_text("somebody else decides")).to_be_visible()
    expect(page.get_by_role("button", name="Decide")).to_have_count(0)
    sign_out(page)

    # The approver does, with two conditions.
    sign_in(page, "approver")
    page.goto(decision)
    looked_at(page, "decide")
    page.get_by_label("Approved with conditions").check()
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_text("Name at least one condition.")).to_be_visible()
    page.get_by_label("Reason").fill("Good enough once the keys rotate.")
    page.get_by_label("Conditions", exact=True).fill("Rotate the keys.\nName an owner.")
    page.get_by_label("Conditions to be met by").fill(in_days(60))
    page.get_by_label("Words to the vendor").fill("Thank you for your answers.")
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_role("status")).to_contain_text("Decided.")
    looked_at(page, "decided")
    page.goto("/assessments/")
    expect(page.get_by_role("cell", name="Approved with conditions")).to_be_visible()
    looked_at(page, "list")
    page.goto("/")
    looked_at(page, "dashboard")

    # Nothing reaches the vendor before it is released; then only what is meant for it.
    outcome = f"/assessments/vendor/{assessment.response_id}/"
    plain_page.goto("/respond/")
    enter_without_scripts(plain_page, assessment)
    plain_page.goto(outcome)
    expect(plain_page.get_by_text("is still looking at your answers")).to_be_visible()
    page.goto(decision)
    page.get_by_role("button", name="Show it to the vendor").click()
    plain_page.goto(outcome)
    expect(plain_page.get_by_text("Thank you for your answers.")).to_be_visible()
    expect(plain_page.get_by_role("heading", name="Rotate the keys.")).to_be_visible()
    text = plain_page.content()
    assert "Good enough once" not in text
    assert "Approver" not in text
    assert "Nobody reads the logs." not in text
    assert Finding.objects.filter(released_at__isnull=False).count() == 2


def enter_without_scripts(page, assessment):
    code = link_path(assessment.response.invitations.get()).rpartition("#")[2]
    page.get_by_label("Code").fill(code)
    page.get_by_role("button").first.click()
    page.get_by_label("Your name").fill("Vera Vendor")
    page.get_by_role("button", name="Start").click()
