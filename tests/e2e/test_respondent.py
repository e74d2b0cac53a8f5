"""The vendor's journey in a real browser."""

import re
from queue import Queue

import pytest
from playwright.sync_api import Page, expect

from questionnaires.actions.answers import save_answer
from questionnaires.actions.entries import add_entry
from questionnaires.models import Answer, Response
from questionnaires.queries import link_path, token_of
from tests.conftest import make_world
from tests.e2e.conftest import assert_accessible, line_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def open_response() -> Response:
    return make_world().assessment(filled=False).response


def enter(page: Page, response: Response) -> None:
    page.goto(link_path(response.invitations.get()))
    page.get_by_label("Your name").fill("Vera Vendor")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("AI tools on the work")


def saved(page: Page, question: str) -> None:
    expect(page.locator(f"#{question} [data-status]")).to_contain_text("Saved")


def test_vendor_answers_lists_a_tool_and_submits(page, open_response):
    enter(page, open_response)
    assert "#" not in page.url

    page.get_by_role("link", name="Start with: Rules, ownership and people").click()
    page.get_by_label("No, but this is not checked by technical means").check()
    saved(page, "GOV-01")
    expect(page.locator("#GOV-01")).to_contain_text("Why this raises the risk")
    expect(page.locator("[data-progress]")).to_contain_text("1 of 8 answered")
    page.locator("#GOV-07").get_by_label("Percent").fill("96,5")
    page.locator("#GOV-07").get_by_label("Percent").blur()
    saved(page, "GOV-07")
    page.locator("#GOV-08").get_by_label("Date", exact=True).fill("2030-01-01")
    page.locator("#GOV-08").get_by_label("Date", exact=True).blur()
    expect(page.locator("#GOV-08 [data-status]")).to_contain_text("must not lie after")
    assert_accessible(page)

    page.get_by_role("link", name="Next: Inventory").click()
    expect(page.locator("#INV-02")).to_have_count(0)
    page.locator("#INV-01").get_by_label(
        "Yes, complete as far as known, kept by hand"
    ).check()
    expect(page.locator("#INV-02")).to_be_visible()
    page.locator("#INV-01").get_by_label("Not known").check()
    expect(page.locator("#INV-02")).to_have_count(0)

    page.get_by_role("link", name="Next: AI tool register").click()
    page.get_by_role("link", name="Add the first AI tool").click()
    page.get_by_label("Search by tool").fill("copilot")
    expect(page.get_by_text("4 of 71 shown")).to_be_visible()
    page.get_by_label("Search by tool").fill("Own agent")
    page.get_by_role("button", name="Add it by hand").click()
    name = page.locator("#T-01 textarea[name$=value]")
    expect(name).to_have_value("Own agent")
    name.fill("Example Agent")
    name.blur()
    saved(page, "T-01")
    page.get_by_role("heading", name="Where it goes").click()
    search = page.locator("#T-20").get_by_label("Add a country")
    search.fill("United States")
    search.press("Enter")
    saved(page, "T-20")
    expect(page.locator("#T-22")).to_be_visible()
    page.locator("#T-22").get_by_label("United States").select_option("dpf_and_scc")
    saved(page, "T-22")
    assert_accessible(page)
    page.get_by_role("link", name="Back to the list").first.click()
    page.get_by_role("button", name="Copy Example Agent").click()
    expect(page.locator("#T-01 textarea[name$=value]")).to_have_value(
        "Example Agent (copy)"
    )
    page.get_by_role("link", name="Back to the list").first.click()
    page.get_by_role("button", name="Remove Example Agent (copy)").click()
    page.get_by_role("button", name="Bring it back Example Agent (copy)").click()
    expect(page.get_by_role("link", name="Example Agent (copy)")).to_be_visible()
    assert_accessible(page)

    page.goto(f"/respond/{open_response.pk}/check/")
    expect(page.get_by_text("still open")).to_be_visible()
    page.get_by_text("Show the weak answers").click()
    page.get_by_role("link", name="Say something about it").first.click()
    page.get_by_label("In your words").fill("We will check the sign-in logs")
    page.get_by_label("Done by").fill("2099-01-01")
    page.get_by_role("button", name="Save", exact=True).click()
    action = "Your action until 1 January 2099: We will check the sign-in logs"
    expect(page.get_by_text(action)).to_be_visible()
    page.goto(f"/respond/{open_response.pk}/check/")
    page.get_by_role("link", name="Continue to submit").first.click()
    page.get_by_label("Your role").fill("Head of engineering")
    page.get_by_label("I am entitled").check()
    page.get_by_label("will count as").check()
    page.get_by_label("neither an action nor a justification").check()
    page.get_by_role("button", name="Submit the answers").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Thank you, your answers are submitted"
    )

    open_response.refresh_from_db()
    assert not open_response.is_open
    assert Answer.objects.get(response=open_response, question="GOV-07").value == {
        "value": "96.5",
        "unit": "percent",
    }


