import io
import json
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

from riskapp_collect.command import main as collect
from tests.data.evidence.planted import planted

SETTINGS = '{"permissions": {"defaultMode": "bypassPermissions"}}'
LIMITS_OF_THE_EXAMPLE = [
    ("night", "2026-10-02", "", 2, [23]),
    ("host", "2026-10-02", "paste.example", 4, []),
]
ANSWERS = "docs/examples/production-agents.yaml"


@pytest.fixture
def settings_file(tmp_path):
    path = tmp_path / ".claude" / "settings.json"
    path.parent.mkdir()
    path.write_text(SETTINGS)
    return path


def run(*files, **options):
    out, err = io.StringIO(), io.StringIO()
    status = 0
    try:
        call_command(
            "read_evidence", *map(str, files), stdout=out, stderr=err, **options
        )
    except SystemExit as end:
        status = end.code
    return status, out.getvalue(), err.getvalue()


def test_facts_are_json_on_standard_output(settings_file):
    status, out, err = run(settings_file)

    data = json.loads(out)
    (file,) = data["files"]
    fact = next(one for one in file["facts"] if one["name"] == "approval.mode")
    assert (status, err) == (0, "")
    assert data["schema"] == "riskapp-evidence 1"
    assert file["format"] == "claude-settings"
    assert fact["value"] == "never_asks"
    assert (fact["line"], fact["pointer"]) == (1, "/permissions/defaultMode")
    assert data["comparison"] is None


def test_contradictions_are_text_beside_the_facts(settings_file):
    status, out, err = run(settings_file, against=ANSWERS)

    counts = json.loads(out)["comparison"]["counts"]
    assert status == 0
    assert counts["contradicts"] == len(err.splitlines()) == 1
    assert "Runs commands after a person agrees each time" in err
    assert "settings.json:1 /permissions/defaultMode" in err


def test_people_get_it_in_words(settings_file):
    _, out, _ = run(settings_file, against=ANSWERS, format="text")

    assert "\n       1  how far the tool acts without a person: never asks\n" in out
    assert "contradicts: 1" in out


def test_every_bad_file_is_named_and_nothing_is_written(tmp_path, settings_file):
    broken = tmp_path / "broken.json"
    broken.write_text('{\n"mcpServers": {oops}\n}')

    status, out, err = run(settings_file, broken, tmp_path / "missing.json")

    assert (status, out) == (2, "")
    assert f"{broken}:2: no JSON" in err
    assert f"{tmp_path / 'missing.json'}:1: the file cannot be read" in err


def test_bad_answers_are_named_with_their_line(tmp_path, settings_file):
    answers = tmp_path / "answers.yaml"
    answers.write_text("questionnaire: ai-toolchain-partner\nas_of: tomorrow\n")

    status, out, err = run(settings_file, against=answers)

    assert (status, out) == (2, "")
    assert f"{answers}:2: as_of is 'tomorrow'" in err


def test_the_hashes_are_the_same_with_the_same_key_only(tmp_path):
    path, key = tmp_path / ".mcp.json", tmp_path / "key"
    token = planted()["gitlab"]
    path.write_text(
        json.dumps({"mcpServers": {"a": {"command": "x", "env": {"T": token}}}})
    )
    key.write_bytes(b"0123456789abcdef")

    def hashed(**options):
        _, out, _ = run(path, **options)
        assert token not in out
        return json.loads(out)["files"][0]["secrets"][0]["keyed_hash"]

    assert hashed(key_file=key) == hashed(key_file=key)
    assert hashed(key_file=key) != hashed()


def test_a_key_that_is_too_short_is_refused(tmp_path, settings_file):
    key = tmp_path / "key"
    key.write_bytes(b"short")

    status, _, err = run(settings_file, key_file=key)

    assert status == 2
    assert f"{key}:1: the key is too short" in err


def test_an_inventory_of_the_collector_is_read_as_its_files(tmp_path, settings_file):
    inventory = tmp_path / "inventory.json"
    collect(["--home", str(tmp_path), "--output", str(inventory)])

    status, out, err = run(inventory, against=ANSWERS)

    data = json.loads(out)
    assert status == 0
    assert [file["format"] for file in data["files"]] == ["claude-settings"]
    assert "Runs commands after a person agrees each time" in err


def test_an_inventory_made_by_later_rules_is_told_by_the_names_it_gives(
    tmp_path, settings_file
):
    inventory = tmp_path / "inventory.json"
    collect(["--home", str(tmp_path), "--output", str(inventory)])
    text = inventory.read_text().replace('"approval.mode"', '"later.fact"')
    inventory.write_text(text.replace('"never_asks"', '["two", "words"]'))

    status, out, _ = run(inventory, format="text")

    assert status == 0
    assert "later.fact: two, words" in out


