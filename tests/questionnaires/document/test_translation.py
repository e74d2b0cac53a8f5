import pytest

from questionnaires.document.extending import extension
from questionnaires.document.translation import readable_texts, texts_in, translated

PO = """
msgid "Is it so?"
msgstr "C’est ainsi ?"

msgid "Yes"
msgstr "Oui"

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
    """A folder with one questionnaire in French."""
    (tmp_path / "small.fr.po").write_text(PO, "utf-8")
    monkeypatch.setattr(extension(), "core", tmp_path / "small.yaml")


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


def test_readable_texts_are_each_named_once():
    assert readable_texts(DOCUMENT) == ["Yes", "Is it so?", "No"]