def test_the_journey_works_without_javascript_on_a_phone(plain_page, open_response):
    page = plain_page
    page.goto("/respond/")
    page.get_by_label("Your link or code").fill(
        token_of(open_response.invitations.get())
    )
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Your name").fill("Vera Vendor")
    page.get_by_role("button", name="Start").click()

    page.get_by_role("link", name="Start with: Rules, ownership and people").click()
    page.locator("#GOV-01").get_by_label("Yes", exact=True).check()
    page.locator("#GOV-01").get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("1 of 8 answered")).to_be_visible()
    page.locator("#GOV-07").get_by_label("Percent").fill("many")
    page.locator("#GOV-07").get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#GOV-07").get_by_role("alert")).to_contain_text(
        "Enter a number of percent"
    )
    page.goto(f"/respond/{open_response.pk}/sections/TOOL/")
    page.get_by_role("link", name="Add the first AI tool").click()
    page.get_by_label("It is not in this list").fill("Own agent")
    page.get_by_role("button", name="Add it by hand").click()
    expect(page.locator("#T-20")).to_be_hidden()
    page.get_by_role("heading", name="Where it goes").click()
    expect(page.locator("#T-03")).to_be_hidden()
    page.locator("#T-20").get_by_label("Countries").select_option(["IE", "US"])
    page.locator("#T-20").get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#T-22")).to_be_visible()
    page.get_by_role("heading", name="What it is").click()
    page.locator("#T-01 textarea[name$=value]").fill("Example Agent")
    page.locator("#T-01").get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Back to the list").first.click()
    page.get_by_role("button", name="Copy Example Agent").click()
    page.locator("#T-01 textarea[name$=value]").fill("Second Agent")
    page.locator("#T-01").get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Back to the list").first.click()
    page.get_by_role("button", name="Remove Second Agent").click()
    expect(page.get_by_role("link", name="Second Agent")).to_have_count(0)
    page.get_by_role("button", name="Bring it back Second Agent").click()
    expect(page.get_by_role("link", name="Second Agent")).to_be_visible()

    page.goto(f"/respond/{open_response.pk}/sections/GOV/")
    page.locator("#GOV-02").get_by_text("Add evidence").click()
    page.locator("#GOV-02").get_by_role("link", name="Attach a file").click()
    page.locator("input[type=file]").set_input_files(
        {
            "name": "mandate.pdf",
            "mimeType": "application/pdf",
            "buffer": b"%PDF-1.7",
        }
    )
    page.get_by_role("button", name="Attach the file").click()
    expect(page.get_by_text("mandate.pdf").first).to_be_visible()

    page.goto(f"/respond/{open_response.pk}/check/")
    page.get_by_text("Show the open questions").click()
    page.locator("main details[open] a").first.click()
    expect(page).to_have_url(re.compile("/sections/|/entries/"))
    page.goto(f"/respond/{open_response.pk}/check/")
    page.get_by_role("link", name="Continue to submit").first.click()
    page.get_by_label("Your role").fill("CTO")
    page.get_by_role("button", name="Submit the answers").click()
    expect(page.get_by_text("Tick this box to submit.")).to_be_visible()
    page.get_by_label("I am entitled").check()
    page.get_by_label("will count as").check()
    page.get_by_role("button", name="Submit the answers").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Thank you, your answers are submitted"
    )


