"""Sending to many in a real browser: pick, address, send, see how far each is."""

import pytest
from playwright.sync_api import expect

from riskapp.vendors.actions import add_contact
from riskapp.vendors.models import Engagement
from tests.conftest import make_world
from tests.e2e.conftest import hold, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_campaign_goes_to_those_who_were_picked(page, celery_runs_here):
    world = make_world()
    world.assessment("careful", "Portal", scored=True)
    world.assessment(name="Waiting", filled=False)
    for engagement in Engagement.objects.all():
        add_contact(engagement.vendor, email="ana@vendor.example", by=world.analyst)
    sign_in(page)

    page.goto("/vendors/engagements/")
    for box in page.locator("input[name=row]").all():
        box.check()
    hold(page)
    page.get_by_role("button", name="Send to the selected").click()
    expect(page.get_by_text("An assessment is open already")).to_be_visible()
    page.get_by_label("Name of the campaign").fill("Autumn")
    hold(page)
    page.get_by_role("button", name="Send to 1 engagement").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Autumn")
    expect(page.get_by_role("row", name="ana@vendor.example")).to_be_visible()
    hold(page)
