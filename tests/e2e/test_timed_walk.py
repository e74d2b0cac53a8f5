"""A first-time person answers the short form with two tools: what it takes, counted in a browser.

The clicks, keys and words are counted as they happen; the seconds follow from them by the model of
docs/timed-walk.md. ``WALK=file`` keeps the figures, ``THOROUGH=1`` walks by number keys too.
"""

import json
import os
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Locator, Page, expect

from questionnaires.document.model import Kind
from questionnaires.models import Answer, Response
from questionnaires.queries import token_of
from riskapp.shipped.core import core_document
from riskapp.vendors.choices import Tier
from tests.conftest import make_world
from tests.e2e.conftest import hold, let_in
from tests.factories.riskapp import EngagementFactory, example, started
from tests.riskapp.assessments.queries.test_scope import LOW

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
]

# Seconds: a pointed click and a key by the keystroke-level model (Card, Moran and Newell), the
# thought before each answer by the same; a word as adults read them in silence (Brysbaert 2019: 238
# a minute).
CLICK, KEY, THOUGHT, WORD = 1.3, 0.28, 1.35, 60 / 238
LIMIT = 25 * 60
# Whether something given to a question is not saved yet.
WAITING = "name => Object.keys(localStorage).some(key => key.endsWith(`/${name}`))"
TOOLS = {"codex": "chatgpt-codex", "coderabbit": "coderabbit"}


