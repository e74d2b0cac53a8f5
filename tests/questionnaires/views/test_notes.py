"""Dates and values of the catalogue in the words of the page."""

import pytest

from questionnaires.views.notes import as_of_words


@pytest.mark.parametrize(
    ("as_of", "words"),
    [
        ("", "no exact day"),
        ("2025-11-06", "as of 6 November 2025"),
        ("2023", "as of 2023"),
        ("2026-99", "as of 2026-99"),
    ],
)
def test_a_date_is_written_as_people_write_it(as_of, words):
    assert as_of_words(as_of) == words
