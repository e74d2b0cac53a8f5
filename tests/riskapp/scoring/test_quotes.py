import pytest

from questionnaires.document.errors import DocumentError
from questionnaires.document.source import read_yaml
from riskapp.scoring.quotes import OfficialQuotes, Quote, parse_official, quotes_file

WRITTEN = """schema: 1
language: de
verified: '2026-11-25'
verification: {sources: {A: one copy, B: another}}
quotes:
  - {id: GDPR-28.2, copies: [A, B], quote: nimmt keinen}
"""


def read(text):
    return parse_official(read_yaml(text, "q.yaml"), "de", "provision", ["GDPR-28.2"])


def test_a_quote_that_two_copies_agree_on_is_read_with_them():
    assert read(WRITTEN) == OfficialQuotes(
        "2026-11-25", {"GDPR-28.2": Quote("nimmt keinen", ("A", "B"))}
    )


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("schema: 1", "schema: 2", "schema is 2, expected schema 1"),
        ("schema: 1", "format: 1", "unknown key 'format'"),
        ("language: de", "language: fr", "unknown language 'fr', expected one of de"),
        ("verified: '2026-11-25'", "verified: ''", "'verified' is '', expected text"),
        ("verified: '2026-11-25'", f"verified: {'x' * 11}", "'verified' has 11 characters, expected at most 10"),
        ("id: GDPR-28.2", "id: GDPR-0", "unknown provision 'GDPR-0'"),
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
        read(WRITTEN.replace(before, after, 1))

    assert f"q.yaml:{line}: {fault}" in str(refused.value)


def test_the_second_quote_of_a_provision_is_refused_at_its_line():
    twice = WRITTEN + WRITTEN.splitlines(keepends=True)[-1]

    with pytest.raises(DocumentError) as refused:
        read(twice)

    assert str(refused.value) == (
        "q.yaml:7: 'GDPR-28.2' stands twice, expected each once"
    )


@pytest.mark.parametrize("language", ["en", "pl", "../x", "x/../de"])
def test_a_language_without_a_file_has_no_quotes(tmp_path, language):
    (tmp_path / "quotes.de.yaml").write_text(WRITTEN, "utf-8")

    assert quotes_file(tmp_path, language) is None
    assert quotes_file(tmp_path, "de") is not None