@dataclass
class Walk:
    """One person at one page, with everything that is done counted."""

    page: Page
    response: Response
    by_keys: bool = False
    count: Counter[str] = field(default_factory=Counter)
    heights: dict[str, int] = field(default_factory=dict)

    def click(self, target: Locator) -> None:
        target.click()
        self.count["clicks"] += 1

    def type(self, target: Locator, text: str) -> None:
        """Into a field, which is clicked first and left with Tab."""
        self.click(target)
        target.press_sequentially(text)
        target.press("Tab")
        self.count["keys"] += len(text) + 1

    def read(self, target: Locator) -> None:
        self.count["words"] += len(target.inner_text().split())

    def measure(self, name: str) -> None:
        script = "document.documentElement.scrollHeight"
        self.heights[name] = self.page.evaluate(script)

    @property
    def seconds(self) -> float:
        spent = self.count
        return (
            spent["clicks"] * CLICK
            + spent["keys"] * KEY
            + spent["answers"] * THOUGHT
            + spent["words"] * WORD
        )

    def since(self, before: Counter[str]) -> dict[str, int]:
        return {name: self.count[name] - before[name] for name in sorted(self.count)}

    def answer(self, name: str, value: object) -> None:
        """One question; by keys only from where the focus is."""
        place = self.page.locator(f"form#{name}")
        self.read(place.locator("fieldset, .question__text, .question__guidance").first)
        self.count["answers"] += 1
        if self.by_keys and self.is_at(place):
            self.press(place, value)
            return
        self.point(name, place, value)
        expect(place.locator("[data-status]")).to_contain_text("Saved")
        while self.page.evaluate(WAITING, name):  # of several boxes each is sent
            self.page.wait_for_timeout(20)
        if self.by_keys and self.is_at(place):
            self.keys("Enter")

    def point(self, name: str, place: Locator, value: object) -> None:
        """By what a person with a mouse does with each sort of field."""
        kind = core_document().questions[name].kind
        if kind is Kind.COUNTRIES:
            for country in value:
                self.type(
                    place.get_by_role("combobox"),
                    core_document().countries[country].name,
                )
        elif isinstance(value, dict) and kind is Kind.NUMBER:
            self.number(place, value)
        elif isinstance(value, dict):
            for code in value.values():
                self.count["clicks"] += 2
                place.locator("select").first.select_option(code)
        elif isinstance(value, list):
            for code in value:
                self.click(place.locator(f"input[value='{code}']"))
        elif kind is Kind.SINGLE:
            self.click(place.locator(f"input[value='{value}']"))
        else:
            self.number(place, {"value": value})

    def is_at(self, place: Locator) -> bool:
        """Whether the focus is in a question, and in no list of it."""
        return place.locator(":focus:not(select)").count() > 0

    def keys(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
        self.count["keys"] += len(keys)

    def press(self, place: Locator, value: object) -> None:
        """One question, by number keys where it has them; then comes the next."""
        options = "all => all.map(one => one.value)"
        codes = place.locator("[data-keyed] input").evaluate_all(options)
        for one in value if isinstance(value, list) else [value]:
            if one in codes[:9]:
                self.keys(str(codes.index(one) + 1))
            elif codes:
                self.click(place.locator(f"input[value='{one}']"))
            elif isinstance(one, dict):
                self.keys(*one["value"])
                units = place.locator("select").all()
                if any(unit.input_value() != one["unit"] for unit in units):
                    self.keys("Tab", "ArrowDown", "Shift+Tab")
            else:
                self.keys(*core_document().countries[one].name, "Enter")
        if isinstance(value, list | dict):
            self.keys("Enter")
        expect(place.locator("[data-status]")).to_contain_text("Saved")
        expect(place.locator(":focus")).to_have_count(0)

    def number(self, place: Locator, value: dict[str, object]) -> None:
        if place.locator("select").count():
            self.count["clicks"] += 2
            place.locator("select").first.select_option(str(value["unit"]))
        self.type(place.locator("input[data-entered]"), str(value["value"]))

    def left(self) -> list[str]:
        """What stands on the page and is not answered, where it is about the newest tool."""
        forms = self.page.locator("form[data-autosave]").all()
        names = [str(form.get_attribute("id")) for form in forms]
        repeated = bool(names) and core_document().questions[names[0]].repeated
        tool = self.response.entries.order_by("position").last() if repeated else None
        said = Answer.objects.filter(response=self.response, entry=tool)
        known = set(said.values_list("question", flat=True))
        return [name for name in names if name not in known]


def take_seat(page: Page, response: Response) -> Walk:
    client = Client()
    client.post("/respond/", {"code": token_of(response.invitations.get())})
    client.post("/respond/start/", {"name": "Vera Vendor"})
    let_in(page, client)
    return Walk(page, response)


# The walk by keys follows from the one with the mouse; it is tried where there is time.
HOW = ["mouse", "keys"] if os.environ.get("THOROUGH") else ["mouse"]


@pytest.fixture(params=HOW)
def walk(page: Page, request: pytest.FixtureRequest) -> Walk:
    world = make_world()
    low = EngagementFactory(
        vendor__organisation=world.organisation,
        profile=LOW,
        inherent="16.7",
        tier=Tier.LOW,
    )
    response = started(world.organisation, world.analyst, engagement=low).response
    assert response.is_short
    found = take_seat(page, response)
    found.by_keys = request.param == "keys"
    return found


def add_tool(walk: Walk, search: str, answers: dict[str, object]) -> dict[str, object]:
    """Add a tool of the list, confirm what is proposed, answer what is left; what it took."""
    page, before = walk.page, Counter(walk.count)
    walk.click(page.get_by_role("link", name="Add"))
    expect(page.get_by_label("Search by tool")).to_be_focused()
    page.keyboard.type(search)
    walk.count["keys"] += len(search)
    expect(page.get_by_text(re.compile(r"\d+ of \d+ shown"))).to_be_visible()
    walk.click(page.locator("button.catalogue__plan:visible").first)
    walk.measure(f"{search}: chosen")
    confirmed = 0
    if page.locator(".proposals").count():
        walk.read(page.locator(".proposals"))
        confirmed = page.locator(".proposals__text").count()
        hold(page, f"walk-{search}-proposed")
        walk.click(page.locator(".proposals .btn:not(.btn-link)").last)
        expect(page.locator(".proposals")).to_have_count(0)
    walk.measure(f"{search}: left")
    hold(page, f"walk-{search}-left")
    answered = 0
    while names := walk.left():
        walk.answer(names[0], answers[names[0]])
        answered += 1
    return {"confirmed": confirmed, "answered": answered, **walk.since(before)}


def deal_with_weak_answers(walk: Walk) -> dict[str, int]:
    """One sentence with a day for all of them; what it took."""
    page, before = walk.page, Counter(walk.count)
    walk.click(page.get_by_role("link", name="Deal with the weak answers"))
    walk.measure("weak")
    rows = page.get_by_role("checkbox", name="Choose, to say").count()
    for words in page.locator("section.question > :is(h2, p)").all():
        walk.read(words)
    walk.count["answers"] += rows
    walk.click(page.get_by_label(f"All {rows} answers above"))
    last = page.locator("section", has=page.get_by_role("heading", name="The same for"))
    walk.type(last.get_by_label("In your words"), "Part of our plan for next quarter")
    last.get_by_label("Done by").fill("2099-01-01")
    walk.count["keys"] += 8
    walk.click(page.get_by_role("button", name="Save for all that are chosen"))
    expect(page.get_by_text("Saved for")).to_be_visible()
    walk.click(page.get_by_role("link", name="Check your answers"))
    return walk.since(before)


def submit(walk: Walk) -> None:
    page = walk.page
    walk.measure("check")
    walk.click(page.get_by_role("link", name="Continue to submit").first)
    walk.read(page.locator("main"))
    walk.type(page.get_by_label("Your role"), "Head of engineering")
    for box in page.get_by_role("checkbox").all():
        walk.click(box)
    walk.click(page.get_by_role("button", name="Submit the answers"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")


def go_on(walk: Walk) -> None:
    links = walk.page.locator(".actions a")
    checking = walk.page.get_by_role("link", name="Check your answers")
    onward = links.filter(has_text="Next").or_(checking).first
    if walk.by_keys and onward.evaluate("one => document.activeElement === one"):
        with walk.page.expect_navigation():
            walk.keys("Enter")
        return
    walk.click(onward)


def test_the_short_form_with_two_tools_takes_less_than_25_minutes(walk):
    page, given = walk.page, example("typical").filled
    first, second = given.entries[1].answers, given.entries[2].answers
    page.goto(f"/respond/{walk.response.pk}/")
    walk.read(page.locator("main"))
    walk.click(page.get_by_role("link", name="Start with"))
    tools: dict[str, dict[str, object]] = {}
    for section in core_document().sections:
        if section.repeat:
            for search, answers in (("codex", first), ("coderabbit", second)):
                tools[search] = add_tool(walk, search, answers)
        else:
            walk.measure(section.code)
            while names := walk.left():
                walk.answer(names[0], given.answers[names[0]])
        go_on(walk)

    weak = deal_with_weak_answers(walk)
    submit(walk)

    walk.response.refresh_from_db()
    assert not walk.response.is_open
    figures = {
        "all": dict(walk.count),
        "tools": tools,
        "weak": weak,
        "heights": walk.heights,
        "seconds": round(walk.seconds),
    }
    if kept := os.environ.get("WALK"):
        how = "keys" if walk.by_keys else "mouse"
        Path(kept).with_suffix(f".{how}.json").write_text(json.dumps(figures, indent=1))
    assert walk.seconds < LIMIT
    most = 3 if walk.by_keys else 31
    assert tools["coderabbit"]["clicks"] <= tools["codex"]["clicks"] <= most
