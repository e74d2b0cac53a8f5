import json
import re
import subprocess
import sys

import pytest

from riskapp.baselines.reading import read_activity
from riskapp.evidence.loading import core_rules
from riskapp.evidence.redacting import found_in
from riskapp.evidence.secrets import Redactor
from riskapp_collect.command import main
from riskapp_collect.counting import Counted, deeds_of
from tests.data.evidence.planted import planted
from tests.riskapp_collect.test_collector import WATCHED

# The most that this process held: what the system counts of children begins with their parent.
SAYS_PEAK = """
import atexit, sys
atexit.register(lambda: sys.stderr.write(open("/proc/self/status").read()))
"""
DAY = "2026-10-05T09:30:00Z"
TELEPORT = [
    {"event": "db.session.query", "code": "TDB02I", "time": DAY, "user": "bot-release", "bot_name": "release", "db_query": "SELECT 1", "db_name": "orders", "success": True},
    {"event": "db.session.query", "code": "TDB02I", "time": DAY, "user": "bot-release", "db_query": "DELETE FROM a", "db_name": "orders"},
    {"event": "db.session.query.failed", "code": "TDB02W", "time": DAY, "user": "bot-release", "db_query": "DELETE FROM a", "success": False},
    {"event": "mcp.session.request", "code": "TMCP03I", "time": DAY, "user": "bot-release", "message": {"params": {"name": "list_files"}}},
    {"event": "session.start", "code": "T2000I", "time": DAY, "user": "anna"},
]  # fmt: skip
GITHUB = [
    {"action": "git.push", "actor": "copilot-swe-agent", "actor_is_agent": True, "created_at": 1791192600000, "repo": "example/billing", "hashed_token": "abcdefghijklmnopqrstuvw"},
    {"action": "git.clone", "actor": "renovate[bot]", "@timestamp": 1791192600000, "repo": "example/portal"},
    {"action": "git.push", "actor": "anna", "created_at": 1791192600000, "repo": "example/billing"},
]  # fmt: skip
GATEWAY = [
    {"timestamp": DAY, "agent": "helper", "tool": "search_issues", "upstream": "https://mcp.example.com/v1", "result_count": 12},
    {"ts": DAY, "client_id": "helper", "tool_name": "create_issue", "status": "denied by policy"},
    {"time": DAY, "caller": "anna@example.com", "method": "get_issue"},
]  # fmt: skip
SPANS = {
    "resourceSpans": [
        {
            "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "planner"}}]},
            "scopeSpans": [
                {
                    "spans": [
                        {"startTimeUnixNano": "1791192600000000000", "attributes": [
                            {"key": "gen_ai.operation.name", "value": {"stringValue": "execute_tool"}},
                            {"key": "gen_ai.tool.name", "value": {"stringValue": "read_file"}},
                            {"key": "server.address", "value": {"stringValue": "api.anthropic.com"}},
                            {"key": "gen_ai.input.messages", "value": {"stringValue": "what nobody may see"}},
                        ]},
                        {"startTimeUnixNano": "1791192600000000000", "attributes": [{"key": "http.method", "value": {"stringValue": "GET"}}]},
                        "noise",
                    ]
                }
            ],
        }
    ]
}  # fmt: skip


def lines(rows):
    return "\n".join(json.dumps(row) for row in rows)


def counted(capsys, tmp_path, text, status=0):
    """The days that the collector counts from a log, by agent, and what it says."""
    log, output = tmp_path / "log.jsonl", tmp_path / "activity.jsonl"
    log.write_text(text)

    assert main(["--activity", str(log), "--output", str(output)]) == status

    said = capsys.readouterr().err
    if status:
        return {}, said
    read = read_activity(output.read_bytes(), "a")
    return {one.agent: one.seen for one in read.days}, said


def test_a_log_of_teleport_becomes_days_of_bots(capsys, tmp_path):
    found, said = counted(capsys, tmp_path, lines(TELEPORT))

    assert found == {
        "release": {
            "records_read": {"": 2},
            "records_written": {"": 1},
            "refusals": {"": 1},
            "repositories": {"orders": 2},
            "tools": {
                "db.session.query": 2,
                "db.session.query.failed": 1,
                "list_files": 1,
            },
            "hours": {"9": 4},
        }
    }
    assert "release: 1 days" in said
    assert "Left out, because they name no agent: 1 of 5 rows" in said


