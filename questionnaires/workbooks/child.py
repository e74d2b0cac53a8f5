"""Read one workbook from standard input and write its cells to standard output.

Runs in a process of its own that can do little: no files, little time, little memory. It
imports nothing but the standard library, so that it starts within milliseconds. Parts are
unpacked as they are read and everything is counted on the way; nothing a file says about
its own size is believed.
"""

from __future__ import annotations

import codecs
import gc
import io
import json
import posixpath
import sys
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, TypeVar
from xml.parsers import expat

from questionnaires.confined.limiting import confine
from questionnaires.workbooks import limits
from questionnaires.workbooks.parts import (
    Book,
    Damaged,
    Names,
    Relations,
    SharedTexts,
    SheetCells,
    Styles,
    TooMuch,
    WorkbookPart,
)

Handler = TypeVar("Handler", bound=WorkbookPart)
PIECE = 64 * 1024
_BROKEN = (
    Damaged,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    UnicodeError,
    ValueError,
    expat.ExpatError,
    zipfile.BadZipFile,
    zlib.error,
)


def main() -> None:
    """Answer with ``{"refused": reason}`` or ``{"sheets": […]}``."""
    gc.disable()  # the process ends before anything is worth collecting
    content = sys.stdin.buffer.read()
    codecs.lookup("cp437")  # names in archives; nothing can be imported any more
    confine(seconds=limits.CPU_SECONDS, memory=limits.MEMORY, files=3)
    try:
        answer = _read(content)
    except TooMuch as error:
        answer = {"refused": str(error)}
    except MemoryError:
        answer = {"refused": "memory"}
    except _BROKEN:
        answer = {"refused": "damaged"}
    text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
    sys.stdout.buffer.write(text.encode("utf-8", "surrogatepass"))


def _read(content: bytes) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        package = _Package(archive)
        package.refuse_what_is_foreign()
        return {"sheets": package.sheets()}


class _Package:
    """The parts of a workbook; all of them together unpack to so much and no more."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        parts = archive.infolist()
        if len(parts) > limits.MAX_PARTS:
            raise TooMuch("parts")
        if sum(part.file_size for part in parts) > limits.MAX_UNPACKED:
            raise TooMuch("unpacked")
        self.parts = {part.filename.lower().lstrip("/"): part for part in parts}
        self.unpacked = 0

    def refuse_what_is_foreign(self) -> None:
        if any("vbaproject" in name or "macrosheets/" in name for name in self.parts):
            raise TooMuch("macros")
        if "xl/workbook.xml" not in self.parts:
            raise TooMuch("no workbook")

    def sheets(self) -> list[dict[str, Any]]:
        names = self._parse("xl/workbook.xml", Names())
        relations = self._parse("xl/_rels/workbook.xml.rels", Relations())
        if len(names.sheets) > limits.MAX_SHEETS:
            raise TooMuch("sheets")
        book = Book(since_1904=names.since_1904)
        for kind, target in relations.found.values():
            path = _path(target)
            if path not in self.parts:
                continue
            if kind == "sharedStrings":
                book.texts = self._parse(path, SharedTexts()).texts
            elif kind == "styles":
                book.formats = self._parse(path, Styles()).formats
        found = []
        for title, relation, is_hidden in names.sheets:
            kind, target = relations.found.get(relation, ("", ""))
            if kind != "worksheet":
                continue
            sheet = self._parse(_path(target), SheetCells(book))
            found.append(
                {
                    "title": title,
                    "is_hidden": is_hidden,
                    "hidden_rows": sheet.hidden_rows,
                    "cells": sheet.cells,
                }
            )
        return found

    def _parse(self, path: str, part: Handler) -> Handler:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.buffer_size = PIECE
        parser.StartElementHandler = part.start
        parser.EndElementHandler = part.end
        parser.CharacterDataHandler = part.text
        parser.StartDoctypeDeclHandler = _refuse_declarations
        for piece in self._pieces(path):
            parser.Parse(piece, False)  # noqa: FBT003  # not the last piece
        parser.Parse(b"", True)  # noqa: FBT003  # that was the last piece
        return part

    def _pieces(self, path: str) -> Iterator[bytes]:
        with self.archive.open(self.parts[path]) as stream:
            while piece := stream.read(PIECE):
                self.unpacked += len(piece)
                if self.unpacked > limits.MAX_UNPACKED:
                    raise TooMuch("unpacked")
                yield piece


def _path(target: str) -> str:
    """The name of a part that the workbook names; relative to itself, or from the top."""
    return posixpath.normpath(posixpath.join("/xl", target)).lstrip("/").lower()


def _refuse_declarations(*_declared: object) -> None:
    raise Damaged


if __name__ == "__main__":
    main()
