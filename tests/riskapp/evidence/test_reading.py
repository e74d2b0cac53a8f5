import base64
import hashlib
import json
import re
import time

import pytest

from questionnaires.document.source import read_file
from riskapp.evidence.errors import EvidenceFileRefused
from riskapp.evidence.limits import Limits
from riskapp.evidence.loading import CONTENT, reader_for
from riskapp.evidence.model import (
    COPY,
    NEWEST,
    NOT_STATED,
    RECHECKABLE,
    STATED,
    Fact,
)
from riskapp.evidence.reading import Reader, _kind_of, holds, shows, unwrapped
from riskapp.evidence.rules import PointerCondition, Sign, rules_from
from riskapp.evidence.secrets import Redactor
from riskapp.evidence.takes import TAKES
from tests.data.evidence.corpus import REPORT, hostile_files, samples

KEY = b"a key for tests, of 32 bytes ..."


def values(reading, name, about=None):
    return [
        fact.value for fact in reading.of(name) if about is None or fact.about == about
    ]


def read(reader, text, name):
    return reader.read(text.encode(), name)


def test_the_corpus_holds_enough_files_of_every_format(reader):
    known = {sample.format for sample in samples()}

    assert len(samples()) >= 150
    assert len({sample.path for sample in samples()}) == len(samples())
    assert known == {one.id for one in reader.rules.formats}


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.path)
def test_a_file_of_the_corpus_is_read_as_its_format(reader, sample):
    reading = reader.read(sample.content, sample.path)

    assert reading.format == sample.format
    assert reading == reader.read(sample.content, sample.path)


@pytest.mark.parametrize("sample", [*hostile_files()], ids=lambda sample: sample.path)
def test_a_hostile_file_gets_a_clear_word_at_once(reader, sample):
    start = time.perf_counter()

    with pytest.raises(EvidenceFileRefused) as refused:
        reader.read(sample.content, sample.path)

    fault = refused.value.faults[0]
    assert str(fault).startswith(f"{sample.path}:{fault.line}: ")
    assert fault.line >= 1
    assert len(fault.what) > 8
    assert fault.expected
    assert time.perf_counter() - start < 3


def faults(reader, content, name):
    """Why a file is refused; nothing where it is read."""
    try:
        reader.read(content, name)
    except EvidenceFileRefused as refused:
        return refused.faults
    return ()


