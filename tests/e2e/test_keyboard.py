"""The whole journey with a keyboard alone, and what a screen reader is told."""

import pytest
from playwright.sync_api import Locator, Page, expect

from questionnaires.models import Answer, Response
from questionnaires.queries import link_path
from tests.conftest import make_world
from tests.e2e.conftest import line_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Whether something has the focus, and what has it without an outline or the ring of a field.
FOCUS = """wanted => {
  const active = document.activeElement;
  const style = getComputedStyle(active);
  const seen = style.outlineStyle !== "none" || style.boxShadow !== "none";
  return [active === wanted, seen ? "" : active.outerHTML];
}"""


@pytest.fixture
def open_response() -> Response:
    return make_world().assessment(filled=False).response


def tab_to(page: Page, wanted: Locator, *, most: int = 90) -> None:
    """Press Tab until something has the focus; everything on the way shows its focus."""
    expect(wanted).to_be_visible()  # the page may still be on its way
    for _ in range(most):
        page.keyboard.press("Tab")
        is_there, unseen = wanted.evaluate(FOCUS)
        assert not unseen
        if is_there:
            return
    raise AssertionError(f"{wanted} cannot be reached with the Tab key")


def test_the_whole_journey_with_a_keyboard_alone(page, open_response):
    press = page.keyboard.press
    page.goto(link_path(open_response.invitations.get()))
    tab_to(page, page.get_by_label("Your name"))
    page.keyboard.type("Vera Vendor")
    press("Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text("AI tools on the work")
    press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    press("Enter")
    tab_to(page, page.get_by_role("link", name="Start with"))
    press("Enter")

    first = page.locator("#GOV-01").get_by_role("radio").first
    tab_to(page, first)
    press("ArrowDown")
    press("ArrowDown")
    expect(page.locator("#GOV-01 [data-status]")).to_contain_text("Saved")
    expect(
        page.locator("#GOV-01").get_by_label(
            "No, but this is not checked by technical means"
        )
    ).to_be_focused()
    about = page.locator("#GOV-01 [data-say]")
    tab_to(page, about.locator("summary"))
    press("Enter")
    tab_to(page, about.get_by_label("We will change this"))
    press("ArrowDown")
    tab_to(page, about.get_by_label("In your words"))
    page.keyboard.type("The client forbids every check")
    tab_to(page, about.get_by_role("button", name="Save"))
    press("Enter")
    justified = "Your justification: The client forbids every check"
    expect(page.get_by_text(justified)).to_be_visible()

    page.goto(f"/respond/{open_response.pk}/sections/TOOL/")
    tab_to(page, page.get_by_role("link", name="Add the first AI tool"))
    press("Enter")
    expect(page.get_by_label("Search by tool")).to_be_focused()
    page.keyboard.type("amazon q free")
    expect(page.get_by_text("2 of 71 shown")).to_be_visible()
    tab_to(page, page.get_by_role("button", name="Amazon Q"))
    press("Enter")
    tab_to(page, page.get_by_role("link", name="One part at a time"))
    press("Enter")
    tab_to(page, page.get_by_role("link", name="Where it goes"))
    press("Enter")
    search = page.locator("#T-20").get_by_label("Add a country")
    tab_to(page, search, most=200)
    page.keyboard.type("Ireland")
    press("Enter")
    expect(page.locator("#T-20 [data-status]")).to_contain_text("Saved")
    expect(search).to_be_focused()
    tab_to(page, page.get_by_role("button", name="Remove Ireland"), most=3)
    press("Enter")
    expect(search).to_be_focused()

    page.goto(f"/respond/{open_response.pk}/submit/")
    tab_to(page, page.get_by_label("Your role"))
    page.keyboard.type("CTO")
    tab_to(page, page.get_by_label("I am entitled"))
    press("Space")
    tab_to(page, page.get_by_label("will count as"))
    press("Space")
    tab_to(page, page.get_by_role("button", name="Submit the answers"))
    press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")


# Everything that the one live region of the page said, in order.
LISTEN = """() => {
  window.said = [];
  const voice = document.querySelector("[data-announce]");
  new MutationObserver(() => voice.textContent && window.said.push(voice.textContent))
    .observe(voice, { childList: true });
}"""


def test_a_screen_reader_hears_what_became_of_answers_and_no_chatter(
    page, open_response
):
    page.goto(link_path(open_response.invitations.get()))
    page.get_by_label("Your name").fill("Vera Vendor")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("AI tools on the work")
    line = line_of(page)
    page.goto(f"/respond/{open_response.pk}/sections/GOV/")
    page.evaluate(LISTEN)
    voice = page.locator("[data-announce]")

    page.locator("#GOV-01").get_by_label(
        "No, but this is not checked by technical means"
    ).check()
    expect(voice).to_contain_text("Saved")
    page.locator("#GOV-07").get_by_label("Percent").fill("many")
    page.locator("#GOV-07").get_by_label("Percent").blur()
    expect(voice).to_contain_text("Enter a number of percent")
    line.is_cut = True
    page.locator("#GOV-02").get_by_label("A team shares it").check()
    expect(voice).to_contain_text("No connection")
    page.locator("#GOV-03").get_by_label("Only a draft").check()
    expect(page.locator("#GOV-03")).to_be_visible()
    line.is_cut = False
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(voice).to_have_text("Connected again. Everything is saved.")

    said = page.evaluate("window.said")
    assert [words.split()[0] for words in said] == ["Saved", "Could", "No", "Connected"]
    assert Answer.objects.filter(response=open_response).count() == 3
