"""A stored score is said in the language of whoever reads it."""

from riskapp.presentation.language import in_language

TEXTS = {"Residual": "Rest", "No": "Nein"}


def test_texts_are_said_again_and_codes_stay():
    data = {
        "title": "Residual",
        "id": "Residual",
        "parts": [{"title": "No"}],
        "risk": 4,
    }

    assert in_language(data, TEXTS) == {
        "title": "Rest",
        "id": "Residual",
        "parts": [{"title": "Nein"}],
        "risk": 4,
    }


def test_a_text_is_known_by_the_key_it_stands_under():
    assert in_language("Residual", TEXTS, "title") == "Rest"
    assert in_language("Residual", TEXTS, "code") == "Residual"
    assert in_language("Residual", TEXTS) == "Residual"


def test_a_text_without_a_translation_stays():
    assert in_language({"title": "New"}, TEXTS) == {"title": "New"}
