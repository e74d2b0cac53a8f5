"""What a tool server (MCP) in a configuration is: what starts it, from where, pinned or not."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from itertools import dropwhile
from typing import Any, NamedTuple
from urllib.parse import urlsplit

NPM, PYTHON, CONTAINER, DISK, UNKNOWN = "npm", "python", "container", "disk", ""

_NPM = re.compile(r"(@[a-z0-9~-][a-z0-9._~-]*/)?[a-z0-9~-][a-z0-9._~-]*", re.IGNORECASE)
_PYTHON = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(?:\[[A-Za-z0-9,._-]+\])?")
_IMAGE = re.compile(r"[a-z0-9][a-z0-9._-]*(?::[0-9]+)?(?:/[a-z0-9][a-z0-9._-]*)*")
_EXACT = re.compile(r"=?v?[0-9]+(?:\.[0-9]+)*[0-9A-Za-z.+-]*\Z")
_RANGE = re.compile(r"\.[xX*](?:\.|\Z)")
_COMMIT = re.compile(r"[0-9a-f]{40}\Z")
_NPM_RUNNERS = {"npx", "bunx", "pnpx"}
_PYTHON_RUNNERS = {"uvx", "pipx"}
_CONTAINERS = {"docker", "podman", "nerdctl"}


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Options that stand before the package: those that take no value, and those that take the next
# word. Behind an option in neither list nobody can tell its value from the package.
_FLAGS = {
    "npm": _listed(
        """-y --yes --no --no-install -q --quiet -s --silent --verbose --prefer-offline
        --prefer-online --offline --ignore-existing --ignore-scripts --bun --no-audit --no-fund
        --no-update-notifier --no-progress --legacy-peer-deps --force -f"""
    ),
    "python": _listed(
        """-q --quiet -v --verbose -n --no-cache --isolated --refresh --offline --no-config
        --no-env-file --native-tls --system-certs -U --upgrade --reinstall --managed-python
        --no-managed-python --no-python-downloads --no-progress --no-index --no-sources
        --no-build --no-binary --compile-bytecode --lfs --pypackages --path --no-path-check
        --fetch-missing-python"""
    ),
    "container": _listed(
        """--rm -i --interactive -t --tty -d --detach --init --privileged --read-only
        --publish-all -q --quiet --no-healthcheck --oom-kill-disable --sig-proxy
        --disable-content-trust --use-api-socket --replace --rmi --no-hosts --no-hostname
        --env-host --http-proxy"""
    ),
}
_WITH_VALUE = {
    "npm": _listed(
        """-p --package --registry -c --call --node-options --cache --prefix --userconfig
        --loglevel -w --workspace"""
    ),
    "python": _listed(
        """--from -w --with --with-editable --with-requirements -p --python --python-platform
        -i --index-url --extra-index-url --index --default-index --index-strategy -f --find-links
        --keyring-provider --directory --project --spec --env-file -c --constraints --overrides
        -b --build-constraints -P --upgrade-package --refresh-package --reinstall-package
        --resolution --prerelease --exclude-newer --link-mode --cache-dir --config-file --color
        --allow-insecure-host --pip-args --torch-backend"""
    ),
    "container": _listed(
        """-a --attach --add-host --annotation --arch --authfile --cap-add --cap-drop
        --cgroup-parent --cgroupns --cidfile --cpu-period --cpu-quota -c --cpu-shares --cpus
        --cpuset-cpus --cpuset-mems --creds --detach-keys --device --dns --dns-option --dns-search
        --domainname --entrypoint -e --env --env-file --expose --gpus --group-add --health-cmd -h
        --hostname --ip --ip6 --ipc --isolation -l --label --label-file --link --log-driver
        --log-opt --mac-address -m --memory --memory-reservation --memory-swap --mount --name
        --network --net --network-alias --os --pid --pids-limit --platform --pod -p --publish
        --pull --restart --runtime --secret --security-opt --shm-size --stop-signal --stop-timeout
        --storage-opt --sysctl --tmpfs --tz --ulimit -u --user --userns --uts -v --volume
        --volume-driver --volumes-from -w --workdir"""
    ),
}
_ATTACHED = re.compile(
    r"-[A-Za-z][^A-Za-z=-]"
)  # the value in the same word, as in -p8080:80


class Package(NamedTuple):
    """The program behind a server: where it comes from, its name, and whether it is pinned.

    ``pinned`` is None where the file cannot say, because the program lies on a disk.
    """

    source: str
    name: str
    pinned: bool | None


def words_of(command: Any, args: Any) -> list[str]:
    """Command and arguments as one list; some formats write both into one of them."""
    words: list[str] = []
    for part in (command, args):
        if isinstance(part, str):
            words += _split(part) if part is command and not args else [part]
        elif isinstance(part, list):
            words += [item for item in part if isinstance(item, str)]
    words = [word for word in words if word]
    if len(words) > 2 and _base(words[0]) == "cmd":
        words = list(
            dropwhile(lambda word: word.lower() in ("/c", "/s", "/k"), words[1:])
        )
    if len(words) > 2 and _base(words[0]) in (
        "env",
        "sudo",
        "wsl",
        "dotenvx",
    ):
        words = list(dropwhile(lambda w: "=" in w or w in ("--", "run"), words[1:]))
    return words


def _split(command: str) -> list[str]:
    """The words of a command line; of one whose quotes are left open, the first alone."""
    lexer = shlex.shlex(command, posix=True)
    lexer.whitespace_split, lexer.escape, lexer.commenters = True, "", ""
    try:
        return list(lexer)
    except ValueError:
        return command.split()[:1]


def package_of(words: Sequence[str]) -> Package:
    """The package a command line starts; nothing is run or looked up."""
    if not words:
        return Package(UNKNOWN, "", None)
    runner, rest = _base(words[0]), list(words[1:])
    if runner in {"npm", "pnpm", "yarn", "bun"} and rest:
        if rest[0] in {"exec", "dlx", "x"}:
            return _npm(rest[1:])
        return Package(DISK, "", None)
    if runner in _NPM_RUNNERS:
        return _npm(rest)
    if runner == "uv" and rest[:2] == ["tool", "run"]:
        return _python(rest[2:])
    if runner in _PYTHON_RUNNERS:
        return _python(rest[1:] if rest[:1] == ["run"] else rest)
    if runner in _CONTAINERS:
        return _container(rest)
    return Package(DISK, "", None)


def address_of(url: Any, words: Sequence[str]) -> str:
    """The address a server is reached at, also through a bridge such as mcp-remote; "" if none."""
    if isinstance(url, str) and "://" in url:
        return url.strip()
    if any("mcp-remote" in word or "mcp-proxy" in word for word in words):
        return next((w for w in words if w.startswith(("http://", "https://"))), "")
    return ""


def host_of(address: str) -> str:
    """The host of an address without port, user or path; "" where there is none to see."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return ""
    if not re.fullmatch(r"[a-z0-9.:_-]{1,253}", host):
        return ""
    return host


