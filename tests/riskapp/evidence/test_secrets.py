import hmac
import json
import time

import pytest

from riskapp.evidence.errors import EvidenceFileRefused
from riskapp.evidence.exporting import evidence_data
from riskapp.evidence.loading import core_rules, reader_for
from riskapp.evidence.redacting import found_in
from riskapp.evidence.secrets import (
    BY_NAME,
    Redactor,
    could_be_secret,
    entropy,
    mark_of,
)
from tests.data.evidence.attacks import ATTACKS, STAND_INS
from tests.data.evidence.labelled import labelled
from tests.data.evidence.planted import core_of, planted

KEY = b"a key for tests, of 32 bytes ..."
GITHUB = planted()["github classic"]


@pytest.fixture(scope="module")
def redactor():
    return Redactor(core_rules().secrets, KEY)


def test_at_least_99_of_100_values_called_secret_are_and_nearly_all_are_found(redactor):
    rows = labelled()
    called = [row for row in rows if redactor.in_value(row[0], row[1])]
    right = [row for row in called if row[2]]
    missed = [row for row in rows if row[2] and row not in called]

    assert len(rows) >= 300
    assert len(right) / len(called) >= 0.99, [row for row in called if not row[2]]
    assert len(missed) <= 1, missed


def test_what_is_left_of_a_secret_is_kind_four_characters_and_a_keyed_hash(redactor):
    (found,) = redactor.in_value("GITHUB_TOKEN", GITHUB)
    other = Redactor(core_rules().secrets, b"the key of somebody else, longer")

    assert found.kind == "github_token"
    assert found.last_four == GITHUB[-4:]
    assert found.name == "GITHUB_TOKEN"
    assert found == redactor.in_value("GITHUB_TOKEN", GITHUB)[0]
    assert found.keyed_hash != other.in_value("GITHUB_TOKEN", GITHUB)[0].keyed_hash
    assert GITHUB not in repr(found)


def test_a_short_secret_loses_its_last_characters_too(redactor):
    (found,) = redactor.in_value("PASSWORD", "hunter2!x")

    assert (found.kind, found.last_four) == (BY_NAME, "")


def test_a_key_of_hashes_that_can_be_guessed_is_refused():
    with pytest.raises(ValueError, match="fewer than 16 bytes"):
        Redactor(core_rules().secrets, b"short")


def homes(value):
    """The places of a configuration where people leave secrets."""
    github = {"command": "npx", "args": ["-y", "@modelcontextprotocol/server-github"]}
    servers = {
        "env": {**github, "env": {"SOME_VALUE": value}},
        "args": {**github, "args": [*github["args"], "--value", value]},
        "joined": {**github, "args": [*github["args"], f"--value={value}"]},
        "first": {"command": "npx", "args": [value]},
        "image": {"command": "docker", "args": ["run", "-e", f"A={value}", "a/b"]},
        "command": {"command": f"npx a --key {value}"},
        "header": {"url": "https://mcp.example.com", "headers": {"X-Value": value}},
        "bearer": {
            "url": "https://mcp.example.com",
            "headers": {"Authorization": f"Bearer {value}"},
        },
        "query": {"url": f"https://mcp.example.com/sse?token={value}"},
        "path": {"url": f"https://mcp.example.com/{value}/sse"},
        "user": {"url": f"https://agent:{value}@mcp.example.com/sse"},
        "type": {"command": "x", "type": value},
        value: {"command": "x", "env": {value: value}},
    }
    yield ".mcp.json", {"mcpServers": servers}
    yield "repo/.vscode/mcp.json", {"servers": servers, "inputs": [{"id": value}]}
    yield ".gemini/settings.json", {"mcpServers": servers, "selectedAuthType": value}
    settings = {
        "permissions": {
            "allow": [f"Bash(export A={value})", f"Bash({value})", value],
            "defaultMode": value,
        },
        "env": {"A": value, value: "1", "ANTHROPIC_MODEL": value},
        "model": value,
        "apiKeyHelper": f"echo {value}",
    }
    yield ".claude/settings.json", settings
    yield (
        "opencode.json",
        {"mcp": servers, "permission": {value: "allow"}, "model": value},
    )
    installed = {"app_slug": value, "permissions": {value: value}}
    yield "installations.json", {"installations": [installed]}
    yield "tokens.json", [{"token_id": value, "permissions": {}, "token_name": value}]
    yield "gitlab.json", [
        {"id": value, "name": value, "scopes": [value], "revoked": False, "expires_at": None}
    ]  # fmt: skip
    keys = {
        "id": value,
        "redacted_value": value,
        "created_at": 1700000000,
        "name": value,
    }
    yield "openai.json", {"data": [keys]}
    bot = {"kind": "bot", "metadata": {"name": value}, "spec": {"roles": [value]}}
    yield "bots.json", [bot]
    log = {"action": value, "@timestamp": 1, "actor": value, "created_at": 1}
    yield "audit.json", [log]
    service = {"name": value, "endpoints": [f"https://a.example/?key={value}"]}
    yield "bom.json", {"bomFormat": "CycloneDX", "services": [service]}
    found = {"ruleId": value, "message": {"text": value}}
    run = {"tool": {"driver": {"name": value}}, "results": [found]}
    yield "scan.sarif", {"version": "2.1.0", "runs": [run]}
    yield f"{value}.json", {"mcpServers": {}}