@pytest.mark.parametrize("sample", samples()[::9], ids=lambda sample: sample.path)
def test_every_cut_of_a_file_is_read_or_refused_in_words(reader, sample):
    size = len(sample.content)
    cuts = [sample.content[: size * part // 12] for part in range(12)]

    found = [faults(reader, cut, sample.path) for cut in cuts]

    assert found[0] == (
        (sample.path, 1, "the file is empty", "what the tool exported"),
    )
    for cut, listed in zip(cuts, found, strict=True):
        for fault in listed:
            assert fault.file == sample.path
            assert 1 <= fault.line <= cut.count(b"\n") + 1
            assert len(fault.what) > 8
            assert fault.expected


def test_a_key_with_characters_that_nobody_sees_is_told_without_them(reader):
    text = r'{"mcpServers": {"a\u001b[2J\n\ud800": {"command": "npx", "args": ["b"]}}}'

    reading = read(reader, text, "x")

    (package,) = reading.of("mcp.package")
    assert package.about == "a\ufffd[2J ?"
    assert package.pointer == "/mcpServers/a\ufffd[2J ?/args"
    assert package.line == 1


def test_a_server_is_told_with_its_package_its_version_and_its_line(reader):
    text = '{\n "mcpServers": {\n  "github": {\n   "command": "npx",\n   "args": ["-y", "server-github"]\n  }\n }\n}'

    reading = read(reader, text, ".cursor/mcp.json")

    (package,) = reading.of("mcp.package")
    assert reading.tool == "cursor"
    assert (package.value, package.about) == ("server-github", "github")
    assert (package.pointer, package.line) == ("/mcpServers/github/args", 5)
    assert values(reading, "mcp.version") == ["unpinned"]
    assert values(reading, "mcp.place") == ["local"]


@pytest.mark.parametrize(
    ("command", "version"),
    [
        ('"npx", "args": ["a@1.2.3"]', ["pinned"]),
        ('"npx", "args": ["@b/a@1.2.3-beta.1"]', ["pinned"]),
        ('"npx", "args": ["-y", "a@latest"]', ["unpinned"]),
        ('"npx", "args": ["a@^1.2.3"]', ["unpinned"]),
        ('"npx", "args": ["a@1.x"]', ["unpinned"]),
        ('"npx", "args": ["--package", "a@1.0.0", "run-a"]', ["pinned"]),
        ('"uvx", "args": ["a==1.2"]', ["pinned"]),
        ('"uvx", "args": ["a>=1.2"]', ["unpinned"]),
        ('"uvx", "args": ["--from", "git+https://x.example/a@' + "a1" * 20 + '", "a"]', ["pinned"]),
        ('"docker", "args": ["run", "-e", "A=b", "a/b:1.2"]', ["pinned"]),
        ('"docker", "args": ["run", "-i", "host:5000/a/b"]', ["unpinned"]),
        ('"docker", "args": ["run", "a/b@sha256:' + "0" * 64 + '"]', ["pinned"]),
        ('"node", "args": ["server.js"]', []),
        ('"C:\\\\Program Files\\\\npx.cmd", "args": ["a@2.0.0"]', ["pinned"]),
        ('"npx a@1.0.0"', ["pinned"]),
    ],
)  # fmt: skip
def test_a_version_is_fixed_or_not(reader, command, version):
    reading = read(reader, f'{{"mcpServers": {{"a": {{"command": {command}}}}}}}', "x")

    assert values(reading, "mcp.version") == version


def test_a_switched_off_server_says_nothing(reader):
    text = '{"mcpServers": {"a": {"command": "npx", "args": ["a"], "disabled": true}}}'

    assert read(reader, text, "x").of("mcp.server") == ()


def test_one_file_disproves_approval_and_provider(reader):
    text = '{"permissions": {"defaultMode": "bypassPermissions", "allow": ["Bash(*)"]}, "env": {"ANTHROPIC_MODEL": "deepseek-flash"}}'

    reading = read(reader, text, ".claude/settings.json")

    assert values(reading, "approval.mode") == ["never_asks"]
    assert values(reading, "approval.allowed") == [("shell_all",)]
    assert values(reading, "model.provider") == ["deepseek"]


@pytest.mark.parametrize(
    ("entry", "word"),
    [
        ("Bash(*)", "shell_all"),
        ("Bash", "shell_all"),
        ("Bash(:*)", "shell_all"),
        ("Bash(python3:*)", "shell_all"),
        ("Bash(git diff:*)", "shell_some"),
        ("mcp__github", "servers_all"),
        ("mcp__github__*", "servers_all"),
        ("mcp__github__get_issue", "servers_some"),
        ("WebFetch(domain:example.com)", "net_some"),
        ("WebFetch", "net_all"),
        ("Read(src/**)", "read_some"),
        ("*", "any_all"),
    ],
)
def test_an_entry_of_a_permission_file_grants_a_word(reader, entry, word):
    text = f'{{"permissions": {{"allow": ["{entry}"]}}}}'

    assert values(read(reader, text, "x"), "approval.allowed") == [(word,)]


def test_the_day_of_the_data_is_not_the_day_of_the_file(reader):
    wrapped = next(s for s in samples() if s.path == "report.json")
    stated = reader.read(wrapped.content, "report.json")
    newest = reader.read(REPORT.encode(), "report.csv")
    silent = read(reader, '{"mcpServers": {}}', "x")

    assert (stated.data_day, stated.data_day_basis) == ("2026-11-20", STATED)
    assert (newest.data_day, newest.data_day_basis) == ("2026-11-01", NEWEST)
    assert (silent.data_day, silent.data_day_basis) == ("", NOT_STATED)


def test_a_person_in_a_report_stands_under_a_keyed_hash(reader):
    reading = reader.read(REPORT.encode(), "report.csv")

    abouts = {fact.about for fact in reading.facts}
    assert "deploy-agent" in abouts
    assert "nowak" not in repr(reading)
    assert any(about.startswith("person ") for about in abouts)
    assert values(reading, "credential.changed", "deploy-agent") == ["2024-05-01"]


def test_a_grade_is_recheckable_only_where_the_buyer_can_ask_the_source():
    tokens = next(s for s in samples() if s.path == "tokens.json")
    servers = next(s for s in samples() if s.path.endswith(".cursor/mcp.json"))
    asks = reader_for(KEY, recheckable=True)

    assert reader_for(KEY).read(tokens.content, "tokens.json").grade == COPY
    assert asks.read(tokens.content, "tokens.json").grade == RECHECKABLE
    assert asks.read(servers.content, "mcp.json").grade == COPY


def test_a_page_that_is_not_the_last_says_so(reader):
    account = next(s for s in samples() if s.path == "account.json")

    reading = reader.read(account.content, "account.json")

    assert reading.warnings == ("The file holds one page only; the rest is missing.",)


def test_rows_of_a_table_and_of_lines_have_their_lines(reader):
    log = next(s for s in samples() if s.path == "events.log")

    report = reader.read(REPORT.encode(), "report.csv")
    events = reader.read(log.content, "events.log")

    assert {fact.line for fact in report.facts if fact.about == "deploy-agent"} == {3}
    assert [fact.line for fact in events.of("credential.valid_hours")] == [2]
    assert values(events, "credential.valid_hours") == [24]


def test_the_last_part_of_a_path_is_all_that_is_kept(reader):
    reading = read(reader, '{"mcpServers": {}}', "/home/anna.nowak/.cursor/mcp.json")

    assert reading.file == "mcp.json"
    assert reading.tool == "cursor"


def test_more_facts_than_the_limit_are_counted_and_left_out():
    few = reader_for(KEY, Limits(facts=8))
    many = next(s for s in samples() if s.path.startswith("odd/repo/.mcp"))

    reading = few.read(many.content, ".mcp.json")

    assert 8 <= len(reading.facts) < 20
    assert reading.warnings == ("What 2 more entries show is left out.",)


def test_a_file_that_takes_too_long_is_refused():
    hasty = reader_for(KEY, Limits(seconds=-1))
    line = b'{"action": "x", "@timestamp": 1, "actor": "a", "created_at": 1}\n'

    with pytest.raises(EvidenceFileRefused, match="too long to read"):
        hasty.read(line * 2000, "audit.jsonl")


def test_a_row_that_is_wrong_late_in_a_file_is_named_by_its_line(reader):
    line = b'{"action": "x", "@timestamp": 1, "actor": "a", "created_at": 1}\n'

    with pytest.raises(EvidenceFileRefused, match=r"audit\.jsonl:301: no JSON"):
        reader.read(line * 300 + b"{oops}\n" + line, "audit.jsonl")


# Small rules of our own, and what a file says by them in full.
SMALL = {
    "schema": "evidence-format/1",
    "id": "small",
    "title": "Small",
    "parser": 3,
    "kinds": ["json", "lines", "toml", "csv"],
    "asks_source": True,
    "knows": [{"has": "/rows"}, {"columns": ["name", "day"]}],
    "belongs": [{"paths": ["clippy.json"], "tool": "clippy"}, {"has": "/paper", "tool": "clippy"}],
    "day": {"stated": "/made", "newest": "/rows/*/day"},
    "warns": [{"when": {"at": "/cut", "exists": True}, "text": "It was cut."}],
    "facts": [
        {
            "each": "/rows/*",
            "about": "/name",
            "tool": "/by",
            "day": "/day",
            "when": [{"at": "/kind", "is": ["a", True]}],
            "unless": [{"at": "/gone", "exists": True}],
            "fields": {"env": "/env"},
            "facts": [
                {"name": "mode", "at": "/mode"},
                {"name": "held", "at": "/mode", "fold": "count", "when": [{"at": "/mode", "matches": "^w"}]},
                {"name": "secret", "take": "secrets", "at": "/env"},
            ],
        },
        {"each": "/by_key/*", "about": "*", "facts": [{"name": "mode"}]},
        {"each": "", "about": "=all of it", "facts": [{"name": "size", "take": "count", "at": "/rows"}]},
        {"each": "/people/*", "masked": "/who", "facts": [{"name": "mode", "at": "/mode"}]},
    ],
}  # fmt: skip
RULES = {
    "formats": [SMALL],
    "groups": {},
    "tools": [{"id": "clippy", "title": "Clippy", "names": ["paperclip"]}],
    "providers": [],
    "secrets": read_file(CONTENT / "secrets.yaml").data,
    "titles": {"mode": "Mode", "held": "Held", "secret": "Secret", "size": "Size"},
}


def small_reader(*, recheckable=False, **limits):
    rules = rules_from(RULES, TAKES)
    return Reader(
        rules,
        Redactor(rules.secrets, KEY),
        Limits(**limits),
        recheckable=recheckable,
    )


TEXT = """{"made": "2026-11-01T10:00:00Z", "cut": 1, "paper": 1,
 "rows": [
  {"kind": "a", "name": "One", "mode": "write", "by": "paperclip", "day": "2026-10-01",
   "env": {"API_KEY": "hunter2hunter"}},
  {"kind": true, "name": "Two", "mode": "wide", "by": "nobody"},
  {"kind": 1, "name": "Three", "mode": "other"},
  {"kind": "a", "gone": null, "name": "Four", "mode": "other"}
 ],
 "by_key": {"x y": "first", "z": "second"},
 "people": [{"who": "ada@x.dev", "mode": "p"}]
}"""


def test_a_file_says_what_its_rules_find_in_it():
    content = TEXT.encode()

    found = small_reader().read(content, "a/b\\c.json")

    person = small_reader().redactor.secret("person", "ada@x.dev").keyed_hash[:8]
    assert (found.file, found.format, found.parser) == ("c.json", "small", 3)
    assert (found.size, found.sha256) == (
        len(content),
        hashlib.sha256(content).hexdigest(),
    )
    assert (found.grade, found.tool) == (COPY, "clippy")
    assert (found.data_day, found.data_day_basis) == ("2026-11-01", STATED)
    assert found.warnings == ("It was cut.",)
    assert found.facts == (
        Fact("mode", "write", "One", "clippy", "/rows/0/mode", 3, "2026-10-01"),
        Fact(
            "secret",
            "static",
            "One",
            "clippy",
            "/rows/0/env/API_KEY",
            4,
            "2026-10-01",
        ),
        Fact("mode", "wide", "Two", "", "/rows/1/mode", 5, ""),
        Fact("mode", "first", "x y", "clippy", "/by_key/x y", 9, ""),
        Fact("mode", "second", "z", "clippy", "/by_key/z", 9, ""),
        Fact("size", 4, "all of it", "clippy", "/rows", 2, ""),
        Fact("mode", "p", f"person {person}", "clippy", "/people/0/mode", 10, ""),
        Fact("held", 1, "One", "clippy", "/rows/0/mode", 3, "2026-10-01"),
        Fact("held", 1, "Two", "", "/rows/1/mode", 5, ""),
    )
    (secret,) = found.secrets
    assert (secret.name, secret.about, secret.pointer, secret.line) == (
        "API_KEY",
        "One",
        "/rows/0/env/API_KEY",
        4,
    )


def test_the_day_of_the_data_is_stated_or_the_newest_or_not_known():
    rows = '{"rows": [{"day": "2026-10-01"}, {"day": "2026-10-05"}, {"day": "soon"}]}'

    newest = small_reader().read(rows.encode(), "x")
    nothing = small_reader().read(b'{"rows": []}', "x")

    assert (newest.data_day, newest.data_day_basis) == ("2026-10-05", NEWEST)
    assert (nothing.data_day, nothing.data_day_basis) == ("", NOT_STATED)


def test_who_can_ask_the_source_itself_grades_a_file_so():
    assert small_reader().read(b'{"rows": []}', "x").grade == COPY
    assert (
        small_reader(recheckable=True).read(b'{"rows": []}', "x").grade == RECHECKABLE
    )


def test_a_tool_is_known_by_how_a_file_is_called_or_by_what_it_holds():
    assert small_reader().read(b'{"rows": []}', "home/Clippy.JSON").tool == "clippy"
    assert small_reader().read(b'{"rows": []}', "not-clippy.json").tool == ""
    assert small_reader().read(b'{"rows": [], "paper": 0}', "x").tool == "clippy"
    lines = b'{"rows": []}\n{"rows": [], "paper": 1}\n'
    assert (
        small_reader().read(lines, "x").tool == ""
    )  # its first entry says whose it is


def test_a_secret_in_a_row_has_the_line_of_its_row():
    row = (
        b'{"rows": [{"kind": "a", "name": "One", "env": {"API_KEY": "hunter2hunter"}}]}'
    )

    found = small_reader().read(b'{"rows": []}\n\n' + row, "x")

    assert [(one.line, one.pointer, one.about) for one in found.secrets] == [
        (3, "/rows/0/env/API_KEY", "One")
    ]


def test_more_entries_than_the_limit_are_counted_and_left_out():
    rows = ", ".join(
        f'{{"kind": "a", "name": "N{n}", "mode": "read"}}' for n in range(5)
    )

    found = small_reader(facts=3).read(f'{{"rows": [{rows}]}}'.encode(), "x")

    assert [fact.about for fact in found.of("mode")] == ["N0", "N1", "N2"]
    assert found.warnings == ("What 1 more entries show is left out.",)


def test_rows_of_a_table_have_their_own_lines():
    text = "name,day\nOne,2026-10-01\nTwo,2026-10-02\n"

    found = small_reader().read(text.encode(), "x.csv")

    assert found.format == "small"
    assert found.facts == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('{"a": 1}', "json"),
        ("  // remark\n{}", "json"),
        ("/* remark */ {}", "json"),
        ('{"a": 1}\n{"a": 2}\n', "lines"),
        ('[{"a": 1}]', "json"),
        ("[a]\nb = 1", "toml"),
        ("[[a.b]]  # remark\n", "toml"),
        ("['a b']\n", "toml"),
        ("a = 1", "toml"),
        ("# remark\na.b=1\n[x]\n", "toml"),
        ("<a/>", "xml"),
        ("a,b\n1,2", "csv"),
        ("a;b\n", "csv"),
        ("a: 1", "yaml"),
        ("- a\n", "yaml"),
        ("---\na: x = 1\n", "yaml"),
    ],
)
def test_the_kind_of_a_file_is_known_by_its_look(text, kind):
    assert _kind_of(text, "x", {"yaml": None}) == kind


