"""Weak answers are dealt with where they stand, and the short form says that it is one."""

import datetime

import pytest
from django.test import Client
from playwright.sync_api import expect

from questionnaires.actions.answers import fill
from questionnaires.actions.entries import add_entry
from questionnaires.models import Remark
from questionnaires.queries import token_of
from riskapp.vendors.choices import Tier
from tests.conftest import make_world
from tests.e2e.conftest import hold, let_in, sign_in
from tests.factories.riskapp import EngagementFactory, example, started
from tests.riskapp.assessments.queries.test_scope import LOW

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SOON = (datetime.date.today() + datetime.timedelta(days=30)).isoformat()


@pytest.fixture
def assessment():
    world = make_world()
    low = EngagementFactory(
        vendor__organisation=world.organisation,
        profile=LOW,
        inherent="16.7",
        tier=Tier.LOW,
    )
    made = started(world.organisation, world.analyst, engagement=low)
    kept = example("half-answered").filled
    fill(made.response, kept)
    return made


def enter(page, assessment):
    client = Client()
    code = token_of(assessment.response.invitations.get())
    client.post("/respond/", {"code": code})
    client.post("/respond/start/", {"name": "Vera Vendor"})
    let_in(page, client)


def test_weak_answers_are_dealt_with_where_they_stand(page, assessment):
    response = assessment.response
    enter(page, assessment)
    page.goto(f"/respond/{response.pk}/")
    expect(page.get_by_text("This is the short form")).to_be_visible()
    hold(page, "tasks-short")

    page.get_by_role("link", name="Rules, ownership").click()
    said = page.locator("[data-say]").first
    said.locator("summary").click()
    hold(page, "section-say")
    said.get_by_label("In your words").fill("We write it down")
    said.get_by_label("Who sees to it").fill("Ana")
    said.get_by_label("Done by").fill(SOON)
    said.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved for 1 answer.")).to_be_visible()
    expect(page.get_by_text("We write it down (Ana)").first).to_be_visible()

    page.goto(f"/respond/{response.pk}/weak/")
    hold(page, "weak")
    many = page.get_by_role("checkbox", name="Choose, to say").count()
    assert many > 3
    page.get_by_label(f"All {many} answers above").check()
    last = page.locator("section", has=page.get_by_role("heading", name="The same for"))
    last.get_by_label("In your words").fill("Planned with the team")
    last.get_by_label("Done by").fill(SOON)
    page.get_by_role("button", name="Save for all that are chosen").click()
    expect(page.get_by_text(f"Saved for {many} answers.")).to_be_visible()
    assert Remark.objects.filter(response=response).count() == many + 1


def test_whom_to_ask_is_one_click_away_from_every_question(page, assessment):
    enter(page, assessment)
    page.goto(f"/respond/{assessment.response.pk}/sections/GOV/")

    page.get_by_role("link", name="Ask about this (GOV-01)").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Who to ask")
    expect(page.get_by_text("analyst@buyer.example")).to_be_visible()
    hold(page, "contact")


def test_the_page_of_an_assessment_offers_the_whole_form(page, assessment):
    sign_in(page)
    page.goto(f"/assessments/{assessment.pk}/")
    hold(page, "short-form")

    page.get_by_role("button", name="Ask the whole form").click()

    expect(page.get_by_text("The vendor is asked the whole form now.")).to_be_visible()


def test_a_long_list_of_tools_is_narrowed_while_somebody_types(page, assessment):
    for number in range(9):
        add_entry(assessment.response, "TOOL", name=f"Tool {number}")
    enter(page, assessment)

    page.goto(f"/respond/{assessment.response.pk}/sections/TOOL/")
    page.get_by_role("searchbox").fill("tool 7")

    expect(page.get_by_role("link", name="Tool 7")).to_be_visible()
    expect(page.get_by_role("link", name="Tool 3")).to_be_hidden()


def test_a_question_is_asked_on_the_page_and_answered_there(page, assessment):
    enter(page, assessment)
    page.goto(f"/respond/{assessment.response.pk}/contact/?question=GOV-01")
    page.get_by_label("Your question").fill("Does this cover contractors?")
    page.get_by_role("button", name="Send to Buyer").click()
    expect(page.get_by_text("Does this cover contractors?")).to_be_visible()
    hold(page, "contact-thread")

    sign_in(page)
    page.goto(f"/assessments/{assessment.pk}/asked/")
    hold(page, "asked")
    page.get_by_label("Your answer").fill("It does.")
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_text("Sent to the vendor.")).to_be_visible()
