"""The risk picture: shapes of the charts in millimetres, shared by pages and PDF."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from questionnaires.document.words import say as _
from riskapp.presentation.labels import BANDS, RATINGS, label_of
from riskapp.presentation.score import FiredRule
from riskapp.scoring.bands import RATING_FROM

TINTS = {
    "low": "#cfe8d9",
    "moderate": "#f7e3ae",
    "high": "#f2bd9c",
    "critical": "#dc8ba1",
}
# The residual scale: where each rating begins, and how wide it is.
SCALE = tuple(
    (code, start, end - start, TINTS[code])
    for (code, start), end in zip(
        RATING_FROM.items(), (*list(RATING_FROM.values())[1:], 100), strict=True
    )
)
EVIDENCE_COLOURS = {
    "verified": "#084453",
    "documented": "#4f93a3",
    "declared": "#cfdfe3",
    "open": "#6f7b88",
    "not_asked": "#a3acb6",
}
LABELS = 52  # width of the labels left of the bars
WIDE = 108  # width of a hundred points
INSIDE_FROM = 78  # a longer bar carries its number inside


def scale(value: str) -> dict[str, Any]:
    """The four ratings on one line with a mark at ``value`` (0 to 100, as text)."""
    return {
        "value": value,
        "bands": [
            {
                "words": label_of(RATINGS, code),
                "from": start,
                "wide": wide,
                "middle": start + wide / 2,
                "colour": colour,
            }
            for code, start, wide, colour in SCALE
        ],
    }


def flow(data: Mapping[str, Any], rules: Sequence[FiredRule]) -> dict[str, Any]:
    """From inherent risk over the model to the result: one bar each on the same scale.

    ``data`` is a stored score, ``rules`` what puts floors under it (``score.rules_of``).
    """
    bars = [
        _bar(
            _("Inherent risk"),
            data["inherent"]["value"],
            label_of(BANDS, data["inherent"]["band"]),
            "#7d8794",
        ),
        _bar(
            _("After controls (model)"),
            data["residual_model"]["value"],
            label_of(BANDS, data["residual_model"]["rating"]),
            "#4f93a3",
        ),
    ]
    bars += [
        _bar(
            _("Floor: %(rule)s") % {"rule": rule.by if rule.is_rule else _("evidence")},
            str(rule.value),
            label_of(BANDS, rule.rating),
            "",
        )
        for rule in rules
    ]
    bars.append(
        _bar(
            _("Residual risk"),
            data["residual"]["value"],
            label_of(BANDS, data["residual"]["rating"]),
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
                "words": label_of(RATINGS, code),
            }
            for code, start, wide, colour in SCALE
        ],
    }


def shares(weights: Mapping[str, int]) -> dict[str, Any]:
    """How much of the weight is verified, documented, declared, open or not asked, as one bar;
    ``weights`` are those of ``parts.evidence_weights``."""
    words = {
        "verified": _("verified"),
        "documented": _("documented"),
        "declared": _("declared only"),
        "open": _("not answered"),
        "not_asked": _("not asked"),
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
    """Impact against exposure (0 to 4 each): five by five cells, the darker the riskier, and one
    mark; ``inherent`` is that part of a stored score."""
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
