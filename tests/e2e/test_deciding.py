"""From a finding to a decision in a real browser, at the buyer's and at the vendor's."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from questionnaires.queries import link_path
from riskapp.decisions.actions import release_decision
from riskapp.findings.actions.settling import accept_finding
from tests.conftest import make_world
from tests.e2e.conftest import PATIENCE, hold, sign_in
from tests.factories.riskapp import looked_at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def assessment(world):
    return world.assessment(
        "production-agents",
        scored=True,
        email="vera@vendor.example",
        tools=["Release agent on the pipeline"],
    )


def day_in(days):
    return timezone.localdate() + datetime.timedelta(days=days)


def in_days(days):
    return day_in(days).isoformat()


def test_a_finding_is_shown_planned_agreed_done_and_verified(
    browser, live_server, page, world, assessment
):
    base = f"/assessments/{assessment.pk}/findings/"
    first = assessment.findings.first()

    # The analyst picks a theme, sees what it would gain, and shows its findings.
    sign_in(page)
    page.goto(base)
    hold(page, "findings")
    page.get_by_role("checkbox").first.check()
    page.locator("summary").first.click()
    hold(page, "findings-opened")
    page.get_by_role("button", name="Continue with the selection").click()
    expect(page.get_by_role("heading", name="are put right")).to_be_visible()
    hold(page, "findings-picked")
    page.get_by_label("Due date").first.fill(in_days(30))
    page.get_by_role("button", name="Show to the vendor").click()
    expect(page.get_by_role("status").first).to_contain_text("Shown to the vendor: ")

    # The vendor comes by the link of its mail, straight to the points, and answers one.
    context = browser.new_context(base_url=live_server.url)
    vendor = context.new_page()
    vendor.set_default_timeout(PATIENCE)
    invitation = assessment.response.invitations.get()
    outcome = f"/assessments/vendor/{assessment.response_id}/"
    vendor.goto(link_path(invitation, outcome))
    vendor.get_by_label("Your name").fill("Vera Vendor")
    vendor.get_by_role("button", name="Start").click()
    expect(vendor.get_by_role("heading", level=1)).to_have_text(
        "What came of your answers"
    )
    hold(vendor, "outcome")
    vendor.get_by_role("link", name="Answer this point").first.click()
    vendor.get_by_label("In your words").fill("We sign every call.")
    vendor.get_by_label("Done by").fill(in_days(20))
    hold(vendor, "plan")
    vendor.get_by_role("button", name="Send").click()
    expect(vendor.get_by_text("Being looked at by Buyer")).to_be_visible()

    # The analyst agrees.
    page.goto(f"{base}?theme={first.theme}")
    page.get_by_role("link", name=first.text).first.click()
    expect(page.get_by_text("We sign every call.").first).to_be_visible()
    hold(page, "finding")
    page.get_by_role("button", name="Agree").click()
    expect(page.get_by_text("Action agreed").first).to_be_visible()

    # The vendor reports it as done, with a file that shows it.
    vendor.reload()
    vendor.get_by_role("link", name="Report that it is done").click()
    vendor.get_by_label("It is done").check()
    vendor.get_by_label("In your words").fill("Signed since today.")
    vendor.get_by_label("Supporting files").set_input_files(
        {"name": "proof.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n"}
    )
    vendor.get_by_role("button", name="Send").click()
    expect(vendor.get_by_role("link", name="proof.pdf")).to_be_visible()
    hold(vendor, "outcome-done")

    # The analyst fetches the file, and verifies.
    page.reload()
    with page.expect_download() as download:
        page.get_by_role("link", name="proof.pdf").click()
    assert download.value.suggested_filename == "proof.pdf"
    page.get_by_label("What the vendor reads").fill("Seen, thank you.")
    page.get_by_role("button", name="It is: verify and close").click()
    expect(page.get_by_text("Verified and closed").first).to_be_visible()
    hold(page, "finding-verified")
    vendor.reload()
    expect(vendor.get_by_role("heading", name="Closed")).to_be_visible()
    context.close()


def test_a_decision_is_recommended_handed_over_and_made_on_its_memo(
    page, plain_page, world, assessment
):
    base = f"/assessments/{assessment.pk}/"
    looked_at(assessment, many=6)
    first, second = assessment.findings.filter(rules=[])[:2]
    accept_finding(
        first, reason="Gone by spring.", until=day_in(20), by=world.people["approver"]
    )

    # The analyst reads the memo and who decides, recommends, and hands over.
    sign_in(page)
    page.goto(f"{base}decision/")
    memo = page.get_by_role("region", name="Before you decide")
    expect(memo).to_contain_text("6 of ")
    expect(memo).to_contain_text("Stop the tool or the access concerned now.")
    expect(page.get_by_text("Approver").first).to_be_visible()
    hold(page, "recommend")
    page.get_by_label("Approved with conditions").check()
    page.get_by_label("Reason").fill("Once the keys are short-lived.")
    page.get_by_role("button", name="Recommend and hand over").click()
    expect(page.get_by_role("status").first).to_contain_text("Handed over.")

    # The approver looks at what is accepted, and decides against the suggestion.
    sign_in(page, "approver")
    page.get_by_role("link", name="Risk acceptances expiring").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Accepted risks")
    expect(page.get_by_text("Ends in 20 days")).to_be_visible()
    hold(page, "accepted-risks")
    for name, address in (
        ("accepted", f"{base}findings/{first.pk}/"),
        ("accept", f"{base}findings/{second.pk}/accept/"),
        ("all-findings", "/assessments/findings/?state=unsettled"),
        ("decide", f"{base}decision/"),
    ):
        page.goto(address)
        hold(page, name)
    expect(memo).to_contain_text("Once the keys are short-lived.")
    page.get_by_label("Approved with conditions").check()
    page.get_by_label("Reason").first.fill("Good enough once the keys rotate.")
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_text("Name at least one condition.")).to_be_visible()
    page.get_by_label("Other conditions, in your words").fill("Name an owner.")
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_text("needs a reason of its own").first).to_be_visible()
    page.get_by_label("Reason for the exception").fill("The launch is in a week.")
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_text("or its risk is accepted. Missing:").first).to_be_visible()
    hold(page, "decide-refused")
    for rule in page.locator(".term").all():
        rule.get_by_role("checkbox").check()
        rule.get_by_label("Due").fill(in_days(30))
    page.get_by_label("Owner of the conditions").select_option("Analyst")
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_role("status").first).to_contain_text("Decided.")
    expect(page.get_by_text("Against the suggestion; Before")).to_be_visible()
    expect(page.get_by_text("The launch is in a week.")).to_be_visible()
    hold(page, "decided")
    for name, address in (("list", "/assessments/"), ("dashboard", "/portfolio/")):
        page.goto(address)
        hold(page, name)

    # The vendor reads it on a phone that runs no scripts.
    release_decision(assessment.decisions.get(), by=world.people["approver"])
    plain_page.goto("/respond/")
    enter_without_scripts(plain_page, assessment)
    plain_page.goto(f"/assessments/vendor/{assessment.response_id}/")
    expect(plain_page.get_by_role("heading", name="Name an owner.")).to_be_visible()
    assert "The launch is in a week." not in plain_page.content()


def enter_without_scripts(page, assessment):
    code = link_path(assessment.response.invitations.get()).rpartition("#")[2]
    page.get_by_label("Code").fill(code)
    page.get_by_role("button").first.click()
    page.get_by_label("Your name").fill("Vera Vendor")
    page.get_by_role("button", name="Start").click()
