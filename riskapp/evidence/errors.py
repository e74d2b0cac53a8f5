"""Refusals that name the place, what is wrong and what was expected."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class EvidenceFault(NamedTuple):
    """One fault in a file. ``str`` is the line promised to scripts: FILE:LINE: what, expected."""

    file: str
    line: int
    what: str
    expected: str

    def __str__(self) -> str:
        wanted = f", expected {self.expected}" if self.expected else ""
        return f"{self.file}:{self.line}: {self.what}{wanted}"


class EvidenceFileRefused(Exception):
    """A file was refused; ``faults`` says why, and never quotes what the file holds."""

    def __init__(self, faults: Iterable[EvidenceFault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))


def refusal(file: str, line: int, what: str, expected: str) -> EvidenceFileRefused:
    """A refusal for one reason."""
    return EvidenceFileRefused([EvidenceFault(file, line, what, expected)])
