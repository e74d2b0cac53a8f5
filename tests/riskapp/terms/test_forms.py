"""What somebody says to do, and what is missing there."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from riskapp.terms.choices import MOST_BYTES
from riskapp.terms.forms import CatalogueForm, StepForm

DAY = timezone.localdate() + datetime.timedelta(14)


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"step": "asked", "text": "Is it so?", "due_on": DAY}, set()),
        ({"step": "asked", "due_on": DAY}, {"text"}),
        ({"step": "asked", "text": "Is it so?"}, {"due_on"}),
        ({"step": "reassess"}, set()),
        ({"step": "dismissed"}, set()),
        ({"step": "something"}, {"step"}),
        ({}, {"step"}),
    ],
)
def test_only_a_question_needs_words_and_a_day(given, missing):
    assert set(StepForm(given).errors) == missing


def test_of_a_file_little_more_is_read_than_is_taken():
    form = CatalogueForm(
        {}, {"file": SimpleUploadedFile("c.json", b"x" * (MOST_BYTES + 50))}
    )

    assert form.is_valid()
    assert len(form.content) == MOST_BYTES + 1
