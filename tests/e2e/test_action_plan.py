"""An action plan leaves as a workbook, is filled in, and comes back, at the buyer and its vendor."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from questionnaires.queries import link_path
from riskapp.findings.actions.remedies import release_findings
from tests.conftest import make_world
from tests.e2e.conftest import hold, sign_in
from tests.factories.plans import filled

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def in_days(days):
    return timezone.localdate() + datetime.timedelta(days=days)


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


def taken(page, tmp_path, changes):
    """The workbook of the page with some cells filled in, as a file to bring back."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Workbook").click()
    content = waiting.value.path().read_bytes()
    path = tmp_path / "plan.xlsx"
    path.write_bytes(filled(content, changes))
    return path


def brought(page, path):
    page.get_by_label("The workbook with your changes").set_input_files(path)
    page.get_by_role("button", name="Look at the changes").click()
    expect(
        page.get_by_role("heading", name="What the workbook would change")
    ).to_be_visible()


def test_the_buyer_gives_owners_and_days_in_a_workbook(page, assessment, tmp_path):
    row = assessment.findings.filter(for_buyer=False).first()
    other = assessment.findings.filter(for_buyer=False).last()
    sign_in(page)
    page.goto(f"/assessments/{assessment.pk}/findings/")
    page.get_by_role("link", name="Action plan as files").click()
    hold(page, "action-plan")

    changes = {
        (row.pk, "Due date"): in_days(20),
        (other.pk, "Owner"): "nobody@else.example",
    }
    brought(page, taken(page, tmp_path, changes))
    expect(page.get_by_text("No member has this address.")).to_be_visible()
    hold(page, "action-plan-preview")
    page.get_by_role("button", name="Make the ticked changes").click()

    expect(page.get_by_role("status").first).to_contain_text("1 finding was changed.")
    row.refresh_from_db()
    assert row.due_on == in_days(20)


def test_the_vendor_answers_its_points_in_a_workbook(page, assessment, world, tmp_path):
    row = assessment.findings.filter(for_buyer=False).first()
    release_findings(assessment, [row.pk], due_on=in_days(30), by=world.analyst)
    outcome = f"/assessments/vendor/{assessment.response_id}/"
    page.goto(link_path(assessment.response.invitations.get(), outcome))
    page.get_by_label("Your name").fill("Vera Vendor")
    page.get_by_role("button", name="Start").click()
    page.get_by_role("link", name="Answer all of them in a workbook").click()
    hold(page, "vendor-action-plan")

    changes = {
        (row.pk, "What you do"): "We sign every call.",
        (row.pk, "Done by"): in_days(20),
    }
    brought(page, taken(page, tmp_path, changes))
    hold(page, "vendor-action-plan-preview")
    page.get_by_role("button", name="Send the ticked answers").click()

    expect(page.get_by_text("Being looked at by Buyer")).to_be_visible()
