"""Shapes of pictures in templates; what they are is told in ``riskapp.presentation.charts``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from riskapp.presentation import charts

register = template.Library()


@register.filter
def radius(number: int, highest: int) -> float:
    """Of a dot for a number among numbers up to the highest."""
    return charts.radius(number, highest)


@register.filter
def hatching(percent: int) -> str:
    """The strokes over the lower part of a square."""
    side = charts.SIDE
    return charts.strokes(0, round(side - side * percent / 100, 1), side, side, 5)


@register.filter
def strokes(part: Mapping[str, Any]) -> str:
    """The strokes over a part of a stacked bar, by what it stands for; "" for none."""
    gap = charts.HATCHED.get(part["code"], 0)
    if not gap:
        return ""
    return charts.strokes(part["x"], 0, part["x"] + part["length"], 30, 2 * gap)


@register.filter
def tile_strokes(tile: charts.MapTile) -> str:
    """The strokes over a country on the map; "" for none."""
    gap = charts.HATCHED.get(tile.kind, 0)
    if not gap:
        return ""
    return charts.strokes(tile.x, tile.y, tile.x + 18, tile.y + 18, gap)


@register.filter
@lru_cache(maxsize=512)
def unnamed_tile(tile: charts.MapTile) -> SafeString:
    """A country of which nothing is said: most of the map, and always the same."""
    return format_html(
        '<g><rect class="tone tone--nothing" x="{}" y="{}" width="18" height="18" rx="2"/>'
        '<text x="{}" y="{}" text-anchor="middle">{}</text></g>\n',
        *(tile.x, tile.y, tile.middle, tile.line, tile.code),
    )


@register.filter
def key_strokes(code: str) -> str:
    """The strokes over the square before a name in a legend; "" for none."""
    gap = charts.HATCHED.get(code, 0)
    return charts.strokes(0, 0, 18, 18, gap) if gap else ""


@register.filter
def title_in(code: str, titles: Mapping[str, str]) -> str:
    """What a code is called; the code itself where nobody knows."""
    return titles.get(code, code)


@register.filter
def heat(number: int, highest: int) -> float:
    """How dark a cell is for a number among numbers up to the highest."""
    return charts.heat(number, highest)


@register.filter
def bar_length(number: int, highest: int) -> float:
    """The length of a bar of a hundred for a number among numbers up to the highest."""
    return round(100 * number / highest, 1) if highest else 0.0


@register.filter
def bar_strokes(number: int, highest: int) -> str:
    """The strokes over the first part of such a bar."""
    return charts.strokes(0, 0, bar_length(number, highest), 8, 4)
