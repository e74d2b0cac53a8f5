"""Find secrets, and leave of each its kind, its last four characters and a keyed hash.

Which values are secrets is data (``content/secrets.yaml``), so that other interpreters follow
the same rules. A stand-in (``${VAR}``, ``your_key_here``, ``ghp_xxxx``) is no secret.
"""

from __future__ import annotations

import hmac
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import unquote

from riskapp.evidence.decoding import one_line
from riskapp.evidence.model import Secret

BY_NAME = "secret_by_its_name"
BY_LOOK = "random_text"
LEAST_KEY = 16  # bytes
MOST = 20_000  # characters of one value that are looked at
LEAST = 4  # characters of a secret that a name gives away
LEAST_DIGITS = 6  # of a password of digits alone
LEAST_FOR_FOUR = 12  # shorter secrets lose their last four characters too

# What stands in the place of a secret that was taken out before the file left its owner:
# redacted~KIND~LAST FOUR~KEYED HASH~, fit for JSON, TOML, YAML, tables and addresses alike.
MARK = re.compile(
    r"redacted~([a-z0-9_]{1,40})~([A-Za-z0-9_-]{4}|)~([0-9a-f]{32}|)~", re.ASCII
)
_FIT_FOR_MARK = re.compile(r"[A-Za-z0-9_-]{4}\Z")

_NAME_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_WORD = re.compile(r"[A-Za-z]+")
_RUN = re.compile(r"[A-Za-z0-9_+=~/-]{20,}")
_DIGEST = re.compile(r"sha(?:1|256|384|512)[:-]")
_WRAPPED_TABLE = (
    "dXNlcixhcm4s"  # "user,arn,": a credential report in base64, read as a table
)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z", re.IGNORECASE)
# A variable with what stands for it where it is not set, which can be the secret itself.
_WITH_DEFAULT = re.compile(r"\$\{[A-Za-z_]\w{0,100}:?[-=]([^}]{4,200})\}\Z", re.ASCII)
_ENDS_LEFT_OUT = re.compile(r"(?:\.\.\.|…|\*\*\*)[.…*]*\Z")
_DIGIT = re.compile("[0-9]")
_ONE_CASE = re.compile(r"(?:[a-z]*|[A-Z]*)\Z")
_PLAIN_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]+)?\Z")
_PATH = re.compile(r"(?:~|\.{1,2}|[A-Za-z]:)?[/\\][^\s]*\Z")
# A text that is a folder, also behind a scheme (file:, vscode-remote:), or one written as a name.
_FOLDER = re.compile(
    r"(?!(?:https?|wss?):)(?:~[\w.-]*|\.{1,2}|[A-Za-z][A-Za-z0-9+.-]*:)?[/\\]|-(?:Users|home)-"
)
# The rest of a text from a folder of a person on.
_HOME = re.compile(
    r"(?:[A-Za-z]:)?[/\\]{1,2}(?:home|Users)[/\\].*|[A-Za-z]:[/\\]{1,2}[Uu](?:sers|SERS)[/\\].*",
    re.DOTALL,
)
# A path from the top has a folder or file that is a word; what is drawn at random can begin with "/".
_SPOKEN_PART = re.compile(r"/[a-z]{2,}(?:[/._-]|\Z)")
_SWITCHES = frozenset({"true", "false", "none", "null", "auto"})
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://[^\s]*\Z")
_SPOKEN = re.compile(r"[a-z]+(?:[ _-][a-z]+)*\Z")


# What holds the value where an object stands under the name of a secret.
HOLDERS = frozenset({"value", "values", "string", "default", "plain", "plaintext", "raw", "current", "previous"})  # fmt: skip
# Words joined by marks, as rights and places are: no secrets in a list.
JOINED = re.compile(r"^[a-z*]+(?:[:._/ -][a-z*]+)*$", re.ASCII)


class SecretKind(NamedTuple):
    """One kind of secret: text every match holds, the expression, and the part that counts."""

    kind: str
    start: str
    pattern: re.Pattern[str]
    group: int