@pytest.mark.parametrize("kind", planted())
def test_a_planted_secret_is_in_nothing_that_comes_out(kind):
    value = planted()[kind]
    core = core_of(value)
    reader = reader_for(KEY)

    for name, data in homes(value):
        text = json.dumps(data)
        reading = reader.read(text.encode(), name.replace("/" + value, ""))
        out = json.dumps(evidence_data([reading])) + repr(reading)
        assert core not in out, name
        assert core[:-8] not in out, name
        with pytest.raises(EvidenceFileRefused) as refused:
            reader.read(text.encode()[:-2], "broken.json")
        assert core[:12] not in str(refused.value)


@pytest.mark.parametrize("kind", planted())
def test_a_planted_secret_is_found_in_the_variables_of_a_server(kind):
    value = planted()[kind]
    text = json.dumps({"mcpServers": {"a": {"command": "x", "env": {"V": value}}}})

    reading = reader_for(KEY).read(text.encode(), "x")

    assert [fact.value for fact in reading.of("mcp.sign_in")] == ["static"]
    assert reading.secrets[0].pointer == "/mcpServers/a/env/V"


@pytest.mark.parametrize(
    ("name", "is_secret"),
    [
        ("GITHUB_TOKEN", True),
        ("apiKey", True),
        ("X-Api-Key", True),
        ("OPENAI_API_KEY", True),
        ("DB_PASSWORD", True),
        ("clientSecret", True),
        ("PGPASSWORD", True),
        ("mysql_pwd", True),
        ("--pass", True),
        ("userPass", True),
        ("--passphrase", True),
        ("REFRESHTOKEN", True),
        ("PASS_THROUGH", False),
        ("bypass", False),
        ("--passes", False),
        ("PWD_DIR", False),
        ("MAX_TOKENS", False),
        ("TOKEN_LIMIT", False),
        ("API_KEY_FILE", False),
        ("KEYBOARD", False),
        ("AUTHOR", False),
        ("PATH", False),
        ("PUBLIC_KEY", False),
        ("", False),
    ],
)
def test_a_name_says_whether_its_value_is_a_secret(redactor, name, is_secret):
    assert redactor.is_secret_name(name) is is_secret


def test_a_redacted_text_keeps_what_is_around(redactor):
    text = redactor.redact(f"calls with {GITHUB} every day")

    assert text == f"calls with [github_token …{GITHUB[-4:]}] every day"
    assert redactor.redact("eu-central-1 and @playwright/mcp@latest") == (
        "eu-central-1 and @playwright/mcp@latest"
    )


def test_an_expression_of_the_rules_is_known_to_every_interpreter():
    """Python's own words in expressions would be refused by a browser."""
    rules = core_rules().secrets
    patterns = [kind.pattern.pattern for kind in rules.kinds]
    patterns += [one.pattern for one in rules.whole]

    assert [
        p for p in patterns if "(?P" in p or r"\A" in p or r"\Z" in p or "(?i" in p
    ] == []
    assert all(kind.start for kind in rules.kinds)


def test_no_expression_takes_long_over_a_text_made_for_it(redactor):
    """A long text of nearly matching pieces must not keep a processor busy."""
    kinds = core_rules().secrets.kinds
    pieces = {kind.start for kind in kinds} | {"a://", "-eyJ", "${", "X-", "$(", "<", "[", "a:", "{{"}  # fmt: skip
    for piece in sorted(pieces):
        for filling in ("", "a", "A1-", "x"):
            text = ((piece + filling) * 20_000)[:20_000]
            start = time.process_time()
            redactor.in_value("TOKEN", text)
            assert time.process_time() - start < 0.5, (piece, filling)


JOHNS = ["/Users/john/x", "file:///Users/john/x", "file:/home/john", "file%3A%2F%2F%2FUsers%2Fjohn", "~john/x", "vscode-remote://wsl%2Bubuntu/home/john",
    "C:\\Users\\john\\x", "c:/users/john", "\\\\host\\Users\\john", "-Users-john-work", "files of /home/john/x", "a (D:\\Users\\john doe)", "x=file:///home/john"]  # fmt: skip