def test_an_audit_log_of_github_becomes_days_of_agents(capsys, tmp_path):
    found, _said = counted(capsys, tmp_path, json.dumps(GITHUB))

    assert set(found) == {"copilot-swe-agent", "renovate[bot]"}
    assert found["copilot-swe-agent"]["records_written"] == {"": 1}
    assert found["copilot-swe-agent"]["credentials"] == {"token 7f07818e": 1}
    assert found["renovate[bot]"]["repositories"] == {"example/portal": 1}
    assert found["renovate[bot]"]["records_read"] == {"": 1}


def test_a_log_of_a_gateway_becomes_days_of_agents(capsys, tmp_path):
    found, _said = counted(capsys, tmp_path, lines(GATEWAY))

    assert found == {
        "helper": {
            "records_read": {"": 12},
            "refusals": {"": 1},
            "external_hosts": {"mcp.example.com": 1},
            "tools": {"search_issues": 1, "create_issue": 1},
            "hours": {"9": 2},
        }
    }


def test_spans_of_opentelemetry_become_days_of_agents(capsys, tmp_path):
    found, _said = counted(capsys, tmp_path, lines([SPANS, SPANS]))

    assert found == {
        "planner": {
            "records_read": {"": 2},
            "external_hosts": {"api.anthropic.com": 2},
            "tools": {"read_file": 2},
            "hours": {"9": 2},
        }
    }
    assert "nobody may see" not in (tmp_path / "activity.jsonl").read_text()


def test_nothing_of_the_totals_looks_like_a_secret(capsys, tmp_path):
    counted(capsys, tmp_path, lines([*TELEPORT, *GITHUB, *GATEWAY, SPANS]))

    text = (tmp_path / "activity.jsonl").read_text()
    assert not list(found_in(text, Redactor(core_rules().secrets, b"k" * 32)))


def test_no_secret_leaves_the_log(capsys, tmp_path):
    secret = planted()["github classic"]
    row = GATEWAY[0] | {"credential": secret, "tool": f"search {secret}"}

    counted(capsys, tmp_path, lines([row]))

    assert secret not in (tmp_path / "activity.jsonl").read_text()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (lines(TELEPORT[-1:]), "log.jsonl:1: the log names no agent"),
        ("hello", "log.jsonl:1: a large file that is neither"),
        (lines(GATEWAY) + "\n{", "log.jsonl:4:"),
        ("", "log.jsonl:1:"),
    ],
)
def test_what_is_no_log_of_agents_is_refused(capsys, tmp_path, text, fault):
    _found, said = counted(capsys, tmp_path, text, status=2)

    assert fault in said


def test_a_log_that_is_not_there_is_refused(capsys, tmp_path):
    assert main(["--activity", str(tmp_path / "none.jsonl")]) == 2
    assert "the file cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize(
    "row",
    [
        [], 7, None, {}, {"event": 1, "code": None}, {"action": [], "actor": {}},
        {"resourceSpans": 7}, {"resourceSpans": [{"scopeSpans": [{"spans": [{"attributes": [{"key": 1}]}]}]}]},
        {"agent": {}, "tool": []}, {"agent": "a", "tool": "b", "time": "x"},
        {"event": "a", "code": "b", "user": "bot-x", "message": {"params": 7}, "time": DAY},
    ],
)  # fmt: skip
def test_rows_of_any_shape_are_counted_or_left_out(row):
    found = Counted(Redactor(core_rules().secrets, b"k" * 32))

    found.add(row)

    assert found.rows == len(list(deeds_of(row))) >= found.of_people
    assert {agent for agent, _day in found.seen} == found.agents


def test_names_without_end_are_not_held_without_end():
    found = Counted(Redactor(core_rules().secrets, b"k" * 32))

    for at in range(700):
        found.add(GATEWAY[0] | {"tool": f"tool {at}"})
        found.add(GATEWAY[0] | {"agent": f"agent {at}"})

    assert len(found.agents) == 500
    assert max(len(seen["tools"]) for seen in found.seen.values()) == 200


@pytest.mark.slow
def test_the_packed_collector_counts_in_constant_memory_and_only_writes_its_output(
    collector, tmp_path
):
    log, output = tmp_path / "log.jsonl", tmp_path / "activity.jsonl"
    log.write_text((lines(TELEPORT) + "\n") * 20_000)  # some 13 MB

    done = subprocess.run(
        [sys.executable, "-I", "-c", SAYS_PEAK + WATCHED, str(output), str(collector), "--activity", str(log), "--output", str(output)],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert read_activity(output.read_bytes(), "a").days[0].total("refusals") == 20_000
    (most,) = re.findall(r"VmHWM:\s+(\d+) kB", done.stderr)
    assert log.stat().st_size > 10_000_000
    assert int(most) / 1024 < 60