def colleague(browser, live_server, response: Response) -> Page:
    other = browser.new_context(base_url=live_server.url).new_page()
    enter(other, response)
    other.goto(f"/respond/{response.pk}/sections/GOV/")
    return other


def stored(response: Response, question: str) -> object:
    return Answer.objects.get(response=response, question=question).value


def test_both_values_are_offered_when_a_colleague_was_faster(
    page, open_response, browser, live_server
):
    enter(page, open_response)
    page.goto(f"/respond/{open_response.pk}/sections/GOV/")
    other = colleague(browser, live_server, open_response)
    other.locator("#GOV-02").get_by_label("A team shares it").check()
    saved(other, "GOV-02")

    with page.expect_response(lambda reply: reply.status == 409):
        page.locator("#GOV-02").get_by_label("Yes, with a deputy").check()

    expect(page.locator("#GOV-02 [data-status]")).to_contain_text(
        "Saved now: A team shares it"
    )
    assert stored(open_response, "GOV-02") == "team"
    assert_accessible(page)

    page.locator("#GOV-02").get_by_role("button", name="Keep mine").click()
    saved(page, "GOV-02")
    assert stored(open_response, "GOV-02") == "named_deputy"
    other.context.close()


def test_what_a_colleague_saves_appears_by_itself(
    page, open_response, browser, live_server
):
    enter(page, open_response)
    page.clock.install()
    page.goto(f"/respond/{open_response.pk}/sections/GOV/")
    other = colleague(browser, live_server, open_response)
    other.locator("#GOV-01").get_by_label(
        "No, but this is not checked by technical means"
    ).check()
    saved(other, "GOV-01")

    page.clock.fast_forward(21_000)

    expect(
        page.locator("#GOV-01").get_by_label(
            "No, but this is not checked by technical means"
        )
    ).to_be_checked()
    expect(page.locator("#GOV-01 [data-status]")).to_contain_text("changed this at")
    expect(page.locator("[data-progress]")).to_contain_text("1 of 8 answered")
    other.context.close()


def test_answers_given_offline_survive_a_reload_and_are_sent_in_order(
    page, open_response
):
    enter(page, open_response)
    place = f"/respond/{open_response.pk}/sections/GOV/"
    line = line_of(page)
    page.goto(place)
    line.is_cut = True
    page.locator("#GOV-02").get_by_label("A team shares it").check()
    expect(page.locator("#GOV-02 [data-status]")).to_contain_text("No connection")
    page.locator("#GOV-01").get_by_label(
        "No, but this is not checked by technical means"
    ).check()
    page.locator("#GOV-02").get_by_label("Yes, with a deputy").check()
    assert not Answer.objects.exists()

    # Another seat on the same computer sees nothing of it, and what is a day old goes.
    seat = open_response.respondents.get()
    mine = [
        f"riskapp.waiting.{open_response.pk}.{seat.pk}./GOV-0{number}"
        for number in (1, 2)
    ]
    assert page.evaluate("Object.keys(localStorage).sort()") == mine
    page.evaluate(
        """key => {
          const kept = JSON.parse(localStorage[key]);
          kept.stamp = `${Date.now() - 25 * 3600 * 1000}-0`;
          localStorage["riskapp.waiting.x.y./GOV-02"] = JSON.stringify(kept);
        }""",
        mine[1],
    )
    page.reload()
    assert page.evaluate("Object.keys(localStorage).sort()") == mine
    expect(page.locator("#GOV-02").get_by_label("Yes, with a deputy")).to_be_checked()
    expect(page.locator("#GOV-01 [data-status]")).to_contain_text("kept here")
    page.get_by_role("button", name="Save and leave").click()
    expect(page.locator("#GOV-01 [data-status]")).to_contain_text("lost when you leave")
    line.is_cut = False
    page.evaluate("window.dispatchEvent(new Event('online'))")

    saved(page, "GOV-02")
    saved(page, "GOV-01")
    events = open_response.events.filter(kind="answered").values_list(
        "question", "after"
    )
    assert list(events) == [("GOV-01", "no_rule"), ("GOV-02", "named_deputy")]
    assert page.evaluate("localStorage.length") == 0
    page.evaluate("localStorage['riskapp.waiting.x.y'] = '[]'")
    page.get_by_role("button", name="Save and leave").click()
    page.wait_for_url("**/respond/")
    assert page.evaluate("localStorage.length") == 0