@pytest.mark.parametrize("folder", JOHNS)
def test_a_folder_of_a_person_is_in_nothing_that_comes_out(folder):
    server = {"command": "npx", "args": [folder, "a"], "env": {"A_TOKEN": GITHUB}}
    files = {
        ".claude.json": {"projects": {folder: {"mcpServers": {folder: server}}}},
        ".mcp.json": {"mcpServers": {folder: server}},
        ".claude/settings.json": {"model": folder, "env": {folder: GITHUB}},
        "bom.json": {"bomFormat": "CycloneDX", "services": [{"name": folder}]},
    }

    for name, data in files.items():
        reading = reader_for(KEY).read(json.dumps(data).encode(), name)
        assert reading.facts or reading.secrets
        assert "john" not in repr(reading)


@pytest.mark.parametrize(
    "text", ["@a/b", "ghcr.io/a/b:1", "https://mcp.example.com/users/sse", "npm:@a/b", "my-home-assistant", "100% a/b", "arn:aws:iam::1:role/a"]
)  # fmt: skip
def test_what_is_no_folder_stays(redactor, text):
    assert redactor.clean(text) == text


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        ('["Read",\n', "]", "/permissions/allow/1"),
        ('{"Read": 1,\n', ": 1}", "/permissions/allow/[github_token"),
        ("\n", "", "/permissions/allow"),
    ],
    ids=["a list", "an object", "a text"],
)
def test_a_secret_in_a_permission_has_its_place(reader, before, after, place):
    entry = json.dumps(planted()["github classic"])
    text = f'{{"permissions": {{"allow": {before}{entry}{after}}}}}'

    (secret,) = reader.read(text.encode(), ".claude/settings.json").secrets

    assert secret.pointer.startswith(place)
    assert secret.line == (1 if place.endswith("allow") else 2)


REDACTOR = Redactor(core_rules().secrets, KEY)


@pytest.mark.parametrize(
    ("name", "is_secret"),
    [
        ("API_KEY", True),
        ("apiKey", True),
        ("DB_PASSWORD", True),
        ("db-password", True),
        ("GITHUB_TOKEN", True),
        ("MAX_TOKEN", False),
        ("MIN_TOKEN", False),
        ("NUM_TOKEN", False),
        ("COUNT_TOKEN", False),
        ("INPUT_TOKENS", False),
        ("TOKENS", False),
        ("", False),
        ("--", False),
        ("PATH", False),
        ("PORT", False),
    ],
)
def test_a_secret_is_known_by_its_name(name, is_secret):
    assert REDACTOR.is_secret_name(name) is is_secret


@pytest.mark.parametrize(
    ("value", "could"),
    [
        ("hunter2", True),
        ("abc", False),
        ("abcd", False),
        ("Abcd", True),
        ("true", False),
        ("FALSE", False),
        ("none", False),
        ("null", False),
        ("auto", False),
        ("12345", False),
        ("-12.5", False),
        ("1234567890123456", True),
        ("/etc/key", False),
        ("./key", False),
        ("~/key", False),
        ("C:\\\\key", False),
        ("https://x.dev/a", False),
        ("two words", False),
        ("two words here", True),
        ("elevenchars", False),
        ("twelve chars", True),
    ],
)
def test_under_a_secrets_name_stands_a_secret_or_something_plain(value, could):
    assert could_be_secret(value) is could


@pytest.mark.parametrize(
    ("text", "bits"), [("aaaa", 0), ("abab", 1), ("abcd", 2), ("aabb", 1)]
)
def test_the_entropy_of_a_text_is_in_bits_for_each_character(text, bits):
    assert entropy(text) == bits


def test_what_is_left_of_a_secret_is_its_kind_its_end_and_its_hash():
    kept = REDACTOR.secret("kind", "hunter2hunter", "API_KEY")
    again = REDACTOR.secret("other", "hunter2hunter")
    short = REDACTOR.secret("kind", "hunter2hunt")
    twelve = REDACTOR.secret("kind", "hunter2hunte")

    assert (kept.kind, kept.last_four, kept.name) == ("kind", "nter", "API_KEY")
    assert (kept.about, kept.pointer, kept.line) == ("", "", 0)
    assert len(kept.keyed_hash) == 32
    assert kept.keyed_hash == again.keyed_hash != short.keyed_hash
    assert kept.keyed_hash == hmac.digest(KEY, b"hunter2hunter", "sha256").hex()[:32]
    assert (short.last_four, twelve.last_four) == ("", "unte")
    assert mark_of(kept) == f"redacted~kind~nter~{kept.keyed_hash}~"
    assert mark_of(REDACTOR.secret("kind", "hunter2hun~er")).startswith(
        "redacted~kind~~"
    )


