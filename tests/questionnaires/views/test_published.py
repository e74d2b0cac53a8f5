"""Choosing a tool, reading what is published about it, and taking it over."""

import datetime
import json
import re
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from questionnaires.actions.answers import save_answer
from questionnaires.actions.entries import add_entry, choose_listed
from questionnaires.actions.responses import submit_response
from questionnaires.models import Answer, Entry, ResponseEvent
from questionnaires.queries import token_of
from questionnaires.queries.documents import _guide_in
from riskapp.tools.catalogue import core_catalogue
from riskapp.tools.mapping import guide_for
from tests.conftest import make_world

# What a page proposes for Claude Code under its plan for teams, while the list is fresh.
SEEN = {
    "T-03": "business",
    "T-04": ["change"],
    "T-05": "unattended",
    "T-06": "laptop",
    "T-18": ["files", "terminal"],
    "T-19": "local",
    "T-20": ["world"],
    "T-23": {"value": "30", "unit": "days"},
    "T-24": "no_contract",
    "T-25": "dpa_std",
}
CHOOSE_QUERIES = 1
ENTRY_QUERIES = 8


def choose_page(response, query=""):
    return (
        reverse(
            "questionnaires:choose", kwargs={"response_id": response.pk, "code": "TOOL"}
        )
        + query
    )


def add_page(response):
    return reverse("questionnaires:add", args=[response.pk])


def entry_page(entry):
    return reverse("questionnaires:entry", args=[entry.response_id, entry.pk])


def whole_page(entry):
    """All its questions at once."""
    return f"{entry_page(entry)}?all=yes"


def confirm_page(entry):
    return reverse(
        "questionnaires:confirm_proposed", args=[entry.response_id, entry.pk]
    )


def seen(**more):
    """What the form of the page sends: what stood on it, and which button was pressed."""
    return {"seen": json.dumps(SEEN), **more}


def only(question, **more):
    """The same, where one answer alone was confirmed."""
    return seen(only=json.dumps({question: SEEN[question]}), **more)


def question_html(html, question):
    """The part of a page about one question."""
    start = html.index(f'id="{question}"')
    return " ".join(html[start : html.index("</form>", start)].split())


@pytest.fixture
def entry(response):
    return choose_listed(response, "TOOL", core_catalogue().plans["gitlab-duo"])


def timeless_guide(document, language):
    """The list, in which no fact that has a date ever gets old."""
    guide = guide_for(document, language)
    plans = {
        plan.id: replace(
            plan,
            facts={
                name: replace(fact, again=fact.again and datetime.date.max)
                for name, fact in plan.facts.items()
            },
        )
        for plan in guide.catalogue.plans.values()
    }
    return replace(guide, catalogue=replace(guide.catalogue, plans=plans))


@pytest.fixture
def tool(response, settings):
    """A tool of a plan that something is proposed for, whatever day it is."""
    settings.QUESTIONNAIRE_GUIDE = f"{__name__}.timeless_guide"
    _guide_in.cache_clear()
    yield choose_listed(response, "TOOL", core_catalogue().plans["claude-code-team"])
    _guide_in.cache_clear()


def test_the_page_lists_every_tool_and_plan_by_provider(vendor_client, response):
    html = vendor_client.get(choose_page(response)).content.decode()

    assert html.count('name="plan"') == 71
    assert html.index('<h2 class="h3">Anthropic') < html.index('<h2 class="h3">AWS')
    assert "It is not in this list" in html
    assert "as of 30 November 2026" in html


def test_a_search_works_without_scripts(vendor_client, response):
    html = vendor_client.get(
        choose_page(response, "?q=copilot+business")
    ).content.decode()

    assert re.findall(r'name="plan" value="([^"]+)"', html) == [
        "github-copilot-business-plan"
    ]
    assert "1 of 71 shown" in html
    assert "Show all" in html


