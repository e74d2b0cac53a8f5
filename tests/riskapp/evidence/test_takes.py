"""How a fact is taken from a place of a file: each way by itself, from plain values."""

import json

import pytest

from riskapp.evidence.pointers import PointerMatch
from riskapp.evidence.takes import MOST_TEXT, TAKES, Here, secrets_in, short

TOKEN = "ghp_" + "a1B2c3D4e5F6g7H8i9J0" + "k1L2m3N4o5P6q7R8"
FIELDS = {
    "command": ("/command",),
    "args": ("/args",),
    "url": ("/url", "/serverUrl"),
    "type": ("/type",),
    "env": ("/env",),
    "headers": ("/headers",),
    "variables": ("/env_vars",),
}


@pytest.fixture
def here(reader):
    def made(data, tool="", fields=FIELDS):
        place = PointerMatch("", (), data)
        return Here(place, fields, reader.redactor, reader.rules, tool)

    return made


@pytest.fixture
def taken(here):
    """What one way takes from a value, each with its pointer."""

    def take(way, data, *at, tool="", **options):
        return [tuple(one) for one in TAKES[way](here(data, tool), at, options)]

    return take


def policy(*statements, **more):
    return {"Version": "2012-10-17", "Statement": list(statements), **more}


ALLOWS_ALL = {"Effect": "Allow", "Action": "*", "Resource": "*"}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("  acceptEdits ", "acceptEdits"),
        (12, "12"),
        (True, ""),
        (1.5, ""),
        (None, ""),
        (["a"], ""),
        ("a\nb\tc", "a b c"),
        (f"token {TOKEN}", "token [github_token …q7R8]"),
        ("/home/ada/secret-project", "[folder]"),
        ("x" * 119 + "y", "x" * 119 + "y"),
    ],
)
def test_a_text_that_leaves_is_one_line_without_secrets_and_folders(
    reader, value, text
):
    assert short(reader.redactor, value) == text


def test_a_text_that_leaves_has_at_most_120_characters(reader):
    text = short(reader.redactor, "word " * 40)

    assert len(text) == MOST_TEXT == 120
    assert text.endswith("…")


def test_the_first_pointer_that_leads_somewhere_counts(here):
    place = here({"b": [{"x": 7}, {"x": 8}], "c": None})

    assert place.first(("/a", "/b/*/y", "/b/*/x", "/c")) == (7, "/b/0/x")
    assert place.first(("/c", "/b")) == (None, "/c")
    assert place.first(("/a",)) == (None, "")
    assert place.field("nothing of that name") is None


@pytest.mark.parametrize(
    ("data", "options", "found"),
    [
        ({"a": "mode"}, {}, [("mode", "/a")]),
        ({"a": ""}, {}, []),
        ({"a": ""}, {"default": "ask"}, [("ask", "/a")]),
        ({}, {"default": "ask"}, [("ask", "")]),
    ],
)
def test_a_text_is_taken_or_stands_for_what_is_not_there(taken, data, options, found):
    assert taken("text", data, "/a", **options) == found


def test_every_text_is_taken_that_the_pointers_lead_to(taken):
    data = {"a": [{"id": "x"}, {"id": {}}, {"id": 3}], "b": "y"}

    assert taken("each_text", data, "/a/*/id", "/b") == [
        ("x", "/a/0/id"),
        ("3", "/a/2/id"),
        ("y", "/b"),
    ]


@pytest.mark.parametrize("word", ["true", True, "1", 1, "yes", " ON ", "Enabled"])
def test_what_programs_write_for_yes_is_yes(taken, word):
    assert taken("flag", {"a": word}, "/a", default=False) == [(True, "/a")]


@pytest.mark.parametrize("word", ["false", False, "0", 0, "no", " OFF ", "Disabled"])
def test_what_programs_write_for_no_is_no(taken, word):
    assert taken("flag", {"a": word}, "/a", default=True) == [(False, "/a")]


def test_what_is_neither_yes_nor_no_is_what_the_program_assumes(taken):
    assert taken("flag", {"a": "perhaps"}, "/a") == []
    assert taken("flag", {}, "/a", default=True) == [(True, "")]
    assert taken("flag", {}, "/a", default=0) == [(False, "")]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (7, 7),
        (0, 0),
        ("42", 42),
        ("9" * 15, 999_999_999_999_999),
        ("9" * 16, None),
        (True, None),
        ("-1", None),
        ("", None),
        (1.0, None),
        (None, None),
    ],
)
def test_a_whole_number_is_one_and_no_switch(taken, value, found):
    wanted = [] if found is None else [(found, "/a")]

    assert taken("number", {"a": value}, "/a") == wanted


