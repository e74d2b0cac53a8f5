"""Hostile and clumsy input for every kind of question: mended or refused, never taken as it is."""

import datetime
from fractions import Fraction

import pytest

from questionnaires.document.cleaning import (
    MAX_REASON,
    clean,
)
from questionnaires.document.errors import AnswerError
from questionnaires.document.kinds.base import MAX_CHOICES, MAX_TEXT
from riskapp.scoring.kinds.legal_bases.reading import bases_for
from riskapp.shipped.core import core_document
from tests.factories.documents import AS_OF, PLACES, minimal_document

DOCUMENT = minimal_document(
    """
    - id: single
      text: How?
      kind: single
      weight: 0
      options: [{code: "1", label: One}, {code: two, label: Two}]
    - id: multi
      text: Which?
      kind: multi
      weight: 0
      options:
        - {code: a, label: A}
        - {code: b, label: B}
        - {code: none, label: None of them, exclusive: true}
    - id: number
      text: How long?
      kind: number
      weight: 0
      units: [{code: hours, label: hours}, {code: days, label: days, factor: 24}]
      specials: [{code: unknown, label: Not known}]
    - {id: date, text: When?, kind: date, weight: 0, specials: [{code: never, label: Never}]}
    - {id: text, text: What?, kind: text, weight: 0}
    - id: countries
      text: Where?
      kind: countries
      weight: 0
      specials:
        - {code: unknown, label: Not known, risk: 4}
        - {code: nobody, label: Nowhere, risk: 0}
        - {code: eea, label: In the EEA, risk: 1, place: eea, aliases: [EU]}
        - {code: world, label: World-wide, risk: 4, place: third, aliases: [anywhere]}
    - {id: legal_bases, text: On what?, kind: legal_bases, weight: 0, places_from: [countries]}
    """,
    **PLACES,
)
KINDS = list(DOCUMENT.questions)


def cleaned(kind, raw):
    return clean(DOCUMENT, DOCUMENT.questions[kind], raw, as_of=AS_OF)


# Kind, what came in, what is kept.
TAKEN = [
    ("single", "two", "two"),
    ("single", " two \n", "two"),
    ("single", 1, "1"),
    ("single", ["two"], "two"),
    ("multi", "a", ["a"]),
    ("multi", ["b", "a", "b"], ["a", "b"]),
    ("multi", ("none",), ["none"]),
    ("number", "1,5", {"value": "1.5", "unit": "hours"}),
    ("number", " 007.50 ", {"value": "7.5", "unit": "hours"}),
    ("number", "90 days", {"value": "90", "unit": "days"}),
    ("number", "24h", {"value": "24", "unit": "hours"}),
    ("number", "2,5 Tage", {"value": "2.5", "unit": "days"}),
    (
        "number",
        {"value": "3\u00a0DAYS", "unit": "days"},
        {"value": "3", "unit": "days"},
    ),
    ("number", "1.0950", {"value": "1.0950", "unit": "hours"}),
    ("number", "0,125", {"value": "0.125", "unit": "hours"}),
    ("number", "1 095", {"value": "1095", "unit": "hours"}),
    ("number", "1’095’000", {"value": "1095000", "unit": "hours"}),
    ("number", "1.095.000,5", {"value": "1095000.5", "unit": "hours"}),
    ("number", "1,095.50", {"value": "1095.5", "unit": "hours"}),
    ("number", "2095,125", {"value": "2095.125", "unit": "hours"}),
    ("number", 0, {"value": "0", "unit": "hours"}),
    ("number", 2.5, {"value": "2.5", "unit": "hours"}),
    ("number", Fraction(3), {"value": "3", "unit": "hours"}),
    ("number", {"value": "0.0", "unit": "days"}, {"value": "0", "unit": "days"}),
    ("number", {"value": 3}, {"value": "3", "unit": "hours"}),
    ("number", {"value": "unknown", "unit": "days"}, "unknown"),
    ("number", "9" * 12, {"value": "9" * 12, "unit": "hours"}),
    ("date", "2026-11-23", "2026-11-23"),
    ("date", datetime.date(2024, 2, 29), "2024-02-29"),
    ("date", "1990-01-01", "1990-01-01"),
    ("date", " never ", "never"),
    ("text", "  two\r\nlines\r ", "two\nlines"),
    ("text", "e\u0301", "é"),
    ("text", 42, "42"),
    ("text", "one\vtwo\u2028three\u2029\ffour", "one\ntwo\nthree\n\nfour"),
    ("text", "\x93so\x94 it\x92s \x81said\x85", "“so” it’s said…"),
    ("text", "no\u202e data", "no data"),
    ("text", "a\r\n" * 4_999 + "b", "a\n" * 4_999 + "b"),
    ("text", "a" * MAX_TEXT, "a" * MAX_TEXT),
    ("countries", ["US", "IE", "US"], ["IE", "US"]),
    ("countries", ["ireland", "us", "USA"], ["IE", "US"]),
    ("countries", ["Anywhere", "ie", "EU"], ["IE", "eea", "world"]),
    ("countries", ["unknown", "US"], ["US", "unknown"]),
    ("countries", "nobody", ["nobody"]),
    ("legal_bases", {"US": "dpf", "IN": " scc "}, {"IN": "scc", "US": "dpf"}),
    ("legal_bases", {"usa": "dpf"}, {"US": "dpf"}),
]