@pytest.mark.parametrize(
    "query",
    [
        "%3Cscript%3Ealert(1)%3C/script%3E",
        "%22%20autofocus%20onfocus=%22x",
        "%00%0a%0d%e2%80%ae",
        "%ff%fe",
        "' OR 1=1 --",
        "{{7*7}}{%25 debug %25}",
        "a" * 5000,
        "(((((a+)+)+)+)$",
    ],
)
def test_a_hostile_search_finds_nothing_and_changes_nothing(
    vendor_client, response, query
):
    register = reverse("questionnaires:section", args=[response.pk, "TOOL"])

    for page in (choose_page(response, f"?q={query}"), f"{register}?q={query}"):
        answer = vendor_client.get(page)

        html = answer.content.decode()
        assert answer.status_code == 200
        assert "<script>alert" not in html
        assert 'onfocus="x' not in html
        assert "\x00" not in html
        assert "a" * 101 not in html


def test_choosing_adds_the_tool_and_opens_it(vendor_client, response):
    answer = vendor_client.post(
        add_page(response), {"section": "TOOL", "plan": "gitlab-duo"}
    )

    entry = Entry.objects.get(response=response)
    assert answer.headers["Location"] == f"{entry_page(entry)}?left=yes"
    assert entry.catalogue == "gitlab-duo"
    assert entry.answers.get(question="T-01").value == "GitLab Duo"
    assert entry.answers.get(question="T-01").answered_by.name == "Vera Vendor"


def test_a_tool_that_is_not_in_the_list_starts_with_the_name_that_was_typed(
    vendor_client, response
):
    vendor_client.post(add_page(response), {"section": "TOOL", "name": "Own agent"})

    entry = Entry.objects.get(response=response)
    assert entry.catalogue == ""
    assert dict(entry.answers.values_list("question", "value")) == {"T-01": "Own agent"}


@pytest.mark.parametrize(
    "plan", ["nonsense", "../..", "GitLab Duo", "\x00", "x" * 9999]
)
def test_a_tool_plan_nobody_knows_is_not_found(vendor_client, response, plan):
    answer = vendor_client.post(add_page(response), {"section": "TOOL", "plan": plan})

    assert answer.status_code == 404
    assert not Entry.objects.exists()


def test_a_tool_cannot_be_chosen_into_another_section(vendor_client, response):
    vendor_client.post(add_page(response), {"section": "GOV", "plan": "gitlab-duo"})

    assert not Entry.objects.exists()


@pytest.mark.parametrize("code", ["GOV", "nowhere"])
def test_only_the_register_has_tools_to_choose(vendor_client, response, code):
    page = reverse("questionnaires:choose", args=[response.pk, code])

    assert vendor_client.get(page).status_code == 404


def test_a_stranger_finds_nothing(response, entry):
    other = make_world("Other").assessment(filled=False).response
    for client in (Client(), _vendor_of(other)):
        assert client.get(choose_page(response)).status_code == 404
        assert client.get(entry_page(entry)).status_code == 404
        assert client.post(confirm_page(entry), seen()).status_code == 404
        added = client.post(add_page(response), {"section": "TOOL", "plan": "aider"})
        assert added.status_code == 404

    own = _vendor_of(other)
    through_own = reverse("questionnaires:confirm_proposed", args=[other.pk, entry.pk])
    assert own.post(through_own, seen()).status_code == 404
    assert not Answer.objects.filter(question="T-24").exists()
    assert Entry.objects.count() == 1


def test_after_submission_there_is_nothing_to_choose(vendor_client, response):
    submit_response(response, name="Vera", role="CTO")

    assert vendor_client.get(choose_page(response)).status_code == 302


def test_a_fact_is_shown_with_source_date_and_whose_text_it_is(vendor_client, entry):
    html = question_html(vendor_client.get(whole_page(entry)).content.decode(), "T-24")

    assert "What the provider publishes:" in html
    assert "Trains on customer content by default: no" in html
    assert (
        '<a href="https://gitlab.com/gitlab-org/gitlab/-/commit/'
        '9dd259b732e716d19fe5a1a712b17a3342e1a425" rel="noopener noreferrer nofollow">'
        "gitlab.com</a>, no exact day, the provider’s own page, "
        "day or exact words not on record, so not proposed)"
    ) in html
    assert "Confirm:" not in html


def test_what_is_proposed_stands_at_its_question_and_above_all(vendor_client, tool):
    html = vendor_client.get(whole_page(tool)).content.decode()

    assert "Confirm: No, and the contract says so" in question_html(html, "T-24")
    head = " ".join(html[: html.index("data-questions")].split())
    assert "Confirm 10 answers, give 16 yourself" in head
    assert "Confirm all 10" in head
    assert "as of 7 July 2026, an older copy of the provider’s own page" in head
    assert "The plan you chose from the list: Team" in head


