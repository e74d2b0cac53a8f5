"""XML without a document type: no entities, no addresses, nothing that is fetched or grows."""

from __future__ import annotations

from typing import Any
from xml.parsers import expat

from riskapp.evidence.errors import EvidenceFileRefused, refusal
from riskapp.evidence.limits import Limits, Watch
from riskapp.evidence.pointers import joined
from riskapp.evidence.readers import DocumentPart, Opened

_TEXT = "#text"


def open_xml(text: str, name: str, limits: Limits, watch: Watch) -> Opened:
    """The one document of an XML file, as JSON would write it: elements by name, each a list.

    An attribute stands as ``@name``, text as ``#text``; namespaces are left out. Raises
    EvidenceRefused where a document type or an entity is declared, before it is read.
    """
    builder = _Builder(name, limits, watch)
    parser = expat.ParserCreate(namespace_separator=" ")
    builder.parser = parser
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = builder.doctype
    parser.EntityDeclHandler = builder.doctype
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    try:
        parser.Parse(text.encode("utf-8"), True)  # noqa: FBT003 - expat takes no name for it
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        raise refusal(name, error.lineno, f"no XML: {reason}", "valid XML") from error
    return Opened(
        "xml",
        [DocumentPart(builder.top, "", 1)],
        lambda wanted: {p: builder.lines[p] for p in wanted if p in builder.lines},
    )


class _Builder:
    parser: Any = None

    def __init__(self, name: str, limits: Limits, watch: Watch) -> None:
        self.name = name
        self.limits = limits
        self.watch = watch
        self.top: dict[str, Any] = {}
        self.lines: dict[str, int] = {}
        self.stack: list[tuple[dict[str, Any], str]] = [(self.top, "")]
        self.texts: list[list[str]] = [[]]
        self.count = 0

    def doctype(self, *_: Any) -> None:
        raise self._refusal("a document type or entity is declared", "plain elements")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.count += 1 + len(attributes)
        if self.count > self.limits.values:
            raise self._refusal("too many elements", f"at most {self.limits.values}")
        if len(self.stack) > self.limits.depth:
            raise self._refusal(
                "the file is nested too deeply", f"at most {self.limits.depth} levels"
            )
        self.watch.look(self.parser.CurrentLineNumber)
        parent, place = self.stack[-1]
        plain = tag.rsplit(" ", 1)[-1]
        listed = parent.setdefault(plain, [])
        here = joined(joined(place, plain), len(listed))
        made: dict[str, Any] = {
            f"@{key.rsplit(' ', 1)[-1]}": value for key, value in attributes.items()
        }
        listed.append(made)
        self.lines[here] = self.parser.CurrentLineNumber
        self.stack.append((made, here))
        self.texts.append([])

    def end(self, _: str) -> None:
        made, _place = self.stack.pop()
        text = "".join(self.texts.pop()).strip()
        if text:
            made[_TEXT] = text

    def text(self, data: str) -> None:
        self.texts[-1].append(data)

    def _refusal(self, what: str, expected: str) -> EvidenceFileRefused:
        return refusal(self.name, self.parser.CurrentLineNumber, what, expected)
