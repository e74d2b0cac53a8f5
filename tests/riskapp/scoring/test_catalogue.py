"""Laws are files: what they hold, when they bind, and what their mappings point to."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
import yaml

from questionnaires.document.errors import DocumentError
from questionnaires.document.source import read_yaml
from riskapp.scoring.bearings import bearings_of
from riskapp.scoring.catalogue import (
    CRITERIA,
    Facts,
    Law,
    When,
    catalogue_for,
    core_catalogue,
    parse_law,
    parse_mapping,
)
from riskapp.scoring.rated.model import RatedQuestion, rated, rules_of
from riskapp.shipped.core import core_document
from tests.factories.answer_sets import answer_set_with

DAY = datetime.date(2026, 11, 29)
FILES = sorted((CRITERIA / "laws").glob("*.yaml"))
MAPPINGS = sorted((CRITERIA / "mappings").glob("*/*.yaml"))
ROLES = {"assessed", "rolled_up", "buyer_duty", "context", "not_assessed"}


def read(path):
    return yaml.safe_load(path.read_text("utf-8"))


def facts(*, country="", has_tools=True, day=DAY, **answers):
    profile = {name.replace("_", "-"): code for name, code in answers.items()}
    return Facts(profile, country, has_tools, day)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_law_says_whose_duty_it_is_where_and_since_when(path):
    law = next(law for law in core_catalogue().laws if law.id == read(path)["id"])

    assert law.of in ("buyer", "vendor", "both")
    assert law.who.endswith(".")
    assert law.jurisdiction
    assert law.since is not None
    assert law.url.startswith("https://")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_quote_has_its_source_and_how_it_was_verified(path):
    for item in read(path)["provisions"]:
        assert item["role"] in ROLES
        assert all(item[key] for key in ("source", "url", "verified"))
        if not item.get("quote"):
            assert item["verified"].startswith("not quoted"), item["id"]


@pytest.mark.parametrize("path", MAPPINGS, ids=lambda path: path.stem)
def test_a_mapping_names_only_what_there_is(path):
    mapping, catalogue = read(path), core_catalogue()
    document = core_document()

    assert mapping["questionnaire"] == path.parent.name == document.id
    assert set(mapping["questions"]) <= set(document.questions)
    assert set(mapping.get("rules", {})) <= {rule.id for rule in rules_of(document)}
    named = {
        c
        for part in ("questions", "rules")
        for ids in mapping.get(part, {}).values()
        for c in ids
    }
    assert {catalogue.criteria[c].law for c in named} <= {mapping["law"]}
    for follower, leaders in mapping.get("follows", {}).items():
        assert catalogue.criteria[follower].law == mapping["law"]
        assert all(leader in catalogue.criteria for leader in leaders)


def test_the_core_questionnaire_names_no_law():
    catalogue = core_catalogue()
    named = [
        c
        for q in core_document().questions.values()
        for c in (*rated(q).criteria, *rated(q).crosswalk)
    ]

    assert [c for c in named if c in catalogue.criteria] == []


def test_every_assessed_provision_has_a_question_and_no_other_is_called_assessed():
    catalogue = core_catalogue()
    mapped = catalogue.mapped(core_document().id)
    named = {c for ids in mapped.questions.values() for c in ids}

    assessed = {c.id for c in catalogue.criteria.values() if c.role == "assessed"}
    silent = {c.id for c in catalogue.criteria.values() if c.role == "not_assessed"}
    assert assessed - named == set()
    assert silent & named == set()


@pytest.mark.parametrize(
    ("when", "given", "expected"),
    [
        (When(), facts(), True),
        (When(answers={"ENG-08": ("yes",)}), facts(ENG_08="yes"), True),
        (When(answers={"ENG-08": ("yes",)}), facts(ENG_08="no"), False),
        (When(answers={"ENG-08": ("yes",)}), facts(), False),
        (When(countries=("DE",)), facts(country="DE"), True),
        (When(countries=("DE",)), facts(country="FR"), False),
        (When(countries=("DE",)), facts(), False),
        (When(needs_tools=True), facts(), True),
        (When(needs_tools=True), facts(has_tools=False), False),
        (When(is_asked=False), facts(), False),
    ],
)
def test_a_condition_holds_where_every_part_does(when, given, expected):
    assert when.holds(given) is expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-09-10", False),
        ("2026-09-11", True),
        ("2027-01-01", True),
        ("2027-01-02", False),
    ],
)
def test_a_law_binds_only_while_it_is_in_force(day, expected):
    law = Law(
        "L", "L", "L", "", "", "EU", "buyer", "", When(), When(),
        datetime.date(2026, 9, 11), datetime.date(2027, 1, 1),
    )  # fmt: skip

    assert law.binds(facts(day=datetime.date.fromisoformat(day))) is expected


def test_a_published_version_that_still_names_provisions_is_read_by_the_mapping():
    answer_set = answer_set_with()
    bearings = bearings_of(answer_set, core_catalogue())
    incidents = answer_set.document.questions["INC-03"]

    old = replace(incidents, extra=RatedQuestion(criteria=("GDPR-4.12", "TSD-2.1.c")))

    assert "GDPR-4.12" not in bearings.of_question(old)
    assert bearings.of_question(old)[:-1] == bearings.of_question(incidents)
    assert bearings.of_question(old)[-1] == "TSD-2.1.c"


def test_only_a_country_that_a_law_asks_for_is_another_version():
    core = core_catalogue()

    assert catalogue_for("") is catalogue_for("FR") is core
    assert catalogue_for("DE").version == f"{core.version} DE"


LAW = """schema: 2
order: 90
id: TEST
short: Test
title: A law of this test
url: https://example.org/law
jurisdiction: EU
as_of: '2026-11-29'
in_force: {from: '2026-01-01'}
duty: {of: buyer, text: The buyer., when: {ENG-07: [ir]}}
provisions:
  - {id: TEST-1, ref: Art. 1, title: First, role: assessed}
