"""What a file names, as an incident looks for it."""

from types import SimpleNamespace

from riskapp.evidence.model import COPY, NOT_STATED, Fact, FileReading
from riskapp.incidents.queries.shown import hosts_in, shown_by, shown_by_agents


def reading(*facts, tool=""):
    return FileReading(
        "settings.json", "", 1, "x", 1, COPY, "", NOT_STATED, tuple(facts), tool=tool
    )


def names(*facts, tool=""):
    return shown_by(SimpleNamespace(file_readings=[reading(*facts, tool=tool)]))


def test_the_tool_of_a_file_and_its_provider_are_named():
    assert names(tool="claude-code") == [("Claude Code", False), ("Anthropic", False)]


def test_models_servers_and_hosts_are_named_each_once():
    found = names(
        Fact("model.name", "claude-sonnet-4-5"),
        Fact("model.name", "claude-sonnet-4-5"),
        Fact("mcp.server", "configured", about="jira"),
        Fact("model.host", "eu.api.openai.com:443"),
        Fact("rights.held", "secrets"),
    )

    assert [name for name, _ in found] == [
        "claude-sonnet-4-5", "configured", "jira", "eu.api.openai.com:443", "OpenAI",
    ]  # fmt: skip


def test_a_key_may_be_each_kind_of_key():
    found = names(Fact("credential.kind", "key"), Fact("credential.kind", "unheard_of"))

    assert found == [("key", True), ("shared", True), ("pat", True)]


def test_agents_name_themselves_and_who_is_behind_their_hosts():
    hosts = hosts_in([{"external_hosts": {"api.anthropic.com": 3}}, {}])

    assert shown_by_agents(["Build bot"], hosts) == [
        ("Build bot", False), ("api.anthropic.com", False), ("Anthropic", False),
    ]  # fmt: skip
