"""Laws are files: what they hold, when they bind, and what their mappings point to."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from questionnaires.document.errors import DocumentError
from questionnaires.document.source import read_yaml
from riskapp.scoring.bearings import bearings_of
from riskapp.scoring.catalogue import (
    ALWAYS,
    CRITERIA,
    Criterion,
    Facts,
    Law,
    LawFile,
    When,
    catalogue_for,
    core_catalogue,
    known_criteria,
    parse_frameworks,
    parse_law,
    parse_mapping,
)
from riskapp.scoring.rated.model import RatedQuestion, rated, rules_of
from riskapp.shipped.core import core_document
from tests.factories.answer_sets import answer_set_with
from tests.factories.plain import plain_yaml

DAY = datetime.date(2026, 11, 29)
FILES = sorted((CRITERIA / "laws").glob("*.yaml"))
MAPPINGS = sorted((CRITERIA / "mappings").glob("*/*.yaml"))
ROLES = {"assessed", "rolled_up", "buyer_duty", "context", "not_assessed"}


def read(path):
    return plain_yaml(path.read_text("utf-8"))


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


WHOLE = """schema: 2
order: 9
id: WHOLE
short: Whole
title: A whole law
celex: 1
url: https://example.org/law
note: A note
jurisdiction: DE
as_of: '2026-11-29'
in_force: {from: '2026-01-01', until: '2027-01-01'}
duty: {of: both, text: Both of them., when: not_asked}
applies: {country: [DE, AT], tools: true, ENG-01: [a, b]}
provisions:
  - id: WHOLE-1
    ref: Art. 1
    title: First
    in_plain_words: In short
    quote: shall
    quote_language: de
    source: A source
    url: https://example.org/1
    verified: two copies
    role: rolled_up
    personal_data_only: true
    of: vendor
    when: {ENG-02: [c]}
    from: '2026-06-01'
  - id: WHOLE-1.a
    ref: Art. 1 a
    title: Second
    role: assessed
    parent: WHOLE-1
