import pytest

from questionnaires.document import translation
from questionnaires.document.tool_map import core_guide
from questionnaires.document.translation import (
    readable_texts,
    texts_in,
    translated,
    translated_tools,
)

PO = """
msgid "Is it so?"
msgstr "C’est ainsi ?"

msgid "Yes"
msgstr "Oui"

msgid "individual"
msgstr "particulier"

#, fuzzy
msgid "No"
msgstr "Peut-être"
"""
DOCUMENT = {
    "id": "small",
    "title": "Yes",
    "questions": [
        {
            "id": "Yes",
            "text": "Is it so?",
            "show_if": {"is": "Yes"},
            "options": [{"code": "Yes", "label": "Yes"}, {"label": "No"}],
        }
    ],
    "countries": {"countries": [{"code": "DE", "name": "Germany", "aliases": []}]},
}


@pytest.fixture(autouse=True)
def french(monkeypatch, tmp_path):
    """A folder with one questionnaire and one catalogue in French."""
    for name in ("small", "ai_tools"):
        (tmp_path / f"{name}.fr.po").write_text(PO, "utf-8")
    monkeypatch.setattr(translation, "CONTENT", tmp_path)
    texts_in.cache_clear()
    yield
    texts_in.cache_clear()


def test_texts_are_translated_and_codes_are_not():
    changed = translated(DOCUMENT, "fr")

    [question] = changed["questions"]
    assert changed["title"] == "Oui"
    assert question["id"] == "Yes"
    assert question["text"] == "C’est ainsi ?"
    assert question["show_if"] == {"is": "Yes"}
    assert question["options"] == [{"code": "Yes", "label": "Oui"}, {"label": "No"}]


def test_countries_have_their_names_from_the_unicode_tables():
    [country] = translated(DOCUMENT, "fr")["countries"]["countries"]

    assert (country["name"], country["aliases"]) == ("Allemagne", ["Germany"])


def test_without_a_file_everything_stays_as_it_was():
    assert translated(DOCUMENT, "it") is DOCUMENT
    assert texts_in("../small", "fr") == {}


def test_what_is_published_and_what_speaks_of_it_are_translated_alike():
    data = {
        "plan": "individual",
        "fact": {"value": ["individual", "team"], "source": "individual"},
        "asks": [
            {
                "on": [{"plan": ["individual"]}, {"fact": "x", "is": ["individual"]}],
                "when": {"is": "individual"},
            }
        ],
    }

    changed = translated_tools(data, "fr")

    assert changed["plan"] == "particulier"
    assert changed["fact"] == {"value": ["particulier", "team"], "source": "individual"}
    [ask] = changed["asks"]
    assert ask["on"][1]["is"] == ["particulier"]
    assert ask["on"][0] == {"plan": ["individual"]}
    assert ask["when"] == {"is": "individual"}


def test_readable_texts_are_each_named_once():
    assert readable_texts(DOCUMENT) == ["Yes", "Is it so?", "No"]


def test_a_language_without_a_catalogue_is_shown_the_english_one():
    core_guide.cache_clear()

    assert core_guide("it") == core_guide("en")
