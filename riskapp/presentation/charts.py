"""Shapes of the pictures of a portfolio: plain numbers for templates, shared by pages and PDF."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from riskapp.scoring.bands import RATING_FROM

SIDE = 40  # of the square that a dot or a tile of a matrix stands in
SMALLEST = 11.0  # the radius of a dot for one of many: its number stands inside
LIGHTEST, DARKEST = 0.08, 0.45  # opacity of a cell of a heat map
WIDER = 3.0  # for each digit after the second
TILE = 20
MOST_POINTS = 6  # of a trend: their days stand side by side
TREND_LEFT, TREND_WIDE, TREND_TOP, TREND_HIGH = 18, 82, 6, 40
# Countries where they lie, each the same size: column and row. What is not here follows below.
TILES = {
    "IS": (3, 0), "NO": (6, 0), "SE": (7, 0), "FI": (8, 0), "EE": (9, 0), "RU": (11, 0),
    "CA": (0, 1), "IE": (3, 1), "GB": (4, 1), "NL": (6, 1), "DK": (7, 1), "PL": (8, 1),
    "LV": (9, 1), "LT": (10, 1), "BY": (11, 1),
    "US": (0, 2), "FR": (4, 2), "BE": (5, 2), "LU": (6, 2), "DE": (7, 2), "CZ": (8, 2),
    "SK": (9, 2), "UA": (10, 2), "MD": (11, 2), "KZ": (12, 2), "CN": (14, 2), "KR": (15, 2),
    "JP": (16, 2),
    "MX": (0, 3), "PT": (3, 3), "ES": (4, 3), "AD": (5, 3), "CH": (6, 3), "LI": (7, 3),
    "AT": (8, 3), "HU": (9, 3), "RO": (10, 3), "GE": (11, 3), "UZ": (12, 3), "HK": (14, 3),
    "TW": (15, 3),
    "CR": (0, 4), "MA": (4, 4), "MC": (5, 4), "IT": (6, 4), "SI": (7, 4), "HR": (8, 4),
    "RS": (9, 4), "BG": (10, 4), "AM": (11, 4), "PK": (12, 4), "IN": (13, 4), "VN": (14, 4),
    "PH": (15, 4),
    "CO": (1, 5), "TN": (6, 5), "MT": (7, 5), "AL": (8, 5), "MK": (9, 5), "GR": (10, 5),
    "TR": (11, 5), "AE": (12, 5), "BD": (13, 5), "TH": (14, 5), "MY": (15, 5),
    "PE": (1, 6), "BR": (2, 6), "NG": (6, 6), "EG": (9, 6), "CY": (10, 6), "IL": (11, 6),
    "SA": (12, 6), "LK": (13, 6), "SG": (14, 6), "ID": (15, 6),
    "CL": (1, 7), "AR": (2, 7), "UY": (3, 7), "ZA": (8, 7), "KE": (9, 7), "AU": (15, 7),
    "NZ": (16, 7),
}  # fmt: skip
# What is hatched, so that it is told apart without colours too, and how far its strokes are apart.
HATCHED = {
    "third": 4,
    "not_known": 7,
    "not_met": 4,
    "not_answered": 7,
    "not_asked": 7,
}
COLUMNS = 1 + max(column for column, _row in TILES.values())
ROWS = 1 + max(row for _column, row in TILES.values())


@dataclass(frozen=True, slots=True)
class MapTile:
    """A country as a square with its upper left corner; ``kind`` is "" where nothing is said of
    it."""

    code: str
    x: int
    y: int
    kind: str
    label: str

    @property
    def middle(self) -> int:
        """Where its two letters are centred, across."""
        return self.x + TILE // 2 - 1

    @property
    def line(self) -> float:
        """The line that its two letters stand on."""
        return self.y + TILE * 0.65


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """A score where it stands in a trend, with its day, its number and its rating."""

    x: float
    y: float
    day: datetime.datetime
    value: Decimal
    rating: str


@dataclass(frozen=True, slots=True)
class TrendBand:
    """A rating as a strip behind a trend."""

    rating: str
    y: float
    height: float

    @property
    def line(self) -> float:
        """The line that its name stands on."""
        return round(self.y + self.height / 2 + 1.2, 1)


@dataclass(frozen=True, slots=True)
class Trend:
    """Scores one after the other, the earliest on the left, over the ratings as strips."""

    points: Sequence[TrendPoint]
    bands: Sequence[TrendBand]

    @property
    def path(self) -> str:
        """The line from each to the next, as the ``d`` of a path."""
        return "M" + "L".join(f"{point.x:g} {point.y:g}" for point in self.points)


@dataclass(frozen=True, slots=True)
class TileMap:
    """Every tile of the map, and how wide and high all of it is, in the units of the tiles."""

    tiles: Sequence[MapTile]
    width: int
    height: int


def radius(number: int, highest: int) -> float:
    """The radius of a dot in a square of ``SIDE``: its area grows with the number, from what the
    digits need that stand inside."""
    if not number:
        return 0.0
    largest = SIDE / 2 - 1
    smallest = min(SMALLEST + WIDER * max(0, len(str(number)) - 2), largest)
    return round(max(smallest, largest * math.sqrt(number / max(highest, number))), 1)


def heat(number: int, highest: int) -> float:
    """How dark a cell is, from 0 to ``DARKEST``, at which its number still reads well; one of
    many is seen too."""
    if not number:
        return 0.0
    return round(LIGHTEST + (DARKEST - LIGHTEST) * number / max(highest, number), 2)


def strokes(left: float, top: float, right: float, bottom: float, gap: float) -> str:
    """Parallel strokes from lower left to upper right over a rectangle, as the ``d`` of a path."""
    found = []
    # A stroke is where x + y is the same; it enters and leaves at two sides.
    at = math.floor((left + top) / gap) * gap + gap
    while at < right + bottom:
        x1, x2 = max(left, at - bottom), min(right, at - top)
        if x2 > x1:
            found.append(f"M{x1:g} {at - x1:g}L{x2:g} {at - x2:g}")
        at += gap
    return "".join(found)


def laid_out(
    parts: Iterable[Mapping[str, Any]], wide: int = 600
) -> list[dict[str, Any]]:
    """The parts of a stacked bar (each with its ``count``) with the place and the length they
    have when all of it is ``wide``; what does not occur is left out, the rest is seen."""
    found = [dict(part) for part in parts if part["count"]]
    total = sum(part["count"] for part in found)
    start = 0.0
    for part in found:
        length = wide * part["count"] / total
        part |= {
            "x": round(start, 1),
            "length": round(length, 1),
            "percent": max(1, round(100 * part["count"] / total)),
        }
        start += length
    return found


def trend(scores: Sequence[Mapping[str, Any]]) -> Trend | None:
    """The last scores of some (each with ``started_at``, ``residual`` and ``rating``), the
    earliest first; None where there is nothing to compare."""
    shown = scores[-MOST_POINTS:]
    if len(shown) < 2:
        return None
    step = TREND_WIDE / len(shown)
    points = [
        TrendPoint(
            round(TREND_LEFT + step * (at + 0.5), 1),
            _up(score["residual"]),
            score["started_at"],
            score["residual"],
            score["rating"],
        )
        for at, score in enumerate(shown)
    ]
    ends = (*list(RATING_FROM.values())[1:], 100)
    bands = [
        TrendBand(code, _up(end), round(_up(start) - _up(end), 1))
        for (code, start), end in zip(RATING_FROM.items(), ends, strict=True)
    ]
    return Trend(points, bands)


def _up(value: Decimal | float) -> float:
    """How far down a value of a hundred stands."""
    return round(TREND_TOP + TREND_HIGH * (1 - float(value) / 100), 1)


def tile_map(named: Mapping[str, tuple[str, str]]) -> TileMap:
    """Every country of the layout as a tile; ``named`` has the kind and the label of those of
    which something is said. A country without a place of its own stands in the rows below."""
    places = dict(TILES)
    others = sorted(code for code in named if code not in TILES)
    for at, code in enumerate(others):
        places[code] = (at % COLUMNS, ROWS + at // COLUMNS)
    tiles = [
        MapTile(code, column * TILE, row * TILE, *named.get(code, ("", code)))
        for code, (column, row) in places.items()
    ]
    rows = ROWS + math.ceil(len(others) / COLUMNS)
    return TileMap(tiles, COLUMNS * TILE, rows * TILE)
