"""Read YAML or JSON that somebody else wrote: safely, with the line of every value.

Scalars follow YAML 1.2: only ``true`` and ``false`` are booleans, so a country ``NO`` and
an answer ``no`` stay text, and so do dates. Decimals stay text too: no binary floats.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

import yaml

from questionnaires.document.errors import DocumentError, Fault, Faults

Path = tuple[str | int, ...]

MAX_BYTES = 4_000_000
MAX_CHARACTERS = 2_000_000
MAX_NODES = 200_000
MAX_DEPTH = 30

_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})$")
_FORBIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]"
)
_WORDS: dict[str, Any] = {
    "": None,
    "null": None,
    "~": None,
    "true": True,
    "false": False,
}
_TEXT, _MAP, _LIST = (f"tag:yaml.org,2002:{name}" for name in ("str", "map", "seq"))


class _Loader(yaml.CSafeLoader):
    """Resolves nothing by itself: every plain scalar arrives as text."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # PyYAML's own shape


@dataclass(frozen=True, slots=True)
class Source:
    """Plain data and where each part of it stands, by path from the top."""

    data: Any
    lines: dict[Path, int] = field(default_factory=dict)
    name: str = "document"

    def line(self, path: Path) -> int:
        """The line of a value, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def fault(self, path: Path, what: str, expected: str) -> Fault:
        """The fault of what stands at a path, with its line."""
        return Fault(self.name, self.line(path), what, expected)


def read_file(path: FilePath, name: str = "") -> Source:
    """A YAML or JSON file by its path, called ``name`` in faults (else as the file is called);
    raises DocumentError when it cannot be read."""
    return read_yaml(text_of(path, name), name or path.name)


def text_of(path: FilePath, name: str = "") -> str:
    """The text of a file, within the limits of this reader; raises DocumentError."""
    name = name or path.name
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        what = f"the file cannot be read ({error.strerror})"
        raise _refusal(name, 1, what, "a readable file") from error
    if len(content) > MAX_BYTES:
        raise _refusal(name, 1, "the file is too large", f"at most {MAX_BYTES} bytes")
    return decoded(content, name)


def decoded(content: bytes, name: str) -> str:
    """Bytes as UTF-8 text, without the mark some editors put in front; raises DocumentError."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _refusal(name, line, "the file is not UTF-8", "UTF-8 text") from error


def read_yaml(text: str, name: str, most: int = MAX_NODES) -> Source:
    """Parse YAML (and so JSON) of at most so many values; raises DocumentError for anything
    unsafe or not YAML."""
    if len(text) > MAX_CHARACTERS:
        raise _refusal(
            name, 1, "the file is too large", f"at most {MAX_CHARACTERS} characters"
        )
    _refuse_strange_characters(text, name)
    _refuse_depth(text, name, most)
    with _loading(text, name) as loader:
        node = loader.get_single_node()
    if node is None:
        raise _refusal(name, 1, "the file is empty", "a document")
    reader = _Reader(name)
    data = reader.value(node, ())
    if reader.faults:
        raise DocumentError(tuple(reader.faults))
    return Source(data, reader.lines, name)


class _Reader:
    """Turns PyYAML's nodes into plain data, remembering lines and faults."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: dict[Path, int] = {}
        self.faults = Faults()

    def value(self, node: yaml.Node, path: Path) -> Any:
        self.lines[path] = node.start_mark.line + 1
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        if isinstance(node, yaml.SequenceNode):
            self._check_tag(node, _LIST)
            return [
                self.value(item, (*path, index))
                for index, item in enumerate(node.value)
            ]
        self._check_tag(node, _MAP)
        return dict(self._pairs(node.value, path))

    def _pairs(
        self, pairs: list[tuple[yaml.Node, yaml.Node]], path: Path
    ) -> Iterator[tuple[str, Any]]:
        seen: set[str] = set()
        for key_node, value_node in pairs:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self.faults.append(
                    Fault(self.name, line, "a key is not plain text", "a name")
                )
                continue
            key = str(key_node.value)
            self._refuse_strange(key, line)
            if key in seen:
                self.faults.append(
                    Fault(
                        self.name, line, f"'{key[:80]}' stands twice", "each key once"
                    )
                )
            seen.add(key)
            yield key, self.value(value_node, (*path, key))
            self.lines[(*path, key)] = line

    def _scalar(self, node: yaml.ScalarNode) -> Any:
        self._check_tag(node, _TEXT)
        text = str(node.value)
        self._refuse_strange(text, node.start_mark.line + 1)
        if node.style:
            return text
        if text in _WORDS:
            return _WORDS[text]
        return int(text) if _INTEGER.match(text) else text

    def _refuse_strange(self, text: str, line: int) -> None:
        """Characters that an escape brought back."""
        found = _FORBIDDEN.search(text)
        if found:
            self.faults.append(Fault(self.name, line, *_strange(found.group())))

    def _check_tag(self, node: yaml.Node, usual: str) -> None:
        if node.tag not in (usual, "!", "?", None):
            line = node.start_mark.line + 1
            self.faults.append(
                Fault(self.name, line, f"the tag '{node.tag[:60]}'", "plain data")
            )


def _refuse_strange_characters(text: str, name: str) -> None:
    found = _FORBIDDEN.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        raise _refusal(name, line, *_strange(found.group()))


def _strange(character: str) -> tuple[str, str]:
    return f"the character U+{ord(character):04X}", "text without control characters"


def _refuse_depth(text: str, name: str, most: int) -> None:
    """Count nesting and nodes while scanning, before anything is built."""
    depth = nodes = 0
    with _loading(text, name) as loader:
        while loader.check_event():
            event: Any = loader.get_event()
            line = event.start_mark.line + 1
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise _refusal(
                    name, line, "an anchor or alias", "every value written out"
                )
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            nodes += isinstance(event, yaml.NodeEvent)
            if depth > MAX_DEPTH:
                raise _refusal(
                    name, line, "too deeply nested", f"at most {MAX_DEPTH} levels"
                )
            if nodes > most:
                raise _refusal(name, line, "too many values", f"at most {most}")


@contextmanager
def _loading(text: str, name: str) -> Iterator[_Loader]:
    """What reads the text; where it is no YAML, a refusal with the line is raised."""
    loader = _Loader(text)
    try:
        yield loader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _refusal(
            name,
            mark.line + 1 if mark else 1,
            str(error.problem or "not readable"),
            "valid YAML",
        ) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise _refusal(name, 1, "the file cannot be read", "valid YAML") from error
    finally:
        loader.dispose()


def _refusal(name: str, line: int, what: str, expected: str) -> DocumentError:
    return DocumentError((Fault(name, line, what, expected),))
