"""Entries that were announced count before they are there."""

import datetime

import pytest

from questionnaires.document.announced import (
    decides_on_new_ones,
    unlisted,
    with_announced,
)
from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.guides import NO_GUIDE
from questionnaires.document.progress import progress
from questionnaires.document.values import EntryValue, Filled
from riskapp.shipped.core import core_document
from riskapp.tools.mapping import core_guide

DAY = datetime.date(2026, 11, 24)


def answered(answers, *entries):
    rows = tuple(EntryValue(name, "TOOL", {}) for name in entries)
    return AnswerSet(core_document(), Filled(answers=answers, entries=rows), DAY)


@pytest.mark.parametrize(
    ("answers", "entries", "missing"),
    [
        ({}, (), 1),
        ({}, ("a",), 0),
        ({"INV-04": ["none"]}, (), 0),
        ({"INV-04": ["ide", "cli"]}, (), 2),
        ({"INV-04": ["ide", "cli"]}, ("a",), 1),
        ({"INV-04": ["ide"]}, ("a", "b"), 0),
    ],
)
def test_what_was_announced_and_is_not_there_is_waited_for(answers, entries, missing):
    now = answered(answers, *entries)

    found = with_announced(now, core_guide())

    assert unlisted(now, core_guide()) == missing
    assert len(found.entries("TOOL")) == len(entries) + missing
    assert progress(found).answered == progress(now).answered


def test_where_nothing_is_announced_nothing_is_waited_for():
    now = answered({})

    assert with_announced(now, NO_GUIDE) is now
    assert not decides_on_new_ones(core_document(), NO_GUIDE, "INV-04", "")


@pytest.mark.parametrize(
    ("question", "entry", "decides"),
    [("INV-04", "", True), ("GOV-01", "", False), ("T-20", "a", False)],
)
def test_what_decides_on_new_entries_is_known(question, entry, decides):
    assert (
        decides_on_new_ones(core_document(), core_guide(), question, entry) is decides
    )
