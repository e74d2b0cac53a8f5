"""Choosing the organisation a person works in."""

import pytest
from playwright.sync_api import expect

from riskapp.accounts.choices import Role
from riskapp.accounts.models import Membership
from riskapp.organisations.actions.offers import offer_membership
from tests.conftest import make_world
from tests.e2e.conftest import hold, let_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_person_of_two_organisations_chooses_and_switches(page):
    world = make_world()
    second = make_world("A second buyer with a long name")
    Membership.objects.create(
        organisation=second.organisation, user=world.analyst, roles=[Role.AUDITOR]
    )
    let_in(page, world.client("analyst"))

    page.goto("/vendors/")
    hold(page, "choose-organisation")
    page.get_by_role("button", name="A second buyer").click()
    header = page.get_by_role("banner")
    expect(header).to_contain_text("A second buyer")
    hold(page, "header-organisation")
    page.goto("/vendors/00000000-0000-4000-8000-000000000000/")
    hold(page, "not-here")
    page.get_by_role("link", name="Choose the organisation").click()
    page.get_by_role("button", name="Buyer", exact=True).click()
    page.goto("/vendors/")

    expect(header).to_contain_text("Buyer")
    expect(header.get_by_role("link", name="Audit")).to_have_count(0)


def test_a_person_is_invited_and_accepts(page):
    world = make_world()
    offer = offer_membership(
        world.organisation,
        email="nia@buyer.example",
        name="Nia New",
        roles=[Role.ANALYST, Role.APPROVER],
        by=world.people["administrator"],
    )
    let_in(page, world.client("administrator"))

    page.goto("/settings/members/")
    hold(page, "members-invited")
    page.context.clear_cookies()
    page.goto(f"/settings/joining/{offer.token}/")
    hold(page, "offer")
    page.locator("[name=password1]").fill("seven green apples")
    page.locator("[name=password2]").fill("seven green apples")
    page.get_by_role("button", name="Accept").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Portfolio")