"""


def test_a_law_is_what_its_file_says():
    law = Law(
        id="WHOLE",
        short="Whole",
        title="A whole law",
        url="https://example.org/law",
        note="A note",
        jurisdiction="DE",
        of="both",
        who="Both of them.",
        duty=When(is_asked=False),
        applies=When({"ENG-01": ("a", "b")}, ("DE", "AT"), needs_tools=True),
        since=datetime.date(2026, 1, 1),
        until=datetime.date(2027, 1, 1),
    )

    assert parse_law(read_yaml(WHOLE, "law.yaml")) == LawFile(
        law,
        (
            Criterion(
                id="WHOLE-1",
                law="WHOLE",
                ref="Art. 1",
                title="First",
                in_plain_words="In short",
                quote="shall",
                source="A source",
                url="https://example.org/1",
                verified="two copies",
                role="rolled_up",
                parent="",
                personal_data_only=True,
                quote_language="de",
                of="vendor",
                when=When({"ENG-02": ("c",)}),
                since=datetime.date(2026, 6, 1),
            ),
            Criterion(
                id="WHOLE-1.a",
                law="WHOLE",
                ref="Art. 1 a",
                title="Second",
                in_plain_words="",
                quote="",
                source="",
                url="",
                verified="",
                role="assessed",
                parent="WHOLE-1",
                personal_data_only=False,
                quote_language="en",
                of="",
                when=ALWAYS,
                since=None,
            ),
        ),
        9,
        "2026-11-29",
    )


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("order: 9", "order: -1", "'order' is '-1', expected a whole number from 0 to 10000"),
        ("order: 9", "order: 10001", "'order' is '10001', expected a whole number from 0 to 10000"),
        ("id: WHOLE\n", "id: '-'\n", "'id' is '-', expected letters"),
        ("short: Whole", "short: ''", "'short' is '', expected text"),
        ("title: A whole law", "title: ''", "'title' is '', expected text"),
        ("url: https://example.org/law", "url: ''", "'url' is '', expected text"),
        ("note: A note", "note: [x]", "'note' is a list, expected text"),
        ("jurisdiction: DE", "jurisdiction: ''", "'jurisdiction' is '', expected text"),
        ("as_of: '2026-11-29'", "as_of: ''", "'as_of' is '', expected text"),
        ("from: '2026-01-01'", "from: soon", "'from' is 'soon', expected a day: 2026-01-31"),
        ("until: '2027-01-01'", "until: later", "'until' is 'later', expected a day: 2026-01-31"),
        ("{from: '2026-01-01',", "{since: x, from: '2026-01-01',", "unknown key 'since', expected one of from, until"),
        ("of: both", "of: nobody", "unknown party 'nobody', expected one of both, buyer, vendor"),
        ("text: Both of them.", "text: ''", "'text' is '', expected text"),
        ("text: Both of them.", "who: x", "unknown key 'who', expected one of of, text, when"),
        ("country: [DE", "country: [1", "'country' holds '1', expected short texts"),
        ("tools: true", "tools: 1", "'tools' is '1', expected true or false"),
        ("ENG-01: [a, b]", "ENG-01: a", "'a', expected a list"),
        ("id: WHOLE-1\n", "id: '-'\n", "'id' is '-', expected letters"),
        ("id: WHOLE-1.a", "id: WHOLE-1", "provision 'WHOLE-1' stands twice, expected each provision once"),
        ("ref: Art. 1\n", "ref: ''\n", "'ref' is '', expected text"),
        ("title: First", "title: ''", "'title' is '', expected text"),
        ("in_plain_words: In short", "in_plain_words: [x]", "'in_plain_words' is a list, expected text"),
        ("quote: shall", "quote: [x]", "'quote' is a list, expected text"),
        ("quote_language: de", "quote_language: [x]", "'quote_language' is a list, expected text"),
        ("source: A source", "source: [x]", "'source' is a list, expected text"),
        ("url: https://example.org/1", "url: [x]", "'url' is a list, expected text"),
        ("verified: two copies", "verified: [x]", "'verified' is a list, expected text"),
        ("verified: two copies", "proven: x", "unknown key 'proven'"),
        ("role: rolled_up", "role: up", "unknown role 'up'"),
        ("personal_data_only: true", "personal_data_only: 1", "'personal_data_only' is '1', expected true or false"),
        ("of: vendor", "of: nobody", "unknown party 'nobody', expected one of both, buyer, vendor"),
        ("when: {ENG-02: [c]}", "when: x", "'x', expected a mapping"),
        ("from: '2026-06-01'", "from: soon", "'from' is 'soon', expected a day: 2026-01-31"),
        ("parent: WHOLE-1", "parent: [x]", "'parent' is a list, expected text"),
        ("parent: WHOLE-1", "parent: WHOLE-9", "unknown provision 'WHOLE-9', expected perhaps"),
    ],
)  # fmt: skip
def test_a_wrong_word_in_a_law_is_refused_with_its_line(before, after, fault):
    line = WHOLE[: WHOLE.index(before)].count("\n") + 1

    with pytest.raises(DocumentError) as refused:
        parse_law(read_yaml(WHOLE.replace(before, after, 1), "law.yaml"))

    assert f"law.yaml:{line}: {fault}" in str(refused.value)


FRAMEWORKS = """schema: 1
as_of: '2026-11-29'
frameworks:
  - id: ISO
    title: A framework
    items:
      - {id: ISO-1, title: First}
      - {id: ISO-2, title: Second, note: A note}