@pytest.mark.parametrize("text", ["words", "a,b!c\n", "alone"])
def test_a_file_of_no_known_kind_is_refused(text):
    with pytest.raises(EvidenceFileRefused) as refused:
        _kind_of(text, "x", {"yaml": None})

    assert refused.value.faults == (
        (
            "x",
            1,
            "a file of no known kind",
            "JSON, JSON Lines, TOML, YAML, CSV or XML",
        ),
    )


def test_yaml_is_read_only_by_who_has_a_reader_for_it():
    with pytest.raises(EvidenceFileRefused):
        _kind_of("a: 1", "x", {})


@pytest.mark.parametrize(
    ("condition", "data", "does"),
    [
        ({}, {}, True),
        ({"exists": True}, {"a": None}, True),
        ({"exists": True}, {}, False),
        ({"exists": False}, {}, True),
        ({"exists": False}, {"a": 1}, False),
        ({"values": (1,)}, {"a": 1}, True),
        ({"values": (1,)}, {"a": True}, False),
        ({"values": (True,)}, {"a": 1}, False),
        ({"values": (None,)}, {"a": None}, True),
        ({"values": (1, "x")}, {"a": "x"}, True),
        ({"values": (1,)}, {}, False),
        ({"matches": re.compile("^w")}, {"a": "write"}, True),
        ({"matches": re.compile("^w")}, {"a": "rw"}, False),
        ({"matches": re.compile("^w")}, {"a": 5}, False),
        ({"values": ("x",), "matches": re.compile("^w")}, {"a": "write"}, False),
    ],
)
def test_a_condition_holds_where_every_part_does(condition, data, does):
    assert holds(PointerCondition("/a", **condition), data) is does


