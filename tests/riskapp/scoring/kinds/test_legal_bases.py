"""What a transfer to each country rests on: on a page, in words, and in cells."""

from dataclasses import replace

import pytest

from questionnaires.document import cleaning
from questionnaires.document.errors import AnswerError
from questionnaires.document.kinds.asking import AskedQuestion, Field, Shape
from questionnaires.document.offline.cells import GivenCell, Parts, Wrong
from questionnaires.document.offline.layout import Choices
from riskapp.scoring.kinds.legal_bases.asked import LegalBases
from riskapp.scoring.rated.model import CountryFacts
from tests.factories.documents import AS_OF, PLACES, minimal_document

DOCUMENT = minimal_document(
    """
    - {id: C, text: Where?, kind: countries, weight: 0}
    - {id: L, text: On what?, kind: legal_bases, weight: 0, places_from: [C]}
    """,
    **PLACES,
)
QUESTION = DOCUMENT.questions["L"]
KIND = LegalBases()
CHOICES = Choices(DOCUMENT)


def clean(raw):
    return cleaning.clean(DOCUMENT, QUESTION, raw, as_of=AS_OF)


def asked(*codes, value=None):
    places = tuple(DOCUMENT.countries[code] for code in codes)
    return AskedQuestion(DOCUMENT, QUESTION, value, places=places)


def parts(**cells):
    """Cells by name and number: ``country1="India"``."""
    more = {
        (name[:-1], name[-1]): GivenCell(name, lambda text=text: text)
        for name, text in cells.items()
    }
    return Parts("C9", more=more)


def test_countries_are_known_by_their_names_and_come_in_order():
    cleaned = clean({"US": "dpf", "india": "scc"})

    assert list(cleaned.items()) == [("IN", "scc"), ("US", "dpf")]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (None, "Name a legal basis for each country"),
        ({}, "Name a legal basis for each country"),
        (["IN"], "Name a legal basis for each country"),
        ({str(n): "scc" for n in range(401)}, "Name a legal basis for each country"),
        ({"US": "dpf", "USA": "scc"}, "“US” stands there twice"),
        ({"IE": "scc"}, "No legal basis is asked for “IE”"),
        ({"Atlantis": "scc"}, "No legal basis is asked for “Atlantis”"),
        ({"IN": "dpf"}, "“dpf” is not a legal basis for India. Choose one of: "),
        ({"IN": ""}, "Choose one of the answers"),
    ],
)
def test_what_is_no_basis_of_a_country_is_refused(raw, words):
    with pytest.raises(AnswerError, match=words):
        clean(raw)


def test_each_country_is_asked_with_the_bases_it_can_have():
    india, usa = KIND.fields(asked("IN", "US", value={"IN": "scc"}))

    assert (india.name, india.label, india.initial) == ("IN", "India", "scc")
    assert [code for code, _ in india.choices] == ["", "scc", "none"]
    assert (usa.initial, len(usa.choices)) == ("", 4)


def test_there_is_a_reason_only_where_there_is_a_country():
    assert KIND.offers_reason(asked("IN"))
    assert not KIND.offers_reason(asked())
    assert list(KIND.fields(asked(value="old"))) == []


@pytest.mark.parametrize(
    ("got", "entered"),
    [
        ({"IN": "scc", "US": ""}, {"IN": "scc"}),
        ({"IN": "", "US": ""}, None),
        ({"IE": "scc"}, None),
    ],
)
def test_what_is_chosen_for_the_countries_asked_is_the_answer(got, entered):
    assert KIND.entered(asked("IN", "US"), got) == entered


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"IN": "scc"}, "India: The clauses"),
        ({"ZZ": "scc", "US": "gone"}, "ZZ: The clauses; United States: gone"),
        ("old", "old"),
    ],
)
def test_it_is_said_with_names_whatever_an_old_version_allowed(value, words):
    assert KIND.display_text(DOCUMENT, QUESTION, value) == words


def test_about_which_countries_something_has_to_be_said():
    assert KIND.covers(DOCUMENT) == {"CH", "US", "IN", "XK"}


def test_each_country_has_two_lines_in_a_sheet_and_comes_back():
    value = {"IN": "scc", "US": "dpf"}
    rows = list(KIND.rows(QUESTION, 3))

    cells = {
        f"{row.part}{row.code}": KIND.line_cell(CHOICES, row, value) for row in rows
    }

    assert cells == {
        "country1": "India",
        "basis1": "The clauses",
        "country2": "United States",
        "basis2": "The framework",
        "country3": None,
        "basis3": None,
    }
    assert [KIND.line(row) for row in rows[:2]] == [
        "Country 1",
        "Legal basis for country 1",
    ]
    assert KIND.line_labels(CHOICES, rows[0]) is CHOICES.countries
    assert KIND.line_labels(CHOICES, rows[1]).code("the clauses") == "scc"
    filled = parts(**{name: text for name, text in cells.items() if text})
    assert KIND.read(CHOICES, QUESTION, filled) == value
    assert KIND.places_in(value) == 2


