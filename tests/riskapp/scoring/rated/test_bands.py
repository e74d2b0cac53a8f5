"""Bands cover every number from 0, once."""

import pytest

from questionnaires.document.errors import DocumentError
from tests.factories.documents import minimal_document, question


def faults(bands, kind="number", **keys):
    units = {"units": "[{code: hours, label: hours}]"} if kind == "number" else {}
    text = question(kind, bands=f"[{bands}]", **units, **keys)
    try:
        minimal_document(text)
    except DocumentError as error:
        return [fault.what for fault in error.faults]
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
    assert faults(", ".join(bands)) == []


@pytest.mark.parametrize(
    ("bands", "what"),
    [
        ([], "no bands"),
        ([band("high", above=0)], "nothing covers 0 (the lowest band is 'high')"),
        ([band("low", at_most=4)], "nothing lies above 'low'"),
        ([band("low", at_most=4), band("high", above=5)], "a gap between"),
        ([band("low", below=4), band("high", above=4)], "a gap between"),
        ([band("low", at_most=4), band("high", at_least=4)], "'low' and 'high' over"),
        ([band("low", at_least=0), band("high", above=4)], "'low' and 'high' over"),
        (
            [band("low", at_most=4, below=3), band("high", above=4)],
            "a band with two lower or two upper bounds",
        ),
        (
            [band("low", at_most=4), band("high", above=4, at_least=5)],
            "a band with two lower or two upper bounds",
        ),
    ],
)
def test_bands_that_leave_something_open_are_refused(bands, what):
    assert any(found.startswith(what) for found in faults(", ".join(bands)))


def test_the_calendar_knows_no_half_days():
    bands = ", ".join([band("low", at_most=0.5), band("high", above=0.5)])

    found = faults(bands, kind="date", band_unit="days")

    assert any("'low' is bounded by 1/2" in what for what in found)
