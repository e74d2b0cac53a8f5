"""The list of what waits, by keys alone, and one thing done with many rows."""

import re

import pytest
from playwright.sync_api import expect

from tests.conftest import make_world
from tests.e2e.conftest import hold, sign_in
from tests.factories.riskapp import started

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_what_waits_is_walked_by_keys_and_many_rows_are_done_at_once(page):
    world = make_world()
    late = [started(world.organisation, world.analyst, days=-n) for n in (5, 3)]
    sign_in(page)
    page.goto("/work/")
    hold(page)

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("x")
    expect(page.locator("[name=row]").first).to_be_checked()
    page.get_by_label("Select all on this page").check()
    page.get_by_role("button", name="Remind", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("Remind")
    hold(page)

    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/{late[0].pk}/sending/"))
    page.keyboard.press("/")
    page.keyboard.type(late[1].engagement.vendor.name)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Vendors")).to_be_visible()
    hold(page)


def test_work_without_answers_gets_the_same_ones(page):
    world = make_world()
    work = world.engagement()
    type(work).objects.filter(pk=work.pk).update(profile={}, tier="")
    sign_in(page)

    page.goto("/vendors/profiles/")
    hold(page)
    for select in page.locator(".panel--form select").all():
        select.select_option(index=1)
    page.get_by_role("button", name="Answer for all 1 of this list").click()

    expect(page.locator(".messages")).to_contain_text("answered")


def test_many_are_archived_once_that_was_confirmed(page):
    world = make_world()
    name = world.engagement().vendor.name
    sign_in(page)

    page.goto("/vendors/")
    page.locator("[name=row]").first.check()
    page.get_by_role("button", name="Archive", exact=True).click()
    expect(page.get_by_role("heading", name="Archive 1 row?")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text(name)
    hold(page, "archive")
    page.get_by_role("button", name="Archive", exact=True).click()

    expect(page.locator(".messages")).to_contain_text("Archive: done with 1 row.")
