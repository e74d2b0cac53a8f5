"""An administrator sets a period, looks a person up and erases them."""

import pytest
from playwright.sync_api import expect

from riskapp.privacy.models import Erasure, Hold
from riskapp.vendors.actions import add_contact, register_vendor
from tests.conftest import make_world
from tests.e2e.conftest import hold, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ADDRESS, NAME = "zdenka@quill.example", "Zdenka Quillfeather"


def test_a_period_a_hold_and_an_erasure(page):
    world = make_world()
    vendor = register_vendor(
        organisation=world.organisation, name="Quill", country="RS", by=world.analyst
    )
    add_contact(vendor, email=ADDRESS, name=NAME, role="CTO", by=world.analyst)
    Hold.objects.create(
        organisation=world.organisation,
        vendor=vendor,
        reason="A claim is open.",
        made_by=world.people["administrator"],
    )
    sign_in(page, "administrator")

    page.goto("/settings/privacy/")
    page.get_by_label("History of answers").fill("400")
    page.get_by_role("button", name="Show what would be deleted").click()
    expect(page.get_by_text("Nothing is saved yet")).to_be_visible()
    hold(page, "privacy-periods")
    page.get_by_role("link", name="Holds").click()
    hold(page, "privacy-holds")
    Hold.objects.all().delete()  # nobody behind one is erased
    page.get_by_role("link", name="Record of processing").click()
    hold(page, "privacy-processing")
    page.get_by_role("link", name="One person").click()
    page.get_by_label("E-mail address or name").fill("quillf")
    page.get_by_role("button", name="Search", exact=True).click()
    hold(page, "privacy-people")
    page.get_by_role("button", name=ADDRESS).click()
    hold(page, "privacy-person")
    page.get_by_label("Reason").fill("She asked for it.")
    page.get_by_label("Type the address to confirm").fill(ADDRESS)
    page.get_by_role("button", name="Erase this person").click()

    expect(page.get_by_text("The erasure is on its way")).to_be_visible()
    assert Erasure.objects.get().organisation == world.organisation
    hold(page, "privacy-erasures")
