"""An inventory as data and back, put together with others, and what is refused in one."""

import copy
import json
from dataclasses import replace

import pytest

from riskapp.evidence.errors import EvidenceFileRefused
from riskapp.evidence.exporting import reading_data, reading_from
from riskapp.evidence.inventory import (
    MOST_FILES,
    SCHEMA,
    FoundFile,
    Inventory,
    LeftOutFile,
    digest_of_rules,
    inventory_data,
    is_inventory,
    merged,
    read_inventory,
    refuse_no_inventory,
)
from riskapp.evidence.loading import core_rules
from riskapp.evidence.model import (
    COPY,
    RECHECKABLE,
    STATED,
    Fact,
    FileReading,
    Secret,
)
from riskapp.evidence.opening import from_collector, readings_of
from riskapp.evidence.services import from_cyclonedx, is_services, to_cyclonedx

READING = FileReading(
    file="settings.json",
    sha256="a" * 64,
    size=12,
    format="claude_code.settings",
    parser=1,
    grade=COPY,
    data_day="2026-11-20",
    data_day_basis=STATED,
    facts=(
        Fact("approval.mode", "asks", "", "claude-code", "/mode", 2),
        Fact("mcp.host", "api.example.com", "a server", "claude-code", "/url", 3),
        Fact("tool.sends", ("code", "prompts"), "", "claude-code", "/sends", 4),
        Fact("rights.held", True, "admin", "", "/rights", 5, "2026-11-01"),
        Fact("credential.age", 90, "", "", "/key", 6),
    ),
    warnings=("a line was left out",),
    tool="claude-code",
)
SECRET = Secret("API key", "wxyz", "b" * 32, "API_KEY", "a server", "/env", 7)
WITH_SECRET = replace(READING, file="b.json", sha256="", secrets=(SECRET,), tool="")
INVENTORY = Inventory(
    "2026-11-23",
    1,
    "c" * 32,
    (FoundFile("home", READING), FoundFile("export", WITH_SECRET, 2)),
    (LeftOutFile("machine", "huge.log", "it is too big"),),
)


def text_of(data):
    return json.dumps(data, indent=1)


def read(reader, data):
    return read_inventory(text_of(data), "i.json", reader.redactor)


def test_an_inventory_comes_back_as_it_was_written(reader):
    data = json.loads(text_of(inventory_data(INVENTORY)))

    assert data["schema"] == SCHEMA
    assert read(reader, data) == INVENTORY
    assert INVENTORY.readings() == [READING, WITH_SECRET]


def test_a_file_with_secrets_has_no_digest_that_could_be_tried():
    found = FoundFile("home", replace(WITH_SECRET, sha256="d" * 64))

    (file,) = inventory_data(replace(INVENTORY, files=(found,)))["files"]

    assert file["sha256"] == ""


def spoiled(path, value):
    """The data with something else at a place."""
    data = json.loads(text_of(inventory_data(INVENTORY)))
    *steps, last = path
    place = data
    for step in steps:
        place = place[step]
    place[last] = value
    return data


ONE = ("files", 0)
FACT = (*ONE, "facts", 0)
KEPT = ("files", 1, "secrets", 0)


@pytest.mark.parametrize(
    ("path", "value", "what"),
    [
        (("schema",), "riskapp-inventory 2", "the schema is another one"),
        (("day",), "yesterday", "no day"),
        (("day",), "2026-02-30", "no day"),
        (("day",), "2026-11-23\n", "a text with characters that nobody sees"),
        (("people",), 0, "no whole number"),
        (("people",), True, "no whole number"),
        (("rules",), "short", "no digest"),
        (("files",), {}, "no list, or too long a one"),
        (("files",), [None], "no object"),
        (("left_out",), [[]] * (2 * MOST_FILES + 1), "no list, or too long a one"),
        (("left_out", 0), {"place": "home"}, "an object with other keys"),
        (("left_out", 0, "why"), 7, "no text, or too long a one"),
        ((*ONE, "place"), "moon", "an unknown word"),
        ((*ONE, "grade"), "certain", "an unknown word"),
        ((*ONE, "data_day_basis"), "guessed", "an unknown word"),
        ((*ONE, "data_day"), "2026", "no day"),
        ((*ONE, "size"), -1, "no whole number"),
        ((*ONE, "sha256"), "A" * 64, "no digest"),
        ((*ONE, "file"), "f " * 151, "no text, or too long a one"),
        ((*ONE, "more"), "", "an object with other keys"),
        ((*ONE, "people"), 0, "no whole number"),
        ((*FACT, "value"), None, "no value of a fact"),
        ((*FACT, "value"), "w " * 151, "no value of a fact"),
        ((*FACT, "value"), ["a", 1], "no value of a fact"),
        ((*FACT, "line"), "1", "no whole number"),
        ((*KEPT, "last_four"), "vwxyz", "no text, or too long a one"),
        ((*KEPT, "keyed_hash"), "ab", "no digest"),
        ((*KEPT, "kind"), "a\x1b[2J", "a text with characters that nobody sees"),
        ((*FACT, "about"), "ghp_" + "a1B2" * 9, "a text that looks like a secret"),
    ],
)
def test_another_shape_is_refused_with_its_line(reader, path, value, what):
    data = spoiled(path, value)
    lines = text_of(data).splitlines()

    with pytest.raises(EvidenceFileRefused) as refused:
        read(reader, data)

    places = [one.line for one in refused.value.faults if one.what.startswith(what)]
    assert places
    if isinstance(path[-1], str) and path[-1] in ("line", "value", "place", "grade"):
        assert f'"{path[-1]}"' in lines[places[0] - 1]


