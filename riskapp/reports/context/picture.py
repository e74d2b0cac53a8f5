"""The risk picture: shapes of the charts in millimetres, shared by pages and PDF."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from riskapp.reports.context.words import BANDS, RATINGS

# The residual scale: where each rating begins and ends.
SCALE = (
    ("low", 0, 20, "#cfe8d9"),
    ("moderate", 20, 20, "#f7e3ae"),
    ("high", 40, 20, "#f2bd9c"),
    ("critical", 60, 40, "#dc8ba1"),
)
EVIDENCE_COLOURS = {
    "verified": "#084453",
    "documented": "#4f93a3",
    "declared": "#cfdfe3",
    "open": "#6f7b88",
}
LABELS = 52  # width of the labels left of the bars
WIDE = 108  # width of a hundred points
INSIDE_FROM = 78  # a longer bar carries its number inside


def scale(value: str) -> dict[str, Any]:
    """The four ratings on one line with a mark at ``value`` (0 to 100)."""
    return {
        "value": value,
        "bands": [
            {
                "words": RATINGS[code],
                "from": start,
                "wide": wide,
                "middle": start + wide / 2,
                "colour": colour,
            }
            for code, start, wide, colour in SCALE
        ],
    }


def flow(data: Mapping[str, Any], rules: list[dict[str, Any]]) -> dict[str, Any]:
    """From inherent risk over the model to the result: one bar each on the same scale."""
    bars = [
        _bar(
            _("Inherent risk"),
            data["inherent"]["value"],
            BANDS[data["inherent"]["band"]],
            "#7d8794",
        ),
        _bar(
            _("After controls (model)"),
            data["residual_model"]["value"],
            BANDS[data["residual_model"]["rating"]],
            "#4f93a3",
        ),
    ]
    bars += [
        _bar(
            _("Floor: %(rule)s")
            % {"rule": rule["by"] if rule["because"] else _("evidence")},
            str(rule["value"]),
            BANDS[rule["rating"]],
            "",
        )
        for rule in rules
    ]
    bars.append(
        _bar(
            _("Residual risk"),
            data["residual"]["value"],
            BANDS[data["residual"]["rating"]],
            "#1b2430",
        )
    )
    for number, bar in enumerate(bars):
        bar["y"] = 7 + number * 7
    return {
        "bars": bars,
        "height": 9 + len(bars) * 7,
        "labels": LABELS,
        "wide": LABELS + WIDE + 4,
        "bands": [
            {
                "x": _x(start),
                "wide": _length(wide),
                "middle": _x(start) + _length(wide) / 2,
                "colour": colour,
                "words": RATINGS[code],
            }
            for code, start, wide, colour in SCALE
        ],
    }


def shares(weights: Mapping[str, int]) -> dict[str, Any]:
    """How much of the weight is verified, documented, declared or open, as one bar."""
    words = {
        "verified": _("verified"),
        "documented": _("documented"),
        "declared": _("declared only"),
        "open": _("not answered"),
    }
    total = sum(weights.values())
    parts, start = [], 0
    for level, weight in weights.items():
        if weight:
            parts.append(
                {
                    "words": words[level],
                    "colour": EVIDENCE_COLOURS[level],
                    "from": start,
                    "count": weight,
                    "percent": round(100 * weight / total),
                }
            )
            start += weight
    return {"parts": parts, "total": total}


def matrix(inherent: Mapping[str, Any]) -> dict[str, Any]:
    """Impact against exposure: five by five cells, the darker the riskier, and one mark."""
    cells = [
        {
            "x": 9 + column * 9,
            "y": 1 + (4 - row) * 9,
            "colour": ("#e9f2ee", "#f7e9c3", "#f2cfb4", "#dda5b4")[
                min(3, (row + column) // 2)
            ],
        }
        for row in range(5)
        for column in range(5)
    ]
    exposure = Fraction(inherent["exposure"])
    return {
        "cells": cells,
        "x": round(9 + float(exposure) * 9 + 4.25, 2),
        "y": 1 + (4 - inherent["impact"]) * 9 + 4.25,
        "impact": inherent["impact"],
        "exposure": f"{float(exposure):.2f}".rstrip("0").rstrip("."),
    }


def _bar(label: str, value: str, words: object, colour: str) -> dict[str, Any]:
    points = float(value)
    is_inside = points > INSIDE_FROM
    return {
        "anchor": "end" if is_inside else "start",
        "shift": -1.4 if is_inside else 1.4,
        "ink": "#ffffff" if is_inside and colour else "#1b2430",
        "label": label,
        "value": value,
        "words": words,
        "colour": colour,
        "x": LABELS,
        "long": _length(points),
        "end": _x(points),
    }


def _x(points: float) -> float:
    return round(LABELS + points * WIDE / 100, 2)


def _length(points: float) -> float:
    return round(points * WIDE / 100, 2)