@pytest.mark.parametrize(
    ("sign", "data", "name", "does"),
    [
        ({"has": ("/a", "/b")}, {"a": 1, "b": 2}, "x", True),
        ({"has": ("/a", "/b")}, {"a": 1}, "x", False),
        ({"lacks": ("/a", "/b")}, {}, "x", True),
        ({"lacks": ("/a", "/b")}, {"b": 1}, "x", False),
        ({"columns": ("a", "b")}, {"a": 1, "b": 1, "c": 1}, "x", True),
        ({"columns": ("a", "b")}, {"a": 1}, "x", False),
        ({"columns": ("a",)}, ["a"], "x", False),
        ({"paths": ("c/d.json",)}, {}, "/b/C/D.json", True),
        ({"paths": ("c/d.json",)}, {}, "b\\c\\d.json", True),
        ({"paths": ("c/d.json",)}, {}, "c/d.json", True),
        ({"paths": ("c/d.json",)}, {}, "bc/d.json", False),
        ({"when": (PointerCondition("/a", exists=True),)}, {"a": 1}, "x", True),
        ({"when": (PointerCondition("/a", exists=True),)}, {}, "x", False),
    ],
)
def test_a_sign_shows_where_every_part_does(sign, data, name, does):
    assert shows(Sign(**sign), data, name) is does