@pytest.mark.parametrize("text", ["[]", "[7]", "7", "null", ""])
def test_what_is_no_object_is_no_inventory(reader, text):
    with pytest.raises(EvidenceFileRefused, match=r"^i\.json:1: no "):
        read_inventory(text, "i.json", reader.redactor)


def test_only_so_many_faults_are_listed(reader):
    with pytest.raises(EvidenceFileRefused) as refused:
        read(reader, spoiled(("left_out",), [None] * 200))

    assert len(refused.value.faults) == 100


@pytest.mark.parametrize("value", [True, 7, "a word", ("a", "b"), ()])
def test_a_fact_has_one_of_these_values(reader, value):
    fact = replace(READING.facts[0], value=value)
    found = FoundFile("home", replace(READING, facts=(fact,)))
    inventory = replace(INVENTORY, files=(found,))

    assert read(reader, inventory_data(inventory)) == inventory


def test_what_is_alike_is_counted_and_the_order_changes_nothing():
    lower = replace(READING, facts=(replace(READING.facts[0], line=1),))
    higher = replace(READING, facts=(replace(READING.facts[0], line=9),), size=99)
    first = Inventory("2026-11-20", 2, "c" * 32, (FoundFile("home", higher, 2),))
    second = Inventory(
        "2026-11-23", 3, "c" * 32, (FoundFile("home", lower, 3),), INVENTORY.left_out
    )

    one = merged([first, second])

    assert one == merged([second, first])
    assert (one.day, one.people, one.rules) == ("2026-11-23", 5, "c" * 32)
    assert one.files == (FoundFile("home", replace(lower, sha256=""), 5),)
    assert one.left_out == INVENTORY.left_out


def test_what_differs_stands_apart_and_rules_that_differ_are_not_named():
    other = replace(INVENTORY, rules="d" * 32, left_out=())
    other = replace(other, files=(FoundFile("machine", READING),))

    one = merged([INVENTORY, other])

    assert one.rules == ""
    assert sorted(found.place for found in one.files) == ["export", "home", "machine"]


def test_of_no_inventories_none_is_made():
    with pytest.raises(ValueError, match="no inventories"):
        merged([])


@pytest.mark.parametrize(
    ("text", "looks"),
    [
        ('{"schema": "riskapp-inventory 1"', True),
        (' {\n "schema" : "riskapp-inventory 9"', True),
        ('{"schema": "another"', False),
        ("", False),
    ],
)
def test_an_inventory_is_known_by_its_start(text, looks):
    assert is_inventory(text) is looks


def test_the_digest_of_the_rules_is_of_what_they_say():
    assert digest_of_rules({"a": 1, "b": "ü"}) == digest_of_rules({"b": "ü", "a": 1})
    assert digest_of_rules({"a": 1}) != digest_of_rules({"a": 2})
    assert len(digest_of_rules({})) == 32


def test_the_refusal_of_another_file_names_the_schema():
    assert str(refuse_no_inventory("a.json")) == (
        f"a.json:1: no inventory, expected a file of the schema {SCHEMA}"
    )


# As services of a bill of materials.


def bill(inventory=INVENTORY):
    return to_cyclonedx(inventory_data(inventory), core_rules())


def test_services_come_back_without_a_loss():
    plain = json.loads(text_of(inventory_data(INVENTORY)))
    bom = bill()

    assert is_services(bom)
    assert from_cyclonedx(json.loads(text_of(bom))) == plain
    assert list(from_cyclonedx(bom)) == list(plain)


