"""Refusals that name the place, what is wrong and what was expected."""

from __future__ import annotations

from dataclasses import dataclass

# So many faults of one file are told: each costs time to word, and nobody reads more.
MAX_FAULTS = 500


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


class Faults(list[Fault]):
    """Faults of one file while it is read."""

    def append(self, fault: Fault) -> None:
        """Add one; raises DocumentError with all of them once there are too many."""
        super().append(fault)
        if len(self) >= MAX_FAULTS:
            raise DocumentError(
                (
                    *self,
                    Fault(
                        fault.file,
                        max(known.line for known in self),
                        "too much is wrong with this file to tell it all",
                        f"fewer than {MAX_FAULTS} faults",
                    ),
                )
            )


class AnswerError(Exception):
    """A value is not an answer to its question; the text says how to mend it."""

    def __init__(self, question: str, text: str) -> None:
        self.question = question
        self.text = text
        super().__init__(text)