class Span(NamedTuple):
    """Where a secret stands in a text."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class SecretRules:
    """What a secret looks like, from ``content/secrets.yaml``."""

    kinds: tuple[SecretKind, ...]
    words: frozenset[str]
    endings: tuple[str, ...]
    last: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    but_not: frozenset[str]
    passwords: tuple[str, ...]
    passwords_behind: frozenset[str]
    plain: frozenset[str]
    glued: tuple[tuple[str, re.Pattern[str]], ...]
    variable: re.Pattern[str]
    placeholders: frozenset[str]
    whole: tuple[re.Pattern[str], ...]


def secret_rules(data: Mapping[str, Any]) -> SecretRules:
    """Rules from plain data; raises KeyError, TypeError or re.error where it is none."""
    names = data["names"]
    return SecretRules(
        tuple(
            SecretKind(
                str(one["kind"]),
                str(one["start"]),
                re.compile(one["pattern"], re.ASCII),
                int(one.get("group", 0)),
            )
            for one in data["kinds"]
        ),
        frozenset(names["words"]),
        tuple(names["endings"]),
        frozenset(names["last"]),
        frozenset((first, second) for first, second in names["pairs"]),
        frozenset(data["but_not"]),
        tuple(data["passwords"]["alone"]),
        frozenset(data["passwords"]["behind"]),
        frozenset(str(word) for word in data["passwords"]["plain"]),
        tuple(
            (str(one["start"]), re.compile(one["pattern"], re.ASCII))
            for one in data["glued"]
        ),
        re.compile(data["variable"], re.ASCII),
        frozenset(str(word) for word in data["placeholders"]),
        tuple(re.compile(pattern) for pattern in data["whole"]),
    )


class Redactor:
    """Finds secrets in values and takes them out of texts, with the key of one owner.

    The key should have at least 16 bytes and stay with its owner; whoever knows it can try
    guesses against the hashes of short secrets.
    """

    def __init__(self, rules: SecretRules, key: bytes) -> None:
        if len(key) < LEAST_KEY:
            raise ValueError(f"the key of the hashes has fewer than {LEAST_KEY} bytes")
        self.rules = rules
        self._key = key
        self._clean: dict[str, str] = {}

    def secret(self, kind: str, value: str, name: str = "") -> Secret:
        """What is left of a secret."""
        digest = hmac.new(self._key, value.encode("utf-8", "replace"), "sha256")
        four = value[-4:] if len(value) >= LEAST_FOR_FOUR else ""
        return Secret(kind, four, digest.hexdigest()[:32], self.name(name))

    def marks(self, text: str, name: str = "") -> list[Secret]:
        """What is left of secrets that were taken out of a text before it was sent."""
        if "redacted~" not in text:
            return []
        named = self.name(name)
        return [
            Secret(found[1], found[2], found[3], named) for found in MARK.finditer(text)
        ]

    def in_value(self, name: str, value: str) -> list[Secret]:
        """The secrets in the value of a variable, header or option; ``name`` may be "".

        One that was taken out before, and left its mark, counts like one that stands there.
        """
        value = value.strip()[:MOST]
        found = self.marks(value, name) + [
            self.secret(span.kind, value[span.start : span.end], name)
            for span in self.spans(value)
        ]
        if found or self.is_placeholder(value):
            return found
        if not self.is_secret_name(name) or not self.could_be(name, value):
            return []
        return [self.secret(BY_NAME, value, name)]

    def spans(self, text: str) -> list[Span]:
        """Where secrets stand in a text that has no name, none inside another."""
        if "redacted~" in text:
            text = MARK.sub(lambda mark: " " * len(mark.group()), text)
        found = [*self._by_kind(text), *self._by_look(text)]
        found.sort(key=lambda span: (span.start, -span.end))
        kept: list[Span] = []
        for span in found:
            if not kept or span.start >= kept[-1].end:
                kept.append(span)
        return kept

    def redact(self, text: str) -> str:
        """The text with the kind and the last four characters in the place of every secret."""
        known = self._clean.get(text)
        if known is None:
            known = self._redacted(text)
            if len(self._clean) < 50_000:
                self._clean[text] = known
        return known

    def pointer(self, pointer: str) -> str:
        """A JSON pointer in one line, whose keys are without secrets and folders of people."""
        return "/".join(
            self.clean(one_line(part.replace("~1", "/").replace("~0", "~")))
            .replace("~", "~0")
            .replace("/", "~1")
            for part in pointer.split("/")
        )

    def clean(self, text: str) -> str:
        """The text without secrets, and without folders of people."""
        if _FOLDER.match(text) or ("%" in text and _FOLDER.match(unquote(text))):
            return "[folder]"
        return self.redact(_HOME.sub("[folder]", text))

    def name(self, text: str) -> str:
        """The name of a variable or header, or "other" where it does not look like one."""
        if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.-]{0,60}", text):
            return self.redact(text)
        return "other" if text else ""

    def is_secret_name(self, name: str) -> bool:
        """Whether what has this name is a secret by its name."""
        parts = [part.lower() for part in _NAME_PART.findall(name)]
        if not parts or parts[-1] in self.rules.but_not:
            return False
        if parts[0] in {"max", "min", "num", "count"} or parts[-1] == "tokens":
            return False
        if self.rules.words.intersection(parts) or parts[-1] in self.rules.last:
            return True
        if parts[-1].endswith(self.rules.endings):
            return True
        pairs = {(parts[at], parts[at + 1]) for at in range(len(parts) - 1)}
        return not pairs.isdisjoint(self.rules.pairs)

    def could_be(self, name: str, value: str, *, is_alone: bool = True) -> bool:
        """Whether a value under the name of a secret is one.

        A short word in small letters is one only under the name of a password and where it
        stands alone: what goes on behind it is a sentence.
        """
        if could_be_secret(value):
            return True
        if len(value) < LEAST or value in _SWITCHES:
            return False
        if not is_alone or not _SPOKEN.match(value):
            return False
        words = _WORD.findall(value)
        return self._is_password_name(name) and self.rules.plain.isdisjoint(words)

    def takes_glued(self, text: str) -> bool:
        """Whether a command in a text takes a password as -pSECRET."""
        return any(
            start in text and pattern.search(text) is not None
            for start, pattern in self.rules.glued
        )

    def list_name(self, name: str) -> str:
        """The name of each value in a list that has this name, or "" where it names no secrets.

        Lists of ``tokens`` and ``secrets`` hold names and counts as often as secrets.
        """
        if self.is_secret_name(name):
            return name
        one = name[:-1] if name[-1:] in {"s", "S"} else ""
        if one.lower().endswith(("token", "secret")) or not self.is_secret_name(one):
            return ""
        return one

    def _is_password_name(self, name: str) -> bool:
        parts = [part.lower() for part in _NAME_PART.findall(name)]
        if not parts:
            return False
        if parts[-1].endswith(self.rules.passwords):
            return True
        return len(parts) > 1 and parts[-1] in self.rules.passwords_behind

    def is_placeholder(self, value: str) -> bool:
        """Whether a value stands for a secret without being one."""
        value = value.strip().strip("\"'")
        for scheme in ("Bearer ", "bearer ", "Basic ", "Token ", "token "):
            value = value[len(scheme) :] if value.startswith(scheme) else value
        default = _WITH_DEFAULT.match(value)
        if default:
            return self.is_placeholder(default[1]) or not could_be_secret(default[1])
        if any(pattern.search(value) for pattern in self.rules.whole):
            return True
        if self.rules.variable.search(value):
            return not _DIGIT.search(self.rules.variable.sub("", value))
        if value.endswith("EXAMPLE"):
            return True
        if _looks_random(_ENDS_LEFT_OUT.sub("", value)):
            return _is_monotonous(value)
        if self._is_called_so(value):
            return True
        return bool(_ENDS_LEFT_OUT.search(value)) or _is_monotonous(value)

    def _by_kind(self, text: str) -> Iterator[Span]:
        for kind, start, pattern, group in self.rules.kinds:
            if start not in text:
                continue
            for found in pattern.finditer(text):
                if not self._stands_in(found.group(group)):
                    yield Span(found.start(group), found.end(group), kind)

    def _by_look(self, text: str) -> Iterator[Span]:
        for found in _RUN.finditer(text):
            if _DIGEST.search(text, max(0, found.start() - 7), found.start() + 7):
                continue
            if found.group().startswith(_WRAPPED_TABLE):
                continue
            for start, run in _pieces(found.group()):
                if _looks_random(run) and not self._stands_in(run):
                    at = found.start() + start
                    yield Span(at, at + len(run), BY_LOOK)

    def _stands_in(self, value: str) -> bool:
        if any(pattern.search(value) for pattern in self.rules.whole):
            return True
        if self.rules.variable.match(value) or value.endswith("EXAMPLE"):
            return True
        if _looks_random(value):
            return _is_monotonous(value)
        return (
            value.endswith(("...", "***"))
            or self._is_called_so(value)
            or _is_monotonous(value)
        )

    def _is_called_so(self, value: str) -> bool:
        """Whether a word in a value says that it is a stand-in."""
        words = {word.lower() for word in _WORD.findall(value)}
        return bool(words & self.rules.placeholders)

    def _redacted(self, text: str) -> str:
        text = text[:MOST]
        spans = self.spans(text) if len(text) > 5 else []
        for span in reversed(spans):
            four = self.secret(span.kind, text[span.start : span.end]).last_four
            left = f"[{span.kind} …{four}]" if four else f"[{span.kind}]"
            text = text[: span.start] + left + text[span.end :]
        return text


def mark_of(secret: Secret) -> str:
    """What stands in a text in the place of a secret."""
    four = secret.last_four if _FIT_FOR_MARK.match(secret.last_four) else ""
    return f"redacted~{secret.kind}~{four}~{secret.keyed_hash}~"


def is_joined(name: str, value: str) -> bool:
    """Whether an entry of a list reads like the name of a right or a place, not like a secret."""
    return not name.lower().endswith("password") and bool(JOINED.search(value))


def could_be_secret(value: str) -> bool:
    """Whether a value under a secret's name is one: no switch, number, path or address."""
    if len(value) < LEAST or value.lower() in _SWITCHES:
        return False
    if _PLAIN_NUMBER.match(value):
        return len(value) >= LEAST_DIGITS and value.isdigit()
    if _PATH.match(value) and (value[0] != "/" or _SPOKEN_PART.search(value)):
        return False
    if _ADDRESS.match(value):
        return False
    return not (_SPOKEN.match(value) and len(value) < 12)


