import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskapp.evidence.loading import reader_for
from riskapp.evidence.servers import package_of, words_of

SECRETS = ("winter2026pw", "jdoe:summer26", "johns-laptop", "hunter2hunter2")
RUNNERS = (
    ["npx"],
    ["npm", "exec"],
    ["pnpm", "dlx"],
    ["bunx"],
    ["uvx"],
    ["uv", "tool", "run"],
    ["pipx", "run"],
    ["docker", "run"],
    ["podman", "container", "run"],
)
SAFE = ("-y", "--yes", "-q", "--rm", "-i", "-it", "--init", "--")
WITH_A_SECRET = (
    *(["--password", "-P", "-pw", "--pass", "--creds", "--hostname", "--api-key", "-password"]),
    *(["--auth-token", "--x", "--p", "-h", "-H", "--header", "--user", "--login", "--pin"]),
)  # fmt: skip
UNKNOWN = ("--password", "--auth-token", "--x", "-password", "--pin", "--header")


def packages(command, *args):
    """What a file with one server says of its package."""
    text = json.dumps({"mcpServers": {"a": {"command": command, "args": list(args)}}})
    reading = reader_for(b"a key for tests, of 32 bytes ...").read(text.encode(), "x")
    return [fact.value for fact in reading.of("mcp.package")], reading


@pytest.mark.parametrize(
    ("command", "args"),
    [
        ("npx", ["-y", "--password", "winter2026pw", "pkg"]),
        ("uvx", ["--password", "winter2026pw", "pkg"]),
        ("podman", ["run", "--creds", "jdoe:summer26", "a/b"]),
        ("docker", ["run", "--hostname", "johns-laptop", "a/b"]),
        ("docker", ["run", "-h", "johns-laptop", "a/b"]),
        ("npx", ["-y", "--password=", "winter2026pw", "pkg"]),
        ("docker", ["run", "--name=", "a/b", "winter2026pw"]),
        ("docker", ["run", "-p=", "winter2026pw", "a/b"]),
        ("env", ["npx", "--node-options", "--a=b", "pkg", "winter2026pw"]),
        ("cmd", ["/c", "npx", "--cache", "/c", "pkg", "winter2026pw"]),
    ],
)
def test_the_value_of_an_option_is_no_package(command, args):
    found, reading = packages(command, *args)

    assert not {"winter2026pw", "jdoe", "johns-laptop"} & set(found)
    assert "winter2026pw" not in repr(reading)


def test_a_secret_in_quotes_is_one_word_of_a_command_line():
    words = words_of("docker run -e 'A=my winter2026pw x' a/b:1", None)

    assert package_of(words).name == "a/b"
    assert package_of(words_of("docker run -e 'A=my winter2026pw", None)).name == ""
    assert words_of(r"C:\x\npx.cmd -y a", None) == [r"C:\x\npx.cmd", "-y", "a"]


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(RUNNERS),
    st.lists(st.sampled_from(SAFE), max_size=3),
    st.sampled_from(WITH_A_SECRET),
    st.sampled_from(SECRETS),
    st.lists(st.sampled_from((*SAFE, "--log=debug", "pkg")), max_size=3),
)
def test_no_word_behind_an_option_is_ever_the_package(
    runner, before, option, secret, after
):
    before = [word for word in before if word != "--"]
    words = [*runner, *before, option, secret, *after]

    assert package_of(words).name not in (secret, secret.partition(":")[0])
    assert packages(words[0], *words[1:])[0] in ([], ["pkg"])


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(RUNNERS),
    st.lists(st.sampled_from((*SAFE, *WITH_A_SECRET)), max_size=4),
    st.sampled_from(UNKNOWN),
    st.lists(st.sampled_from((*SAFE, *SECRETS)), min_size=1, max_size=4),
)
def test_behind_an_option_that_nobody_knows_no_word_is_the_package(
    runner, before, option, words
):
    before = [word for word in before if word != "--"]
    if before and before[-1] in WITH_A_SECRET:  # which may take the unknown one
        before.append("value")

    assert package_of([*runner, *before, option, *words]).name not in SECRETS


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("npx -y --prefer-online pkg --password x", "pkg"),
        ("npx --registry https://r.example pkg", "pkg"),
        ("npx -p pkg run-it", "pkg"),
        ("npx --unknown -p pkg word", "pkg"),
        ("bunx --bun pkg@1", "pkg"),
        ("uvx -q --with b --python 3.12 pkg", "pkg"),
        ("uvx --index-url=https://r.example pkg", "pkg"),
        ("pipx run --no-cache pkg", "pkg"),
        ("docker run -i --rm --init --network host -e A -v/a:/a -p8080:80 a/b", "a/b"),
        ("docker run -dit --cap-drop ALL --security-opt no-new-privileges a/b:1", "a/b"),
        ("podman run --creds jdoe:pw --tz local a/b", "a/b"),
        ("env A=b C=d npx -y pkg", "pkg"),
        ("sudo docker run --rm -e A=b a/b word", "a/b"),
        ("cmd /s /c npx -y pkg", "pkg"),
        ("dotenvx run -- npx pkg", "pkg"),
    ],
)  # fmt: skip
def test_the_usual_options_before_a_package_are_known(line, name):
    assert package_of(words_of(line, None)).name == name


def test_a_name_that_is_a_secret_elsewhere_is_no_package():
    server = {"command": "npx", "args": ["summer-2026-pw"], "env": {"DB_PASSWORD": "summer-2026-pw"}}  # fmt: skip
    reader = reader_for(b"a key for tests, of 32 bytes ...")

    reading = reader.read(json.dumps({"mcpServers": {"a": server}}).encode(), "x")

    assert reading.of("mcp.package") == ()
