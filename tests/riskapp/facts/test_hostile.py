"""Files and addresses that nobody's program wrote."""

import json
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from questionnaires.actions.invitations import invite_colleague
from questionnaires.queries import token_of
from riskapp.evidence.comparing import compare
from riskapp.evidence.exporting import claim_data, reading_from
from riskapp.evidence.loading import core_rules
from riskapp.evidence.model import CONFIRMS, CONTRADICTS, FILLS, Fact
from riskapp.facts import files
from riskapp.facts.actions import dropping
from riskapp.facts.actions.dropping import drop_at_buyer
from riskapp.facts.errors import FileNotRead
from riskapp.facts.models import SourceFile
from riskapp.scoring.files import answers_in
from tests.riskapp.facts.conftest import settings_file
from tests.riskapp.facts.test_vendor import drop, page


def fact(**more):
    plain = {
        "name": "credential.changed",
        "value": "2026-01-01",
        "about": "key",
        "tool": "",
        "pointer": "/a",
        "line": 1,
        "day": "",
    }
    return plain | more


def inventory(*, facts=(), **more):
    reading = {
        "place": "home",
        "people": 1,
        "file": "a.json",
        "sha256": "",
        "size": 1,
        "format": "claude-settings",
        "parser": 1,
        "tool": "",
        "grade": "supplier's copy",
        "data_day": "",
        "data_day_basis": "not stated",
        "facts": list(facts),
        "secrets": [],
        "warnings": [],
    }
    return json.dumps(
        {
            "schema": "riskapp-inventory 1",
            "day": "2026-11-01",
            "people": 1,
            "rules": "",
            "files": [reading | more],
            "left_out": [],
        }
    ).encode()


@pytest.mark.parametrize(
    "made",
    [
        {"data_day": "2026-99-99", "data_day_basis": "stated"},
        {"facts": [fact(day="2026-02-30")]},
        {"format": "f" * 300},
        {"file": "f" * 300},
    ],
    ids=["no day of a year", "a fact of no day", "a long format", "a long name"],
)
def test_an_inventory_of_no_collector_is_refused_or_read(vendor, answering, made):
    done = drop(vendor, answering.response, ("inventory.json", inventory(**made)))

    assert done.status_code in (302, 422)
    assert vendor.get(page(answering.response)).status_code == 200


def test_an_inventory_has_as_many_facts_as_a_file_at_most(vendor, answering):
    many = [fact(about=f"key {n}", value="unknown") for n in range(5001)]

    done = drop(vendor, answering.response, ("i.json", inventory(facts=many)))

    assert done.status_code == 422
    assert not SourceFile.objects.exists()


def test_an_address_that_names_no_tool_is_the_page_of_all(vendor, answering):
    assert vendor.get(page(answering.response, "?entry=x")).status_code == 200


def test_a_file_that_a_member_read_is_news_to_the_vendor(world, vendor, answering):
    response = answering.response
    read = "settings.json", settings_file()
    for asked in (False, True):
        with pytest.raises(FileNotRead) if asked else nullcontext():
            drop_at_buyer(
                answering, read[1], read[0], by=world.analyst, is_recheckable=asked
            )

    assert drop(vendor, response, read).status_code == 302
    assert drop(vendor, response, read).status_code == 302

    assert SourceFile.objects.filter(response=response, by=None).count() == 1
    assert SourceFile.objects.filter(response=response).count() == 2


def test_a_colleague_with_some_sections_neither_sees_nor_removes_files_of_others(
    vendor, answering
):
    response = answering.response
    drop(vendor, response, ("settings.json", settings_file()))
    file = SourceFile.objects.get()
    colleague = Client()
    invitation = invite_colleague(
        response, email="carl@vendor.example", sections=["GOV"], by=file.respondent
    )
    colleague.post("/respond/", {"code": token_of(invitation)})
    colleague.post("/respond/start/", {"name": "Carl Colleague"})

    assert colleague.get(page(response)).context["files"] == []
    of_others = colleague.get(page(response, "?question=IAA-01"))
    assert of_others.context["question"] is None
    remove = reverse("assessments:vendor_take_back", args=[response.pk, file.pk])
    assert colleague.post(remove).status_code == 404
    assert vendor.post(remove).status_code == 302


@pytest.mark.parametrize("value", [True, 10**30, "9999-12-31", "0001-01-01", "", "x"])
def test_values_no_reader_gives_are_compared_all_the_same(value):
    """Every fact of every format, with a value that only a made-up inventory has."""
    answers = answers_in(next(Path("docs/examples").glob("*typical*.yaml")))
    found = []
    for known in core_rules().formats:
        rules = [rule for group in known.groups for rule in group.facts]
        facts = [
            Fact(rule.name, value, "key", tool, "/a", 1, "")
            for rule in rules
            for tool in ("", "claude-code")
        ]
        plain = json.loads(inventory(format=known.id, data_day="0001-01-01"))
        data = plain["files"][0]
        del data["place"], data["people"]
        reading = reading_from(data)
        found += compare(
            [replace(reading, facts=tuple(facts))],
            answers.document,
            answers.filled,
            core_rules(),
        )

    data = json.loads(json.dumps([claim_data(claim) for claim in found]))
    spoken = [claim for claim in data if claim["fact"]]
    assert {claim["state"] for claim in spoken} <= {CONFIRMS, CONTRADICTS, FILLS}
    assert {claim["fact"]["value"] for claim in spoken} == {value}


def test_all_files_of_one_side_together_have_a_limit(vendor, answering, monkeypatch):
    response = answering.response
    monkeypatch.setattr(dropping, "MAX_FACTS", 5)
    three = [fact(about=f"key {n}", value="unknown") for n in range(3)]
    more = [fact(about=f"key {n}", value="2026-01-01") for n in range(3)]

    assert drop(vendor, response, ("a.json", inventory(facts=three))).status_code == 302
    refused = drop(vendor, response, ("b.json", inventory(facts=more)))

    assert refused.status_code == 422
    assert SourceFile.objects.count() == 1


def test_no_file_is_begun_when_those_before_it_took_too_long(
    vendor, answering, monkeypatch
):
    monkeypatch.setattr(files, "BEGIN_SECONDS", -1)

    refused = drop(vendor, answering.response, ("settings.json", settings_file()))

    assert refused.status_code == 422
    assert "took too long" in refused.content.decode()
