"""One assessment from sending to a decision that has ended, at both ends of it."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from questionnaires.actions.answers import fill, save_answer
from riskapp.accounts.models import Membership
from riskapp.assessments.models import Assessment
from riskapp.findings.tasks import reopen_ended_acceptances
from riskapp.review.actions.reviewing import accept_all
from riskapp.review.queries.workspace import workspace
from tests.conftest import make_world
from tests.e2e.conftest import PATIENCE, sign_in
from tests.e2e.test_deciding import in_days
from tests.factories.riskapp import example

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def vendor(browser, live_server):
    """The vendor's own browser."""
    context = browser.new_context(base_url=live_server.url)
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


@pytest.fixture
def later(monkeypatch):
    """Move the clock of the server forward by some days."""

    def move(days):
        by, now = datetime.timedelta(days=days), timezone.now
        monkeypatch.setattr(timezone, "now", lambda: now() + by)

    return move


def submit(vendor: Page) -> None:
    vendor.get_by_label("Your name").fill("Vera Vendor")
    vendor.get_by_label("Your role").fill("CTO")
    for box in vendor.locator("main form input[type=checkbox]").all():
        box.check()
    vendor.get_by_role("button", name="Submit the answers").click()
    expect(vendor.get_by_role("heading", level=1)).to_contain_text("Thank you")


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", name=words)).to_be_visible()


