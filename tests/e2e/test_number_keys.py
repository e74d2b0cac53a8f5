"""Answering by number keys: on from question to question, and never away from a problem."""

import re
from collections import Counter
from dataclasses import dataclass, field

import pytest
from django.test import Client
from playwright.sync_api import Locator, Page, expect

from questionnaires.actions.answers import save_answer
from questionnaires.actions.clarifications import draft_question, send_questions
from questionnaires.actions.entries import add_entry, copy_entry
from questionnaires.actions.evidence import EvidenceClaim, add_link
from questionnaires.choices import EvidenceLevel
from questionnaires.models import Answer, Evidence, Response
from questionnaires.queries import token_of
from riskapp.shipped.core import core_document
from riskapp.tools.catalogue import ToolPlan
from riskapp.vendors.choices import Tier
from tests.conftest import make_world
from tests.e2e.conftest import assert_accessible, hold, let_in, line_of
from tests.factories.riskapp import EngagementFactory, started
from tests.riskapp.assessments.queries.test_scope import LOW
from tests.riskapp.tools.clicks import GIVEN, keys, offered

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HAS_FOCUS = "wanted => document.activeElement === wanted"
# Numbers as they are drawn beside the options of a question.
DRAWN = """name => [...document.querySelectorAll(`#${name} .form-check`)]
  .map(option => getComputedStyle(option, "::before").content)
  .filter(content => content.includes("counter")).length"""


@dataclass
class Fingers:
    """Somebody at a keyboard, whose every key is counted."""

    page: Page
    count: Counter[str] = field(default_factory=Counter)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.count["Tab" if "Tab" in key else "keys"] += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.count["keys"] += len(text)

    def tab_to(self, wanted: Locator) -> None:
        for _ in range(40):
            self.press("Tab")
            if wanted.evaluate(HAS_FOCUS):
                return
        raise AssertionError(f"{wanted} is more than forty tabs away")

    def at(self, question: str) -> None:
        """The focus stands in a question."""
        place = self.page.locator(f"form#{question}")
        expect(place.locator(":focus")).to_have_count(1)

    def answer(self, question: str) -> None:
        """As a person does who reads what stands where the focus is."""
        self.at(question)
        given, options = GIVEN[question], core_document().questions[question].options
        codes = [option.code for option in options]
        if question in ("T-20", "T-21"):
            for code in given:
                self.type(code)
                self.press("Enter")
            self.press("Enter")
        elif isinstance(given, list):
            self.press(*(str(codes.index(code) + 1) for code in given), "Enter")
        elif isinstance(given, dict):
            self.type(str(given["value"]))
            self.press("Enter")
        else:
            self.press(str(codes.index(given) + 1))


def seated(response: Response) -> Client:
    client = Client()
    client.post("/respond/", {"code": token_of(response.invitations.get())})
    client.post("/respond/start/", {"name": "Vera Vendor"})
    return client


@pytest.fixture
def response(page: Page) -> Response:
    """The short form, and somebody who answers it at the page."""
    world = make_world()
    low = EngagementFactory(
        vendor__organisation=world.organisation,
        profile=LOW,
        inherent="16.7",
        tier=Tier.LOW,
    )
    made = started(world.organisation, world.analyst, engagement=low).response
    let_in(page, seated(made))
    return made


@pytest.fixture
def fingers(page: Page) -> Fingers:
    return Fingers(page)


def plan(name: str) -> ToolPlan:
    return next(one for one in offered() if one.id == name)


def answers(response: Response) -> dict[str, object]:
    return dict(response.answers.values_list("question", "value"))


