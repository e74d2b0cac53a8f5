"""Two people of a vendor, or two tabs: nobody overwrites the other without a word."""

import re
from html import unescape

import pytest
from django.urls import reverse

from questionnaires.actions.invitations import invite_colleague
from questionnaires.actions.remarks import remark
from questionnaires.models import Remark, Respondent

pytestmark = pytest.mark.django_db

MINE = {"kind": "justification", "text": "Our reason."}


def fields_of(page):
    found = re.findall(
        r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.content.decode()
    )
    return {name: unescape(v) for name, v in found if name != "csrfmiddlewaretoken"}


@pytest.fixture
def address(response):
    url = reverse("questionnaires:remark", args=[response.pk])
    return f"{url}?question=GOV-02"


def other_says(response, text):
    return remark(response, "GOV-02", kind="justification", text=text, due_on=None)


@pytest.mark.parametrize("before", [None, "The first."])
def test_the_later_justification_is_told_and_sees_both(
    vendor_client, response, address, before
):
    if before:
        other_says(response, before)
    version = fields_of(vendor_client.get(address))
    other_says(response, "Their reason.")

    told = vendor_client.post(address, MINE | version)
    text = Remark.objects.get().text
    kept = vendor_client.post(address, fields_of(told))

    assert told.status_code == 409
    assert "Their reason." in told.content.decode()
    assert "Our reason." in told.content.decode()
    assert text == "Their reason."
    assert kept.status_code == 302
    assert Remark.objects.get().text == "Our reason."


def test_what_somebody_else_changed_is_not_removed_unseen(
    vendor_client, response, address
):
    other_says(response, "The first.")
    version = fields_of(vendor_client.get(address))
    other_says(response, "Their reason.")

    told = vendor_client.post(address, {"remove": "1"} | version)

    assert told.status_code == 409
    assert Remark.objects.get().text == "Their reason."


def test_the_same_words_twice_are_no_conflict(vendor_client, response, address):
    version = fields_of(vendor_client.get(address))

    replies = [vendor_client.post(address, MINE | version) for _ in range(2)]

    assert [reply.status_code for reply in replies] == [302, 302]


def test_sections_of_a_colleague_are_not_overwritten_unseen(vendor_client, response):
    lead = Respondent.objects.get(response=response)
    found = invite_colleague(
        response, email="kim@vendor.example", sections=["GOV"], by=lead
    )
    url = reverse("questionnaires:colleague", args=[response.pk, found.pk])
    version = fields_of(vendor_client.get(url))
    vendor_client.post(url, {"sections": ["TOOL"]} | version)

    told = vendor_client.post(url, {"sections": ["GOV", "TOOL"]} | version)
    found.refresh_from_db()
    theirs = found.sections
    now = {"version": fields_of(told)["version"]}
    vendor_client.post(url, {"sections": ["GOV", "TOOL"]} | now)
    found.refresh_from_db()

    assert told.status_code == 409
    assert theirs == ["TOOL"]
    assert sorted(found.sections) == ["GOV", "TOOL"]