def test_from_sending_to_a_decision_that_has_ended(
    page, vendor, later, celery_runs_here
):
    world = make_world()
    work = world.engagement("careful", "Brzi Potok", "Portal")
    both = ["analyst", "approver"]
    Membership.objects.filter(user=world.analyst).update(roles=both)

    # The analyst sends it; the vendor comes by the link, answers and submits.
    sign_in(page)
    page.goto(f"/assessments/start/?engagement={work.pk}")
    page.get_by_role("button", name="Start and get the link").click()
    vendor.goto(page.get_by_label("Send this to somebody at").input_value())
    vendor.get_by_label("Your name").fill("Vera Vendor")
    vendor.get_by_role("button", name="Start").click()
    heading(vendor, "AI tools on the work for Buyer")
    assessment = Assessment.objects.get()
    fill(assessment.response, example("careful").filled)
    save_answer(assessment.response, "GOV-04", "developer")
    vendor.goto(f"/respond/{assessment.response_id}/submit/")
    submit(vendor)

    # The analyst corrects an answer with a reason, and asks about another one.
    base = f"/assessments/{assessment.pk}/"
    page.goto(f"{base}review/answer/GOV-02/")
    page.get_by_label("Correct it").check()
    page.get_by_label("No", exact=True).check()
    page.get_by_label("Reason, or how").fill("The mandate names nobody.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Counts:")).to_be_visible()
    page.goto(f"{base}review/answer/GOV-01/")
    page.get_by_role("link", name="Ask the vendor").click()
    page.get_by_label("Your question").fill("Since when?")
    page.get_by_role("button", name="Keep the question").click()
    page.get_by_role("button", name="Send 1 question").click()
    heading(page, "Waiting for replies")

    # The vendor reads the question, not the correction, and replies.
    vendor.reload()
    vendor.get_by_role("button", name="Open it").click()
    heading(vendor, "AI tools on the work for Buyer")
    vendor.get_by_role("link", name="Start with: Rules").click()
    expect(vendor.locator(".question")).to_have_count(1)
    vendor.get_by_label("Your reply").fill("Since the spring.")
    vendor.get_by_role("button", name="Save the reply").click()
    vendor.locator("#GOV-01").get_by_label(
        "No, but this is not checked by technical means"
    ).check()
    expect(vendor.locator("#GOV-01 [data-status]")).to_contain_text("Saved")
    vendor.goto(vendor.url.partition("sections")[0] + "submit/")
    submit(vendor)

    # A new snapshot counts both, and says so.
    page.goto(f"{base}changes/")
    heading(page, "Questions answered")
    expect(page.get_by_role("row", name="Residual risk 5.4 5.8")).to_be_visible()
    because = page.locator(".because li")
    expect(because).to_contain_text(
        [
            "Before: Yes. Now: No, but this is not checked by technical means",
            "Reason: The mandate names nobody.",
        ]
    )

    # Every other answer is accepted; whoever reviewed last does not decide.
    rows = workspace(Assessment.objects.get()).rows
    accept_all(assessment, [row.place for row in rows], by=world.analyst)
    page.goto(f"{base}review/")
    page.get_by_role("button", name="Complete the review").click()
    expect(page.get_by_role("status").first).to_contain_text("The review is complete.")
    page.goto(f"{base}decision/")
    expect(page.get_by_text("somebody else decides")).to_be_visible()
    expect(page.get_by_role("button", name="Decide")).to_have_count(0)
    page.get_by_text("Recommend a decision, and hand over").click()
    page.get_by_label("Approved with conditions").check()
    page.get_by_label("Reason").fill("The mandate is all that is missing.")
    page.get_by_role("button", name="Recommend and hand over").click()
    expect(page.get_by_role("status").first).to_contain_text("Handed over.")

    # An approver accepts what remains of a risk, decides, and shows the decision.
    finding = assessment.findings.first()
    sign_in(page, "approver")
    page.goto(f"{base}findings/{finding.pk}/")
    page.get_by_role("link", name="Accept the risk").click()
    page.get_by_role("button", name="Accept the risk").click()
    expect(page.get_by_text("This field is required.").first).to_be_visible()
    page.get_by_label("Reason").fill("Gone by spring.")
    page.get_by_label("Accepted until").fill(in_days(20))
    page.get_by_role("button", name="Accept the risk").click()
    expect(page.get_by_text("20 days from now")).to_be_visible()
    page.goto(f"{base}decision/")
    expect(
        page.get_by_text("The mandate is all that is missing.").first
    ).to_be_visible()
    page.get_by_label("Approved with conditions").check()
    page.get_by_label("Valid until").fill(in_days(90))
    page.get_by_label("Reason").fill("Good enough once the mandate is written.")
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_text("Name at least one condition.")).to_be_visible()
    page.get_by_label("Other conditions, in your words").fill("Name an owner.")
    page.get_by_label("Message to the vendor").fill("Thank you for your answers.")
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_role("status").first).to_contain_text("Decided.")
    outcome = f"/assessments/vendor/{assessment.response_id}/"
    vendor.goto(outcome)
    expect(vendor.get_by_text("is still looking at your answers")).to_be_visible()
    page.get_by_role("button", name="Show it to the vendor").click()
    expect(page.get_by_role("status").first).to_contain_text("can see the decision")
    vendor.reload()
    expect(vendor.get_by_role("heading", name="Name an owner.")).to_be_visible()
    shown = vendor.locator("main").inner_text()
    assert "Approved with conditions" in shown
    assert "Thank you for your answers." in shown
    for hidden in ("Good enough once", "Approver", "mandate", finding.text, "Gone by"):
        assert hidden not in shown

    # Three weeks later the finding is open again, with a line that says why.
    later(21)
    reopen_ended_acceptances()
    sign_in(page, "approver")
    page.goto(f"{base}findings/{finding.pk}/")
    expect(page.get_by_text("The acceptance has ended.")).to_be_visible()
    expect(page.get_by_role("link", name="Accept the risk")).to_be_visible()
    page.goto(f"{base}decision/")
    expect(page.locator(".decided").first).to_contain_text("until")

    # In three months nothing is approved any more, and everybody can see it.
    later(70)
    sign_in(page, "approver")
    page.goto(f"{base}decision/")
    expect(page.get_by_text("nothing is approved")).to_be_visible()
    expect(page.locator(".decided").first).to_contain_text("Decision expired")
    page.goto("/assessments/?decision=ended")
    expect(page.get_by_role("row", name="Brzi Potok")).to_contain_text(
        "Decision expired"
    )
