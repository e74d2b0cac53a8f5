import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskapp.evidence.loading import reader_for
from riskapp.evidence.servers import (
    address_of,
    has_switch,
    host_of,
    is_local,
    package_of,
    roots_of,
    words_of,
)

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


NPM_FLAGS = [
    "-y",
    "--yes",
    "--no",
    "--no-install",
    "-q",
    "--quiet",
    "-s",
    "--silent",
    "--verbose",
    "--prefer-offline",
    "--prefer-online",
    "--offline",
    "--ignore-existing",
    "--ignore-scripts",
    "--bun",
    "--no-audit",
    "--no-fund",
    "--no-update-notifier",
    "--no-progress",
    "--legacy-peer-deps",
    "--force",
    "-f",
]
NPM_VALUES = [
    "--registry",
    "-c",
    "--call",
    "--node-options",
    "--cache",
    "--prefix",
    "--userconfig",
    "--loglevel",
    "-w",
    "--workspace",
]


@pytest.mark.parametrize("flag", NPM_FLAGS)
def test_an_option_without_a_value_stands_before_a_package_of_npm(flag):
    assert package_of(["npx", flag, "pkg"]).name == "pkg"


@pytest.mark.parametrize("option", NPM_VALUES)
def test_an_option_with_a_value_stands_before_a_package_of_npm(option):
    assert package_of(["npx", option, "value", "pkg"]).name == "pkg"


@pytest.mark.parametrize(
    "line",
    [
        "npx pkg",
        "npx.cmd pkg",
        "/usr/local/bin/npx pkg",
        r"C:\node\NPX.EXE pkg",
        "bunx pkg",
        "pnpx pkg",
        "npm exec pkg",
        "npm x pkg",
        "pnpm dlx pkg",
        "yarn dlx pkg",
        "bun x pkg",
        "npx -p pkg other",
        "npx --package pkg other",
        "npx --package=pkg other",
        "npx -- pkg",
    ],
)
def test_what_starts_a_package_of_npm_is_known(line):
    assert package_of(line.split()) == ("npm", "pkg", False)


@pytest.mark.parametrize(
    "line",
    [
        "uvx pkg",
        "uv tool run pkg",
        "pipx run pkg",
        "pipx pkg",
        "uvx --from pkg other",
        "uvx --from=pkg other",
        "pipx run --spec pkg other",
        "uvx pkg[extra]",
        "uvx pkg>=1.0",
        "uvx pkg<2",
        "uvx pkg~=1.2",
        "uvx pkg==1.*",
        "uvx pkg==1.0,<2",
        "uvx pkg@latest",
    ],
)
def test_what_starts_a_package_of_python_is_known(line):
    assert package_of(line.split()) == ("python", "pkg", False)


