"""Bands cover every number from 0, once."""

import pytest

from questionnaires.document.errors import DocumentError
from tests.factories.documents import document_text, parse, question


def faults(bands, kind="number", **keys):
    """What is refused: how many lines below ``bands``, what is wrong, what was expected."""
    units = {"units": "[{code: hours, label: hours}]"} if kind == "number" else {}
    lines = "".join(f"\n    - {band}" for band in bands) or " []"
    text = document_text(question(kind, **units, **keys, bands=lines))
    first = next(n for n, line in enumerate(text.splitlines(), 1) if " bands:" in line)
    try:
        parse(text)
    except DocumentError as error:
        return [
            (fault.line - first, fault.what, fault.expected) for fault in error.faults
        ]
    return []


def band(label, **bounds):
    keys = ", ".join(f"{name}: {bound}" for name, bound in bounds.items())
    return f"{{risk: 1, label: {label}, why: because, {keys}}}"


@pytest.mark.parametrize(
    "bands",
    [
        [band("all", at_least=0)],
        [band("low", at_most=4), band("high", above=4)],
        [band("high", at_least=4), band("low", below=4)],
    ],
)
def test_bands_that_follow_each_other_are_taken(bands):
    assert faults(bands) == []


IN_ORDER = "bands that follow each other"


@pytest.mark.parametrize(
    ("bands", "fault"),
    [
        ([], (-5, "no bands", "bands that cover every number from 0")),
        (
            [band("high", above=0)],
            (
                0,
                "nothing covers 0 (the lowest band is 'high')",
                "bands that start at 0",
            ),
        ),
        (
            [band("low", at_most=4)],
            (0, "nothing lies above 'low'", "a last band without an upper bound"),
        ),
        (
            [band("low", at_most=4), band("high", above=5)],
            (0, "a gap between 'low' and 'high'", IN_ORDER),
        ),
        (
            [band("low", below=4), band("high", above=4)],
            (0, "a gap between 'low' and 'high'", IN_ORDER),
        ),
        (
            [band("high", at_least=4), band("low", at_most=4)],
            (0, "'low' and 'high' overlap", IN_ORDER),
        ),
        (
            [band("low", at_least=0), band("high", above=4)],
            (0, "'low' and 'high' overlap", IN_ORDER),
        ),
        (
            [band("low", at_most=4), band("high", above=4), band("more", at_least=9)],
            (0, "'high' and 'more' overlap", IN_ORDER),
        ),
    ],
)
def test_bands_that_leave_something_open_are_refused(bands, fault):
    assert faults(bands) == [fault]


@pytest.mark.parametrize(
    "bands",
    [
        [band("low", at_most=4, below=3), band("high", above=4)],
        [band("low", at_most=4), band("high", above=4, at_least=5)],
    ],
)
def test_a_band_has_one_bound_on_either_side(bands):
    [(line, what, expected)] = faults(bands)

    assert what == "a band with two lower or two upper bounds"
    assert expected == "one of each at most"
    assert "at_most: 4, below" in bands[line - 1] or "at_least: 5" in bands[line - 1]


def test_the_calendar_knows_no_half_days():
    bands = [band("low", at_most=0.5), band("high", above=0.5)]

    assert faults(bands, kind="date", measure="days") == [
        (1, "'low' is bounded by 1/2", "whole days or months"),
        (2, "'high' is bounded by 1/2", "whole days or months"),
    ]
    assert faults(bands) == []
    mixed = [band("low", at_least=0, below=1.5), band("high", at_least=1.5)]
    assert [line for line, *_ in faults(mixed, kind="date", measure="days")] == [1, 2]