@pytest.mark.parametrize(
    ("value", "found"),
    [([1, 2], [(2, "/a")]), ({"x": 1}, [(1, "/a")]), ([], [(0, "/a")]), ("ab", [])],
)
def test_entries_of_lists_and_objects_are_counted(taken, value, found):
    assert taken("count", {"a": value}, "/a") == found


@pytest.mark.parametrize("value", [None, "", [], {}, False])
def test_what_is_empty_is_not_present(taken, value):
    assert taken("present", {"a": value}, "/a") == []


@pytest.mark.parametrize("value", ["x", [0], {"y": 0}, True, 5])
def test_what_is_there_is_told_by_a_given_word(taken, value):
    assert taken("present", {"a": value}, "/a") == [("yes", "/a")]
    assert taken("present", {"a": value}, "/a", word="logged") == [("logged", "/a")]


def test_a_day_is_taken_or_what_its_absence_means(taken):
    assert taken("day", {"a": "2026-03-04T23:59:00Z"}, "/a", missing="never") == [
        ("2026-03-04", "/a")
    ]
    assert taken("day", {"a": "soon"}, "/a", missing="never") == []
    assert taken("day", {"a": None}, "/a") == []
    assert taken("day", {"a": None}, "/a", missing="never") == [("never", "/a")]
    assert taken("day", {}, "/a", "/b", missing="never") == [("never", "/a")]
    assert taken("day", {}, missing="never") == [("never", "")]
    assert taken("day", {"a": "N/A"}, "/a", missing="never", absent=["N/A"]) == [
        ("never", "/a")
    ]


def test_hours_are_counted_from_one_moment_to_the_other(taken):
    data = {"from": "2026-01-01T00:00:00Z", "to": "2026-01-01T08:30:00Z"}
    options = {"since": ["/from"], "missing": "none"}

    assert taken("hours", data, "/to", **options) == [(9, "/to")]
    assert taken("hours", {**data, "to": None}, "/to", **options) == [("none", "/to")]
    assert taken("hours", {"from": data["from"]}, "/to", **options) == [("none", "/to")]
    assert taken("hours", {"from": data["from"]}, "/to", since=["/from"]) == []
    assert taken("hours", {}, "/to", **options) == []
    assert taken("hours", {**data, "to": "later"}, "/to", **options) == []


@pytest.mark.parametrize(
    ("value", "hours"),
    [
        ("12h", 12),
        ("1h30m", 2),
        ("90m0s", 2),
        (" 3600s ", 1),
        ("3601s", 2),
        ({"seconds": "7200"}, 2),
        ({"seconds": 7201}, 3),
        (3600, 1),
        (7_200_000_000_000, 2),
        ("12 hours", None),
        ("", None),
        ("0s", None),
        ({"seconds": "soon"}, None),
        ({"seconds": "9" * 12}, None),
        ({}, None),
        (True, None),
        (["1h"], None),
    ],
)
def test_a_length_of_time_is_taken_in_hours(taken, value, hours):
    wanted = [] if hours is None else [(hours, "/a")]

    assert taken("lasting", {"a": value}, "/a", missing=12) == wanted


def test_a_length_of_time_that_is_not_written_is_what_the_program_assumes(taken):
    assert taken("lasting", {}, "/a", missing="12") == [(12, "/a")]
    assert taken("lasting", {}, "/a") == []


TABLE = {"write": ["change", "read"], "read": "read", "admin:true": ["all"]}


@pytest.mark.parametrize(
    ("value", "first", "all_of_them"),
    [
        ("write", "change", ("change", "read")),
        ("READ", "read", ("read",)),
        (["nothing", "read", "write", 3], "read", ("change", "read")),
        ({"admin": True, "deep": {"admin": True}}, "all", ("all",)),
        ({"admin": "true"}, "all", ("all",)),
        ({"deep": {"admin": "true"}}, "all", ("all",)),
        ({"admin": ["true"]}, None, None),
        (None, None, None),
        (1.5, None, None),
    ],
)
def test_words_are_looked_up_in_a_table(taken, value, first, all_of_them):
    single = taken("codes", {"a": value}, "/a", table=TABLE)
    many = taken("codes", {"a": value}, "/a", table=TABLE, many=True)

    assert single == ([(first, "/a")] if first else [])
    assert many == ([(all_of_them, "/a")] if all_of_them else [])