@pytest.mark.parametrize(
    ("line", "package"),
    [
        ("", ("", "", None)),
        ("npm", ("disk", "", None)),
        ("npm run start", ("disk", "", None)),
        ("bun server.ts", ("disk", "", None)),
        ("uv run server", ("disk", "", None)),
        ("uv tool install pkg", ("disk", "", None)),
        ("node server.js", ("disk", "", None)),
        ("npx ./local", ("disk", "", None)),
        ("npx /opt/local", ("disk", "", None)),
        ("npx ~/local", ("disk", "", None)),
        ("npx $HOME/local", ("disk", "", None)),
        ("uvx ./local", ("disk", "", None)),
        ("uvx /opt/local", ("disk", "", None)),
        ("uvx ~/local", ("disk", "", None)),
        ("uvx $HOME/local", ("disk", "", None)),
        ("npx pkg@1.2.3", ("npm", "pkg", True)),
        ("npx pkg@v1.2", ("npm", "pkg", True)),
        ("npx pkg@=1.2.3", ("npm", "pkg", True)),
        ("npx pkg@1.2.x", ("npm", "pkg", False)),
        ("npx pkg@1.X.1", ("npm", "pkg", False)),
        ("npx pkg@~1.2.3", ("npm", "pkg", False)),
        ("npx @scope/pkg", ("npm", "@scope/pkg", False)),
        ("npx @Scope/Pkg@2.0.0", ("npm", "@Scope/Pkg", True)),
        ("npx pk|g", ("npm", "", None)),
        ("npx git+https://h/x#main", ("npm", "", False)),
        (f"npx github:a/b#{'0a' * 20}", ("npm", "", True)),
        (f"npx https://h/x#{'0a' * 19}", ("npm", "", False)),
        ("npx http://h/x", ("npm", "", False)),
        ("uvx pkg==1.2.3", ("python", "pkg", True)),
        ("uvx pkg@1.2.3", ("python", "pkg", True)),
        ("uvx pkg[a,b]==1.2", ("python", "pkg", True)),
        ("uvx pk|g", ("python", "", None)),
        ("uvx git+https://h/x@main", ("python", "", False)),
        (f"uvx git+https://h/x@{'0a' * 20}", ("python", "", True)),
        ("uvx https://h/x.whl", ("python", "", False)),
        ("uvx http://h/x.whl", ("python", "", False)),
        ("docker run a/b", ("container", "a/b", False)),
        ("docker run a/b:latest", ("container", "a/b", False)),
        ("docker run a/b:main", ("container", "a/b", False)),
        ("docker run a/b:edge", ("container", "a/b", False)),
        ("docker run a/b:1.2", ("container", "a/b", True)),
        ("docker run h:5000/a/b", ("container", "h:5000/a/b", False)),
        ("docker run h:5000/a/b:1", ("container", "h:5000/a/b", True)),
        ("docker run a/b@sha256:00", ("container", "a/b", True)),
        ("docker run a/b:1@sha256:00", ("container", "a/b", True)),
        ("docker run A/B", ("container", "", None)),
        ("docker container run a/b", ("container", "a/b", False)),
        ("docker --context run a/b", ("container", "a/b", False)),
        ("docker ps", ("disk", "", None)),
        ("docker", ("disk", "", None)),
        ("docker container ps", ("disk", "", None)),
        ("podman run a/b", ("container", "a/b", False)),
        ("nerdctl run a/b", ("container", "a/b", False)),
        ("docker run -p8080:80 a/b", ("container", "a/b", False)),
        ("npx -p8080 a", ("npm", "", None)),
        ("docker run -it --rm a/b", ("container", "a/b", False)),
        ("docker run -xz a/b", ("container", "", None)),
        ("npx -yq pkg", ("npm", "pkg", False)),
        ("npx -yz pkg", ("npm", "", None)),
        ("npx --cache -y pkg", ("npm", "pkg", False)),
        ("npx --cache --unheard pkg", ("npm", "", None)),
        ("npx --cache --a=b pkg", ("npm", "pkg", False)),
        ("npx --unheard=x pkg", ("npm", "pkg", False)),
        ("npx -y", ("npm", "", None)),
    ],
)
def test_of_a_command_line_the_package_is_known_and_whether_it_is_fixed(line, package):
    assert package_of(line.split()) == package


@pytest.mark.parametrize(
    ("command", "args", "words"),
    [
        (None, None, []),
        (5, {"a": 1}, []),
        ("npx -y a", None, ["npx", "-y", "a"]),
        ("npx -y a", [], ["npx", "-y", "a"]),
        ("my program", ["a"], ["my program", "a"]),
        ("npx", "one text", ["npx", "one text"]),
        (["npx", 5, "a", ""], None, ["npx", "a"]),
        ("npx", ["-y", None, "a"], ["npx", "-y", "a"]),
        ("cmd", ["/c", "npx", "a"], ["npx", "a"]),
        ("cmd.exe", ["/S", "/C", "npx", "a"], ["npx", "a"]),
        ("cmd", ["/k", "npx", "a"], ["npx", "a"]),
        ("cmd", ["/c"], ["cmd", "/c"]),
        ("env", ["A=b", "npx", "a"], ["npx", "a"]),
        ("sudo", ["npx", "a"], ["npx", "a"]),
        ("wsl", ["--", "npx", "a"], ["npx", "a"]),
        ("wsl.exe", ["npx", "a"], ["npx", "a"]),
        ("dotenvx", ["run", "--", "npx"], ["npx"]),
        ("env", ["npx"], ["env", "npx"]),
        ("echo 'a b' \"c d\"", None, ["echo", "a b", "c d"]),
        ("echo a#b", None, ["echo", "a#b"]),
        (r"C:\a\b.exe x", None, [r"C:\a\b.exe", "x"]),
        ("echo 'open", None, ["echo"]),
    ],
)
def test_command_and_arguments_are_one_line(command, args, words):
    assert words_of(command, args) == words


