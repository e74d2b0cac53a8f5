import gettext
import os

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from riskapp.common.languages import codes_in, compile_languages, languages_in, name_of


def put(folder, name, **words):
    """A file of texts for a language."""
    catalogue = Catalog(locale=None)
    for english, other in words.items():
        catalogue.add(english, other)
    path = folder / name / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue)
    return path


def spoken(folder, name, word):
    return gettext.translation("django", folder, [name]).gettext(word)


def test_a_language_is_there_because_its_file_is(tmp_path):
    put(tmp_path, "fr")
    put(tmp_path, "pt_BR")
    (tmp_path / "es").mkdir()

    assert codes_in(tmp_path) == ["en", "fr", "pt-br"]
    assert languages_in(tmp_path)[:2] == [("en", "English"), ("fr", "Français")]


def test_without_any_file_there_is_english(tmp_path):
    assert languages_in(tmp_path / "nowhere") == [("en", "English")]


def test_a_language_nobody_knows_is_called_by_its_code():
    assert name_of("qq") == "qq"
    assert name_of("de") == "Deutsch"


def test_what_gettext_reads_is_made_where_it_is_missing(tmp_path):
    put(tmp_path / "po", "fr", Save="Enregistrer")

    made = compile_languages(tmp_path / "po", tmp_path / "mo")

    assert [path.name for path in made] == ["django.mo"]
    assert spoken(tmp_path / "mo", "fr", "Save") == "Enregistrer"
    assert compile_languages(tmp_path / "po", tmp_path / "mo") == []


def test_a_changed_file_is_made_again_even_when_it_looks_older(tmp_path):
    path = put(tmp_path / "po", "fr", Save="Enregistrer")
    compile_languages(tmp_path / "po", tmp_path / "mo")
    put(tmp_path / "po", "fr", Save="Sauver")
    os.utime(path, (1, 1))

    compile_languages(tmp_path / "po", tmp_path / "mo")

    gettext._translations.clear()
    assert spoken(tmp_path / "mo", "fr", "Save") == "Sauver"
    assert [path.suffix for path in (tmp_path / "mo").rglob("*.*")] == [".mo"]