def test_a_whole_tool_is_answered_by_keys_alone(page, response, fingers):
    page.goto(f"/respond/{response.pk}/sections/TOOL/choose/")
    fingers.type("copilot business")
    expect(page.get_by_text(re.compile(r"\d+ of \d+ shown"))).to_be_visible()
    fingers.tab_to(page.locator("button.catalogue__plan:visible").first)
    fingers.press("Enter")
    fingers.tab_to(page.get_by_role("link", name="Skip to “Confirm all"))
    fingers.press("Enter")
    expect(page.get_by_role("button", name="Confirm all 11")).to_be_focused()
    fingers.press("Enter")

    # Seven questions are left, and each is at hand.
    for question in ("T-07", "T-08", "T-09", "T-10", "T-12", "T-13", "T-15"):
        fingers.answer(question)
    expect(page.locator("main .actions > a.btn-primary")).to_be_focused()
    expect(page.locator("[data-progress]")).to_contain_text("19 of 19 answered")
    hold(page, "number-keys")
    given = answers(response)
    assert given["T-07"] == "project"
    assert given["T-08"] == ["code_read"]
    assert given["T-13"] == {"value": "30", "unit": "hours"}
    # What was typed to find it, a key for each of three buttons, and what docs/timed-walk.md says.
    _clicks, pressed = keys(plan("github-copilot-business-plan"), is_short=True)
    assert fingers.count["keys"] == len("copilot business") + 3 + pressed
    assert fingers.count["Tab"] == 10


@pytest.mark.slow
def test_a_tool_of_which_nothing_is_published_takes_two_clicks_and_its_keys(
    page, response, fingers
):
    page.goto(f"/respond/{response.pk}/sections/TOOL/choose/?q=supermaven")
    page.locator("button.catalogue__plan:visible").first.click()

    expect(page.locator(":focus")).to_have_count(1)
    while question := page.evaluate("document.activeElement.closest('form')?.id"):
        fingers.answer(question)
        expect(page.locator(f"form#{question} :focus")).to_have_count(0)

    expect(page.locator("main .actions > a.btn-primary")).to_be_focused()
    expect(page.locator("[data-progress]")).to_contain_text("19 of 19 answered")
    assert (2, fingers.count["keys"]) == keys(plan("supermaven"), is_short=True)


def test_keys_hold_in_their_question_and_lead_through_the_page(page, response, fingers):
    line = line_of(page)
    page.goto(f"/respond/{response.pk}/sections/GOV/")
    first = page.locator("#GOV-01")
    expect(page.get_by_text("Keys in a question:")).to_be_visible()
    assert page.evaluate(DRAWN, "GOV-01") == 4
    assert_accessible(page)

    # Nothing happens where no question has the focus, with a modifier, or behind the last option.
    fingers.press("1")
    fingers.tab_to(first.get_by_role("radio").first)
    fingers.press("Alt+1", "9")
    fingers.at("GOV-01")
    assert not answers(response)
    fingers.press("ArrowDown")
    expect(first.locator("[data-status]")).to_contain_text("Saved")
    fingers.at("GOV-01")

    fingers.press("3")
    fingers.at("GOV-04")
    fingers.press("Backspace")
    fingers.at("GOV-01")
    fingers.press("1")
    fingers.at("GOV-04")
    assert answers(response) == {"GOV-01": "yes"}

    # What is left out on the way comes last; without a connection one goes on as well.
    fingers.press("Enter")
    fingers.at("GOV-05")
    line.is_cut = True
    fingers.press("4")
    fingers.at("GOV-06")
    expect(page.locator("#GOV-05 [data-status]")).to_contain_text("No connection")
    line.is_cut = False
    fingers.press("1")
    fingers.at("GOV-04")
    expect(page.locator("#GOV-05 [data-status]")).to_contain_text("Saved")
    fingers.press("5")
    expect(page.get_by_role("link", name="Next: Inventory")).to_be_focused()
    fingers.press("Enter")

    # Several may be ticked: each number ticks or unticks, Enter goes on.
    fingers.at("INV-01")
    fingers.press("3")
    fingers.at("INV-04")
    fingers.press("1", "2", "1", "Enter")
    expect(page.get_by_role("link", name="Next: AI tool register")).to_be_focused()
    assert answers(response) == {
        "GOV-01": "yes",
        "GOV-04": "buyer",
        "GOV-05": "block",
        "GOV-06": "no_enforced",
        "INV-01": "list",
        "INV-04": ["cli"],
    }


