"""A real Chromium, as people use it: desktop and phone, light and dark."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from django.test import Client
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from riskapp.accounts.models import User
from tests.e2e.chromium import FLAGS, chromium_path

# Playwright's synchronous interface keeps an event loop in this thread.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

# Milliseconds until something that was waited for is missed: a busy machine is slow, not wrong.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)

# What the browser notes about replies that a test asks for on purpose.
EXPECTED = ("403", "404", "409", "410", "422", "423", "429", "net::ERR_FAILED")
# A desktop in daylight; a phone, or a desktop at 400 %, in the dark.
LOOKS = ((1280, "light"), (320, "dark"))
# Only what is wrong comes back: what is right is long, and nobody reads it. Everything that is
# asked of a page is asked at once, because each question goes through three processes.
LOOK = """async (colours) => {
  if (!("axe" in window)) return null;
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
  const rules = { "color-contrast": { enabled: colours } };
  const found = await axe.run({ runOnly: tags, rules, resultTypes: ["violations"] });
  const { scrollWidth, clientWidth } = document.documentElement;
  return [found.violations, scrollWidth - clientWidth];
}"""
# A page has a few colours, and axe works each out anew for each element. Together with ALONE
# this took a fifth off the browser's processor time for ten pages held one after the other.
REMEMBER_COLOURS = """() => {
  const colour = axe.commons.color.Color.prototype;
  const known = new Map();
  const parse = colour.parseString;
  colour.parseString = function (text) {
    if (!known.has(text)) {
      parse.call(this, text);
      known.set(text, [this.r, this.g, this.b, this.alpha]);
    }
    [this.r, this.g, this.b, this.alpha] = known.get(text);
    return this;
  };
}"""
Looks = Sequence[tuple[int, str]]
# Threads that compile and tidy up beside a script save nothing where every core is busy with a test.
ALONE = "--js-flags=--single-threaded"
HOST = "localhost"  # of the live server


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), args=[*FLAGS, ALONE]
        )
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, live_server):
    """A desktop window; every script error or refused resource fails the test."""
    context = browser.new_context(
        base_url=live_server.url, viewport={"width": 1280, "height": 900}
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on(
        "console",
        lambda message: (
            problems.append(message.text)
            if message.type == "error"
            and not any(code in message.text for code in EXPECTED)
            else None
        ),
    )
    yield page
    context.close()
    assert problems == []


@pytest.fixture
def plain_page(browser: Browser, live_server):
    """A phone that runs no scripts."""
    context = browser.new_context(
        base_url=live_server.url,
        viewport={"width": 360, "height": 740},
        java_script_enabled=False,
    )
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


@dataclass
class Line:
    """The way of answers to the server, which can be cut."""

    is_cut: bool = False

    def lead(self, route: Route) -> None:
        if self.is_cut:
            route.abort()
        else:
            route.continue_()


def line_of(page: Page) -> Line:
    """Ask for it before the page is opened: of a route that is laid later, Chromium may still
    let a request past that follows at once."""
    line = Line()
    page.route("**/answer/", line.lead)
    return line


def sign_in(page: Page, who: str = "analyst") -> None:
    """Begin as a member of Buyer, with a session as the log-in page gives one."""
    client = Client()
    client.force_login(User.objects.get(email=f"{who}@buyer.example"))
    let_in(page, client)
    page.goto("/portfolio/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Portfolio")


def let_in(page: Page, client: Client) -> None:
    """Give the browser the session of a client that went through the door."""
    page.context.clear_cookies()
    page.context.add_cookies(
        [
            {"name": name, "value": morsel.value, "domain": HOST, "path": "/"}
            for name, morsel in client.cookies.items()
        ]
    )


def hold(page: Page, name: str = "", *, looks: Looks = LOOKS) -> None:
    """Hold a page to the rules in each look; pictures of it go to ``SCREENSHOTS``."""
    for width, scheme in looks:
        page.set_viewport_size({"width": width, "height": 900})
        assert_accessible(page, scheme=scheme)
        if name and (folder := os.environ.get("SCREENSHOTS")):
            shot = Path(folder) / f"{name}-{width}-{scheme}.png"
            page.screenshot(path=shot, full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light")


def assert_accessible(
    page: Page, *, colours: bool = True, scheme: str | None = None
) -> None:
    """WCAG 2.2 AA as far as axe can see it, and no sideways scrolling.

    Colours are looked at where they come to rest, not on their way. They take most of the
    time: leave them out where another test has looked at the same ones.
    """
    page.wait_for_load_state()  # a form that was sent may still be on its way
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    seen = page.evaluate(LOOK, colours)
    if seen is None:
        page.evaluate(f"{AXE_SCRIPT};({REMEMBER_COLOURS})()")
        seen = page.evaluate(LOOK, colours)
    violations, too_wide = seen
    found = AxeResults({"violations": violations, "url": page.url})
    assert found.violations_count == 0, found.generate_report()
    assert too_wide <= 0, f"{page.url} scrolls sideways by {too_wide} px"


def assert_fits(page: Page) -> None:
    """Nothing makes the page scroll sideways."""
    too_wide = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert too_wide <= 0, f"{page.url} scrolls sideways by {too_wide} px"
