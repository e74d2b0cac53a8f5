import pytest
from django.utils import translation

from riskapp.assessments.queries.wording import in_language

STORED = {
    "by": "CR-01",
    "texts": ["You could not say whether AI tools are used on our work."],
    "value": 80,
}


def test_what_was_stored_in_english_is_read_in_another_language():
    with translation.override("de"):
        shown = in_language(STORED)

    assert shown["texts"] == [
        "Sie konnten nicht sagen, ob bei der Arbeit für uns KI-Werkzeuge genutzt werden."
    ]
    assert (shown["by"], shown["value"]) == ("CR-01", 80)
    assert STORED["texts"][0].startswith("You could not say")


@pytest.mark.parametrize("language", ["en", "it"])
def test_without_a_translation_it_is_read_as_it_was_stored(language):
    with translation.override(language):
        assert in_language(STORED) == STORED
