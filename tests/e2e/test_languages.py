"""The vendor's journey in German, on a desktop and on a phone."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from questionnaires.actions.answers import fill
from questionnaires.models import Response
from questionnaires.queries import link_path
from tests.conftest import make_world
from tests.e2e.conftest import assert_accessible, assert_fits, sign_in
from tests.e2e.test_buyer import TOOLS, addresses
from tests.factories.riskapp import example

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture
def response() -> Response:
    response = make_world().assessment(filled=False).response
    fill(response, example("typical").filled)
    return response


def assert_german(page: Page) -> None:
    """Every part says German, nothing is too wide, and axe has nothing to say.

    Its colours are those of the English page.
    """
    expect(page.locator("html")).to_have_attribute("lang", "de")
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        assert_fits(page)
        if shots := os.environ.get("SCREENSHOTS"):
            name = page.url.partition("//")[2].partition("/")[2].replace("/", "_")[-24:]
            path = Path(shots) / f"{name}-{size['width']}.png"
            page.screenshot(path=path, full_page=True)
    assert_accessible(page, colours=False)


def test_a_respondent_reads_and_answers_in_german(page, response):
    page.goto(link_path(response.invitations.get()))
    page.get_by_role("button", name="Deutsch").click()
    page.get_by_label("Ihr Name").fill("Vera Vendor")
    assert_german(page)
    page.get_by_role("button", name="Beginnen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("KI-Werkzeuge")
    assert_german(page)

    page.get_by_role("link", name="Regeln, Zuständigkeit und Personen").click()
    answered = page.locator("#GOV-01")
    answered.get_by_label("Nein, aber das wird nicht technisch überprüft").check()
    expect(answered.locator("[data-status]")).to_contain_text("Gespeichert")
    expect(answered).to_contain_text("Warum das das Risiko erhöht")
    expect(page.locator("[data-progress]")).to_contain_text("beantwortet")
    page.locator("#GOV-08").get_by_label("Datum", exact=True).fill("2030-01-01")
    page.locator("#GOV-08").get_by_label("Datum", exact=True).blur()
    refused = page.locator("#GOV-08 [data-status]")
    expect(refused).to_contain_text("Das Datum darf nicht nach")
    assert_german(page)
    answered.get_by_role("link", name="Welches Gesetz danach fragt").click()
    assert_german(page)

    page.goto(f"/respond/{response.pk}/sections/TOOL/")
    assert_german(page)
    page.locator("th a").first.click()
    expect(page.locator("#T-03 legend")).to_contain_text("Tarif")
    assert_german(page)
    page.goto(f"/respond/{response.pk}/sections/TOOL/choose/")
    assert_german(page)

    page.goto(f"/respond/{response.pk}/check/")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Prüfen Sie Ihre Antworten"
    )
    page.get_by_text("Schwache Antworten anzeigen").click()
    assert_german(page)
    page.get_by_role("link", name="Dazu Stellung nehmen").first.click()
    assert_german(page)
    page.goto(f"/respond/{response.pk}/colleagues/")
    assert_german(page)
    page.goto(f"/respond/{response.pk}/submit/")
    assert_german(page)


def test_going_back_to_english_is_one_click(page, response):
    page.goto(link_path(response.invitations.get()))
    page.get_by_role("button", name="Deutsch").click()
    expect(page.locator("html")).to_have_attribute("lang", "de")

    page.get_by_role("button", name="English").click()

    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_label("Your name")).to_be_visible()


def test_members_read_in_german(page):
    scored = make_world().assessment("production-agents", scored=True, tools=TOOLS)
    sign_in(page)
    page.get_by_role("button", name="Deutsch").click()

    for address in addresses(scored):
        page.goto(address)
        assert_german(page)