def test_its_own_cell_stays_empty():
    assert KIND.cell(CHOICES, QUESTION, {"IN": "scc"}) is None
    assert KIND.labels(CHOICES, QUESTION) is None
    assert KIND.read(CHOICES, QUESTION, parts()) is None
    assert KIND.places_in("old") == KIND.places_in(None) == 0
    assert KIND.line_cell(CHOICES, next(KIND.rows(QUESTION, 1)), "old") is None


@pytest.mark.parametrize(
    ("cells", "place", "what"),
    [
        ({"country1": "India"}, "country1", "a country without its legal basis"),
        ({"basis2": "The clauses"}, "basis2", "a country without its legal basis"),
        (
            {"country1": "IN", "basis1": "scc", "country2": "India", "basis2": "scc"},
            "country2",
            "this country stands there twice",
        ),
        (
            {"country1": "Atlantis", "basis1": "scc"},
            "country1",
            "“Atlantis” is not one of the answers",
        ),
        (
            {"country1": "IN", "basis1": "luck"},
            "basis1",
            "“luck” is not one of the answers",
        ),
    ],
)
def test_lines_that_cannot_be_understood_are_named(cells, place, what):
    with pytest.raises(Wrong) as wrong:
        KIND.read(CHOICES, QUESTION, parts(**cells))

    assert wrong.value.complaint.place == place
    assert wrong.value.complaint.what.startswith(what)


def test_a_file_and_a_sheet_say_what_belongs_there():
    assert list(KIND.explained(DOCUMENT, QUESTION))[1] == "decision, dpf, scc, none"
    assert KIND.listed(QUESTION) == ()
    assert KIND.how(QUESTION).startswith("For each country outside the EEA")


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ({}, "Name a legal basis for each country, for example US: dpf_and_scc."),
        ({"US": "dpf", "USA": "scc"}, "“US” stands there twice."),
        ({"IE": "scc"}, "No legal basis is asked for “IE”."),
        ({"x" * 61: "scc"}, f"No legal basis is asked for “{'x' * 60}”."),
        (
            {"IN": "d" * 61},
            f"“{'d' * 60}” is not a legal basis for India. Choose one of: scc, none.",
        ),
    ],
)
def test_a_refusal_names_the_question_and_says_what_to_do(raw, words):
    with pytest.raises(AnswerError) as refused:
        clean(raw)

    assert (refused.value.question, refused.value.text) == ("L", words)


def test_four_hundred_countries_may_be_named():
    with pytest.raises(AnswerError, match="No legal basis is asked for “0”"):
        clean({str(n): "scc" for n in range(400)})


def test_a_country_is_asked_with_what_the_law_says_of_it():
    (field,) = KIND.fields(asked("IN"))

    assert field == Field(
        "IN",
        "India",
        Shape.FROM_LIST,
        initial="",
        choices=[
            ("", "Choose a legal basis"),
            ("scc", "The clauses"),
            ("none", "None"),
        ],
        help="",
    )
    country = DOCUMENT.countries["IN"]
    told = replace(
        country, extra=CountryFacts(condition="Only some", decision="A decision")
    )
    (field,) = KIND.fields(AskedQuestion(DOCUMENT, QUESTION, None, places=(told,)))
    assert field.help == "A decision. Condition: Only some."


def test_a_file_and_a_sheet_say_it_in_full():
    assert list(KIND.explained(DOCUMENT, QUESTION)) == [
        "a legal basis for each country, such as {US: dpf_and_scc}, from:",
        "decision, dpf, scc, none",
    ]
    assert KIND.how(QUESTION) == (
        "For each country outside the EEA that is named: the country, and the legal basis."
    )
    assert (KIND.needs, KIND.asks_of) == ("legal_bases", "countries")
    assert KIND.is_answered_below


def test_lines_that_cannot_be_understood_say_what_was_expected():
    def expected(**cells):
        with pytest.raises(Wrong) as wrong:
            KIND.read(CHOICES, QUESTION, parts(**cells))
        return wrong.value.complaint.what, wrong.value.complaint.expected

    assert expected(country1="India") == (
        "a country without its legal basis, or the other way round",
        "both, in two rows one below the other",
    )
    twice = {"country1": "IN", "basis1": "scc", "country2": "India", "basis2": "scc"}
    assert expected(**twice) == (
        "this country stands there twice",
        "each country once",
    )


def test_lines_come_in_the_order_of_their_numbers():
    more = {
        (part, str(number)): GivenCell("x", lambda text=text: text)
        for number, (country, basis) in enumerate(
            [("India", "scc"), ("USA", "dpf")], start=9
        )
        for part, text in (("country", country), ("basis", basis))
    }

    assert list(KIND.read(CHOICES, QUESTION, Parts("C9", more=more))) == ["IN", "US"]
