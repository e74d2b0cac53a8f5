"""What agents did, in a real browser: desktop and phone, light and dark."""

import pytest
from playwright.sync_api import expect

from riskapp.activity.actions.watching import watch_agents
from riskapp.facts.actions.dropping import drop_at_buyer
from tests.conftest import make_world
from tests.data.activity import year_of
from tests.e2e.conftest import hold, sign_in
from tests.riskapp.activity.conftest import AGENT, changed, days, totals

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def watched():
    world = make_world()
    scored = world.assessment("careful", "Portal", scored=True)
    unusual = changed(days(60), "records_written", "", 3)
    unusual = changed(unusual, "repositories", "example/secret", 4, at=-2)
    noisy = [type(one)("planner", one.day, one.seen) for one in year_of(4, count=100)]
    for name, given in (("a.jsonl", unusual), ("b.jsonl", changed(noisy, "hours", "2", 30)), ("c.jsonl", days(9, "new-bot"))):  # fmt: skip
        drop_at_buyer(scored, totals(given), name, by=world.analyst)
    watch_agents(scored)
    return scored


def test_alerts_and_agents_are_accessible_and_fit(page, watched):
    sign_in(page)
    page.goto(f"/assessments/{watched.pk}/activity/")
    page.locator("details summary").first.click()
    hold(page, "activity")

    page.get_by_role("link", name=f"Explain {AGENT}").first.click()
    hold(page, "explain")
    page.get_by_label("Reason").fill("A move of code.")
    page.get_by_role("button", name="Explain").click()

    assert page.get_by_text("Explained. It comes back when it grows.").is_visible()


def test_what_was_agreed_is_noted_shown_and_taken_back(page, watched):
    sign_in(page)
    page.goto(f"/assessments/{watched.pk}/activity/")
    page.get_by_role("link", name="Say what was agreed").click()
    page.get_by_label("Works from (hour)").fill("8")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Say from when until when.")).to_be_visible()
    hold(page, "agree-refused")

    page.get_by_label("Works until (hour)").fill("18")
    page.get_by_label("Monday to Friday only").check()
    page.get_by_label("Hosts it may call").fill("api.example.com\ngit.example.com")
    page.get_by_role("button", name="Save").click()
    agreed = page.locator("#agreed")
    expect(agreed).to_contain_text("08:00 to 18:00 (UTC), Monday to Friday")
    expect(agreed).to_contain_text("api.example.com, git.example.com")
    agent = page.locator("#agent-1")
    expect(agent.get_by_text("No day looked at since then")).to_have_count(2)
    hold(page, "agreed")

    agreed.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("No hours or hosts are noted.")).to_be_visible()