def test_keys_stay_where_something_is_to_be_decided(page, response, fingers):
    tool = add_entry(response, "TOOL", name="Own agent")
    save_answer(response, "T-03", "self", entry=tool)
    copied = copy_entry(tool)
    page.goto(f"/respond/{response.pk}/sections/GOV/")
    save_answer(response, "GOV-04", "own")

    page.locator("#GOV-04 input").nth(4).focus()
    fingers.press("4")
    expect(page.get_by_role("button", name="Keep mine")).to_be_focused()
    fingers.press("Enter")
    fingers.at("GOV-05")
    assert answers(response)["GOV-04"] == "told_before"

    # What was copied counts once somebody says so.
    page.goto(f"/respond/{response.pk}/entries/{copied.pk}/?at=T-03")
    place = page.locator("#T-03")
    place.locator("input[value=self]").focus()
    fingers.press("Enter")
    expect(place.get_by_role("button", name="Still right")).to_be_focused()
    fingers.press("Enter")
    fingers.at("T-05")
    expect(place.get_by_role("button", name="Still right")).to_have_count(0)

    # The next part opens by itself; a field of one line is left by Enter once it is right.
    shown = EvidenceClaim(level=EvidenceLevel.DOCUMENTED)
    add_link(response, "T-13", "https://example.com/keys", claim=shown, entry=tool)
    page.goto(f"/respond/{response.pk}/entries/{tool.pk}/?at=T-12")
    page.locator("#T-12 input[type=radio]").first.focus()
    fingers.press("2")
    fingers.at("T-13")
    fingers.type("many")
    fingers.press("Enter")
    expect(page.locator("#T-13 [data-status]")).to_contain_text("Could not be saved")
    fingers.at("T-13")
    page.locator("#T-13 [data-entered]").fill("8")
    fingers.press("Enter")
    fingers.at("T-15")
    fingers.press("2")
    fingers.at("T-18")
    assert Evidence.objects.count() == 1  # its button is not the one Enter presses


def test_who_changes_an_answer_that_was_asked_about_goes_on_to_the_reply(page, fingers):
    answered = make_world().assessment("typical", submitted=True).response
    draft_question(answered, "GOV-04", "", text="Since when?", author="analyst")
    asked = send_questions(answered, due_on=None, actor="analyst@buyer.example")
    let_in(page, seated(asked))
    page.goto(f"/respond/{asked.pk}/sections/GOV/")
    page.locator("#GOV-04 input[type=radio]").first.focus()

    fingers.press("5")

    expect(page.get_by_label("Your reply")).to_be_focused()
    fingers.type("2 weeks")
    expect(page.get_by_label("Your reply")).to_have_value("2 weeks")
    assert answers(asked)["GOV-04"] == "buyer"


def test_a_grid_is_ticked_by_keys_row_by_row(page, response, fingers):
    for name in ("One", "Two"):
        save_answer(
            response,
            "T-03",
            "business",
            entry=add_entry(response, "TOOL", name=name),
        )
    page.goto(f"/respond/{response.pk}/sections/TOOL/together/?question=T-10")
    expect(page.get_by_text("Keys in a row:")).to_be_visible()
    page.locator("tbody tr").first.get_by_role("checkbox").first.focus()

    fingers.press("2", "3", "Enter", "2", "Enter")

    onward = page.get_by_role("button", name="Save, and the next question")
    expect(onward).to_be_focused()
    assert_accessible(page)
    fingers.press("Enter")
    expect(
        page.get_by_role("heading", name="sign in to code and systems")
    ).to_be_visible()
    expect(page.locator("tbody select").first).to_be_focused()
    found = Answer.objects.filter(question="T-10").order_by("entry__position")
    assert [one.value for one in found] == [["dev", "test"], ["dev"]]


def test_a_phone_shows_no_numbers(browser, live_server, response):
    context = browser.new_context(
        base_url=live_server.url,
        viewport={"width": 360, "height": 740},
        has_touch=True,
        is_mobile=True,
    )
    phone = context.new_page()
    let_in(phone, seated(response))

    phone.goto(f"/respond/{response.pk}/sections/GOV/")

    expect(phone.locator("#GOV-01")).to_be_visible()
    expect(phone.get_by_text("Keys in a question:")).to_be_hidden()
    assert phone.evaluate(DRAWN, "GOV-01") == 0
    expect(phone.locator("[aria-keyshortcuts]")).to_have_count(0)
    context.close()


def test_without_scripts_no_keys_are_promised(plain_page, response):
    let_in(plain_page, seated(response))

    plain_page.goto(f"/respond/{response.pk}/sections/GOV/")

    expect(plain_page.locator("#GOV-01")).to_be_visible()
    expect(plain_page.get_by_text("Keys in a question:")).to_be_hidden()
    expect(plain_page.locator("[data-keyed]")).to_have_count(0)