def test_what_cyclonedx_has_a_word_for_stands_there():
    first, second = bill()["services"]

    assert first["name"] == core_rules().tool_of("claude-code").title
    assert first["provider"]["name"] == "Anthropic"
    assert first["endpoints"] == ["https://api.example.com"]
    assert [one["classification"] for one in first["data"]] == ["code", "prompts"]
    assert (second["bom-ref"], second["name"]) == ("file-1", "b.json")
    assert "provider" not in second


def test_a_file_that_says_nothing_of_the_kind_has_none_of_these_words():
    odd = Fact("tool.sends", "text", "", "", "", 1), Fact("mcp.host", 7, "", "", "", 2)
    found = FoundFile("home", replace(READING, file="", tool="", facts=odd))

    (service,) = bill(replace(INVENTORY, files=(found,)))["services"]

    assert set(service) == {"bom-ref", "name", "properties"}
    assert service["name"] == READING.format


def test_each_fact_is_a_property_of_its_group():
    names = [one["name"] for one in bill()["services"][1]["properties"]]

    assert names[-7:] == [
        "riskapp:tool:approval.mode",
        "riskapp:tool:mcp.host",
        "riskapp:tool:tool.sends",
        "riskapp:scope:rights.held",
        "riskapp:credential:credential.age",
        "riskapp:secret:API key",
        "riskapp:note",
    ]


@pytest.mark.parametrize(
    "bom",
    [
        None,
        [],
        {},
        {"bomFormat": "SPDX"},
        {"bomFormat": "CycloneDX"},
        {"bomFormat": "CycloneDX", "metadata": []},
        {"bomFormat": "CycloneDX", "metadata": {"properties": {}}},
        {"bomFormat": "CycloneDX", "metadata": {"properties": [7, {"name": "a"}]}},
    ],
)
def test_a_bill_of_something_else_holds_no_inventory(bom):
    assert not is_services(bom)
    with pytest.raises(ValueError, match=f"holds no {SCHEMA}"):
        from_cyclonedx(bom)


# One way in.


@pytest.mark.parametrize(
    "data", [inventory_data(INVENTORY), bill()], ids=["inventory", "services"]
)
def test_both_forms_are_read_by_one_way_in(reader, data):
    assert readings_of(reader, text_of(data).encode(), "i.json") == [
        READING,
        WITH_SECRET,
    ]


def cut_off():
    return text_of(bill())[:-2]


def of_another_kind():
    return text_of(bill()).replace('"CycloneDX"', '"Cyclone"')


def without_files():
    bom = copy.deepcopy(bill())
    del bom["services"]
    return text_of(bom)


@pytest.mark.parametrize(
    "text", [cut_off(), of_another_kind(), without_files(), '{"a": 1}']
)
def test_any_other_file_did_not_come_from_the_collector(reader, text):
    assert from_collector(reader, text.encode(), "bom.json") is None


def test_a_reading_comes_back_as_it_was_written_down():
    for reading in INVENTORY.readings():
        assert reading_from(json.loads(text_of(reading_data(reading)))) == reading


