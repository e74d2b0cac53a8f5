"""How much of a file is read before it is refused."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from riskapp.evidence.errors import refusal


@dataclass(frozen=True)
class Limits:
    """The most of everything; ``seconds`` are of the wall clock, for one file."""

    bytes: int = 20_000_000
    depth: int = 60
    values: int = 3_000_000
    rows: int = 1_000_000
    line: int = 5_000_000
    facts: int = 5_000
    seconds: float = 20.0


class Watch:
    """Ends the reading of one file that takes too long."""

    def __init__(
        self, name: str, seconds: float, now: Callable[[], float] = time.monotonic
    ) -> None:
        self.name = name
        self._seconds = seconds
        self._now = now
        self._until = now() + seconds

    def look(self, line: int = 1) -> None:
        """Raises EvidenceRefused when the time is over."""
        if self._now() > self._until:
            raise refusal(
                self.name,
                line,
                "the file takes too long to read",
                f"at most {self._seconds:g} seconds",
            )