def test_a_switch_is_looked_up_as_a_word_and_other_words_have_their_own(taken):
    table = {"true": ["on"], "false": "off", "7": "seven"}

    assert taken("codes", {"a": True}, "/a", table=table) == [("on", "/a")]
    assert taken("codes", {"a": False}, "/a", table=table) == [("off", "/a")]
    assert taken("codes", {"a": 7}, "/a", table=table) == [("seven", "/a")]
    assert taken("codes", {"a": "x"}, "/a", table=table, other="else") == [
        ("else", "/a")
    ]


def test_a_model_is_a_word_that_looks_like_one(taken):
    assert taken("model", {"a": "claude-opus-4@2026"}, "/a") == [
        ("claude-opus-4@2026", "/a")
    ]
    assert taken("model", {"a": "the best one"}, "/a") == []
    assert taken("model", {"a": "x" * 82}, "/a") == []
    assert taken("model", {"a": 4}, "/a") == []


@pytest.mark.parametrize(
    ("value", "provider"),
    [
        ("claude-sonnet-4", "anthropic"),
        ("https://api.anthropic.com/v1", "anthropic"),
        ("http://localhost:11434/v1", "self"),
        ("https://llm.fabrikam.dev", "unknown"),
        ("https://", None),
        ("nobody-knows-1", None),
        ("${ANTHROPIC_BASE_URL}", None),
        (7, None),
    ],
)
def test_a_provider_is_known_by_model_or_host(taken, value, provider):
    wanted = [] if provider is None else [(provider, "/a")]

    assert taken("provider", {"a": value}, "/a") == wanted


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


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (
            {"command": "x", "env": {"GITHUB_TOKEN": TOKEN}},
            ("static", "/env/GITHUB_TOKEN"),
        ),
        ({"command": "x", "env": {"API_KEY": "${input:key}"}}, ("variable", "")),
        ({"command": "x", "env": {"API_KEY": "$KEY"}}, ("variable", "")),
        ({"command": "x", "env": {"WHERE": "$HOME"}}, None),
        ({"command": "x", "env": {"WHERE": "${input:where}"}}, ("variable", "")),
        ({"command": "x", "env": {"API_KEY": 7}}, None),
        ({"command": "x", "env": ["API_KEY=$KEY"]}, None),
        ({"command": "x", "env_vars": ["API_KEY"]}, ("variable", "")),
        ({"command": "x", "args": ["${KEY}"]}, ("variable", "")),
        (
            {
                "url": "https://x.example.org",
                "headers": {"Authorization": "Bearer ${T}"},
            },
            ("variable", ""),
        ),
        ({"url": "https://x.example.org"}, ("none", "")),
        ({"command": "x"}, None),
    ],
)
def test_what_a_server_signs_in_with_is_told_the_most_severe_first(taken, data, found):
    assert taken("sign_in", data) == ([found] if found else [])


def test_signing_in_of_a_server_elsewhere_alone_is_told_where_that_is_asked(taken):
    local = {"command": "x", "env": {"GITHUB_TOKEN": TOKEN}}
    remote = {"url": "https://x.example.org", "env": {"GITHUB_TOKEN": TOKEN}}

    assert taken("sign_in", local, remote=True) == []
    assert taken("sign_in", remote, remote=True) == [("static", "/env/GITHUB_TOKEN")]


def test_secrets_that_sign_in_are_kept_as_traces(here):
    place = here({"command": "x", "env": {"GITHUB_TOKEN": TOKEN}})

    list(TAKES["sign_in"](place, (), {}))

    ((secret, pointer),) = place.secrets
    assert (secret.kind, secret.last_four, secret.name) == (
        "github_token",
        TOKEN[-4:],
        "GITHUB_TOKEN",
    )
    assert pointer == "/env/GITHUB_TOKEN"