def _is_monotonous(value: str) -> bool:
    """Whether the tail of a value is one character over and over, a long one of two, or counts
    up, behind words in one case (``sk-000``); the digits at the end of a password are not."""
    pieces = re.split(r"[_\-.:= ]", value)
    if not all(_ONE_CASE.match(piece) or len(set(piece)) == 1 for piece in pieces[:-1]):
        return False
    plain = (pieces[-1] or value).lower()
    if len(plain) >= 3 and len(set(plain)) == 1 and len(set(value.lower())) <= 12:
        return True
    if len(plain) >= 8 and len(set(plain)) <= 2:
        return True
    return any(
        len(plain) >= 6 and plain in row
        for row in (
            "0123456789" * 8,
            "1234567890" * 8,
            "abcdefghijklmnopqrstuvwxyz" * 4,
        )
    )


def _pieces(run: str) -> Iterator[tuple[int, str]]:
    """A run as it is, or the parts of a path, each with its place."""
    parts = run.split("/")
    if not any(_SPOKEN.match(part) for part in parts):
        yield 0, run
        return
    at = 0
    for part in parts:
        yield at, part
        at += len(part) + 1


def _looks_random(text: str) -> bool:
    """Whether a run of characters looks drawn at random: long, mixed, and no word or path."""
    if len(text) < 20 or _UUID.match(text):
        return False
    digits = sum(character.isdigit() for character in text)
    letters = sum(character.isalpha() for character in text)
    if digits < 2 or letters < 4:
        return False
    pieces = [piece for piece in re.split(r"[_\-/=+~]", text) if piece]
    longest = max(pieces, key=len, default="")
    if len(longest) < 16:
        return False
    upper = any(c.isupper() for c in longest)
    lower = any(c.islower() for c in longest)
    if not any(c.isdigit() for c in longest):
        return False
    if upper and lower:
        return entropy(longest) >= 3.3
    return len(longest) >= 24 and entropy(longest) >= 3.0


def entropy(text: str) -> float:
    """Shannon's entropy of the characters of a text, in bits for each."""
    size = len(text)
    return -sum(
        count / size * math.log2(count / size) for count in Counter(text).values()
    )
