"""Where the entries of many responses stand, side by side: a place, and a bit, for each."""

from __future__ import annotations

from collections.abc import Sequence

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.model import Document, Question
from questionnaires.document.values import EntryValue


class Places:
    """The places of some answer sets to one document, by their numbers: the answer sets for what
    is asked once, and for a section that repeats the entries of the first, then those of the
    second, and so on."""

    def __init__(self, document: Document, answer_sets: Sequence[AnswerSet]) -> None:
        count = len(answer_sets)
        self._sets = answer_sets
        # Of each section: the entries with the numbers of their answer sets, and of each
        # answer set the first place, where each entry is, and a bit for each of its own.
        self.entries: dict[str, list[EntryValue]] = {}
        self._ids: dict[str, list[str]] = {"": [""] * count}
        self._of: dict[str, list[int]] = {"": list(range(count))}
        self._firsts: dict[str, list[int]] = {"": list(range(count))}
        self._places: dict[str, list[dict[str, int]]] = {}
        self._own: dict[str, list[int]] = {"": [1 << n for n in range(count)]}
        self._full = {"": (1 << count) - 1}
        for section in document.sections:
            if section.repeat:
                self._lay_out(section.code)

    def _lay_out(self, code: str) -> None:
        """Give the entries of a section their places."""
        found: list[EntryValue] = []
        numbers: list[int] = []
        firsts, places, own = [], [], []
        for number, answer_set in enumerate(self._sets):
            entries = answer_set.entries(code)
            first = len(found)
            firsts.append(first)
            places.append({e.id: place for place, e in enumerate(entries, first)})
            own.append(((1 << len(entries)) - 1) << first)
            found += entries
            numbers += [number] * len(entries)
        self.entries[code], self._of[code] = found, numbers
        self._ids[code] = [entry.id for entry in found]
        self._firsts[code], self._places[code], self._own[code] = firsts, places, own
        self._full[code] = (1 << len(found)) - 1

    def full(self, section: str) -> int:
        """All places of a section."""
        return self._full[section]

    def place(self, question: Question, entry_id: str, number: int) -> int | None:
        """Where an entry stands in the column of a question; None where it has no place."""
        if not question.repeated:
            return number
        return self._places[question.section][number].get(entry_id)

    def where(self, entry_id: str, number: int) -> tuple[str, int | None]:
        """The section of an entry and its place there; the answer set itself for none."""
        if not entry_id:
            return "", number
        for section, places in self._places.items():
            place = places[number].get(entry_id)
            if place is not None:
                return section, place
        return "", None

    def span(self, section: str, number: int) -> slice:
        """Where the entries of an answer set stand in a section, or itself in what is asked
        once."""
        first = self._firsts[section][number]
        return slice(first, first + self._own[section][number].bit_count())

    # From the places of one section to those of another.

    def spread(self, bits: int, question: Question, section: str) -> int:
        """The bits of a question as the places of a section see them."""
        own = question.section if question.repeated else ""
        if own == section:
            return bits
        if own:
            return self._full[section]  # it is not asked there
        return self.each(section, bits)

    def each(self, section: str, bits: int) -> int:
        """All entries of these answer sets."""
        every = self._full[""]
        if bits.bit_count() * 2 > len(self._sets):  # those that are not are fewer
            return self._full[section] ^ self.each(section, every ^ bits)
        found, own = 0, self._own[section]
        while bits:
            lowest = bits & -bits
            found |= own[lowest.bit_length() - 1]
            bits ^= lowest
        return found

    def some(self, section: str, bits: int) -> int:
        """The answer sets of which one of these entries is."""
        if not bits:
            return 0
        return sum(
            1 << number for number, own in enumerate(self._own[section]) if own & bits
        )

    def every(self, section: str, bits: int) -> int:
        """The answer sets of which all entries are among these."""
        if bits == self._full[section]:
            return self._full[""]
        return self._full[""] & ~self.some(section, self._full[section] & ~bits)
