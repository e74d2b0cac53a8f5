"""How a server is reached, where it runs and what it is started from."""

import pytest

from tests.riskapp.evidence.takes.conftest import TOKEN


def test_of_an_address_the_host_alone_is_taken(taken):
    assert taken("host", {"a": "https://ada@x.example.org:8443/y"}, "/a") == [
        ("x.example.org", "/a")
    ]
    assert taken("host", {"a": "x.example.org"}, "/a") == []
    assert taken("host", {"a": 5}, "/a") == []


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ({"a": "http://x.example.org"}, [(True, "/a")]),
        ({"a": "https://x.example.org"}, []),
        ({"a": "http://127.0.0.1:3000"}, []),
        ({"a": "http://"}, []),
        ({"url": "http://x.example.org"}, [(True, "")]),
        ({}, []),
    ],
)
def test_an_address_elsewhere_without_encryption_is_in_clear_text(taken, data, found):
    assert taken("cleartext", data, "/a") == found


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ({"type": "SSE", "command": "x"}, "sse"),
        ({"type": "streamable_http"}, "http"),
        ({"type": "remote"}, "http"),
        ({"url": "https://x.example.org/sse"}, "sse"),
        ({"url": "https://x.example.org/mcp"}, "http"),
        ({"url": "https://x.example.org/mcp", "command": "npx"}, "stdio"),
        ({"command": "npx"}, "stdio"),
        ({"type": "local"}, "stdio"),
        ({"type": "pigeon"}, None),
        ({}, None),
    ],
)
def test_the_way_to_a_server_is_what_it_says_or_what_it_has(taken, data, found):
    assert taken("transport", data) == ([(found, "")] if found else [])


@pytest.mark.parametrize(
    ("data", "place", "host"),
    [
        ({"url": "https://x.example.org/mcp"}, "remote", "x.example.org"),
        ({"url": "http://localhost:1"}, "local", None),
        (
            {"command": "npx", "args": ["mcp-remote", "https://y.example.org"]},
            "remote",
            "y.example.org",
        ),
        ({"command": "npx"}, "local", None),
        ({}, None, None),
    ],
)
def test_a_server_runs_where_its_address_leads_or_where_it_is_started(
    taken, data, place, host
):
    assert taken("server_place", data) == ([(place, "")] if place else [])
    assert taken("server_host", data) == ([(host, "")] if host else [])


def test_a_server_is_told_by_its_package_and_whether_that_is_fixed(taken):
    fixed = {"command": "npx", "args": ["-y", "server-x@1.2.3"]}
    loose = {"command": "uvx", "args": ["server-y"]}

    assert taken("package", fixed) == [("server-x", "/args")]
    assert taken("pinned", fixed) == [("pinned", "/args")]
    assert taken("package", loose) == [("server-y", "/args")]
    assert taken("pinned", loose) == [("unpinned", "/args")]
    assert taken("package", {"command": "./run"}) == []
    assert taken("pinned", {"command": "./run"}) == []


def test_a_package_whose_name_is_a_secret_is_not_told(taken):
    hidden = {"command": "npx", "args": ["--registry-token", "hunter2hunter", "x"]}
    named = {"command": "npx", "args": [TOKEN.lower()]}
    elsewhere = {"command": "npx", "args": ["s3cretword"], "password": "s3cretword"}
    # Behind an option nobody knows, the word may be its value.
    assert taken("package", hidden) == []
    assert taken("package", named) == []
    assert taken("package", elsewhere) == []


@pytest.mark.parametrize(
    ("args", "found"),
    [
        (["server-filesystem", "/"], "disk"),
        (["server-filesystem", "~"], "home"),
        (["server-filesystem", "./work"], "folder"),
        (["server-filesystem", "./work", "~", "./more"], "home"),
        (["server-filesystem"], None),
        (["server-git", "/"], None),
    ],
)
def test_the_widest_folder_of_a_server_of_files_is_told(taken, args, found):
    data = {"command": "npx", "args": args}

    assert taken("roots", data) == ([(found, "/args")] if found else [])


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ({"command": "x", "args": ["--read-only"]}, True),
        ({"command": "x", "args": ["--readonly"]}, True),
        ({"command": "x", "env": {"MCP_READ_ONLY": "1"}}, True),
        ({"command": "x", "env": {"MCP_READ_ONLY": "0"}}, False),
        ({"command": "x"}, False),
    ],
)
def test_a_switch_that_only_lets_a_server_read_is_seen(taken, data, found):
    assert taken("read_only", data) == ([(True, "")] if found else [])
