import pytest

from questionnaires.document.errors import DocumentError
from questionnaires.document.source import Source
from riskapp.common.languages import codes_in
from riskapp.scoring.catalogue import CRITERIA, core_catalogue
from riskapp.scoring.languages import (
    catalogue_in,
    parse_quotes,
    provision,
    provisions_behind,
    quotes_in,
    texts_in,
)
from riskapp.settings.base import LANGUAGE_FILES
from riskapp.shipped.core import core_document
from tests.factories.answer_sets import AS_OF
from tests.factories.riskapp import PROFILE

LANGUAGES = sorted(path.suffixes[0][1:] for path in CRITERIA.glob("quotes.*.yaml"))


def test_a_quote_that_two_copies_agree_on_is_taken_over():
    item = {"id": "GDPR-28.2", "copies": ["A", "B"], "quote": "nimmt keinen"}
    source = Source(
        {
            "schema": 1,
            "language": "de",
            "verified": "2026-11-25",
            "verification": {"sources": {"A": "a copy", "B": "another"}},
            "quotes": [item],
        }
    )

    [found] = parse_quotes(source, "de").values()

    assert (found.quote, found.quote_language) == ("nimmt keinen", "de")
    assert found.verified == "A+B agree, 2026-11-25"


@pytest.mark.parametrize("name", ["GDPR-999", "AIRMF-GOVERN-1.1"])
def test_what_has_no_english_quote_has_none_in_another_language(name):
    data = {"schema": 1, "language": "de", "verified": "2026-11-25"}
    item = {"id": name, "copies": ["A", "B"], "quote": "x"}

    with pytest.raises(DocumentError, match="unknown provision with a quote"):
        parse_quotes(Source(data | {"quotes": [item]}), "de")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_shipped_is_in_order(language):
    assert len(quotes_in(language)) > 40


def test_german_quotes_are_german_and_the_others_stay_english():
    german = catalogue_in("de").criteria

    assert german["GDPR-28.2"].quote.startswith("Der Auftragsverarbeiter nimmt keinen")
    assert german["GDPR-28.2"].quote_language == "de"
    assert german["GDPR-48"].quote == core_catalogue().criteria["GDPR-48"].quote
    assert german["GDPR-48"].quote_language == "en"


def test_a_language_never_changes_the_evaluation():
    ours, german = core_catalogue().criteria, catalogue_in("de").criteria

    assert list(ours) == list(german)
    for name, criterion in ours.items():
        other = german[name]
        assert (criterion.role, criterion.parent) == (other.role, other.parent)


def test_without_files_for_a_language_everything_is_english():
    assert catalogue_in("it") is core_catalogue()
    assert quotes_in("../de") == {}
    assert provision("GDPR-28.2", "it") == core_catalogue().criteria["GDPR-28.2"]
    assert provision("AIRMF-GOVERN-1.1") is None


@pytest.mark.parametrize(
    "language", [code for code in codes_in(LANGUAGE_FILES) if code != "en"]
)
def test_every_word_of_ours_is_translated(language):
    core = core_catalogue()
    ours = {text for law in core.laws for text in (law.title, law.note, law.who)}
    for criterion in core.criteria.values():
        ours |= {criterion.ref, criterion.title, criterion.in_plain_words}

    assert sorted(ours - {""} - set(texts_in(language))) == []


def test_references_are_written_as_german_lawyers_write_them():
    german = catalogue_in("de").criteria

    assert german["GDPR-28.3.a"].ref == "Art. 28 Abs. 3 Buchst. a"
    assert german["GDPR-4.1"].ref == "Art. 4 Nr. 1"
    assert german["GDPR-28.2"].source == "Verordnung (EU) 2016/679, Art. 28 Abs. 2"


@pytest.mark.parametrize(
    ("question", "language", "known", "quote"),
    [
        ("GOV-04", "en", True, "shall not engage another processor"),
        ("GOV-04", "de", True, "Der Auftragsverarbeiter nimmt keinen"),
        ("CON-08", "en", False, ""),
    ],
)
def test_a_question_leads_to_the_exact_words_of_the_provisions_behind_it(
    question, language, known, quote
):
    document = core_document()

    found = provisions_behind(
        document, document.questions[question], PROFILE, AS_OF, language
    )

    assert bool(found) is known
    assert any(quote in one.quote for one in found) is known
    acts = tuple(f"{law.short} " for law in catalogue_in(language).laws)
    assert [one.ref for one in found if not one.ref.startswith(acts)] == []


def test_laws_are_named_in_the_language_of_the_reader():
    texts = texts_in("de")
    core, german = core_catalogue().laws, catalogue_in("de").laws

    for ours, other in zip(core, german, strict=True):
        assert other.short == texts.get(ours.short, ours.short)
        assert other.title == texts.get(ours.title, ours.title) != ours.title
        assert other.who == texts.get(ours.who, ours.who) != ours.who
        assert other.note == texts.get(ours.note, ours.note)
        assert (other.id, other.url, other.duty) == (ours.id, ours.url, ours.duty)


def test_a_provision_without_a_source_has_none_in_any_language():
    german = catalogue_in("de").criteria

    for name, ours in core_catalogue().criteria.items():
        assert bool(german[name].source) is bool(ours.source)
        assert german[name].title
