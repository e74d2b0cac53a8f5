"""A part of a page on paper: what stylesheets give its pictures is written into their shapes.

Pictures in a PDF are drawn by themselves, without the stylesheet of the page around them.
"""

from __future__ import annotations

import re

# The light colours of static/css/tokens.css, by the classes of static/css/components/charts.css.
SOFT = {
    "low": "#ddf0e4",
    "moderate": "#fbecc8",
    "high": "#fde2d2",
    "critical": "#fadce3",
    "accent": "#e0eef1",
    "none": "#e8e7e2",
}
STRONG = {
    "low": "#1c6b43",
    "moderate": "#7a5200",
    "high": "#a23c06",
    "critical": "#9b1134",
    "accent": "#0b5a6e",
    "none": "#515c69",
}
INK, INK_SOFT, SUNK = "#1b2430", "#515c69", "#efede7"
TONES = {
    "eea": "low",
    "met": "low",
    "adequate": "accent",
    "conditional": "moderate",
    "partly_met": "moderate",
    "third": "critical",
    "not_met": "critical",
    "not_known": "none",
    "not_answered": "none",
    "not_asked": "none",
}
RATINGS = ("low", "moderate", "high", "critical", "none")


def _filled(name: str) -> str:
    return f'fill="{SOFT[name]}" stroke="{STRONG[name]}"'


PAINTS = {
    **{f"tone tone--{code}": _filled(name) for code, name in TONES.items()},
    "tone tone--nothing": f'fill="{SUNK}"',
    "tone__hatch": f'fill="none" stroke="{INK_SOFT}" stroke-width="1.2"',
    "tone__hatch tone__hatch--thin": f'fill="none" stroke="{INK_SOFT}" stroke-width="0.6"',
    "dot__area": f'{_filled("accent")} stroke-width="1.5"',
    "square__hatch": f'fill="none" stroke="{INK_SOFT}" stroke-width="0.7" stroke-opacity="0.55"',
    "weights__all": f'fill="{SOFT["accent"]}"',
    "weights__heavy": f'fill="{STRONG["accent"]}"',
    "columns__all": f'fill="{SOFT["accent"]}"',
    "columns__hatch": f'fill="none" stroke="{INK_SOFT}"',
}
SQUARE = re.compile(r'class="square square--(\w+)"(.*?)class="square__area"', re.DOTALL)
CLASS = re.compile(r'class="([^"]+)"')
TILES = re.compile(r"<svg[^>]*chart--tiles.*?</svg>", re.DOTALL)
LINK = re.compile(r'href="(?=/)')


def on_paper(markup: str, address: str) -> str:
    """The markup with painted pictures, and with links that lead to ``address``."""
    squares = SQUARE.sub(_square, markup)
    named = TILES.sub(_named, squares)
    painted = CLASS.sub(_paint, named)
    return LINK.sub(f'href="{address.rstrip("/")}', painted)


def _square(found: re.Match[str]) -> str:
    tone = found[1] if found[1] in RATINGS else "none"
    area = f'class="square__area" {_filled(tone)}'
    return f'class="square square--{found[1]}"{found[2]}{area}'


def _named(found: re.Match[str]) -> str:
    return found[0].replace("<text", f'<text font-size="8.5" fill="{INK}"')


def _paint(found: re.Match[str]) -> str:
    paint = PAINTS.get(" ".join(found[1].split()), "")
    return f"{found[0]} {paint}" if paint else found[0]
