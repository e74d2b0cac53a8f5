"""The page of a tool in parts, each under its heading."""

import re

import pytest
from django.urls import reverse

from questionnaires.actions.answers import save_answer
from questionnaires.actions.entries import add_entry


@pytest.fixture
def entry(response):
    return add_entry(response, "TOOL", name="Own agent")


def shown(client, entry):
    page = reverse("questionnaires:entry", args=[entry.response_id, entry.pk])
    return client.get(page).content.decode()


def unfolded(html):
    return re.findall(
        r'<details class="part" name="part" open\s+data-part="(\w+)"', html
    )


def save(client, entry, question, value):
    fields = {"question": question, "entry": str(entry.pk), "revision": "0"}
    fields[f"{question}-{str(entry.pk)[:8]}-value"] = value
    page = reverse("questionnaires:answer", args=[entry.response_id])
    return client.post(page, fields, headers={"Accept": "application/json"})


def test_every_question_stands_under_a_heading_and_one_part_is_open(
    vendor_client, entry
):
    html = shown(vendor_client, entry)

    headings = re.findall(r'<h2 class="part__title">([^<]+)</h2>', html)
    assert headings == [
        "What it is",
        "What it may do",
        "How it signs in",
        "What it reads and sends",
        "Where it goes",
        "How long it stays",
        "What is watched",
    ]
    assert html.count('data-question="T-') == 28
    assert unfolded(html) == ["what"]
    assert "1 of 6 answered" in " ".join(html.split())


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
