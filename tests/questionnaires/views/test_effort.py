"""The task list says how much is left, whatever it is."""

import re

from django.test import Client
from django.urls import reverse

from questionnaires.actions.answers import save_answer
from questionnaires.actions.entries import add_entry
from questionnaires.models import Response
from questionnaires.queries import token_of


def words(client, response):
    page = reverse("questionnaires:tasks", args=[response.pk])
    return " ".join(client.get(page).content.decode().split())


def minutes(html):
    return int(re.search(r"About (\d+) minutes? left", html)[1])


def test_weak_answers_without_a_word_take_time_too(vendor_client, response):
    before = minutes(words(vendor_client, response))
    save_answer(response, "GOV-01", "no_rule")
    save_answer(response, "INV-01", "unknown")

    html = words(vendor_client, response)

    assert "2 weak answers still want an action or a justification" in html
    # Two questions of 40 seconds are gone, two remarks of 75 seconds came.
    assert minutes(html) >= before


def test_a_tool_that_was_not_listed_yet_takes_time_from_the_start(
    vendor_client, response
):
    start = words(vendor_client, response)
    assert "The count and the time include 1 AI tool that is not listed yet" in start

    save_answer(response, "INV-04", ["ide", "cli", "ci"])
    add_entry(response, "TOOL", name="One")
    html = words(vendor_client, response)

    assert "The count and the time include 2 AI tools that are not listed yet" in html
    assert minutes(html) > minutes(start) + 20


def test_before_the_start_it_takes_as_long_as_after_it(
    vendor_client, response, invitation
):
    client = Client()
    client.post(reverse("questionnaires:enter"), {"code": token_of(invitation)})
    page = client.get(reverse("questionnaires:start")).content.decode()
    general, tool = map(int, re.findall(r"(\d+) minutes", page))

    assert minutes(words(vendor_client, response)) == general + tool


def test_where_no_tool_is_used_none_is_waited_for(vendor_client, response):
    save_answer(response, "INV-04", ["none"])

    assert "not listed yet" not in words(vendor_client, response)


def counted(html):
    return int(re.search(r"\d+ of (\d+) answered", html)[1])


def test_listing_a_tool_that_was_announced_changes_nothing_of_the_count(
    vendor_client, response
):
    start = counted(words(vendor_client, response))
    save_answer(response, "INV-04", ["ide"])
    announced = counted(words(vendor_client, response))

    add_entry(response, "TOOL", name="One")

    assert announced == start
    assert counted(words(vendor_client, response)) == announced


def test_a_tool_that_was_announced_is_no_end(vendor_client, response):
    save_answer(response, "INV-04", ["ide", "cli"])
    two = counted(words(vendor_client, response))
    save_answer(response, "INV-04", ["ide"])

    assert two > counted(words(vendor_client, response))


def test_a_section_without_a_question_is_not_counted(vendor_client, response):
    Response.objects.filter(pk=response.pk).update(is_short=True)

    html = words(vendor_client, response)

    assert "Nothing to answer" in html
    assert "0 of 0" not in html
