"""The register of vendors in a real browser: from a file to a vendor's page."""

import pytest
from playwright.sync_api import expect

from tests.conftest import make_world
from tests.e2e.conftest import hold, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FAULTY = "Vendor,Country,Contact e-mail\nKestrel,Ireland,ana@kestrel.example\nBad,Atlantis,\n"
MENDED = FAULTY.replace("Atlantis", "Sweden")


def choose(page, text):
    page.get_by_label("File").set_input_files(
        {"name": "vendors.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    page.get_by_role("button", name="Check the file").click()


def test_a_file_is_checked_mended_and_imported(page, celery_runs_here):
    make_world()
    sign_in(page)
    page.get_by_role("link", name="Vendors", exact=True).click()
    page.get_by_role("link", name="Import", exact=True).click()
    hold(page)

    choose(page, FAULTY)
    expect(page.get_by_role("row", name="B3")).to_contain_text("Atlantis")
    hold(page)
    page.get_by_role("link", name="Correct the file").click()
    choose(page, MENDED)
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("heading", name="Imported")).to_be_visible()
    hold(page)
    page.get_by_role("link", name="See the vendors").click()
    hold(page)
    page.get_by_role("link", name="Kestrel").click()

    expect(page.get_by_text("ana@kestrel.example").first).to_be_visible()
    hold(page)


def test_a_vendor_is_registered_with_its_work_and_its_people(page):
    make_world()
    sign_in(page)
    page.goto("/vendors/add/")
    page.get_by_label("Name").fill("Brzi Potok")
    page.get_by_label("Labels").fill("cloud, offshore")
    hold(page)
    page.get_by_role("button", name="Add the vendor").click()

    page.get_by_role("link", name="Add a contact").click()
    page.get_by_label("E-mail address").fill("ana@potok.example")
    hold(page)
    page.get_by_role("button", name="Add the contact").click()
    page.get_by_role("link", name="Add an engagement").click()
    page.locator("#id_name").fill("Portal")
    for select in page.locator("select").all():
        select.select_option(index=1)
    hold(page)
    page.get_by_role("button", name="Add the engagement").click()

    page.get_by_text("Why this tier").click()
    expect(page.get_by_text("the highest answer decides")).to_be_visible()
    hold(page)
    page.goto("/vendors/engagements/?label=cloud")
    page.get_by_text("Save this view").click()
    page.locator("#view-name").fill("Cloud")
    hold(page)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("link", name="Cloud", exact=True)).to_have_attribute(
        "aria-current", "true"
    )