def test_a_fact_that_is_only_text_has_no_button(vendor_client, entry):
    html = question_html(vendor_client.get(whole_page(entry)).content.decode(), "T-23")

    assert "AI sub-processors discard input and output after the answer" in html
    assert "Confirm:" not in html


def test_a_tool_added_by_hand_has_no_facts(vendor_client, response):
    html = vendor_client.get(entry_page(add_entry(response, "TOOL"))).content.decode()

    assert "What the provider publishes" not in html
    assert "Confirm all" not in html


def test_a_tool_plan_that_left_the_catalogue_has_no_facts(vendor_client, entry):
    Entry.objects.update(catalogue="gone")

    assert "What the provider publishes" not in (
        vendor_client.get(whole_page(entry)).content.decode()
    )
    vendor_client.post(confirm_page(entry), seen())
    assert not entry.answers.filter(question="T-24").exists()


def test_looking_at_facts_answers_nothing(vendor_client, entry):
    before = set(entry.answers.values_list("question", flat=True))

    vendor_client.get(whole_page(entry))

    assert set(entry.answers.values_list("question", flat=True)) == before
    assert before == {"T-01", "T-02"}


def test_the_buttons_do_not_belong_to_the_question_where_enter_would_press_them(
    vendor_client, tool
):
    html = vendor_client.get(whole_page(tool)).content.decode()

    buttons = re.findall(r"<button[^>]*name=\"only\"[^>]*>", html)
    assert len(buttons) == 2 * len(SEEN)
    assert all('form="proposed"' in button for button in buttons)
    assert html.index("data-questions") < html.index('<form id="proposed"')


def test_one_button_confirms_all_of_it_each_with_its_event(vendor_client, tool):
    answer = vendor_client.post(confirm_page(tool), seen(), follow=True)

    assert "10 answers are confirmed." in answer.content.decode()
    said = dict(tool.answers.values_list("question", "value"))
    assert {question: said[question] for question in SEEN} == SEEN
    assert tool.answers.get(question="T-24").answered_by.name == "Vera Vendor"
    event = ResponseEvent.objects.get(question="T-24")
    assert (event.kind, event.before, event.after) == ("answered", None, "no_contract")


def test_one_of_them_can_be_confirmed_alone(vendor_client, tool):
    answer = vendor_client.post(confirm_page(tool), only("T-24"))

    assert answer.headers["Location"] == f"{entry_page(tool)}?at=T-24#T-24"
    assert set(tool.answers.values_list("question", flat=True)) == {
        "T-01",
        "T-02",
        "T-24",
    }


def test_what_stands_under_one_heading_is_confirmed_together(vendor_client, tool):
    html = vendor_client.get(entry_page(tool)).content.decode()
    answer = vendor_client.post(confirm_page(tool), seen(part="what"))

    assert 'name="part" value="what"' in html
    assert answer.headers["Location"] == f"{entry_page(tool)}?left=yes"
    said = set(tool.answers.values_list("question", flat=True))
    assert said == {"T-01", "T-02", "T-03", "T-04", "T-06"}


def test_a_heading_nobody_knows_confirms_nothing(vendor_client, tool):
    vendor_client.post(confirm_page(tool), seen(part="nowhere"))

    assert set(tool.answers.values_list("question", flat=True)) == {"T-01", "T-02"}


def test_an_answer_for_another_tool_is_proposed_and_counts_once_confirmed(
    vendor_client, response, tool
):
    other = add_entry(response, "TOOL", name="Review bot")
    save_answer(response, "T-07", "task", entry=other)
    save_answer(response, "T-08", ["code_read"], entry=other)
    save_answer(response, "T-09", ["code_read"], entry=other)

    html = vendor_client.get(entry_page(tool)).content.decode()
    before = tool.answers.filter(question="T-07").count()
    given = json.dumps({"T-07": "task", "T-08": ["code_read"], "T-09": ["code_read"]})
    vendor_client.post(confirm_page(tool), {"seen": given})

    assert "As answered for Review bot" in html
    assert before == 0
    assert tool.answers.get(question="T-07").value == "task"
    assert tool.answers.get(question="T-09").value == ["code_read"]
    assert tool.answers.get(question="T-07").answered_by.name == "Vera Vendor"