@pytest.mark.parametrize(
    ("args", "name", "pointer"),
    [
        (["--api-key", "hunter2hunter"], "api-key", "/args/1"),
        (["--api-key=hunter2hunter"], "api-key", "/args/0"),
        (["API_KEY=hunter2hunter"], "API_KEY", "/args/0"),
        (["-e", "API_KEY=hunter2hunter"], "API_KEY", "/args/1"),
        (["--header", "X-Api-Key: hunter2hunter"], "X-Api-Key", "/args/1"),
        (["X-Api-Key:hunter2hunter"], "X-Api-Key", "/args/0"),
        ([7, "--api-key", "hunter2hunter"], "api-key", "/args/2"),
    ],
)
def test_a_secret_in_arguments_has_the_name_before_it(here, args, name, pointer):
    ((secret, at),) = secrets_in(here({"command": "x", "args": args}))

    assert (secret.name, at) == (name, pointer)


@pytest.mark.parametrize(
    "args",
    [
        ["--port", "hunter2hunter"],
        ["--api-key", "--verbose", "hunter2hunter"],
        ["--api-key", "$KEY", "hunter2hunter"],
        ["-e", "hunter2hunter"],
        ["https://x.example.org:8443/mcp"],
    ],
)
def test_what_no_name_makes_a_secret_is_none(here, args):
    assert list(secrets_in(here({"command": "x", "args": args}))) == []


def test_secrets_are_found_in_every_part_of_a_server_and_in_nothing_else(here):
    data = {
        "env": {"DEEP": [{"password": "hunter2hunter"}], TOKEN: "x"},
        "url": f"https://x.example.org/?t={TOKEN}",
        "n": 5,
    }

    found = [pointer for _, pointer in secrets_in(here(data))]

    assert found == ["/env/DEEP/0/password", "/env", "/url"]
    assert list(secrets_in(here([TOKEN]))) == []


def test_the_names_of_secrets_go_with_the_items_of_a_list(here):
    ((secret, pointer),) = secrets_in(
        here({"passwords": {"password": ["hunter2hunter"]}})
    )

    assert (secret.name, pointer) == ("password", "/passwords/password/0")


def nested(levels, value):
    for _ in range(levels):
        value = {"a": value}
    return value


def test_secrets_are_looked_for_eight_levels_deep(here):
    assert len(list(secrets_in(here({"a": nested(8, TOKEN)})))) == 1
    assert len(list(secrets_in(here({"a": nested(9, TOKEN)})))) == 0


def test_as_many_arguments_are_looked_at_as_a_server_can_have(here):
    many = ["x"] * 99

    assert len(list(secrets_in(here({"command": "y", "args": [*many, TOKEN]})))) == 1
    assert list(secrets_in(here({"command": "y", "args": [*many, "x", TOKEN]}))) == []


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (["Bash(git:*)", "WebFetch"], ("shell_some", "net_all")),
        ({"Bash": "Bash", "x": 1}, ("shell_all",)),
        ("Edit", ("edit_all",)),
        ([5], None),
        (None, None),
    ],
)
def test_entries_of_permissions_are_granted_together(taken, value, found):
    wanted = [(found, "/a")] if found else []

    assert taken("granted", {"a": value}, "/a") == wanted


def test_what_is_granted_can_be_told_in_the_words_of_a_question(here, taken):
    table = {"shell_all": ["commands"], "net_all": ["network", "commands"]}

    found = taken("granted", {"a": ["Bash", "WebFetch", "Read"]}, "/a", table=table)

    assert found == [(("commands", "network"), "/a")]
    assert taken("granted", {"a": ["Read"]}, "/a", table=table) == []


def test_a_secret_in_an_entry_of_permissions_is_kept_as_a_trace(here):
    place = here({"a": ["Read", f"Bash(curl -H {TOKEN})"]})

    list(TAKES["granted"](place, ("/a",), {}))

    ((secret, pointer),) = place.secrets
    assert (secret.last_four, pointer) == (TOKEN[-4:], "/a/1")


def test_a_secret_among_variables_is_static(here, taken):
    assert taken("secrets", {"env": {"DB_PASSWORD": "hunter2hunter"}}, "/env") == [
        ("static", "/env/DB_PASSWORD")
    ]
    assert taken("secrets", {"env": {"DB_PASSWORD": "$DB"}}, "/env") == []