"""


def test_the_items_of_frameworks_have_their_titles():
    found = parse_frameworks(read_yaml(FRAMEWORKS, "f.yaml"))

    assert found == {"ISO-1": "First", "ISO-2": "Second"}


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("schema: 1", "schema: 2", "schema is 2, expected schema 1"),
        ("as_of:", "day:", "unknown key 'day'"),
        ("title: A framework", "name: A framework", "unknown key 'name'"),
        ("title: First", "title: ''", "'title' is '', expected text"),
        ("id: ISO-1", "id: ''", "'id' is '', expected text"),
        ("note: A note", "remark: A note", "unknown key 'remark'"),
    ],
)
def test_a_wrong_word_in_a_framework_is_refused_with_its_line(before, after, fault):
    line = FRAMEWORKS[: FRAMEWORKS.index(before)].count("\n") + 1

    with pytest.raises(DocumentError) as refused:
        parse_frameworks(read_yaml(FRAMEWORKS.replace(before, after, 1), "f.yaml"))

    assert f"f.yaml:{line}: {fault}" in str(refused.value)


def test_a_mapping_says_which_provisions_stand_behind_what_is_asked():
    text = """schema: 1
questionnaire: q
law: GDPR
questions: {Q-1: [GDPR-28], Q-2: []}
rules: {R: [GDPR-28]}
follows: {GDPR-28: [GDPR-32]}
"""
    criteria = ("GDPR-28", "GDPR-32")

    found = parse_mapping(read_yaml(text, "map.yaml"), "q", ["GDPR"], criteria)

    assert found == (
        "GDPR",
        {
            "questions": {"Q-1": ("GDPR-28",), "Q-2": ()},
            "rules": {"R": ("GDPR-28",)},
            "follows": {"GDPR-28": ("GDPR-32",)},
        },
    )
    with pytest.raises(DocumentError, match=r"map\.yaml:2: unknown questionnaire 'q'"):
        parse_mapping(read_yaml(text, "map.yaml"), "other", ["GDPR"], criteria)


def test_a_provision_or_an_item_is_called_by_its_title_and_else_by_its_id():
    catalogue = core_catalogue()
    provision = next(iter(catalogue.criteria.values()))
    item, title = next(iter(catalogue.framework_titles.items()))

    assert catalogue.title_of(provision.id) == provision.title
    assert catalogue.title_of(item) == title
    assert catalogue.title_of("NOWHERE-1") == "NOWHERE-1"
    assert known_criteria() == {*catalogue.criteria, *catalogue.framework_titles}


def test_a_catalogue_is_as_new_as_its_newest_law_and_in_the_order_of_the_laws():
    catalogue = core_catalogue()
    read_files = [
        parse_law(read_yaml(path.read_text("utf-8"), path.name)) for path in FILES
    ]

    assert catalogue.as_of == max(file.as_of for file in read_files)
    assert catalogue.version == f"laws {catalogue.as_of}"
    in_order = sorted(read_files, key=lambda file: file.order)
    assert list(catalogue.laws) == [file.law for file in in_order]
    for parent, children in catalogue.children.items():
        assert all(catalogue.criteria[child].parent == parent for child in children)
    nested = [c.id for c in catalogue.criteria.values() if c.parent]
    assert sorted(nested) == sorted(
        child for children in catalogue.children.values() for child in children
    )


def test_what_is_asked_bears_on_the_provisions_of_every_law_in_the_order_of_the_laws():
    catalogue = core_catalogue()
    order = [law.id for law in catalogue.laws]
    files = sorted(map(read, MAPPINGS), key=lambda file: order.index(file["law"]))
    followers = {
        leader: [
            name
            for file in files
            for name, leaders in file.get("follows", {}).items()
            if leader in leaders
        ]
        for leader in catalogue.criteria
    }

    found = catalogue.mapped(core_document().id)

    assert found.laws == {file["law"] for file in files}
    for part, places in (("questions", found.questions), ("rules", found.rules)):
        named = {place for file in files for place in file.get(part, {})}
        assert named == places.keys()
        for place, ids in places.items():
            own = [name for file in files for name in file.get(part, {}).get(place, ())]
            also = [name for leader in own for name in followers[leader]]
            assert list(ids) == list(dict.fromkeys(own + also))
