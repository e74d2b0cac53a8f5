"""YAML, by the reader of questionnaires: no anchors, no tags, every value with its line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from questionnaires.document.errors import DocumentError
from questionnaires.document.source import Source, read_yaml
from riskapp.evidence.errors import EvidenceFault, EvidenceFileRefused
from riskapp.evidence.limits import Limits, Watch
from riskapp.evidence.pointers import joined
from riskapp.evidence.readers import DocumentPart, Opened

_BREAK = re.compile(r"^---[ \t]*(?:#[^\n]*)?$", re.MULTILINE)


def open_yaml(text: str, name: str, limits: Limits, watch: Watch) -> Opened:
    """The documents of a YAML file, which may be several; raises EvidenceRefused."""
    found: list[tuple[DocumentPart, Source, int]] = []
    for piece, before in _pieces(text):
        watch.look(before + 1)
        try:
            source = read_yaml(piece, name)
        except DocumentError as error:
            raise EvidenceFileRefused(
                EvidenceFault(
                    name, fault.line + before, _unquoted(fault.what), fault.expected
                )
                for fault in error.faults
            ) from error
        items = source.data if isinstance(source.data, list) else [source.data]
        for index, item in enumerate(items):
            pointer = f"/{index}" if isinstance(source.data, list) else ""
            if isinstance(item, dict):
                found.append((DocumentPart(item, pointer, before + 1), source, before))

    def lines(wanted: Iterable[str]) -> dict[str, int]:
        if len({id(source) for _, source, _ in found}) != 1:
            return {}
        _, source, before = found[0]
        known = {_pointer(path): line + before for path, line in source.lines.items()}
        return {pointer: known[pointer] for pointer in wanted if pointer in known}

    return Opened("yaml", [part for part, _, _ in found], lines)


def _pieces(text: str) -> Iterator[tuple[str, int]]:
    """Each document with the number of lines before it."""
    start, before = 0, 0
    for found in [*_BREAK.finditer(text), None]:
        end = found.start() if found else len(text)
        piece = text[start:end]
        if re.sub(r"#[^\n]*", "", piece).strip():
            yield piece, before
        before += piece.count("\n")
        start = found.end() if found else end


def _pointer(path: tuple[str | int, ...]) -> str:
    pointer = ""
    for part in path:
        pointer = joined(pointer, part)
    return pointer


def _unquoted(what: str) -> str:
    """What is wrong, without the words of the file that the reader quotes."""
    return re.sub(r"'[^']*'", "a key or value", what)