SEVERAL_KEYS = "data_day, data_day_basis, facts, file, format, grade, parser, people, place, secrets, sha256, size, tool, warnings"


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        (("schema",), "riskapp-inventory 2", ("the schema is another one", SCHEMA)),
        (("day",), "yesterday", ("no day", "a day such as 2026-11-23")),
        (("people",), 0, ("no whole number", "1 or more")),
        (("people",), "1", ("no whole number", "1 or more")),
        (("rules",), "short", ("no digest", "32 or 64 of 0 to 9 and a to f")),
        (("files",), {}, ("no list, or too long a one", "a list")),
        ((*ONE, "facts"), {}, ("no list, or too long a one", "a list")),
        ((*ONE, "secrets"), 7, ("no list, or too long a one", "a list")),
        ((*ONE, "warnings"), None, ("no list, or too long a one", "a list")),
        ((*ONE, "place"), "moon", ("an unknown word", "home or machine or repository or export")),
        ((*ONE, "grade"), "certain", ("an unknown word", "supplier's copy or re-checkable")),
        ((*ONE, "data_day_basis"), "guessed", ("an unknown word", "stated or newest entry or not stated")),
        ((*ONE, "data_day"), "2026", ("no day", "a day such as 2026-11-23")),
        ((*ONE, "size"), -1, ("no whole number", "0 or more")),
        ((*ONE, "parser"), -1, ("no whole number", "0 or more")),
        ((*ONE, "people"), 0, ("no whole number", "1 or more")),
        ((*ONE, "sha256"), "A" * 64, ("no digest", "32 or 64 of 0 to 9 and a to f")),
        ((*ONE, "file"), 7, ("no text, or too long a one", "a short text")),
        ((*ONE, "format"), 7, ("no text, or too long a one", "a short text")),
        ((*ONE, "tool"), "t " * 151, ("no text, or too long a one", "a short text")),
        ((*FACT, "name"), 7, ("no text, or too long a one", "a short text")),
        ((*FACT, "tool"), 7, ("no text, or too long a one", "a short text")),
        ((*FACT, "pointer"), "/p" * 1001, ("no text, or too long a one", "a short text")),
        ((*FACT, "day"), "soon", ("no day", "a day such as 2026-11-23")),
        ((*FACT, "value"), None, ("no value of a fact", "text, a number, true, false or texts")),
        ((*FACT, "line"), "1", ("no whole number", "0 or more")),
        ((*KEPT, "last_four"), "vwxyz", ("no text, or too long a one", "a short text")),
        ((*KEPT, "keyed_hash"), "ab", ("no digest", "32 or 64 of 0 to 9 and a to f")),
        ((*KEPT, "kind"), 7, ("no text, or too long a one", "a short text")),
        ((*KEPT, "name"), 7, ("no text, or too long a one", "a short text")),
        ((*KEPT, "about"), 7, ("no text, or too long a one", "a short text")),
        ((*KEPT, "pointer"), "/p" * 1001, ("no text, or too long a one", "a short text")),
        ((*KEPT, "line"), -1, ("no whole number", "0 or more")),
        (("left_out", 0, "place"), 7, ("no text, or too long a one", "a short text")),
        (("left_out", 0, "file"), 7, ("no text, or too long a one", "a short text")),
        (("left_out", 0, "why"), 7, ("no text, or too long a one", "a short text")),
        ((*KEPT, "kind"), "a\x1b[2J", ("a text with characters that nobody sees", "text in one line")),
        ((*FACT, "about"), "ghp_" + "a1B2" * 9, ("a text that looks like a secret (github_token)", "an inventory without secrets")),
    ],
)  # fmt: skip
def test_a_refusal_names_the_line_of_what_is_wrong_and_what_was_expected(
    reader, path, value, fault
):
    data = spoiled(path, value)
    start = f'"{path[-1]}": '
    shown = json.dumps(value) if not isinstance(value, dict) else "{}"

    with pytest.raises(EvidenceFileRefused) as refused:
        read(reader, data)

    found = {(one.what, one.expected): one for one in refused.value.faults}
    line = text_of(data).splitlines()[found[fault].line - 1]
    assert found[fault].file == "i.json"
    assert start + shown in line


@pytest.mark.parametrize(
    ("path", "value", "keys"),
    [
        (("more",), 1, "day, files, left_out, people, rules, schema"),
        ((*ONE, "more"), 1, SEVERAL_KEYS),
        ((*FACT, "more"), 1, "about, day, line, name, pointer, tool, value"),
        ((*KEPT, "more"), 1, "about, keyed_hash, kind, last_four, line, name, pointer"),
        (("left_out", 0, "more"), 1, "file, place, why"),
    ],
)
def test_every_object_has_exactly_its_keys(reader, path, value, keys):
    with pytest.raises(EvidenceFileRefused) as refused:
        read(reader, spoiled(path, value))

    assert ("an object with other keys", keys) in {
        (one.what, one.expected) for one in refused.value.faults
    }


@pytest.mark.parametrize("path", [ONE, FACT, KEPT, ("left_out", 0)])
def test_what_is_no_object_is_told_so(reader, path):
    with pytest.raises(EvidenceFileRefused) as refused:
        read(reader, spoiled(path, "words"))

    assert ("no object", "an object") in {
        (one.what, one.expected) for one in refused.value.faults
    }


def test_texts_may_be_as_long_as_the_limits_say(reader):
    long = replace(
        READING.facts[0], value="w " * 150, about="a " * 150, pointer="/p" * 1000
    )
    found = FoundFile("home", replace(READING, facts=(long,), file="f " * 150))
    inventory = replace(INVENTORY, files=(found,))

    assert read(reader, inventory_data(inventory)) == inventory


def test_what_a_supplier_calls_checkable_is_a_copy(reader):
    data = spoiled((*ONE, "grade"), RECHECKABLE)

    assert read(reader, data).files[0].reading.grade == COPY


def test_warnings_are_cut_to_a_short_text(reader):
    data = spoiled((*ONE, "warnings"), ["w " * 200, 7])

    warnings = read(reader, data).files[0].reading.warnings

    assert warnings == (("w " * 200)[:300], "7")


def test_a_digest_and_rules_may_look_random(reader):
    data = spoiled(("rules",), "0f1e2d3c4b5a69788796a5b4c3d2e1f0")

    assert read(reader, data).rules == "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