@pytest.mark.parametrize(("kind", "raw", "kept"), TAKEN)
def test_an_answer_is_kept_in_one_shape(kind, raw, kept):
    assert cleaned(kind, raw) == kept


SHARE = minimal_document(
    """
    - id: share
      text: How many?
      kind: number
      weight: 0
      least: 1
      most: 100
      units: [{code: percent, label: percent}, {code: dozens, label: dozens, factor: 12}]
    """
)


def share(raw):
    return clean(SHARE, SHARE.questions["share"], raw, as_of=AS_OF)


@pytest.mark.parametrize("raw", ["80 %", "80%", "80 Prozent", 80, "80.0"])
def test_a_unit_behind_the_number_is_understood(raw):
    assert share(raw) == {"value": "80", "unit": "percent"}


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (150, "The number is too large: at most 100 percent."),
        ("100.5", "The number is too large: at most 100 percent."),
        ("0.8", "The number is too small: at least 1 percent."),
        ("9 dozens", "The number is too large: at most 8.33 dozens."),
    ],
)
def test_a_number_beyond_what_it_can_mean_is_refused(raw, words):
    with pytest.raises(AnswerError) as refusal:
        share(raw)

    assert refusal.value.text == words


def test_a_name_that_turns_round_what_is_read_is_refused():
    document = core_document()

    with pytest.raises(AnswerError, match=r"direction of reading: U\+202E in line 1"):
        clean(document, document.questions["T-01"], "Agent \u202egpj", as_of=AS_OF)


@pytest.mark.parametrize(("kind", "raw", "kept"), TAKEN)
def test_a_kept_answer_stays_as_it_is(kind, raw, kept):
    assert cleaned(kind, kept) == kept


# Kind, what came in, words of the refusal.
REFUSED = [
    ("single", "three", "“three” is not one of the answers. Choose one of: 1, two."),
    ("single", ["1", "two"], "Choose one of the answers"),
    ("single", "two\0", "is not one of the answers"),
    ("single", "x" * 100_000, "is not one of the answers"),
    ("multi", [], "Choose at least one answer"),
    ("multi", ["a", "c"], "“c” is not one of the answers. Choose from: a, b, none."),
    ("multi", ["a", "none"], "“None of them” cannot be chosen together"),
    ("multi", ["a", None], "Choose one of the answers"),
    ("multi", ["a", ["b"]], "Choose one of the answers"),
    ("multi", ["a"] * (MAX_CHOICES + 1), f"At most {MAX_CHOICES} choices"),
    (
        "number",
        "-1",
        "Enter a number of hours or days, 0 or more, or choose “Not known”.",
    ),
    ("number", -1, "0 or more"),
    ("number", "1,5,0", "0 or more"),
    ("number", "1e9", "0 or more"),
    ("number", "1/2", "0 or more"),
    ("number", "1.095", "can be read as 1095 or as 1.095. Write 1095, or 1.0950."),
    ("number", "1,095 days", "“1,095” can be read as 1095 or as 1.095"),
    ("number", {"value": "36.500"}, "“36.500” can be read as 36500 or as 36.500"),
    ("number", "1,095,00", "0 or more"),
    (
        "number",
        "12 weeks",
        "“weeks” is not a unit of this number. Give it in one of: hours, days.",
    ),
    ("number", "80 %", "“%” is not a unit of this number"),
    (
        "number",
        {"value": "90 days", "unit": "hours"},
        "The number says days and the unit says hours. Keep one.",
    ),
    ("number", "NaN", "0 or more"),
    ("number", float("inf"), "0 or more"),
    ("number", float("nan"), "0 or more"),
    ("number", "٣", "0 or more"),
    ("number", "1\0", "0 or more"),
    ("number", "9" * 13, "at most 12 digits"),
    ("number", "0." + "3" * 13, "at most 12 digits"),
    ("number", 10**30, "at most 12 digits"),
    (
        "number",
        {"value": "1", "unit": "weeks"},
        "Give the number in one of: hours, days.",
    ),
    ("number", {"value": "1", "unit": ["days"]}, "Give the number in one of"),
    ("number", {"value": "1", "size": "days"}, "a value and a unit, nothing else"),
    ("number", {"unit": "days"}, "0 or more"),
    ("number", {"value": {"value": "1"}}, "0 or more"),
    ("date", "2026-11-24", "must not lie after 2026-11-23"),
    ("date", "9999-12-31", "must not lie after"),
    ("date", "1989-12-31", "must not lie before 1990-01-01"),
    ("date", "0000-00-00", "Enter a real date"),
    ("date", "2026-02-30", "Enter a real date"),
    ("date", "23.11.2026", "Enter a real date"),
    ("date", "20261101", "Enter a real date"),
    ("date", "٢٠٢٦-01-01", "Enter a real date"),
    ("date", "2026-01-31\0", "Enter a real date"),
    ("date", datetime.datetime(2026, 1, 31, 12), "Enter a real date"),
    ("date", ["2026-01-31"], "Enter a date such as 2026-01-31"),
    ("text", " \n ", "it cannot be empty"),
    ("text", "a" * (MAX_TEXT + 1), f"at most {MAX_TEXT} are possible"),
    ("text", "a" * (MAX_TEXT * 3), "too long"),
    ("text", "a\n\0b", "cannot be shown: U+0000 in line 2. Remove it."),
    ("text", "a\ud800b", "cannot be shown: U+D800 in line 1"),
    ("text", "\u200b\u200b", "it cannot be empty"),
    ("text", "\u3164 \u2800\ufe0f\u00ad", "it cannot be empty"),
    ("text", ["a"], "Enter text."),
    ("countries", ["IE", "Atlantis"], "“Atlantis” is not a country code"),
    ("countries", ["ZZ"], "“ZZ” is not a country code"),
    ("countries", ["IE", "nobody"], "“Nowhere” cannot be chosen together"),
    ("countries", ["unknown", "nobody"], "“Nowhere” cannot be chosen together"),
    ("countries", [], "Choose at least one answer"),
    ("legal_bases", {}, "Name a legal basis for each country"),
    ("legal_bases", ["dpf"], "Name a legal basis for each country"),
    ("legal_bases", {"IE": "scc"}, "No legal basis is asked for “IE”"),
    ("legal_bases", {"ZZ": "scc"}, "No legal basis is asked for “ZZ”"),
    (
        "legal_bases",
        {"IN": "dpf"},
        "“dpf” is not a legal basis for India. Choose one of: scc, none.",
    ),
    ("legal_bases", {"US": ["dpf"]}, "Choose one of the answers"),
    ("legal_bases", {1: "dpf"}, "No legal basis is asked for “1”"),
    ("legal_bases", {"US": "dpf", "usa": "scc"}, "“US” stands there twice"),
    (
        "legal_bases",
        {str(n): "dpf" for n in range(MAX_CHOICES + 1)},
        "Name a legal basis",
    ),
]


