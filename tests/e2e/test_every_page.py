"""Every page a vendor can come to: axe finds nothing, nothing scrolls sideways at 320 px."""

import re
from io import BytesIO

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from questionnaires.actions.clarifications import draft_question, send_questions
from questionnaires.actions.entries import add_entry, choose_listed, remove_entry
from questionnaires.actions.evidence import EvidenceClaim, add_file, add_link
from questionnaires.actions.invitations import (
    enter,
    invite,
    invite_colleague,
    revoke,
)
from questionnaires.actions.responses import submit_response
from questionnaires.actions.uploads import receive_upload
from questionnaires.limits import TRIES
from questionnaires.models import Invitation, Response
from questionnaires.queries import document_of, link_path, token_of
from riskapp.tools.catalogue import core_catalogue
from riskapp.vendor_copies.actions import render_copy, request_copy
from tests.conftest import make_world
from tests.e2e.conftest import LOOKS, hold, let_in
from tests.factories.paper import blank_paper
from tests.factories.second_factor import set_up
from tests.questionnaires.actions.test_following import changed_version, cycle

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADDRESS = "vera@vendor.example"
PASSWORD = "a sentence is easy to remember"


def look(page: Page, *addresses: str) -> None:
    """Open pages as they are and hold each to the rules in both looks."""
    for address in addresses:
        page.goto(address)
        hold(page)


def came_in(invitation: Invitation) -> Client:
    client = Client()
    client.post("/respond/", {"code": token_of(invitation)})
    client.post("/respond/start/", {"name": "Vera Vendor"})
    return client


def title(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def test_the_pages_before_entry(page):
    world = make_world(entry_policy="code")
    response = world.assessment(filled=False, email=ADDRESS).response
    invitation = response.invitations.get()
    link = link_path(invitation)

    look(page, "/respond/")
    page.get_by_label("Your link or code").fill("wrong")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("This code is not right")).to_be_visible()
    hold(page)
    page.goto(link)
    page.get_by_label("Your name").fill("Vera Vendor")
    hold(page)
    page.get_by_label("Your work address").fill(ADDRESS)
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("The six digits").fill("000000")
    page.get_by_role("button", name="Continue").click()
    expect(
        page.get_by_text(re.compile("no longer works|tries are left"))
    ).to_be_visible()
    hold(page)
    page.goto(f"/respond/{response.pk}/sections/GOV/")
    title(page, "Open your invitation again")
    hold(page)
    page.get_by_role("link", name="Paste the link").click()
    expect(page.get_by_text("You come back to the same place")).to_be_visible()
    hold(page)
    Invitation.objects.update(expires_at=timezone.now())
    page.goto(link)
    title(page, "This invitation has expired")
    hold(page)
    revoke(invitation, actor="")
    page.goto("/respond/")
    page.goto(link)
    title(page, "This invitation was withdrawn")
    hold(page)
    cache.set("questionnaires.tries.127.0.0.1", TRIES)
    page.goto("/respond/")
    page.goto("/respond/#not-a-code-but-long-enough")
    title(page, "Too many tries")
    hold(page)


@pytest.fixture
def answered() -> Response:
    """Half answered: tools by hand and of the catalogue, one removed, evidence, a colleague."""
    response = make_world().assessment(name="Portal", email=ADDRESS).response
    choose_listed(response, "TOOL", core_catalogue().plans["claude-code-consumer"])
    remove_entry(add_entry(response, "TOOL"))
    add_file(
        response,
        "GOV-02",
        ContentFile(b"%PDF-1.7", "mandate.pdf"),
        EvidenceClaim(level="documented"),
    )
    add_link(response, "GOV-02", "https://vendor.example/rules", EvidenceClaim())
    return response


