"""What people read in a file, and the code behind it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence

SHOWN = 8  # so many choices are named in a refusal


class Labels:
    """Choices by what people read. No two read alike; a code is understood as well."""

    def __init__(
        self,
        choices: Iterable[tuple[str, str]],
        *,
        also: Iterable[tuple[str, str]] = (),
    ) -> None:
        """``choices`` are codes with labels; ``also`` are other names of the same codes."""
        self._codes: dict[str, str] = {}
        shown: dict[str, str] = {}
        for code, label in choices:
            words = _unlike(code, " ".join(label.split()), self._codes)
            self._codes[_plain(words)] = code
            shown[code] = words
        for code, name in also:
            self._codes.setdefault(_plain(name), code)
        for code in shown:
            self._codes.setdefault(_plain(code), code)
        self.shown: Mapping[str, str] = shown

    def code(self, words: str) -> str | None:
        """The code of what somebody chose or typed; None when nothing reads like it."""
        return self._codes.get(_plain(words))

    @property
    def offered(self) -> str:
        """The first choices, for a refusal."""
        words = list(self.shown.values())
        more = "; …" if len(words) > SHOWN else ""
        return "; ".join(words[:SHOWN]) + more

    def join(self, codes: Sequence[str]) -> str:
        """Several choices in one cell, such that :meth:`split` finds them again."""
        words = "; ".join(self.shown.get(code, code) for code in codes)
        return words if self.split(words) == (list(codes), []) else "; ".join(codes)

    def split(self, words: str) -> tuple[list[str], list[str]]:
        """The codes named in one cell, in its order, and the words nobody knows."""
        codes: list[str] = []
        unknown: list[str] = []
        for part in _parts(words):
            for piece in [part] if self.code(part) else part.split(","):
                code = self.code(piece)
                if code is not None:
                    codes.append(code)
                elif piece.strip():
                    unknown.append(piece.strip())
        return list(dict.fromkeys(codes)), unknown


def _parts(words: str) -> list[str]:
    return [part for line in words.splitlines() for part in line.split(";")]


def _plain(words: str) -> str:
    """Words without regard to case, spaces and the way an accent is written."""
    return unicodedata.normalize("NFKC", " ".join(words.split())).casefold()


def _unlike(code: str, label: str, taken: Mapping[str, str]) -> str:
    """The label, told apart from those before it."""
    number = 0
    words = label
    while _plain(words) in taken:
        words = f"{label} ({code})" if not number else f"{label} ({code}, {number})"
        number += 1
    return words
