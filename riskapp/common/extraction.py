"""Which texts of the product are to be translated: read from its Python files, templates and data.

Babel does the work, so that GNU gettext has to be installed nowhere.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from questionnaires.document.source import read_file

PROJECT = "riskapp"
FOLDERS = ("questionnaires", "riskapp", "templates")
# The names under which texts are marked, and whether a second form follows the first.
MARKS = {
    "_": False,
    "gettext": False,
    "gettext_lazy": False,
    "gettext_noop": False,
    "mark": False,
    "Column": False,  # the heading of a list that is downloaded
    "record": False,  # what the audit trail says that happened
    "ngettext": True,
    "mark_plural": True,
    "ngettext_lazy": True,
}
# Data whose texts are translated on the page, and the keys that lead to them ("*": each).
DATA = (
    ("riskapp/evidence/content/facts.yaml", ("facts", "*")),
    ("riskapp/evidence/content/formats/*.yaml", ("title",)),
    ("riskapp/evidence/content/formats/*.yaml", ("warns", "*", "text")),
    ("riskapp/incidents/content/clocks.yaml", ("clocks", "*", "law")),
    ("riskapp/incidents/content/clocks.yaml", ("clocks", "*", "ref")),
    ("riskapp/incidents/content/clocks.yaml", ("clocks", "*", "source")),
    ("riskapp/incidents/content/clocks.yaml", ("clocks", "*", "step")),
    ("riskapp/incidents/content/clocks.yaml", ("clocks", "*", "who")),
    ("riskapp/tools/content/ai_tool_register.yaml", ("reach", "*", "label")),
    ("riskapp/other_forms/content/*.yaml", ("mapped", "*", "reason")),
)

_MARKED = re.compile(rf"\b({'|'.join(MARKS)})\s*\(")
_CALL = re.compile(r"(?<![\w.])(gettext|ngettext|_)\((?=\s*u?['\"])")


@dataclass(frozen=True, slots=True)
class ExtractedText:
    """A text to be translated and where it stands; ``plural`` is "" for most."""

    words: str
    plural: str
    place: str
    line: int


def texts_of(root: Path) -> Iterator[ExtractedText]:
    """Every marked text under a root, by file and line."""
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            place = path.relative_to(root).as_posix()
            if path.suffix == ".py":
                yield from _in_python(path.read_text("utf-8"), place)
            elif path.suffix in {".html", ".txt"}:
                yield from _in_template(path.read_text("utf-8"), place)
    for pattern, keys in DATA:
        for path in sorted(root.glob(pattern)):
            data = read_file(path).data
            yield from _in_data(data, keys, path.relative_to(root).as_posix())


def update(file: Path, texts: list[ExtractedText], language: str) -> Catalog:
    """Bring a file of texts up to date: new texts are added untranslated, gone ones leave.

    A text that was changed starts anew, so that no old translation stays for new words.
    """
    known = Catalog(locale=language, header_comment=f"# {PROJECT}: {language}")
    if file.exists():
        with file.open("rb") as stream:
            known = read_po(stream, locale=language)
    fresh = Catalog(
        locale=language,
        project=PROJECT,
        version="1",
        last_translator=PROJECT,
        language_team=PROJECT,
        msgid_bugs_address=PROJECT,
        header_comment=known.header_comment,
        creation_date=known.creation_date,
        revision_date=known.creation_date,
        fuzzy=False,
    )
    for text in texts:
        ident = (text.words, text.plural) if text.plural else text.words
        before = known.get(text.words)
        is_same = before is not None and before.pluralizable == bool(text.plural)
        fresh.add(
            ident,
            before.string if before is not None and is_same else None,
            locations=[(text.place, 0)],
            flags=before.flags - {"python-format"} if before and is_same else (),
        )
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as stream:
        write_po(stream, fresh, width=0, sort_output=True, include_lineno=False)
    return fresh


def untranslated(catalogue: Catalog) -> list[str]:
    """The texts of a file without a translation, or with one that has to be looked at."""
    return [
        message.id if isinstance(message.id, str) else message.id[0]
        for message in catalogue
        if message.id
        and (
            message.fuzzy
            or not message.string
            or (isinstance(message.string, tuple) and not all(message.string))
        )
    ]


def _in_python(source: str, place: str) -> Iterator[ExtractedText]:
    if not _MARKED.search(source):
        return
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        for choice in _choices(node):
            found = _text(choice, node.func.id, place, node.lineno)
            if found is not None:
                yield found


def _choices(call: ast.Call) -> list[ast.Call]:
    """A call once for each text its first argument may be: ``_("a" if good else "b")``."""
    first = call.args[0] if call.args else None
    if not isinstance(first, ast.IfExp):
        return [call]
    return [
        ast.Call(call.func, [part, *call.args[1:]], [])
        for part in (first.body, first.orelse)
    ]


def _in_template(source: str, place: str) -> Iterator[ExtractedText]:
    # Django turns the tags into calls and everything else into noise around them.
    calls = templatize(source, origin=place)
    for found in _CALL.finditer(calls):
        end = calls.find(")", found.end())
        while end != -1:
            try:
                node = ast.parse(calls[found.start() : end + 1], mode="eval").body
            except SyntaxError:
                end = calls.find(")", end + 1)
                continue
            line = calls.count("\n", 0, found.start()) + 1
            text = _text(node, found[1], place, line)
            if text is not None:
                yield text
            break


def _in_data(data: Any, keys: Sequence[str], place: str) -> Iterator[ExtractedText]:
    if not keys:
        yield ExtractedText(data, "", place, 0)
    elif keys[0] != "*":
        yield from _in_data(data.get(keys[0], ()), keys[1:], place)
    else:
        for part in data.values() if isinstance(data, dict) else data:
            yield from _in_data(part, keys[1:], place)


def _text(node: ast.AST, name: str, place: str, line: int) -> ExtractedText | None:
    if name not in MARKS or not isinstance(node, ast.Call):
        return None
    needed = 1 + MARKS[name]
    words = [
        part.value
        for part in node.args[:needed]
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    ]
    if len(words) < needed or not words[0]:
        return None
    return ExtractedText(words[0], words[1] if needed > 1 else "", place, line)
