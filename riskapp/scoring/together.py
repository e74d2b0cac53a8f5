"""Many responses looked at together: the same evaluation, with each condition asked once of all.

The promise: :meth:`Together.reading` reads a response exactly as an :class:`OpenReading` of its
own does. The tests hold both to it on random questionnaires and answers.
"""

from __future__ import annotations

from collections.abc import Iterable

from questionnaires.document.answer_set import AnswerSet
from riskapp.scoring.because import Because
from riskapp.scoring.reading import OpenReading
from riskapp.scoring.standing import AnswerStanding


class Together:
    """Answer sets that are evaluated one after the other. They are read when the first is asked
    for, those of one document in one set of columns, and held until all are evaluated."""

    def __init__(self, answer_sets: Iterable[AnswerSet]) -> None:
        self._answer_sets = list(answer_sets)
        self._readings: dict[int, OpenReading] | None = None

    def reading(self, answer_set: AnswerSet) -> OpenReading:
        """How one of them is read; one that is not among them is read alone."""
        if self._readings is None:
            self._readings = {}
            self._read()
        return self._readings.get(id(answer_set)) or OpenReading(answer_set)

    def part(self) -> None:
        """Read each alone from now on: what one of them stops would stop the others."""
        self._readings = {}

    def _read(self) -> None:
        by_document: dict[int, list[tuple[int, OpenReading]]] = {}
        for answer_set in self._answer_sets:
            reading = OpenReading(answer_set, is_alone=False)
            alike = by_document.setdefault(id(answer_set.document), [])
            alike.append((id(answer_set), reading))
        for alike in by_document.values():
            standing = AnswerStanding([reading.looked_at() for _, reading in alike])
            because = Because(standing)
            for number, (_, reading) in enumerate(alike):
                reading.look_in(standing, because, number)
        self._readings = dict(pair for alike in by_document.values() for pair in alike)
