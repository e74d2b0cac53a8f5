"""What signs in."""

import pytest

from riskapp.evidence.takes.place import TAKES
from riskapp.evidence.takes.secrets import secrets_in
from tests.riskapp.evidence.takes.conftest import TOKEN


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


def test_a_secret_among_variables_is_static(here, taken):
    assert taken("secrets", {"env": {"DB_PASSWORD": "hunter2hunter"}}, "/env") == [
        ("static", "/env/DB_PASSWORD")
    ]
    assert taken("secrets", {"env": {"DB_PASSWORD": "$DB"}}, "/env") == []