def test_the_pages_of_a_lead(page, answered):
    response = answered
    base = f"/respond/{response.pk}/"
    invitation = response.invitations.get()
    lead = enter(invitation, name="Lena Lead")
    colleague = invite_colleague(
        response, email="cora@vendor.example", sections=["GOV"], by=lead
    )
    let_in(page, came_in(invitation))
    entries = list(response.entries.filter(removed_at=None))
    document = document_of(response.version)

    look(page, base)
    for number, section in enumerate(
        document.sections
    ):  # they are alike: one look each
        page.goto(f"{base}sections/{section.code}/")
        hold(page, looks=LOOKS[number % 2 :][:1])
    look(page, f"{base}entries/{entries[-1].pk}/", f"{base}sections/TOOL/choose/")
    look(page, f"{base}sections/TOOL/together/?question=T-23")
    look(page, f"{base}questions/GOV-01/", f"{base}evidence/GOV-02/")
    look(page, f"{base}remark/?question=GOV-01&entry=")
    look(page, f"{base}colleagues/", f"{base}colleagues/{colleague.pk}/")
    upload = receive_upload(
        response,
        b"questionnaire: ai-toolchain-partner\n"
        b"answers: {GOV-01: unknown, GOV-03: perhaps, GOV-99: x}\n",
        "answers.yaml",
        respondent=invitation.respondents.exclude(pk=lead.pk).get(),
    )
    look(page, f"{base}file/", f"{base}file/{upload.pk}/")
    page.goto(f"{base}check/")
    for summary in page.locator("main summary").all():
        summary.click()
    hold(page)
    page.goto(f"{base}submit/")
    page.get_by_role("button", name="Submit the answers").click()
    expect(page.get_by_text("This field is required").first).to_be_visible()
    hold(page)

    let_in(page, came_in(colleague))
    look(page, base)
    page.goto(f"{base}sections/INV/")
    title(page, "This is not yours to do")
    hold(page)


def test_the_pages_after_submission(page, answered):
    client = came_in(answered.invitations.get())
    submit_response(answered, name="Vera Vendor", role="CTO")
    let_in(page, client)

    page.goto(f"/respond/{answered.pk}/done/")
    page.get_by_text("Show what you submitted").click()
    hold(page)
    look(page, f"/respond/{answered.pk}/copy/")
    asked_by = answered.invitations.get().respondents.get()
    with blank_paper():
        render_copy(request_copy(answered, "en", by=asked_by))
    look(page, f"/respond/{answered.pk}/copy/")
    draft_question(answered, "GOV-01", "", text="Since when?", author="analyst")
    asked = send_questions(answered, due_on=None, actor="analyst@buyer.example")
    look(page, f"/respond/{answered.pk}/done/")
    page.get_by_role("button", name="Open it").click()
    title(page, "AI tools on the work for Buyer")
    hold(page)
    look(page, f"/respond/{asked.pk}/sections/GOV/")
    expect(page.get_by_text("Since when?")).to_be_visible()


def test_the_page_of_what_is_different_from_last_time(page):
    previous = make_world().assessment("typical", submitted=True).response
    new = cycle(previous, version=changed_version(previous))
    let_in(page, came_in(invite(new, actor="analyst")))

    look(page, f"/respond/{new.pk}/", f"/respond/{new.pk}/last-time/")
    title(page, "What is different from last time")


def test_the_pages_of_an_account(page):
    world = make_world(entry_policy="account")
    response = world.assessment(filled=False, email=ADDRESS).response
    invitation = response.invitations.get()
    client = Client()
    client.post("/respond/", {"code": token_of(invitation)})
    session = client.session
    session["accounts_proof"] = {
        "email": ADDRESS,
        "name": "Vera Vendor",
        "back": "/respond/account/",
    }
    session.save()
    let_in(page, client)

    look(page, "/respond/start/", "/accounts/login/", "/accounts/join/")
    page.get_by_label("Password").first.fill(PASSWORD)
    page.get_by_label("The same password once more").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    title(page, "Set up a second factor")
    hold(page)
    client.cookies["sessionid"] = next(
        c["value"] for c in page.context.cookies() if c["name"] == "sessionid"
    )
    set_up(client)
    look(page, "/accounts/2fa/codes/", "/accounts/2fa/codes/new/", "/accounts/2fa/")
    look(page, "/accounts/2fa/app/off/", "/accounts/password/change/")
    page.goto("/accounts/2fa/codes/")
    page.get_by_role("link", name="I have kept them, go on").click()
    title(page, "You are signed in")
    hold(page)
    page.get_by_role("button", name="Go to the questionnaire").click()
    title(page, "AI tools on the work for Buyer")
    look(page, "/respond/mine/")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("Email").fill(ADDRESS)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    title(page, "Second factor")
    hold(page)


def test_paper_shows_everything_and_no_navigation(page, answered):
    client = came_in(answered.invitations.get())
    let_in(page, client)
    page.goto(f"/respond/{answered.pk}/check/")

    pages = PdfReader(BytesIO(page.pdf())).pages
    text = " ".join(" ".join(p.extract_text() for p in pages).split())

    assert "Check your answers" in text
    assert "mandate.pdf" in text
    for summary in page.locator("main details li").all()[:5]:
        assert " ".join(summary.inner_text().split())[:40] in text
    for navigation in ("Save and leave", "Back to all sections", "Deutsch", "Continue"):
        assert navigation not in text