def test_a_key_of_hashes_has_sixteen_bytes_or_more():
    rules = core_rules().secrets

    assert Redactor(rules, b"k" * 16)
    with pytest.raises(ValueError, match="the key of the hashes has fewer than 16"):
        Redactor(rules, b"k" * 15)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("API_KEY", "API_KEY"),
        ("x.y-z", "x.y-z"),
        ("_", "_"),
        ("9lives", "other"),
        ("two words", "other"),
        ("a" * 61, "a" * 61),
        ("a" * 62, "other"),
        ("", ""),
    ],
)
def test_the_name_of_a_variable_is_told_where_it_looks_like_one(name, told):
    assert REDACTOR.name(name) == told


def test_a_mark_left_earlier_counts_like_the_secret():
    left = f"redacted~kind~wxyz~{'0a' * 16}~"

    (found,) = REDACTOR.in_value("API_KEY", f"Bearer {left}")

    assert (found.kind, found.last_four, found.keyed_hash, found.name) == (
        "kind",
        "wxyz",
        "0a" * 16,
        "API_KEY",
    )
    assert REDACTOR.marks("nothing", "API_KEY") == []
    assert REDACTOR.spans(f"a {left} b") == []


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("/home/ada/x", "[folder]"),
        ("~/x", "[folder]"),
        ("~ada/x", "[folder]"),
        ("./x", "[folder]"),
        ("C:\\\\x", "[folder]"),
        ("file:///x", "[folder]"),
        ("-Users-ada-x", "[folder]"),
        ("-home-ada-x", "[folder]"),
        ("%2Fhome%2Fada", "[folder]"),
        ("100% sure", "100% sure"),
        ("https://x.dev/a", "https://x.dev/a"),
        ("wss://x.dev/a", "wss://x.dev/a"),
        ("see /home/ada/x and more", "see [folder]"),
        ("see C:\\\\Users\\\\ada", "see [folder]"),
        ("plain words", "plain words"),
    ],
)
def test_folders_of_people_are_taken_out(text, clean):
    assert REDACTOR.clean(text.replace("\\\\", "\\")) == clean


@pytest.mark.parametrize(
    ("value", "stands_in"),
    [
        ("${KEY}", True),
        ("$KEY", True),
        ("{{ key }}", True),
        ("%KEY%", True),
        ("$(get key)", True),
        ("<your key>", True),
        ("[key]", True),
        ("Bearer ${KEY}", True),
        ("'${KEY}'", True),
        ("sk-xxxxxxxx", True),
        ("abc...", True),
        ("abc***", True),
        ("AKIAIOSFODNN7EXAMPLE", True),
        ("aaaa", True),
        ("123456", True),
        ("12345", False),
        ("abcdef", True),
        ("abababab", True),
        ("hunter2hunter", False),
        ("Summer-2022", False),
    ],
)
def test_a_stand_in_is_no_secret(value, stands_in):
    assert REDACTOR.is_placeholder(value) is stands_in


@pytest.mark.parametrize(
    ("text", "is_secret"),
    [
        ("a1b2c3d4e5f6g7h8j9k0m1n", False),  # small letters and digits: 24 at least
        ("a1b2c3d4e5f6g7h8j9k0m1np", True),
        ("a1a1a1a1a1a1a1a1b2b2b2b2b2b2", False),  # long, and hardly mixed
        ("abc-abd-abe-abf-a12-a13", False),  # short pieces, mixed enough
        ("aB3dE5fG7hJ9kL1m-xyz", True),  # small and large ones: 16 of them, 20 in all
        ("aB3dE5fG7hJ9kL1m-xy", False),
        ("aB3dE5fG7hJ9kL1-wxyz", False),
        ("aBcdEefGghJikLjm-x12", False),  # no digit among them
        ("550e8400-e29b-41d4-a716-446655440000", False),
        ("aB3dE5fG7hJ9kL1mN2EXAMPLE", False),
    ],
)
def test_what_looks_drawn_at_random_is_a_secret_without_a_name(text, is_secret):
    assert bool(REDACTOR.in_value("", text)) is is_secret


@pytest.mark.parametrize(
    ("value", "stands_in"),
    [
        ("${KEY}-aB3dE5fG7hJ9kL1mN2pQ4rS", False),
        ("${KEY}-and-more", True),
        ("postgres://${USER}@db", True),
    ],
)
def test_a_variable_beside_a_secret_hides_nothing(value, stands_in):
    assert REDACTOR.is_placeholder(value) is stands_in


@pytest.mark.parametrize("line", ATTACKS)
def test_a_secret_that_looks_like_something_else_is_found(redactor, line):
    assert list(found_in(line, redactor))


@pytest.mark.parametrize("line", STAND_INS)
def test_a_stand_in_that_looks_like_a_secret_is_none(redactor, line):
    assert not list(found_in(line, redactor))