def test_attached_policies_grant_what_the_table_says(taken):
    table = {"AdministratorAccess": ["admin", "write"], "ReadOnlyAccess": ["read"]}
    attached = [
        {"PolicyName": "AdministratorAccess"},
        {"PolicyName": "ReadOnlyAccess"},
        {"PolicyName": "Other"},
        "x",
    ]

    assert taken("policies", {"a": attached}, "/a", table=table) == [
        (("admin", "read", "write"), "/a")
    ]
    assert taken("policies", {"a": attached[2:]}, "/a", table=table) == []
    assert taken("policies", {"a": "AdministratorAccess"}, "/a", table=table) == []


@pytest.mark.parametrize(
    ("document", "allows"),
    [
        (policy(ALLOWS_ALL), True),
        (policy({**ALLOWS_ALL, "Action": ["s3:Get", "*"]}), True),
        ({"Statement": ALLOWS_ALL}, True),
        (json.dumps(policy(ALLOWS_ALL)), True),
        (
            "%7B%22Statement%22%3A%7B%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%22*%22%7D%7D",
            True,
        ),
        (policy({**ALLOWS_ALL, "Effect": "Deny"}), False),
        (policy({**ALLOWS_ALL, "Action": "s3:*"}), False),
        (policy("x"), False),
        ("{no JSON", False),
        ("[" * 100_000, False),
        ("7", False),
        (None, False),
    ],
)
def test_a_policy_that_allows_every_action_is_told_by_its_place(
    taken, document, allows
):
    data = {"a": [{"PolicyDocument": policy()}, "x", {"PolicyDocument": document}]}

    found = taken("everything", data, "/a")

    assert found == ([("everything", "/a/2")] if allows else [])


def test_what_is_no_list_of_policies_allows_nothing(taken):
    assert taken("everything", {"a": policy(ALLOWS_ALL)}, "/a") == []


def test_a_role_that_an_identity_provider_vouches_for_is_federated(taken):
    web = {
        "Effect": "Allow",
        "Action": ["sts:TagSession", "sts:AssumeRoleWithWebIdentity"],
    }
    plain = {"Effect": "Allow", "Action": "sts:AssumeRole"}

    assert taken("trust", {"a": policy(plain, web)}, "/a") == [("federated", "/a")]
    assert taken("trust", {"a": policy(plain)}, "/a") == []


@pytest.mark.parametrize(
    ("statement", "is_open"),
    [
        ({"Principal": "*"}, True),
        ({"Principal": {"AWS": "*"}}, True),
        ({"Principal": {"AWS": ["arn:x", "*"]}}, True),
        ({"Principal": {"AWS": "arn:x"}}, False),
        ({"Principal": {"Service": "*"}}, False),
        ({"Principal": "*", "Condition": {"StringEquals": {}}}, False),
        ({"Principal": "*", "Effect": "Deny"}, False),
        ({}, False),
    ],
)
def test_a_role_that_anybody_may_take_is_told(taken, statement, is_open):
    data = {"a": policy({"Effect": "Allow", **statement})}

    assert taken("open_trust", data, "/a") == ([("anybody", "/a")] if is_open else [])


def test_a_bot_that_may_be_root_administers(taken):
    root = {"name": "logins", "values": ["ubuntu", "root"]}
    other = {"name": "logins", "values": ["ubuntu"]}

    assert taken("logins", {"a": [other, root, "x"]}, "/a") == [
        (("infra_admin",), "/a")
    ]
    assert taken("logins", {"a": [other, {**root, "name": "kubernetes"}]}, "/a") == []
    assert taken("logins", {"a": {"logins": "root"}}, "/a") == []


def test_what_is_known_of_a_tool_is_told_in_the_words_of_the_questionnaire(
    reader, taken
):
    known = reader.rules.tool_of("claude-code")

    assert known
    assert taken("tool_kind", {}, tool=known.id) == [((known.kind,), "")]
    assert taken("tool_purpose", {}, tool=known.id) == [(known.purposes, "")]
    assert taken("tool_sends", {}, tool=known.id) == [(known.sends, "")]
    assert taken("tool_provider", {}, tool=known.id) == [("Anthropic", "")]


@pytest.mark.parametrize(
    "way", ["tool_kind", "tool_purpose", "tool_sends", "tool_provider"]
)
def test_of_a_tool_that_is_not_known_nothing_is_told(taken, way):
    assert taken(way, {}, tool="") == []
    assert taken(way, {}, tool="no-such-tool") == []
