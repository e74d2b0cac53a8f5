"""What entries of permission files let an agent do."""

import pytest

from riskapp.evidence.grants import granted


@pytest.mark.parametrize(
    ("name", "what"),
    [
        *((name, "shell") for name in ["bash", "shell", "shelltool", "run_shell_command", "powershell", "execute"]),
        *((name, "net") for name in ["webfetch", "web_fetch", "fetch", "websearch", "web_search", "google_web_search"]),
        *((name, "edit") for name in ["edit", "write", "multiedit", "notebookedit", "write_file", "replace"]),
        *((name, "read") for name in ["read", "glob", "grep", "ls", "read_file"]),
        *((name, "agents") for name in ("task", "agent")),
    ],
)  # fmt: skip
def test_a_tool_alone_grants_all_of_it_and_with_a_pattern_some(name, what):
    assert granted([name]) == (f"{what}_all",)
    assert granted([f" {name.upper()} (src/x) "]) == (f"{what}_some",)


@pytest.mark.parametrize(
    ("entry", "word"),
    [
        ("*", "any_all"),
        ("mcp__git", "servers_all"),
        ("MCP__git__*", "servers_all"),
        ("mcp__git__", "servers_all"),
        ("mcp__git__push", "servers_some"),
        ("mcp__git__push__x", "servers_some"),
        ("Bash(*)", "shell_all"),
        ("Bash(:*)", "shell_all"),
        ("Bash()", "shell_all"),
        ("Read(**)", "read_all"),
        ("Read(/**)", "read_all"),
        ("Read(~/**/*)", "read_all"),
        ("Read(src/**)", "read_some"),
        ("WebFetch(domain:*)", "net_all"),
        ("WebFetch(domain:x.dev)", "net_some"),
        ("Bash(git:*)", "shell_some"),
        ("Bash(sudo apt)", "shell_all"),
        ("Bash( python3 x.py)", "shell_all"),
        ("Bash(python x.py)", "shell_all"),
        ("Bash(pythonic)", "shell_some"),
        ("Edit(python x)", "edit_some"),
        ("Bash(a\nb)", "shell_some"),
    ],
)
def test_an_entry_grants_all_or_some_of_what_it_names(entry, word):
    assert granted([entry]) == (word,)


@pytest.mark.parametrize(
    "start",
    [
        "sudo",
        "bash",
        "sh",
        "zsh",
        "env",
        "xargs",
        "eval",
        "python",
        "python3",
        "node",
        "npx",
        "ssh",
    ],
)
def test_a_command_that_starts_any_other_grants_the_shell(start):
    assert granted([f"Bash({start}:*)"]) == ("shell_all",)


@pytest.mark.parametrize("entry", ["", "Unheard", "bash[x]", "(x)", "5", "x" * 2001])
def test_what_nobody_knows_grants_nothing(entry):
    assert granted([entry]) == ()


def test_an_entry_is_read_up_to_two_thousand_characters():
    assert granted([f"Bash({'x' * 1994})"]) == ("shell_some",)
    assert granted([f"Bash({'x' * 1995})"]) == ()


def test_words_come_once_in_a_fixed_order():
    found = granted(["*", "Read", "Bash(git:*)", "Bash", "Read", "mcp__a__b", "Task"])

    assert found == (
        "shell_all",
        "shell_some",
        "read_all",
        "servers_some",
        "agents_all",
        "any_all",
    )
