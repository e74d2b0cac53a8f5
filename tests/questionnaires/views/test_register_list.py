"""The list of tools: what is missing, the plan, the highest right, and many of them."""

import re

import pytest
from django.urls import reverse

from questionnaires.actions.answers import fill, save_answer
from questionnaires.actions.entries import add_entry, choose_listed, remove_entry
from questionnaires.document.values import EntryValue, Filled
from questionnaires.queries import documents
from riskapp.tools.catalogue import core_catalogue

QUERIES = 5


def page(response):
    return reverse("questionnaires:section", args=[response.pk, "TOOL"])


def many(response, count):
    """Fill in so many tools with most answers, chosen from the catalogue in turn."""
    plans = list(core_catalogue().plans.values())
    chosen = [plans[number % len(plans)] for number in range(count)]
    entries = tuple(
        EntryValue(
            id=str(number),
            section="TOOL",
            answers={
                "T-01": f"{plan.name} {number}",
                "T-02": plan.provider,
                "T-03": "business",
                "T-08": ["code_read", "pr_merge"],
                "T-11": "app",
                "T-18": ["files"],
                "T-20": ["IE", "US"],
                "T-24": "no_contract",
            },
            catalogue=plan.id,
        )
        for number, plan in enumerate(chosen)
    )
    return fill(response, Filled(entries=entries))


def rows(html):
    return [
        " ".join(row.split())
        for row in re.findall(r"<tr data-filter.*?</tr>", html, re.DOTALL)
    ]


def test_a_row_says_plan_highest_right_and_what_is_missing(vendor_client, response):
    entry = choose_listed(response, "TOOL", core_catalogue().plans["amazon-q-free"])
    save_answer(response, "T-03", "free", entry=entry)
    save_answer(response, "T-08", ["code_read", "deploy_prod"], entry=entry)

    (row,) = rows(vendor_client.get(page(response)).content.decode())

    assert "Amazon Q Developer" in row
    assert "Free tier" in row
    assert "Deploy to production" in row
    assert "class 4" in row
    assert re.search(r"\d+ left", row)


def test_a_tool_without_answers_has_a_row_too(vendor_client, response):
    add_entry(response, "TOOL")

    (row,) = rows(vendor_client.get(page(response)).content.decode())

    assert "AI tool 1" in row
    assert "28 left" in row


def test_copy_and_remove_work_from_the_row(vendor_client, response):
    entry = add_entry(response, "TOOL")
    html = vendor_client.get(page(response)).content.decode()

    for action in ("copy", "remove"):
        url = reverse(f"questionnaires:{action}", args=[response.pk, entry.pk])
        assert f'form="rows" formaction="{url}"' in " ".join(html.split())
        assert vendor_client.post(url).status_code == 302

    html = vendor_client.get(page(response)).content.decode()
    assert len(rows(html)) == 1
    assert "Bring it back" in html


@pytest.mark.parametrize(("count", "has_filter"), [(8, False), (9, True)])
def test_a_filter_stands_above_more_than_eight(
    vendor_client, response, count, has_filter
):
    many(response, count)

    html = vendor_client.get(page(response)).content.decode()

    assert ('role="search"' in html) is has_filter


def test_the_filter_works_without_scripts(vendor_client, response):
    many(response, 43)

    html = vendor_client.get(page(response) + "?q=copilot business").content.decode()
    none = vendor_client.get(page(response) + "?q=nonsense").content.decode()

    # Every plan here is said to be a business plan, so the first word decides.
    assert len(rows(html)) == 4
    assert "4 of 43 shown" in html
    assert rows(none) == []
    assert "Nothing in the list has these words." in none
    assert "Nothing is listed yet" not in none


def test_a_removed_tool_is_not_counted(vendor_client, response):
    remove_entry(add_entry(response, "TOOL"))

    assert "Add the first AI tool" in vendor_client.get(page(response)).content.decode()


@pytest.mark.parametrize("count", [1, 50])
def test_the_list_needs_the_same_queries_for_any_number_of_tools(
    vendor_client, response, count, django_assert_num_queries
):
    many(response, count)
    vendor_client.get(page(response))

    with django_assert_num_queries(QUERIES):
        vendor_client.get(page(response))


@pytest.fixture
def _no_guide(settings):
    settings.QUESTIONNAIRE_GUIDE = ""
    documents._guide_in.cache_clear()
    yield
    documents._guide_in.cache_clear()


@pytest.mark.usefixtures("_no_guide")
def test_without_a_guide_nothing_is_offered_to_choose_from(vendor_client, response):
    many(response, 1)

    shown = vendor_client.get(page(response))

    assert shown.status_code == 200
    assert not shown.context["is_guided"]
    assert [row.listed for row in shown.context["rows"]] == [""]
