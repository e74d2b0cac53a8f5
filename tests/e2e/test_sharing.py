"""A report goes to somebody outside by a link, in a real browser."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.conftest import make_world
from tests.e2e.conftest import hold, sign_in
from tests.factories.reports import ready

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def report():
    world = make_world()
    scored = world.assessment("careful", "Portal", scored=True)
    return ready(scored, world.analyst)


def in_german(page, name):
    """Keep a picture of the page in German, where pictures are kept."""
    page.get_by_role("button", name="Deutsch").click()
    if folder := os.environ.get("SCREENSHOTS"):
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 900})
            path = Path(folder) / f"{name}-de-{width}.png"
            page.screenshot(path=path, full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="English").click()


def test_a_report_is_shared_opened_and_revoked(page, report):
    sign_in(page)
    page.goto(f"/reports/{report.pk}/")
    hold(page, "report")
    page.get_by_role("link", name="Share by a link").click()
    page.get_by_label("Name").fill("Vera Vidmar")
    page.get_by_label("Reason").fill("You sign the contract.")
    page.get_by_label("Password").fill("a long secret")
    page.get_by_role("button", name="Make the link").click()
    hold(page, "link-made")
    link = page.get_by_label("Hand this to").input_value()

    base = page.url.partition("/reports/")[0]
    outside = page.context.browser.new_context(base_url=base).new_page()
    outside.goto(f"/shared/#{link.partition('#')[2]}")
    expect(outside.get_by_role("heading", level=1)).to_have_text("Open a report")
    hold(outside, "shared-password")
    outside.get_by_label("Password").fill("a long secret")
    outside.get_by_role("button", name="Continue").click()
    hold(outside, "shared")
    with outside.expect_download() as download:
        outside.get_by_role("button", name="Download the file").click()
    assert download.value.suggested_filename.endswith(".pdf")

    page.goto(f"/reports/{report.pk}/links/")
    expect(page.get_by_text("1 of 3")).to_be_visible()
    hold(page, "links")
    in_german(page, "links")
    in_german(outside, "shared")
    page.get_by_role("button", name="Revoke").click()
    outside.reload()
    expect(outside.get_by_role("heading", level=1)).to_have_text(
        "This link opens nothing"
    )
    hold(outside, "closed")
    outside.context.close()


def test_a_report_is_sent_on_a_schedule(page, report):
    sign_in(page)
    page.goto(f"/reports/{report.pk}/")
    page.get_by_role("link", name="Send on a schedule").click()
    page.get_by_label("People").fill("Vera Vidmar <vera@board.example>")
    page.get_by_label("Reason").fill("The board asks.")
    page.get_by_role("button", name="Send it on this schedule").click()
    expect(page.get_by_text("Vera Vidmar (vera@board.example)")).to_be_visible()
    hold(page, "schedule")
    in_german(page, "schedule")
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Nothing more is sent on this schedule.")).to_be_visible()