def wrapped(content, **more):
    return json.dumps({"Content": content, "State": "x", **more})


def test_a_table_that_was_wrapped_is_unwrapped_with_its_day():
    table = base64.b64encode(b"user,arn\na,b\n").decode()
    text = wrapped(table, GeneratedTime="2026-11-01T10:00:00Z")

    assert unwrapped(text, "x", Limits()) == ("user,arn\na,b\n", "2026-11-01")
    assert unwrapped(" " + wrapped(table), "x", Limits()) == ("user,arn\na,b\n", "")


@pytest.mark.parametrize(
    "text",
    ['{"Content": 5}', '{"Content"', '["Content"]', '{"a": 1}', '{"a": "Content"}'],
)
def test_what_is_not_wrapped_stays_as_it_is(text):
    assert unwrapped(text, "x", Limits()) == (text, "")


def test_what_is_wrapped_in_something_else_is_refused():
    with pytest.raises(EvidenceFileRefused) as refused:
        unwrapped(wrapped("no base64!"), "x", Limits())

    assert refused.value.faults == (
        ("x", 1, "Content is not base64", "what AWS wrote"),
    )


def test_a_file_of_no_known_format_or_without_entries_is_refused():
    with pytest.raises(EvidenceFileRefused) as refused:
        small_reader().read(b'{"other": 1}', "x")
    assert refused.value.faults == (
        (
            "x",
            1,
            "a file of no known format",
            "one of those in docs/evidence.md, as the tool exported it",
        ),
    )
    with pytest.raises(EvidenceFileRefused) as refused:
        small_reader().read(b"name,day\n", "x")
    assert refused.value.faults == (
        ("x", 1, "the file holds no entries, so it shows nothing", "entries"),
    )
