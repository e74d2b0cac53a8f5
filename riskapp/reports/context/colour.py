"""Colours that stay readable: contrast as WCAG 2.2 defines it."""

from __future__ import annotations

READABLE = 4.5  # WCAG 2.2, 1.4.3: text on its ground
_STEPS = 50


def readable(colour: str, ground: str = "#ffffff") -> str:
    """The colour (``#rrggbb``), darkened as little as needed to be read as text on white."""
    red, green, blue = _parts(colour)
    for step in range(_STEPS + 1):
        keep = 1 - step / _STEPS
        darker = "#" + "".join(
            f"{round(part * keep):02x}" for part in (red, green, blue)
        )
        if contrast(darker, ground) >= READABLE:
            return darker
    return "#000000"


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