def test_what_is_not_asked_yet_has_no_button_of_its_own(vendor_client, response, tool):
    other = choose_listed(
        response, "TOOL", core_catalogue().plans["claude-code-enterprise"]
    )
    save_answer(response, "T-20", ["world"], entry=other)
    save_answer(response, "T-21", ["US"], entry=other)
    save_answer(response, "T-22", {"US": "dpf_and_scc"}, entry=other)

    html = vendor_client.get(entry_page(tool)).content.decode()
    alone = {"only": '{"T-22": {"US": "dpf_and_scc"}}'}
    vendor_client.post(confirm_page(tool), alone)

    assert 'name="only" value="{&quot;T-20&quot;' in html
    assert 'name="only" value="{&quot;T-22&quot;' not in html
    assert "Which legal basis covers each country" in html
    assert not tool.answers.filter(question="T-22").exists()


def test_a_page_of_what_is_left_shows_neither_what_is_proposed_nor_answered(
    vendor_client, response, tool
):
    save_answer(response, "T-07", "task", entry=tool)

    html = vendor_client.get(f"{entry_page(tool)}?left=yes").content.decode()

    assert 'id="T-24"' not in html
    assert 'id="T-07"' not in html
    assert 'id="T-08"' in html
    assert 'id="T-29"' in html
    assert "All questions on one page" in html


def test_on_the_page_of_what_is_left_one_goes_on_there(vendor_client, tool):
    html = vendor_client.get(f"{entry_page(tool)}?left=yes").content.decode()
    answer = vendor_client.post(confirm_page(tool), only("T-24", left="yes"))

    assert '<input type="hidden" name="left" value="yes">' in html
    assert answer.headers["Location"] == f"{entry_page(tool)}?left=yes"


def test_confirming_a_second_time_changes_nothing(vendor_client, tool):
    for _ in range(2):
        vendor_client.post(confirm_page(tool), seen())

    assert ResponseEvent.objects.filter(question="T-24").count() == 1


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"seen": "nonsense"},
        {"seen": "[]"},
        {"seen": '{"T-24": "no_setting"}'},  # another answer stood there
        {"seen": '{"T-20": ["IE"]}'},
        {"seen": '{"T-24": "no_contract"}', "only": '{"T-23": "no_contract"}'},
        {"seen": "\x00"},
    ],
)
def test_only_what_is_proposed_and_was_seen_is_confirmed(vendor_client, tool, sent):
    answer = vendor_client.post(confirm_page(tool), sent, follow=True)

    assert "Nothing was confirmed" in answer.content.decode()
    assert set(tool.answers.values_list("question", flat=True)) == {"T-01", "T-02"}


def test_what_is_undated_cannot_be_confirmed(vendor_client, entry):
    vendor_client.post(confirm_page(entry), {"seen": '{"T-24": "yes"}'})

    assert not entry.answers.filter(question="T-24").exists()


def test_confirming_is_never_a_link(vendor_client, tool):
    assert vendor_client.get(confirm_page(tool)).status_code == 405


def test_a_colleague_who_was_faster_is_not_overwritten(vendor_client, response, tool):
    save_answer(response, "T-24", "unknown", entry=tool)

    vendor_client.post(confirm_page(tool), seen())

    assert tool.answers.get(question="T-24").value == "unknown"
    assert tool.answers.get(question="T-23").value == SEEN["T-23"]


def test_confirming_is_refused_after_submission(vendor_client, response, tool):
    submit_response(response, name="Vera", role="CTO")

    answer = vendor_client.post(confirm_page(tool), seen(), follow=True)

    assert not tool.answers.filter(question="T-24").exists()
    assert "can no longer be changed" in answer.content.decode()


@pytest.fixture
def dated(response):
    """A tool of a plan whose terms were seen on an exact day."""
    return choose_listed(response, "TOOL", core_catalogue().plans["kiro-individual"])


def test_a_different_answer_is_accepted_and_said_calmly(vendor_client, response, dated):
    entry = dated
    save_answer(response, "T-24", "no_contract", entry=entry)

    html = question_html(vendor_client.get(whole_page(entry)).content.decode(), "T-24")

    assert "That is fine if your contract says so" in html
    assert "question--refused" not in html


