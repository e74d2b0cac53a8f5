"""Ranks that stay: most findings keep their place when some come, go or move."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

# Between two ranks that are given at once; findings that come later find room there.
STEP = 1000


def ranks_for(known: Sequence[int | None]) -> list[int]:
    """Rising ranks for findings in their order, of each the rank it has so far (None where it
    has none). As many as can be stay as they are; where no room is left between two that
    stay, all are given anew."""
    ranks: list[int] = []
    low = 0
    for place in [*_staying(known), len(known)]:
        new = place - len(ranks)
        high = known[place] if place < len(known) else None
        step = STEP if high is None else (high - low) // (new + 1)
        if new and not step:
            return list(range(STEP, STEP * len(known) + 1, STEP))
        ranks += range(low + step, low + step * new + 1, step or 1)
        if high is not None:
            ranks.append(high)
            low = high
    return ranks


def _staying(known: Sequence[int | None]) -> list[int]:
    """Where the ranks stand that rise as they are, the most there can be."""
    ends: list[int] = []  # of the rising runs of each length, the lowest end
    places: list[int] = []  # where each of them stands
    before: dict[int, int] = {}
    for place, rank in enumerate(known):
        if rank is None or rank < 1:
            continue
        length = bisect_left(ends, rank)
        ends[length:] = [rank, *ends[length + 1 :]]
        places[length:] = [place, *places[length + 1 :]]
        if length:
            before[place] = places[length - 1]
    found = places[-1:]
    while found and found[-1] in before:
        found.append(before[found[-1]])
    return found[::-1]