"""


def test_a_law_is_read_with_its_provisions():
    file = parse_law(read_yaml(LAW, "test.yaml"))

    assert file.law.duty == When(answers={"ENG-07": ("ir",)})
    assert file.law.since == datetime.date(2026, 1, 1)
    assert [provision.ref for provision in file.provisions] == ["Art. 1"]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("schema: 2", "schema: 1", "test.yaml:1: schema is 1, expected schema 2"),
        ("title: A", "titel: A", "test.yaml:5: unknown key 'titel'"),
        ("order: 90", "order: first", "test.yaml:2: 'order' is 'first'"),
        ("'2026-01-01'", "spring", "'from' is 'spring', expected a day"),
        ("of: buyer", "of: seller", "test.yaml:10: unknown party 'seller'"),
        ("[ir]", "ir", "test.yaml:10: 'ir', expected a list"),
        ("role: assessed", "role: asked", "test.yaml:12: unknown role 'asked'"),
        ("title: First", "parent: TEST-2", "test.yaml:12: unknown provision 'TEST-2'"),
    ],
)
def test_a_law_that_is_no_law_is_refused_by_line(old, new, fault):
    with pytest.raises(DocumentError) as refused:
        parse_law(read_yaml(LAW.replace(old, new, 1), "test.yaml"))

    assert fault in str(refused.value)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("law: TEST", "map.yaml:2: unknown law 'TEST'"),
        ("law: GDPR\nquestions: {GOV-01: [GDPR-0]}", "map.yaml:3: unknown provision"),
        ("law: GDPR\nfollows: {GDPR-0: []}", "map.yaml:3: unknown key 'GDPR-0'"),
        ("law: GDPR\nanswers: {}", "map.yaml:3: unknown key 'answers'"),
    ],
)
def test_a_mapping_that_points_nowhere_is_refused_by_line(text, fault):
    source = read_yaml(f"schema: 1\n{text}\nquestionnaire: q", "map.yaml")

    with pytest.raises(DocumentError) as refused:
        parse_mapping(source, "q", {"GDPR"}, core_catalogue().criteria)

    assert fault in str(refused.value)
