"""English that reached a German reader."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html.parser import HTMLParser

# Words that no German sentence has; two of them in one text are an English sentence.
ENGLISH = frozenset(
    [
        "and",
        "are",
        "be",
        "been",
        "by",
        "does",
        "every",
        "for",
        "from",
        "has",
        "have",
        "how",
        "is",
        "it",
        "its",
        "know",
        "more",
        "not",
        "of",
        "than",
        "that",
        "the",
        "their",
        "there",
        "they",
        "this",
        "to",
        "were",
        "what",
        "when",
        "where",
        "which",
        "with",
        "without",
        "you",
        "your",
    ]
)
WORD = re.compile(r"\b[A-Za-z]+\b")  # not the letters of a digest
VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "path", "rect", "source", "use", "wbr"})  # fmt: skip
BLOCKS = frozenset(
    {"article", "button", "caption", "dd", "div", "dt", "figcaption", "h1", "h2", "h3", "h4", "label", "legend", "li", "option", "p", "section", "summary", "td", "text", "th", "title"}
)  # fmt: skip
SILENT = frozenset({"script", "style", "code", "pre"})
SPOKEN = ("alt", "title", "aria-label", "placeholder")


class _Texts(HTMLParser):
    """The texts of a page, block by block, but those that say they are in another language."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.texts: list[str] = [""]
        self.spoken: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        is_left_out = tag in SILENT or said.get("lang", "de") != "de"
        is_left_out = is_left_out or any(out for _tag, out in self.open)
        if tag in BLOCKS:
            self.texts.append("")
        if not is_left_out:
            self.spoken += [said[name] or "" for name in SPOKEN if name in said]
        if tag not in VOID:
            self.open.append((tag, is_left_out))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open[-1][0] != tag:
            self.open.pop()
        if self.open:
            self.open.pop()
        if tag in BLOCKS:
            self.texts.append("")

    def handle_data(self, data: str) -> None:
        if not any(out for _tag, out in self.open):
            self.texts[-1] += data


def texts_of(html: str) -> list[str]:
    """What a page says, block by block."""
    reader = _Texts()
    reader.feed(html)
    return [
        " ".join(text.split()) for text in reader.texts + reader.spoken if text.strip()
    ]


def english_in(texts: Iterable[str], names: Iterable[str] = ()) -> list[str]:
    """The texts that are English sentences; ``names`` are words that people gave and stay."""
    longest = sorted({name for name in names if name}, key=len, reverse=True)
    found = []
    for text in texts:
        left = text
        for name in longest:
            left = left.replace(name, " ")
        if sum(word.lower() in ENGLISH for word in WORD.findall(left)) > 1:
            found.append(text)
    return found