def is_local(host: str) -> bool:
    """Whether a host is the machine itself."""
    return (
        host in {"localhost", "::1", "0.0.0.0", "host.docker.internal"}  # noqa: S104 - read, not bound
        or host.startswith("127.")
        or host.endswith(".localhost")
    )


def roots_of(words: Sequence[str]) -> str:
    """The widest folder in a command line: disk, home, folder, or "" where there is none."""
    widest = ""
    for word in words[1:]:
        found = _root(word.strip())
        if found == "disk":
            return found
        if found == "home" or (found and not widest):
            widest = found
    return widest


def has_switch(words: Sequence[str], env: Any, switches: Sequence[str]) -> bool:
    """Whether one of the switches stands in a command line, or is on in its variables."""
    plain = {word.lower().lstrip("-").replace("_", "-") for word in words}
    if plain & set(switches):
        return True
    names: Mapping[str, Any] = env if isinstance(env, dict) else {}
    return any(
        name.lower().replace("_", "-").endswith(tuple(switches))
        and str(value).lower() in {"1", "true", "yes", "on"}
        for name, value in names.items()
    )


def _base(command: str) -> str:
    plain = re.split(r"[/\\]", command.strip())[-1].lower()
    return re.sub(r"\.(?:exe|cmd|bat|ps1)$", "", plain)


