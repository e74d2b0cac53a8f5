import pytest
from django.utils import translation

from riskapp.assessments.queries.wording import in_language

STORED = "You could not say whether AI tools are used on our work."


def test_what_was_stored_in_english_is_read_in_another_language():
    with translation.override("de"):
        shown = in_language(STORED), in_language("CR-01")

    assert shown == (
        "Sie konnten nicht sagen, ob bei der Arbeit für uns KI-Werkzeuge genutzt werden.",
        "CR-01",
    )


@pytest.mark.parametrize("language", ["en", "it"])
def test_without_a_translation_it_is_read_as_it_was_stored(language):
    with translation.override(language):
        assert in_language(STORED) == STORED
