import pytest
from django.db.models import Q
from django.utils import translation

from riskapp.assessments.queries.wording import in_language, meant_in

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


def test_a_word_leads_to_what_is_stored_in_english():
    with translation.override("de"):
        whole, blank = str(meant_in("text", "sagen,")), str(meant_in("text", "hangt"))

    assert STORED in whole
    assert "('text__startswith', 'Hangs on an answer that is missing: ')" in blank


@pytest.mark.parametrize(("language", "word"), [("en", "sagen"), ("de", "ob")])
def test_no_word_leads_further_in_english_and_none_that_is_everywhere(language, word):
    with translation.override(language):
        assert meant_in("text", word) == Q()
