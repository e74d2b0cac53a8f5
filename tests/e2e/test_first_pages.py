"""Each role begins on a page of its own."""

import pytest
from playwright.sync_api import expect

from riskapp.accounts.models import Membership, Organisation
from tests.conftest import make_world
from tests.e2e.conftest import hold, let_in
from tests.factories.riskapp import decided

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_each_role_sees_what_it_comes_for(page):
    world = make_world()
    Organisation.objects.update(four_eyes=False)
    world.assessment("personal-accounts", scored=True)
    low = world.assessment("careful", vendor="Birch", scored=True)
    decided(low, by=world.people["approver"])
    world.engagement(vendor="Cedar")

    let_in(page, world.client("approver"))
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("3 engagements")
    hold(page, "first-approver")
    page.get_by_role("link", name="1 never assessed").click()
    expect(page.get_by_text("Cedar")).to_be_visible()
    hold(page, "first-engagements")
    page.goto("/portfolio/dates/")
    hold(page, "first-dates")
    page.goto("/tools/")
    expect(page.get_by_role("heading", name="How old are")).to_be_visible()
    hold(page, "first-tools")

    let_in(page, world.client("procurement"))
    page.goto("/")
    expect(page.get_by_text("Yes, until").first).to_be_visible()
    hold(page, "first-procurement")

    let_in(page, world.client("auditor"))
    page.goto("/")
    expect(page.get_by_role("heading", name="A sample")).to_be_visible()
    hold(page, "first-auditor")

    Membership.objects.filter(user=world.people["administrator"]).update(
        roles=["administrator", "auditor"]
    )
    let_in(page, world.client("administrator"))
    page.goto("/")
    expect(page.get_by_role("heading", name="Is everything running?")).to_be_visible()
    hold(page, "first-administrator")