def test_an_inventory_with_a_secret_in_it_is_refused_with_its_line(
    tmp_path, settings_file
):
    inventory = tmp_path / "inventory.json"
    collect(["--home", str(tmp_path), "--output", str(inventory)])
    token = planted()["gitlab"]
    inventory.write_text(inventory.read_text().replace('"never_asks"', f'"{token}"'))

    status, out, err = run(inventory)

    assert (status, out) == (2, "")
    assert "a text that looks like a secret (gitlab_token)" in err
    assert token not in err


SOURCE = "sha256:" + "0a" * 32


def activity_file(folder, *rows, name="activity.jsonl"):
    head = {
        "format": "riskapp-activity",
        "version": 1,
        "from": "2026-10-01",
        "until": "2026-10-31",
    }
    path = folder / name
    lines = [head, *({"day": "2026-10-02", "source": SOURCE, **row} for row in rows)]
    path.write_text("\n".join(json.dumps(line) for line in lines) + "\n")
    return path


def row(agent, measure, value, **more):
    return {"agent": agent, "measure": measure, "value": value, **more}


@pytest.fixture
def totals(tmp_path):
    return activity_file(
        tmp_path,
        row("CodeRabbit Enterprise", "records_written", 12),
        row("CodeRabbit Enterprise", "records_written", 3, day="2026-10-03"),
        row("CodeRabbit Enterprise", "hours", 23, count=2),
        row("CodeRabbit Enterprise", "hours", 9, count=7),
        row("CodeRabbit Enterprise", "external_hosts", "paste.example", count=4),
        row("nobody", "records_written", 9),
    )


def test_daily_totals_are_facts_of_each_agent(totals):
    status, out, err = run(totals)

    data = json.loads(out)
    (file,) = data["activity"]
    assert (status, err, data["files"], data["comparison"]) == (0, "", [], None)
    assert file["format"] == "riskapp-activity 1"
    assert (file["from"], file["until"]) == ("2026-10-01", "2026-10-31")
    assert file["agents"] == [
        {
            "agent": "CodeRabbit Enterprise",
            "days": 2,
            "seen": {
                "records_written": 15,
                "external_hosts": {"paste.example": 4},
                "hours": {"9": 7, "23": 2},
            },
        },
        {"agent": "nobody", "days": 1, "seen": {"records_written": 9}},
    ]


def test_what_goes_beyond_declared_limits_is_text_beside_the_facts(totals):
    status, out, err = run(totals, against=ANSWERS)

    departures = json.loads(out)["comparison"]["departures"]
    assert status == 0
    assert [
        (one["limit"], one["day"], one["name"], one["seen"], one["hours"])
        for one in departures
    ] == LIMITS_OF_THE_EXAMPLE
    assert {one["entry"] for one in departures} == {"CodeRabbit Enterprise"}
    assert "nobody wrote" not in err
    assert f"{totals}: CodeRabbit Enterprise worked at night on 2 October 2026" in err


def test_whose_night_it_is_can_be_said(totals):
    _, out, _ = run(totals, against=ANSWERS, zone=ZoneInfo("America/New_York"))

    limits = {one["limit"] for one in json.loads(out)["comparison"]["departures"]}
    assert "night" not in limits
    assert "host" in limits


def test_people_get_daily_totals_and_departures_in_words(totals, settings_file):
    _, out, err = run(totals, settings_file, against=ANSWERS, format="text")

    assert err == ""
    assert "  CodeRabbit Enterprise: 2 days with work\n    Records written: 15\n" in out
    assert "    Hours: 9 (7), 23 (2)\n" in out
    assert f"\nbeyond declared limits: {len(LIMITS_OF_THE_EXAMPLE)}\n" in out
    assert "\ncontradicts: 1\n" in out


def test_many_names_are_counted_and_not_listed(tmp_path):
    hosts = [row("a", "external_hosts", f"h{at}.example") for at in range(8)]
    _, out, _ = run(activity_file(tmp_path, *hosts), format="text")

    assert "h4.example (1) and 3 more\n" in out


def test_bad_daily_totals_are_named_with_their_line(tmp_path, settings_file):
    bad = activity_file(tmp_path, row("a", "records_read", 1), row("a", "steps", 1))
    late = activity_file(tmp_path, row("a", "records_read", -1), name="late.jsonl")

    status, out, err = run(settings_file, bad, late)

    assert (status, out) == (2, "")
    assert f"{bad}:3: a measure that is not known" in err
    assert f"{late}:2: " in err