def test_a_trap_is_shown_as_a_question_to_check(vendor_client, response, dated):
    entry = dated
    save_answer(response, "T-24", "no_setting", entry=entry)

    html = question_html(vendor_client.get(whole_page(entry)).content.decode(), "T-24")

    assert "<strong>To check:</strong> On this plan training is on until" in html


def test_what_has_no_exact_day_speaks_against_no_answer(vendor_client, response, entry):
    save_answer(response, "T-24", "no_setting", entry=entry)

    html = question_html(vendor_client.get(whole_page(entry)).content.decode(), "T-24")

    assert "no exact day" in html
    assert 'class="published__faded"' in html
    assert "That is fine if your contract says so" not in html
    assert "To check:" not in html


def test_what_should_have_been_looked_at_again_fades_and_says_so(
    vendor_client, response
):
    plan = core_catalogue().plans["kiro-individual"]
    tool = choose_listed(response, "TOOL", plan)

    html = question_html(vendor_client.get(whole_page(tool)).content.decode(), "T-11")

    assert "as of 6 November 2025, as another party reports it" in html
    assert "to be looked at again since 6 November 2026" in html


@pytest.fixture
def ending(response):
    """A tool of a free plan that the provider ends."""
    return choose_listed(response, "TOOL", core_catalogue().plans["amazon-q-free"])


def test_a_tool_that_ends_says_what_takes_its_place(vendor_client, response, ending):
    listed = vendor_client.get(choose_page(response)).content.decode()
    page = vendor_client.get(whole_page(ending)).content.decode()
    html = question_html(page, "T-01")

    assert "Kiro takes its place." in listed
    assert "Ends on 30 April 2027" in " ".join(listed.split())
    assert "Ends on, and what takes its place: 30 April 2027; Kiro" in html


def test_a_save_says_what_is_to_check_elsewhere_on_the_page(vendor_client, ending):
    fields = {
        "question": "T-03",
        "entry": str(ending.pk),
        "revision": "0",
        f"T-03-{str(ending.pk)[:8]}-value": "enterprise",
    }

    news = vendor_client.post(
        reverse("questionnaires:answer", args=[ending.response_id]),
        fields,
        headers={"Accept": "application/json"},
    ).json()

    assert "answer with a company plan" in news["asks"]["T-03"]
    assert "differs from what the provider publishes" in news["asks"]["T-03"]
    assert news["asks"]["T-24"] == ""


def test_a_refused_answer_keeps_the_notes_of_the_page(vendor_client, entry):
    answer = vendor_client.post(
        reverse("questionnaires:answer", args=[entry.response_id]),
        {
            "question": "T-24",
            "entry": str(entry.pk),
            f"T-24-{str(entry.pk)[:8]}-value": "?",
        },
    )

    assert answer.status_code == 422
    assert "Trains on customer content" in question_html(
        answer.content.decode(), "T-24"
    )


def test_nothing_on_the_pages_is_loaded_from_outside_or_written_inline(
    vendor_client, response, entry
):
    for page in (choose_page(response), whole_page(entry)):
        html = vendor_client.get(page).content.decode()

        assert not re.search(r"\s(style|on[a-z]+)=", html)
        assert not re.search(r"<(script|link|img)[^>]+(src|href)=\"https?:", html)
        assert not re.search(r"<script(?![^>]*src=)", html)


@pytest.mark.parametrize("count", [1, 50])
def test_the_pages_need_the_same_queries_for_any_number_of_tools(
    vendor_client, response, count, django_assert_num_queries
):
    plans = list(core_catalogue().plans.values())
    for number in range(count):
        made = choose_listed(response, "TOOL", plans[number % len(plans)])
    vendor_client.get(whole_page(made))

    with django_assert_num_queries(CHOOSE_QUERIES):
        vendor_client.get(choose_page(response))
    with django_assert_num_queries(ENTRY_QUERIES):
        vendor_client.get(whole_page(made))


def _vendor_of(response):
    client = Client()
    client.post("/respond/", {"code": token_of(response.invitations.get())})
    client.post("/respond/start/", {"name": "Olga Other"})
    return client
