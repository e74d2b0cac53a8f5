"""Refusals that name the place, what is wrong and what was expected."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault in a file. ``str`` is the line promised to scripts: FILE:LINE: what, expected.

    ``expected`` is empty where ``what`` is a sentence that says both.
    """

    file: str
    line: int
    what: str
    expected: str

    def __str__(self) -> str:
        wanted = f", expected {self.expected}" if self.expected else ""
        return f"{self.file}:{self.line}: {self.what}{wanted}"


class DocumentError(Exception):
    """A file was refused; ``faults`` holds every fault that was found, in file order."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))


class AnswerError(Exception):
    """A value is not an answer to its question; the text says how to mend it."""

    def __init__(self, question: str, text: str) -> None:
        self.question = question
        self.text = text
        super().__init__(text)
