import pytest
from babel import Locale

from questionnaires.document.extending import extension
from questionnaires.document.translation import (
    Keys,
    read_texts,
    reworded,
    texts_in,
    translated,
)
from tests.factories.texts import readable_texts

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


def test_countries_keep_their_other_names():
    named = {"code": "DE", "name": "Germany", "aliases": ["FRG"]}
    data = DOCUMENT | {"countries": {"countries": [named]}}

    [country] = translated(data, "fr")["countries"]["countries"]

    assert country["aliases"] == ["FRG", "Germany"]
    assert named["aliases"] == ["FRG"]


def test_countries_have_their_names_from_the_unicode_tables():
    [country] = translated(DOCUMENT, "fr")["countries"]["countries"]

    assert (country["name"], country["aliases"]) == ("Allemagne", ["Germany"])


def test_without_a_file_everything_stays_as_it_was():
    assert translated(DOCUMENT, "it") is DOCUMENT
    assert texts_in("../small", "fr") == {}


def test_readable_texts_are_each_named_once():
    assert readable_texts(DOCUMENT) == ["Yes", "Is it so?", "No"]


KEYS = Keys(
    texts=frozenset({"text", "words"}),
    codes=frozenset({"when"}),
    lists=frozenset({"words"}),
)
DATA = {
    "text": "Yes",
    "words": ["Yes", "No", ["Yes"], {"text": "Yes", "code": "Yes"}],
    "text_list": ["Yes"],
    "when": {"text": "Yes"},
    "code": "Yes",
    "parts": [{"text": "Yes"}, "Yes", 7],
    "countries": {"text": "Nowhere"},
}


def test_plain_data_is_reworded_under_the_keys_of_texts_alone():
    assert reworded(DATA, {"Yes": "Oui"}, KEYS) == {
        "text": "Oui",
        "words": ["Oui", "No", ["Oui"], {"text": "Oui", "code": "Yes"}],
        "text_list": ["Yes"],
        "when": {"text": "Yes"},
        "code": "Yes",
        "parts": [{"text": "Oui"}, "Yes", 7],
        "countries": {"text": "Nowhere"},
    }


def test_the_texts_of_plain_data_come_in_their_order_each_once():
    assert readable_texts(DATA, KEYS) == ["Yes", "No"]
    assert readable_texts({"code": "Yes", "text": 7}, KEYS) == []


def test_a_file_of_texts_gives_what_it_translates(tmp_path):
    path = tmp_path / "x.po"
    path.write_text(PO, "utf-8")

    assert read_texts(path) == {"Is it so?": "C’est ainsi ?", "Yes": "Oui"}
    assert read_texts(tmp_path / "gone.po") == {}


def test_a_country_that_is_called_the_same_gets_no_other_name():
    data = DOCUMENT | {
        "countries": {"as_of": "x", "countries": [{"code": "FR", "name": "France"}]}
    }

    assert translated(data, "fr")["countries"] == {
        "as_of": "x",
        "countries": [{"code": "FR", "name": "France", "aliases": []}],
    }


def test_without_a_product_there_are_no_texts(monkeypatch):
    monkeypatch.setattr(extension(), "core", None)

    assert texts_in("small", "fr") == {}


@pytest.mark.parametrize(
    "language", ["de", "pt_BR", "es_MX", "en_GB", "zh_Hant_TW", "sr_Latn"]
)
def test_countries_are_called_as_in_the_whole_locale(tmp_path, language):
    (tmp_path / f"small.{language}.po").write_text(PO, "utf-8")
    known = Locale.parse(language).territories
    codes = [code for code in known if len(code) == 2]
    countries = [{"code": code, "name": "", "aliases": []} for code in codes]
    document = DOCUMENT | {"countries": {"countries": countries}}

    found = translated(document, language)

    assert [one["name"] for one in found["countries"]["countries"]] == [
        known[code] for code in codes
    ]


def test_of_no_known_language_countries_keep_their_names(tmp_path):
    (tmp_path / "small.xx.po").write_text(PO, "utf-8")

    assert translated(DOCUMENT, "xx")["countries"] == DOCUMENT["countries"]
