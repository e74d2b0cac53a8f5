"""What is published about tools changes: from a signed file to a question, in a real browser."""

import base64

import pytest
from playwright.sync_api import expect

from riskapp.accounts.choices import Role
from riskapp.statements.envelope import new_key, public_of
from riskapp.terms.files import sign_file
from tests.conftest import make_world
from tests.e2e.conftest import hold, sign_in
from tests.riskapp.incidents.conftest import with_tool, work
from tests.riskapp.terms.conftest import PLAN, newer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world():
    made = make_world()
    membership = made.organisation.memberships.get(user=made.analyst)
    membership.roles = [Role.ANALYST, Role.ADMINISTRATOR]
    membership.save()
    for name in ("Portal", "Shop"):
        engagement = work(made.organisation, name=name)
        with_tool(
            engagement,
            "Claude Code",
            by=made.analyst,
            catalogue=PLAN,
            values={"training": "no_contract"},
        )
    return made


def test_a_newer_file_says_what_changed_and_the_vendors_are_asked(
    page, world, settings, tmp_path
):
    secret = new_key()
    settings.CATALOGUE_KEYS = [base64.b64encode(public_of(secret)).decode()]
    (tmp_path / "catalogue.json").write_bytes(sign_file(newer(), secret))
    sign_in(page)
    page.goto("/terms/")
    hold(page, "terms-shipped")
    page.get_by_label("Signed file of the catalogue").set_input_files(
        tmp_path / "catalogue.json"
    )
    page.get_by_role("button", name="Take this file").click()
    expect(page.get_by_role("status").first).to_contain_text("counts now")
    hold(page, "terms")

    page.get_by_role("link", name="Claude Code").click()
    expect(
        page.get_by_text("Trains on customer content by default").first
    ).to_be_visible()
    hold(page, "terms-plan")
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Dismiss").click()
    expect(page.get_by_text("Say why nothing is to be done.")).to_be_visible()
    expect(page.get_by_role("checkbox").first).to_be_checked()
    hold(page, "terms-refused")
    page.get_by_label("All work that is open").check()
    page.get_by_role("button", name="Ask the vendors").click()
    expect(page.get_by_role("status").first).to_contain_text("Noted for 2 engagements.")
    expect(page.get_by_text("Vendor asked").first).to_be_visible()
    hold(page, "terms-done")
