"""Signed answers from one organisation to the next, in a browser."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.e2e.conftest import hold, let_in
from tests.riskapp.signed_answers.conftest import (  # noqa: F401  # fixtures
    first,
    second,
    signed,
    trusted,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def test_a_vendor_takes_its_answers_to_another_organisation(
    page,
    tmp_path,
    first,  # noqa: F811
    second,  # noqa: F811
    trusted,  # noqa: F811
):
    let_in(page, first.client())
    page.goto(reverse("questionnaires:done", args=[first.response.pk]))
    page.get_by_role("link", name="Your answers, signed").click()
    hold(page, "signed-take")
    page.get_by_role("checkbox").first.uncheck()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the signed answers").click()
    file = tmp_path / "signed.json"
    download.value.save_as(file)

    let_in(page, second.client())
    page.goto(reverse("questionnaires:offline", args=[second.response.pk]))
    page.get_by_label("The file you filled in").set_input_files(file)
    page.get_by_role("button", name="Upload and look").click()
    expect(page.get_by_text("whose signature is right")).to_be_visible()
    hold(page, "signed-preview")
    page.get_by_role("button", name="Take over").click()
    expect(page.get_by_text("taken over from your file")).to_be_visible()


def test_an_administrator_looks_after_the_keys(page, trusted, second):  # noqa: F811
    let_in(page, second.world.client("administrator"))
    page.goto(reverse("signed:keys"))
    page.get_by_role("button", name="Make a key").click()
    expect(page.get_by_text("A new key signs from now on.")).to_be_visible()
    hold(page, "signed-keys")
