"""Read the bands of a question: ranges that follow each other from 0 upwards."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from questionnaires.document.checker import Checker
from questionnaires.document.model import Exact
from questionnaires.document.source import Path
from riskapp.scoring.rated.model import Band

_KEYS = {"above", "at_least", "at_most", "below", "risk", "label", "why"}


def read_bands(
    check: Checker,
    data: Mapping[str, Any],
    path: Path,
    *,
    needed: bool,
    in_calendar: bool,
) -> tuple[Band, ...]:
    """The bands of a question; ``in_calendar``: they are bounded by whole days or months."""
    path = (*path, "bands")
    bands = tuple(
        _band(check, item, place)
        for item, place in check.items(data.get("bands"), path, 50)
    )
    if needed and not bands:
        check.fault(path[:-1], "no bands", "bands that cover every number from 0")
    if bands:
        _check_cover(check, bands, path)
    if in_calendar:
        _check_whole(check, bands, path)
    return bands


def _band(check: Checker, item: Any, place: Path) -> Band:
    data = check.mapping(item, place, _KEYS)
    if ("above" in data and "at_least" in data) or (
        "below" in data and "at_most" in data
    ):
        check.fault(
            place, "a band with two lower or two upper bounds", "one of each at most"
        )
    return Band(
        risk=check.whole(data, "risk", place, 0, 4),
        label=check.text(data, "label", place, need=True, most=100),
        why=check.text(data, "why", place),
        above=check.number(data, "above", place),
        at_least=check.number(data, "at_least", place),
        at_most=check.number(data, "at_most", place),
        below=check.number(data, "below", place),
    )


def _check_whole(check: Checker, bands: tuple[Band, ...], path: Path) -> None:
    """The calendar knows no half days or months."""
    for index, band in enumerate(bands):
        for bound in (band.above, band.at_least, band.at_most, band.below):
            if bound is not None and not isinstance(bound, int):
                check.fault(
                    (*path, index),
                    f"'{band.label}' is bounded by {bound}",
                    "whole days or months",
                )


def _check_cover(check: Checker, bands: tuple[Band, ...], path: Path) -> None:
    """Bands must follow each other from 0 upwards without gap or overlap."""
    ordered = sorted(bands, key=_lower)
    first = ordered[0]
    if _lower(first) > (0, False):
        check.fault(
            path,
            f"nothing covers 0 (the lowest band is '{first.label}')",
            "bands that start at 0",
        )
    for one, two in pairwise(ordered):
        end = _upper(one)
        if end is None or _lower(two) < end:
            check.fault(
                path,
                f"'{one.label}' and '{two.label}' overlap",
                "bands that follow each other",
            )
        elif _lower(two) > end:
            check.fault(
                path,
                f"a gap between '{one.label}' and '{two.label}'",
                "bands that follow each other",
            )
    if _upper(ordered[-1]) is not None:
        check.fault(
            path,
            f"nothing lies above '{ordered[-1].label}'",
            "a last band without an upper bound",
        )


def _lower(band: Band) -> tuple[Exact, bool]:
    """Where a band begins; True when that very number is left out."""
    if band.above is not None:
        return (band.above, True)
    return (band.at_least if band.at_least is not None else 0, False)


def _upper(band: Band) -> tuple[Exact, bool] | None:
    """Where the next band must begin; None without an end."""
    if band.at_most is not None:
        return (band.at_most, True)
    return (band.below, False) if band.below is not None else None