@pytest.mark.parametrize(
    ("url", "words", "address"),
    [
        (" https://x.dev/mcp ", [], "https://x.dev/mcp"),
        ("x.dev/mcp", [], ""),
        (5, [], ""),
        (None, ["npx", "mcp-remote@1", "https://x.dev"], "https://x.dev"),
        (None, ["mcp-proxy", "http://x.dev"], "http://x.dev"),
        (None, ["mcp-remote", "x.dev"], ""),
        (None, ["npx", "https://x.dev"], ""),
    ],
)
def test_a_server_is_reached_at_its_address_also_over_a_bridge(url, words, address):
    assert address_of(url, words) == address


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://ada:pw@X.Dev:8443/a?b", "x.dev"),
        ("https://[::1]:80/", "::1"),
        ("https://", ""),
        ("https://[x", ""),
        ("https://a b/", ""),
        ("https://ü.dev/", ""),
        ("https://" + "a" * 253, "a" * 253),
        ("https://" + "a" * 254, ""),
        ("no address", ""),
    ],
)
def test_the_host_of_an_address_is_taken_alone(address, host):
    assert host_of(address) == host


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "::1",
        "0.0.0.0",  # noqa: S104 - read, not bound
        "host.docker.internal",
        "127.0.0.1",
        "a.localhost",
    ],
)
def test_the_machine_itself_is_local(host):
    assert is_local(host)


@pytest.mark.parametrize(
    "host", ["", "x.dev", "localhost.dev", "1.127.0.1", "alocalhost"]
)
def test_another_machine_is_not_local(host):
    assert not is_local(host)


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("/", "disk"),
        ("//", "disk"),
        ("C:\\", "disk"),
        ("d:", "disk"),
        ("~", "home"),
        ("~/", "home"),
        ("$HOME", "home"),
        ("${HOME}", "home"),
        ("${env:HOME}", "home"),
        ("${userHome}", "home"),
        ("%USERPROFILE%", "home"),
        ("/root", "home"),
        ("/home", "home"),
        ("/home/ada", "home"),
        ("/Users/ada/", "home"),
        (r"C:\Users", "home"),
        (r"C:\Users\ada", "home"),
        ("/home/ada/work", "folder"),
        ("./work", "folder"),
        ("../work", "folder"),
        ("~/work", "folder"),
        ("/opt", "folder"),
        (r"C:\work", "folder"),
        ("${workspaceFolder}", "folder"),
        ("${workspaceFolder}/x", "folder"),
        ("work", ""),
        ("--root", ""),
    ],
)
def test_a_folder_is_the_disk_a_home_or_a_part_of_it(word, found):
    assert roots_of(["server", word]) == found


def test_the_widest_folder_of_all_counts():
    assert roots_of(["/", "x"]) == ""
    assert roots_of(["x", "./a", "~", "./b"]) == "home"
    assert roots_of(["x", "~", "./b"]) == "home"
    assert roots_of(["x", "./b", "/"]) == "disk"


@pytest.mark.parametrize(
    ("words", "env", "is_on"),
    [
        (["x", "--read-only"], None, True),
        (["x", "--READ_ONLY"], None, True),
        (["x", "--read"], None, False),
        (["x"], {"MCP_READ_ONLY": "TRUE"}, True),
        (["x"], {"mcp-read-only": 1}, True),
        (["x"], {"READ_ONLY": "yes"}, True),
        (["x"], {"READ_ONLY": "on"}, True),
        (["x"], {"READ_ONLY": "no"}, False),
        (["x"], {"READ_ONLY_NOT": "1"}, False),
        (["x"], {"OTHER": "1"}, False),
        (["x"], ["READ_ONLY=1"], False),
    ],
)
def test_a_switch_is_on_in_a_command_line_or_in_its_variables(words, env, is_on):
    assert has_switch(words, env, ("read-only",)) is is_on
