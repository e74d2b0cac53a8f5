"""Put together what many entries of a file say alike: a count, the newest, the most."""

from __future__ import annotations

from collections.abc import Iterator

from riskapp.evidence.model import Fact, FactValue


class Folds:
    """One fact for each name, thing and tool, however many entries say it."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._kept: dict[tuple[str, ...], _Kept] = {}

    def add(
        self,
        fold: str,
        key: tuple[str, str, str],
        value: FactValue,
        pointer: str,
        line: int,
        day: str,
    ) -> bool:
        """Take in one more; False where there are too many different ones.

        ``key`` is name, thing and tool. The place is that of the first entry, or of the one
        whose value is kept.
        """
        full = (*key, str(value)) if fold == "distinct" else key
        kept = self._kept.get(full)
        if kept is None:
            if len(self._kept) >= self.most:
                return False
            self._kept[full] = _Kept(fold, key, value, pointer, line, day)
            return True
        kept.count += 1
        kept.newest = max(kept.newest, day)
        if fold in ("newest", "most") and _later(value, kept.value):
            kept.value, kept.pointer, kept.line, kept.day = value, pointer, line, day
        return True

    def facts(self) -> Iterator[Fact]:
        """The facts, in the order in which they were first seen."""
        for kept in self._kept.values():
            name, about, tool = kept.key
            value, day = kept.value, kept.day
            if kept.fold == "count":
                value, day = kept.count, kept.newest
            yield Fact(name, value, about, tool, kept.pointer, kept.line, day)


class _Kept:
    __slots__ = ("count", "day", "fold", "key", "line", "newest", "pointer", "value")

    def __init__(
        self,
        fold: str,
        key: tuple[str, str, str],
        value: FactValue,
        pointer: str,
        line: int,
        day: str,
    ) -> None:
        self.fold = fold
        self.key = key
        self.value = value
        self.pointer = pointer
        self.line = line
        self.day = self.newest = day
        self.count = 1


def _later(one: FactValue, other: FactValue) -> bool:
    """Whether one value is more than another; a word such as "none" is more than any number."""
    if isinstance(one, int) and isinstance(other, int):
        return one > other
    if isinstance(one, str) and isinstance(other, str):
        return one > other
    return isinstance(one, str)
