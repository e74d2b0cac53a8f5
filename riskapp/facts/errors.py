"""Refusals of files, fit for the page."""

from __future__ import annotations

from collections.abc import Iterable

from questionnaires.document.offline.content import Complaint


class FileNotRead(Exception):
    """Nothing of a file was kept; ``faults`` say why, line by line."""

    def __init__(self, text: str, faults: Iterable[Complaint] = ()) -> None:
        self.faults = tuple(faults)
        super().__init__(text)


class NothingToConfirm(Exception):
    """What was to be confirmed is not there any more; the text says so."""
