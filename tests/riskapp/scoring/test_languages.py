import pytest

from questionnaires.document.errors import DocumentError
from questionnaires.document.source import Source, read_yaml
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


def quotes(*items, sources=("A", "B")):
    return Source(
        {
            "schema": 1,
            "language": "de",
            "verified": "2026-11-25",
            "verification": {"sources": {name: f"copy {name}" for name in sources}},
            "quotes": list(items),
        }
    )


GOOD = {"id": "GDPR-28.2", "copies": ["A", "B"], "quote": "nimmt keinen"}


def test_a_quote_that_two_copies_agree_on_is_taken_over():
    [found] = parse_quotes(quotes(GOOD)).values()

    assert (found.quote, found.quote_language) == ("nimmt keinen", "de")
    assert found.verified == "A+B agree, 2026-11-25"


@pytest.mark.parametrize(
    "change",
    [
        {"copies": ["A"]},
        {"copies": ["A", "A"]},
        {"copies": ["A", "C"]},
        {"copies": []},
        {"id": "GDPR-999"},
        {"id": "AIRMF-GOVERN-1.1"},
        {"quote": ""},
        {"words": "more"},
    ],
)
def test_a_quote_that_is_not_shown_to_be_right_is_refused(change):
    with pytest.raises(DocumentError):
        parse_quotes(quotes(GOOD | change))


def test_a_provision_is_quoted_once():
    with pytest.raises(DocumentError, match="stands twice"):
        parse_quotes(quotes(GOOD, GOOD))


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


WRITTEN = """schema: 1
language: de
verified: '2026-11-25'
verification: {sources: {A: one copy, B: another}}
quotes:
  - {id: GDPR-28.2, copies: [A, B], quote: nimmt keinen}
"""


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("schema: 1", "format: 1", "unknown key 'format'"),
        ("language: de", "language: ''", "'language' is '', expected text"),
        ("language: de", f"language: {'x' * 11}", "'language' has 11 characters, expected at most 10"),
        ("verified: '2026-11-25'", "verified: ''", "'verified' is '', expected text"),
        ("verified: '2026-11-25'", f"verified: {'x' * 11}", "'verified' has 11 characters, expected at most 10"),
        ("id: GDPR-28.2", "id: GDPR-0", "unknown provision with a quote 'GDPR-0'"),
        ("copies: [A, B]", "copies: [A, C]", "unknown copy 'C', expected one of A, B"),
        ("copies: [A, B]", "copies: [A, A]", "a quote from one copy, expected two copies that agree"),
        ("quote: nimmt keinen", "quote: ''", "'quote' is '', expected text"),
        ("quote: nimmt keinen", f"quote: {'x' * 1001}", "'quote' has 1001 characters, expected at most 1000"),
        ("quote: nimmt keinen", "words: x", "unknown key 'words', expected one of copies, id, quote"),
        ("{sources: {A: one copy, B: another}}", "{sources: [A, B]}\n#", "unknown copy 'A', expected one of "),
    ],
)  # fmt: skip
def test_a_wrong_word_about_a_quote_is_refused_with_its_line(before, after, fault):
    line = WRITTEN[: WRITTEN.index(before)].count("\n") + 1
    if "sources" in before:
        line = 7

    with pytest.raises(DocumentError) as refused:
        parse_quotes(read_yaml(WRITTEN.replace(before, after, 1), "q.yaml"))

    assert f"q.yaml:{line}: {fault}" in str(refused.value)


def test_the_second_quote_of_a_provision_is_refused_at_its_line():
    twice = WRITTEN + WRITTEN.splitlines(keepends=True)[-1]

    with pytest.raises(DocumentError) as refused:
        parse_quotes(read_yaml(twice, "q.yaml"))

    assert str(refused.value) == (
        "q.yaml:7: 'GDPR-28.2' stands twice, expected each provision once"
    )


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
