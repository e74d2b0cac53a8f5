"""The page of a tool in parts, each under its heading."""

import re

import pytest
from django.urls import reverse

from questionnaires.actions.answers import save_answer
from questionnaires.actions.entries import add_entry, remove_entry
from questionnaires.views.parts import question_url


@pytest.fixture
def entry(response):
    return add_entry(response, "TOOL", name="Own agent")


def shown(client, entry, **query):
    page = reverse("questionnaires:entry", args=[entry.response_id, entry.pk])
    return client.get(page, query).content.decode()


def unfolded(html):
    return re.findall(
        r'<details class="part" name="part" open\s+data-part="(\w+)"', html
    )


def folded(html):
    return re.findall(r'<a class="part__link" href="([^"]+)" data-part-link>', html)


def questions(html):
    return re.findall(r'data-autosave data-question="([\w-]+)"', html)


def headings(html):
    found = re.findall(r'<h2 class="part__title">(.*?)</h2>', html, re.DOTALL)
    return [re.sub(r"<[^>]+>", "", heading).strip() for heading in found]


def save(client, entry, question, value):
    fields = {"question": question, "entry": str(entry.pk), "revision": "0"}
    fields[f"{question}-{str(entry.pk)[:8]}-value"] = value
    page = reverse("questionnaires:answer", args=[entry.response_id])
    return client.post(page, fields, headers={"Accept": "application/json"})


HEADINGS = [
    "What it is",
    "What it may do",
    "How it signs in",
    "What it reads and sends",
    "Where it goes",
    "How long it stays",
    "What is watched",
]


def test_every_part_has_its_heading_and_one_is_open_with_its_questions(
    vendor_client, entry
):
    html = shown(vendor_client, entry)

    assert headings(html) == HEADINGS
    assert unfolded(html) == ["what"]
    assert questions(html) == ["T-01", "T-02", "T-03", "T-04", "T-06", "T-17"]
    assert "1 of 6 answered" in " ".join(html.split())


def test_every_question_stands_in_the_part_its_heading_leads_to(vendor_client, entry):
    first = shown(vendor_client, entry)

    pages = [vendor_client.get(url).content.decode() for url in folded(first)]

    found = [name for html in (first, *pages) for name in questions(html)]
    assert len(found) == len(set(found)) == 28
    assert [unfolded(html) for html in pages] == [
        ["may"],
        ["access"],
        ["reads"],
        ["where"],
        ["kept"],
        ["watched"],
    ]


def test_all_questions_can_stand_on_one_page(vendor_client, entry):
    address = reverse("questionnaires:entry", args=[entry.response_id, entry.pk])
    assert f'href="{address}?all=yes"' in shown(vendor_client, entry)

    html = shown(vendor_client, entry, all="yes")

    assert headings(html) == HEADINGS
    assert len(questions(html)) == 28
    assert folded(html) == []
    assert html.count('<details class="part" open') == 7
    assert "?all=yes" not in html


@pytest.mark.parametrize(
    ("at", "part"),
    [("where", "where"), ("T-20", "where"), ("T-99", "what"), ("<b>", "what")],
)
def test_an_address_names_a_part_or_a_question_in_it(vendor_client, entry, at, part):
    assert unfolded(shown(vendor_client, entry, at=at)) == [part]


def test_a_page_needs_eight_statements_and_says_little_of_what_is_folded(
    vendor_client, entry, django_assert_num_queries
):
    shown(vendor_client, entry)

    with django_assert_num_queries(7):  # and the session
        html = shown(vendor_client, entry)

    assert len(html.encode()) < 60_000


def test_a_question_stands_where_its_address_says(response, entry):
    of_tool = question_url(response.pk, "TOOL", entry.pk, "T-20")
    of_section = question_url(response.pk, "GOV", "", "GOV-01")

    assert of_tool == f"/respond/{response.pk}/entries/{entry.pk}/?at=T-20#T-20"
    assert of_section == f"/respond/{response.pk}/sections/GOV/#GOV-01"


def test_a_colleague_is_stopped_at_a_tool_of_others(vendor_client, response, entry):
    response.invitations.update(role="contributor", sections=["GOV"])
    page = reverse("questionnaires:entry", args=[response.pk, entry.pk])

    assert vendor_client.get(page).status_code == 403


def test_a_tool_that_was_removed_has_no_page(vendor_client, entry):
    page = reverse("questionnaires:entry", args=[entry.response_id, entry.pk])
    remove_entry(entry)

    assert vendor_client.get(page).status_code == 404


def test_the_first_part_with_something_left_is_open(vendor_client, response, entry):
    for question, value in {
        "T-02": "Own agent Ltd",
        "T-03": "self",
        "T-04": ["complete"],
        "T-06": "laptop",
        "T-17": "Vera",
    }.items():
        save_answer(response, question, value, entry=entry)

    assert unfolded(shown(vendor_client, entry)) == ["may"]


def test_a_refused_answer_is_in_the_part_that_is_open(vendor_client, entry):
    answer = vendor_client.post(
        reverse("questionnaires:answer", args=[entry.response_id]),
        {
            "question": "T-23",
            "entry": str(entry.pk),
            f"T-23-{str(entry.pk)[:8]}-value": "many",
        },
    )

    assert unfolded(answer.content.decode()) == ["kept"]


def test_a_save_says_how_far_each_part_is(vendor_client, entry):
    before = save(vendor_client, entry, "T-03", "business").json()["parts"]
    after = save(vendor_client, entry, "T-11", "none").json()["parts"]

    assert before["what"] == [2, 6]
    assert before["access"] == [0, 6]
    assert after["access"] == [1, 1]


def test_another_section_has_no_parts(vendor_client, response):
    page = reverse("questionnaires:section", args=[response.pk, "GOV"])

    assert 'class="part"' not in vendor_client.get(page).content.decode()
