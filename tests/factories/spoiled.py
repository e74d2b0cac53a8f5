"""A file that others write, with each of its lines spoiled in turn, and what is said about it.

What a reader says is kept beside the file (``tests/data/spoiled``): the place, then for each way
in which it was spoiled the line that is named, what is wrong and what was expected, or as what it
is read instead. A change that is meant to move one keeps it anew with ``KEEP=1``, and its
difference is read.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path as FilePath
from pprint import pformat
from typing import Any

from questionnaires.document.errors import DocumentError
from questionnaires.document.source import Path, Source, read_file
from riskapp.evidence.errors import EvidenceFileRefused
from riskapp.scoring.rated.extension import EXTENSION
from riskapp.statements.errors import StatementRefused

FOLDER = FilePath(__file__).parents[1] / "data" / "spoiled"
LONG = "x" * 3_000
MANY = 1_001
LONG_WORD = re.compile(r"x{20,}")
KNOWN = ("GDPR-28.2", "NIS2-21.1")  # the criteria that questionnaire.yaml may name
OF_RISK = frozenset().union(
    EXTENSION.option_keys,
    EXTENSION.question_keys,
    EXTENSION.section_keys,
    EXTENSION.document_keys,
    EXTENSION.country_keys,
)


def refusals_of(
    name: str,
    read: Callable[[Source], object],
    where: Callable[[Path], bool] = lambda _path: True,
    file: FilePath | None = None,
) -> str:
    """Whatever is said about a spoiled file, place by place; ``where`` chooses some of them.
    The file has this name in FOLDER unless another is given."""
    source = read_file(file or FOLDER / f"{name}.yaml")
    whole = _lines(read(source))
    found = []
    for path, line in _places(source):
        if not where(path):
            continue
        said = [
            f"  {how}: {LONG_WORD.sub(_length, words)}"
            for how, one in _spoiled(source, path)
            for words in _words(read, one, whole)
        ]
        if said:
            place = ".".join(map(str, path)) or "the whole file"
            found.append("\n".join([f"{place} (line {line})", *said]))
    return "\n".join(found) + "\n"


def is_of_risk(path: Path) -> bool:
    """Whether something in a questionnaire is read by the product and not by the document."""
    return not OF_RISK.isdisjoint(path)


def read_as(found: object) -> str:
    """Everything that was read from a file, value by value."""
    return "\n".join(_lines(found)) + "\n"


def kept(name: str, said: str) -> str:
    """What was said when it was kept; with ``KEEP=1`` this is kept from now on."""
    path = FOLDER / name
    if os.environ.get("KEEP"):
        path.write_text(said, "utf-8")
    return path.read_text("utf-8")


def _length(found: re.Match[str]) -> str:
    return f"x * {len(found[0])}"


def _words(
    read: Callable[[Source], object], source: Source, whole: list[str]
) -> Iterator[str]:
    try:
        found = _lines(read(source))
    except (DocumentError, EvidenceFileRefused) as error:
        for fault in error.faults:
            yield str(fault).removeprefix(f"{fault.file}:")
    except StatementRefused as refused:
        yield str(refused)
    else:
        known = set(whole)
        if len(found) > len(whole) + MANY / 2:
            yield "read"
            return
        yield from (f"read as {one.strip()}" for one in found if one not in known)


def _lines(found: Any) -> list[str]:
    if hasattr(found, "_asdict"):  # a named tuple, which would be one long line
        found = found._asdict()
    return pformat(found, width=100, sort_dicts=False).splitlines()


def _places(source: Source) -> Iterator[tuple[Path, int]]:
    """Every place with its line; of those that stand in many items of a list, two."""
    seen: Counter[Path] = Counter()
    for path, line in source.lines.items():
        shape = tuple(step if isinstance(step, str) else "" for step in path)
        seen[shape] += 1
        if seen[shape] <= 2:
            yield path, line


def _spoiled(source: Source, path: Path) -> Iterator[tuple[str, Source]]:
    value = _at(source.data, path)
    if path and isinstance(path[-1], str):
        yield "left out", Source(_without(source.data, path), source.lines, source.name)
    for how, other in _instead_of(value):
        data = _with(source.data, path, other)
        yield how, Source(data, source.lines, source.name)


def _instead_of(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        yield "a list", ["word"]
        yield "one more key", {**value, "other": 1}
    elif isinstance(value, list):
        yield "a word", "word"
        yield "empty", []
        yield "one twice", [*value, value[0]]
        yield "many", [value[0]] * MANY
    else:
        yield "a list", []
        if isinstance(value, bool):
            yield "a number", 1
        elif isinstance(value, int):
            yield "a truth", True
            yield "below nothing", -1
            yield "a large number", 10**9
        else:
            yield "other words", f"{str(value)[:40]} ?"
            yield "long", LONG


def _at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


def _with(data: Any, path: Path, value: Any) -> Any:
    if not path:
        return value
    copy = data.copy()
    copy[path[0]] = _with(data[path[0]], path[1:], value)
    return copy


def _without(data: Any, path: Path) -> Any:
    parent = _at(data, path[:-1])
    rest = {key: value for key, value in parent.items() if key != path[-1]}
    return _with(data, path[:-1], rest)