def test_what_is_being_typed_is_kept_when_the_page_goes(page, open_response):
    tool = add_entry(open_response, "TOOL", name="Own agent")
    enter(page, open_response)
    page.goto(f"/respond/{open_response.pk}/entries/{tool.pk}/")
    field = page.locator("#T-17 textarea[name$=-value]")
    field.press_sequentially("Vera Vendor, who")

    page.reload()

    expect(field).to_have_value("Vera Vendor, who")
    page.goto(f"/respond/{open_response.pk}/entries/{tool.pk}/#T-19")
    assert stored(open_response, "T-17") == "Vera Vendor, who"


def test_what_is_given_before_the_scripts_run_is_saved(page, open_response):
    tool = add_entry(open_response, "TOOL", name="Own agent")
    enter(page, open_response)
    script = Queue()

    def hold(route):
        script.put(route)

    page.route("**/autosave*.js", hold)
    page.goto(
        f"/respond/{open_response.pk}/entries/{tool.pk}/?at=T-17", wait_until="commit"
    )
    page.locator("#T-03 input[value=free]").check()
    field = page.locator("#T-17 textarea[name$=-value]")
    field.fill("Vera Vendor")

    script.get_nowait().continue_()

    saved(page, "T-03")
    assert stored(open_response, "T-03") == "free"
    field.blur()
    saved(page, "T-17")
    assert stored(open_response, "T-17") == "Vera Vendor"


def test_the_next_part_opens_when_one_is_done(page, open_response):
    tool = add_entry(open_response, "TOOL", name="Own agent")
    save_answer(open_response, "T-03", "self", entry=tool)
    enter(page, open_response)
    page.goto(f"/respond/{open_response.pk}/entries/{tool.pk}/#T-19")
    expect(page.locator("#T-28")).to_be_hidden()

    page.locator("#T-19").get_by_label("No", exact=True).check()

    expect(page.locator("#T-28")).to_be_visible()
    expect(page.locator("#T-19").get_by_label("No", exact=True)).to_be_focused()
    expect(page.locator('[data-part="kept"] [data-part-count]')).to_have_text(
        "1 of 1 answered"
    )


def test_a_part_brings_its_questions_when_it_is_opened(page, open_response):
    tool = add_entry(open_response, "TOOL", name="Own agent")
    save_answer(open_response, "T-03", "self", entry=tool)
    enter(page, open_response)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"/respond/{open_response.pk}/entries/{tool.pk}/")
    expect(page.locator("#T-10")).to_have_count(0)

    page.get_by_role("link", name="What it may do", exact=True).click()

    expect(page.locator("#T-10")).to_be_visible()
    expect(page.locator("#T-03")).to_be_hidden()
    head = page.locator('[data-part="may"] > summary')
    expect(head).to_be_focused()
    assert_accessible(page)
    page.keyboard.press("Space")
    expect(page.locator("#T-10")).to_be_hidden()

    # A part that was fetched saves as any other, and what its answers change goes and comes.
    page.get_by_role("link", name="How it signs in", exact=True).click()
    expect(page.locator("#T-12")).to_be_visible()
    page.locator("#T-11").get_by_label("No sign-in; works on local files only").check()
    saved(page, "T-11")
    expect(page.locator("#T-12")).to_have_count(0)
    expect(page.locator('[data-part="access"] [data-part-count]')).to_have_text(
        "1 of 1 answered"
    )

    page.goto(f"/respond/{open_response.pk}/entries/{tool.pk}/?all=yes")
    expect(page.locator("[data-part-link]:visible", has_not_text="Next")).to_have_count(
        0
    )
    expect(page.locator("#T-03")).to_be_visible()
    expect(page.locator("#T-10")).to_be_visible()
    assert_accessible(page)