@pytest.mark.parametrize(("kind", "raw", "words"), REFUSED)
def test_what_is_no_answer_is_refused_in_words(kind, raw, words):
    with pytest.raises(AnswerError) as refusal:
        cleaned(kind, raw)

    assert words in refusal.value.text
    assert refusal.value.question == kind
    assert len(refusal.value.text) < 400


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "raw", [None, "", True, b"a", object(), {"a": {"b": 1}}, [[]], {1, 2}]
)
def test_no_kind_takes_a_value_of_another_world(kind, raw):
    with pytest.raises(AnswerError):
        cleaned(kind, raw)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_takes_a_reason_why_it_does_not_apply(kind):
    assert cleaned(kind, {"not_applicable": " no code "}) == {
        "not_applicable": "no code"
    }


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ({"not_applicable": ""}, "without a reason it does not count"),
        ({"not_applicable": None}, "Say why it does not apply"),
        ({"not_applicable": "a" * (MAX_REASON + 1)}, f"at most {MAX_REASON}"),
        ({"not_applicable": "a\0"}, "cannot be shown"),
        ({"not_applicable": "\u200b\u200b"}, "Say why it does not apply"),
        ({"not_applicable": "no code", "value": "1"}, "not both"),
    ],
)
def test_a_reason_must_be_one(kind, raw, words):
    with pytest.raises(AnswerError, match=words):
        cleaned(kind, raw)


def test_the_bases_of_a_country_follow_its_status():
    offered = {
        code: [basis.code for basis in bases_for(DOCUMENT, code)]
        for code in ("IE", "CH", "US", "IN", "ZZ")
    }

    assert offered == {
        "IE": [],
        "CH": ["decision", "none"],
        "US": ["dpf", "scc", "none"],
        "IN": ["scc", "none"],
        "ZZ": [],
    }


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (
            {"not_applicable": "Why", "value": "1"},
            "Give either an answer or the reason why it does not apply, not both.",
        ),
        (
            {"not_applicable": ""},
            "Say why it does not apply; without a reason it does not count.",
        ),
        ({"not_applicable": ["Why"]}, "Enter text."),
        (
            {"not_applicable": "x" * 2001},
            "The text has 2001 characters; at most 2000 are possible.",
        ),
        (
            {"not_applicable": "x" * 4001},
            "The text is too long: at most 2000 characters.",
        ),
    ],
)
def test_a_reason_that_is_none_is_refused_at_its_question(raw, words):
    with pytest.raises(AnswerError) as refusal:
        cleaned("single", raw)

    assert (refusal.value.question, refusal.value.text) == ("single", words)
    assert cleaned("single", {"not_applicable": " " + "x" * 2000}) == {
        "not_applicable": "x" * 2000
    }
