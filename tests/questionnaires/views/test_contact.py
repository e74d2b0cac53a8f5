"""The page where whoever asks is asked."""

import html
import re

import pytest
from django.urls import reverse

from questionnaires.actions.entries import add_entry
from questionnaires.models import Message


def test_a_question_about_what_is_not_asked_is_about_the_whole(vendor_client, response):
    page = reverse("questionnaires:contact", args=[response.pk])

    vendor_client.post(f"{page}?question=NO-99", {"text": "By when?"})

    assert Message.objects.get().question == ""
    assert "By when?" in vendor_client.get(page).content.decode()


def back_of(page):
    return re.findall(r'class="back-link" href="([^"]+)"', page.content.decode())[0]


def test_the_way_back_leads_to_the_question_in_its_row(vendor_client, response):
    tool = add_entry(response, "TOOL", name="Helper")
    page = reverse("questionnaires:contact", args=[response.pk])
    home = f"/respond/{response.pk}/"
    of_tool = vendor_client.get(f"{home}entries/{tool.pk}/").content.decode()
    link = f"{page}?question=T-03&amp;entry={tool.pk}"
    assert f'href="{link}"' in of_tool

    asked = vendor_client.post(html.unescape(link), {"text": "By when?"}, follow=True)

    own = f"{home}entries/{tool.pk}/?at=T-03#T-03"
    assert html.unescape(back_of(asked)) == own
    assert back_of(vendor_client.get(f"{page}?question=GOV-01")) == (
        f"{home}sections/GOV/#GOV-01"
    )
    assert back_of(vendor_client.get(page)) == home


@pytest.mark.parametrize("entry", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_without_a_row_the_way_back_leads_to_the_list(vendor_client, response, entry):
    page = reverse("questionnaires:contact", args=[response.pk])

    asked = vendor_client.get(f"{page}?question=T-03&entry={entry}")

    assert back_of(asked) == f"/respond/{response.pk}/sections/TOOL/"