def test_what_is_not_saved_says_so_at_once(page, open_response):
    tool = add_entry(open_response, "TOOL", name="Own agent")
    enter(page, open_response)
    page.goto(f"/respond/{open_response.pk}/entries/{tool.pk}/#T-20")
    where = page.locator("#T-20")
    search = where.get_by_label("Add a country")
    search.fill("Atlantis")
    search.press("Enter")
    expect(where.locator("[data-status]")).to_contain_text(
        "“Atlantis” is no country of the list, so it is not saved."
    )
    expect(search).to_have_value("Atlantis")
    for called in ("uk", "Österreich", "EL", "worldwide"):
        search.fill(called)
        search.press("Enter")
        expect(search).to_have_value("")
    saved(page, "T-20")
    expect(where.locator("[data-status]")).to_contain_text("Saved")
    assert_accessible(page)

    where.locator("summary", has_text="It does not apply").click()
    where.get_by_label("This does not apply to us").check()
    expect(where.locator("[data-status]")).to_have_text(
        "Not saved yet: say why it does not apply."
    )
    assert stored(open_response, "T-20") == ["AT", "GB", "GR", "world"]


def test_what_one_tab_keeps_another_neither_overwrites_nor_takes_away(
    page, open_response
):
    enter(page, open_response)
    place = f"/respond/{open_response.pk}/sections/GOV/"
    other = page.context.new_page()
    lines = {tab: line_of(tab) for tab in (page, other)}
    page.goto(place)
    other.goto(place)
    for tab, question, words in (
        (page, "GOV-02", "A team shares it"),
        (other, "GOV-01", "No, but this is not checked by technical means"),
    ):
        lines[tab].is_cut = True
        tab.locator(f"#{question}").get_by_label(words).check()
        expect(tab.locator(f"#{question} [data-status]")).to_contain_text("kept here")

    lines[other].is_cut = False
    other.evaluate("window.dispatchEvent(new Event('online'))")
    saved(other, "GOV-01")
    page.reload()

    expect(page.locator("#GOV-02").get_by_label("A team shares it")).to_be_checked()
    expect(page.locator("#GOV-02 [data-status]")).to_contain_text("kept here")
    lines[page].is_cut = False
    page.evaluate("window.dispatchEvent(new Event('online'))")
    saved(page, "GOV-02")
    assert stored(open_response, "GOV-02") == "team"
    assert page.evaluate("localStorage.length") == 0


def test_a_reason_may_stand_in_place_of_an_answer(page, open_response):
    enter(page, open_response)
    page.goto(f"/respond/{open_response.pk}/sections/GOV/")
    page.locator("#GOV-02").get_by_label("A team shares it").check()
    saved(page, "GOV-02")

    page.locator("#GOV-02").get_by_text("It does not apply", exact=True).click()
    page.locator("#GOV-02").get_by_label("Why it does not apply").fill("One-man firm")
    with page.expect_response(lambda reply: reply.url.endswith("/answer/")):
        page.locator("#GOV-02").get_by_label("Why it does not apply").blur()

    expect(page.locator("#GOV-02").get_by_label("A team shares it")).not_to_be_checked()
    expect(page.locator("[data-progress]")).to_contain_text("1 of 8 answered")
    page.reload()
    assert stored(open_response, "GOV-02") == {"not_applicable": "One-man firm"}
    assert_accessible(page)