def _first(words: Sequence[str], runner: str) -> tuple[str, dict[str, str]]:
    """The first word that is no option, and the values of options before it.

    No word where an option stands before it of which nobody knows whether it takes a value: the
    word could be a password.
    """
    options: dict[str, str] = {}
    rest = iter(words)
    is_sure = True
    for word in rest:
        if word == "--":
            continue
        if not word.startswith("-"):
            return (word if is_sure else ""), options
        name, mark, value = word.partition("=")
        if mark and value:
            options[name] = value
        elif not mark and name in _WITH_VALUE[runner]:
            options[name] = taken = next(rest, "")
            if taken.startswith("-") and "=" not in taken:
                is_sure = is_sure and _is_flag(taken, runner)
        elif not _is_flag(word, runner):
            is_sure = False
    return "", options


def _is_flag(word: str, runner: str) -> bool:
    """Whether nothing of an option stands in the next word."""
    flags = _FLAGS[runner]
    if word in flags or (runner == "container" and _ATTACHED.match(word)):
        return True
    return not word.startswith("--") and all(
        f"-{letter}" in flags for letter in word[1:]
    )


def _npm(words: Sequence[str]) -> Package:
    word, options = _first(words, "npm")
    word = options.get("-p") or options.get("--package") or word
    if word.startswith(("git+", "github:", "http://", "https://")):
        return Package(NPM, "", bool(_COMMIT.search(word.rpartition("#")[2])))
    if word.startswith((".", "/", "~", "$")):
        return Package(DISK, "", None)
    name, mark, version = word.rpartition("@")
    if not mark or not name:
        name, version = word, ""
    if not _NPM.fullmatch(name):
        return Package(NPM, "", None)
    return Package(
        NPM, name, bool(_EXACT.match(version)) and not _RANGE.search(version)
    )


def _python(words: Sequence[str]) -> Package:
    word, options = _first(words, "python")
    word = options.get("--from") or options.get("--spec") or word
    if word.startswith(("git+", "http://", "https://")):
        return Package(PYTHON, "", bool(_COMMIT.search(word.rpartition("@")[2])))
    if word.startswith((".", "/", "~", "$")):
        return Package(DISK, "", None)
    parts = re.split(r"(==|>=|<=|~=|>|<|@)", word, maxsplit=1)
    if not _PYTHON.fullmatch(parts[0]):
        return Package(PYTHON, "", None)
    exact = len(parts) == 3 and parts[1] in ("==", "@") and "," not in parts[2]
    pinned = exact and bool(_EXACT.match(parts[2])) and "*" not in parts[2]
    return Package(PYTHON, parts[0].split("[")[0], pinned)


def _container(words: Sequence[str]) -> Package:
    rest = list(words)
    while rest and rest[0] in {"container", "--context", "run"}:
        if rest.pop(0) == "run":
            break
    else:
        return Package(DISK, "", None)
    image, _ = _first(rest, "container")
    name, _, digest = image.partition("@")
    head, mark, tag = name.rpartition(":")
    if mark and "/" not in tag:
        name = head
    else:
        tag = ""
    if not _IMAGE.fullmatch(name):
        return Package(CONTAINER, "", None)
    fixed = digest.startswith("sha256:") or (tag not in ("", "latest", "main", "edge"))
    return Package(CONTAINER, name, fixed)


def _root(word: str) -> str:
    plain = word.rstrip("/\\") or "/"
    if plain == "/" or re.fullmatch(r"[A-Za-z]:", plain):
        return "disk"
    if re.fullmatch(
        r"~|\$HOME|\$\{(?:env:)?HOME\}|\$\{userHome\}|%USERPROFILE%|/root|(?:[A-Za-z]:)?[/\\](?:home|Users)(?:[/\\][^/\\]+)?",
        plain,
    ):
        return "home"
    if re.match(r"(?:~|\.{1,2}|[A-Za-z]:)?[/\\]|\$\{workspaceFolder\}", word):
        return "folder"
    return ""
