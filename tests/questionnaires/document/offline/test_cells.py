"""Answers in the cells of a sheet: written and read by every kind of question."""

import datetime

import pytest

from questionnaires.document import cleaning
from questionnaires.document.kinds.asking import AskedQuestion, Shape
from questionnaires.document.kinds.base import QuestionKind
from questionnaires.document.kinds.registry import kind_of
from questionnaires.document.offline.cells import CellRow, GivenCell, Parts, Wrong
from questionnaires.document.offline.labels import Labels
from questionnaires.document.offline.layout import Choices, rows_of
from tests.factories.documents import AS_OF, PLACES, minimal_document

OPTIONS = "options: [{code: a, label: First}, {code: b, label: Second}]"
DOCUMENT = minimal_document(
    f"""
    - {{id: one, text: Which?, kind: single, weight: 0, {OPTIONS}}}
    - {{id: some, text: Which ones?, kind: multi, weight: 0, {OPTIONS}}}
    - {{id: words, text: What?, kind: text, weight: 0}}
    - {{id: day, text: When?, kind: date, weight: 0, specials: [{{code: never, label: Never}}]}}
    - id: long
      text: How long?
      kind: number
      weight: 0
      units: [{{code: hours, label: hours}}, {{code: days, label: days}}]
      specials: [{{code: unknown, label: Not known}}]
    - {{id: few, text: How many?, kind: number, weight: 0, units: [{{code: days, label: days}}]}}
    - id: where
      text: Where?
      kind: countries
      weight: 0
      specials: [{{code: unknown, label: Not known}}]
    """,
    **PLACES,
)
CHOICES = Choices(DOCUMENT)


def cell(text, place="B5"):
    return GivenCell(place, lambda: text)


def cells_of(question, value):
    """What is written for an answer: the text of its own cell and of the lines below it."""
    kind = kind_of(question)
    return kind.cell(CHOICES, question, value), {
        (row.part, row.code): kind.line_cell(CHOICES, row, value)
        for row in kind.rows(question, 0)
    }


def read(name, main=None, more=()):
    question = DOCUMENT.questions[name]
    parts = Parts("B5", None if main is None else cell(main))
    parts.more = {key: cell(text) for key, text in dict(more).items()}
    return kind_of(question).read(CHOICES, question, parts)


@pytest.mark.parametrize(
    ("name", "value", "main", "below"),
    [
        ("one", "a", "First", {}),
        ("some", ["b"], None, {("option", "a"): None, ("option", "b"): "Yes"}),
        ("words", "as it is", "as it is", {}),
        ("day", "2026-01-31", datetime.date(2026, 1, 31), {}),
        ("day", "never", "Never", {}),
        ("long", {"value": "2", "unit": "days"}, "2", {("unit", ""): "days"}),
        ("long", "unknown", "Not known", {("unit", ""): None}),
        ("few", {"value": "2", "unit": "days"}, "2", {}),
        ("where", ["IE", "unknown"], "Ireland; Not known", {}),
    ],
)
def test_an_answer_survives_the_way_into_its_cells_and_back(name, value, main, below):
    question = DOCUMENT.questions[name]

    assert cells_of(question, value) == (main, below)
    more = {key: text for key, text in below.items() if text is not None}
    got = read(name, None if main is None else str(main), more)
    assert cleaning.clean(DOCUMENT, question, got, as_of=AS_OF) == value


@pytest.mark.parametrize("name", DOCUMENT.questions)
def test_nothing_is_read_from_empty_cells(name):
    assert read(name) is None
    assert read(name, "  ") is None


def test_the_unit_alone_says_nothing():
    assert read("long", None, {("unit", ""): "days"}) is None
    assert read("long", "2") == {"value": "2"}


@pytest.mark.parametrize(
    ("name", "main", "more", "what"),
    [
        ("one", "Third", {}, "“Third” is not one of the answers"),
        ("one", "N/A", {}, "“N/A” without the reason is not saved"),
        ("one", "Entfällt", {}, "“Entfällt” without the reason is not saved"),
        ("long", "n/a", {}, "“n/a” without the reason is not saved"),
        ("day", "Entfällt", {}, "“Entfällt” without the reason is not saved"),
        ("where", "n.a.", {}, "“n.a.” without the reason is not saved"),
        ("some", None, {("option", "a"): "maybe"}, "“maybe” says neither yes nor no"),
        ("long", "2", {("unit", ""): "weeks"}, "“weeks” is not one of the answers"),
        ("where", "Atlantis; IE", {}, "“Atlantis” is no country"),
    ],
)
def test_what_cannot_be_understood_is_said_with_its_place(name, main, more, what):
    with pytest.raises(Wrong) as wrong:
        read(name, main, more)

    complaint = wrong.value.complaint
    assert (complaint.place, complaint.what) == ("B5", what)
    assert str(wrong.value) == what
    assert complaint.expected


@pytest.mark.parametrize(
    ("text", "says"),
    [("Yes", True), (" ja ", True), ("X", True), ("no", False), ("-", False)],
)
def test_yes_and_no_are_understood_in_more_than_one_word(text, says):
    assert cell(text).says_yes is says


@pytest.mark.parametrize(
    "value",
    [{"not_applicable": "why", "value": "why"}, ["a"], "a", {"value": "1"}],
)
@pytest.mark.parametrize("name", ["words", "where", "long", "one"])
def test_a_cell_is_written_whatever_an_old_version_allowed(name, value):
    main, _ = cells_of(DOCUMENT.questions[name], value)

    assert main is None or isinstance(main, str)


def test_the_lines_of_a_section_are_its_questions_and_their_parts():
    section = DOCUMENT.sections[0]

    assert [row.key for row in rows_of(section.questions, 0)] == [
        "one",
        "some",
        "some|option|a",
        "some|option|b",
        "words",
        "day",
        "long",
        "long|unit",
        "few",
        "where",
    ]


@pytest.mark.parametrize(
    ("row", "line", "offered"),
    [
        (("some", "option", "a"), "First", ["Yes"]),
        (("some", "option", "gone"), "gone", ["Yes"]),
        (("long", "unit", ""), "Unit", ["hours", "days"]),
    ],
)
def test_a_line_says_what_it_is_for_and_what_it_takes(row, line, offered):
    name, part, code = row
    question = DOCUMENT.questions[name]
    kind, found = kind_of(question), CellRow(question, part, code)

    assert kind.line(found) == line
    assert list(kind.line_labels(CHOICES, found).shown.values()) == offered


def test_each_list_of_choices_is_made_once():
    one, long = DOCUMENT.questions["one"], DOCUMENT.questions["long"]

    assert CHOICES.of(one) is CHOICES.of(one)
    assert CHOICES.units(long) is CHOICES.units(long)
    kept = CHOICES.kept("a name", [("a", "First")])
    assert CHOICES.kept("a name", [("b", "Second")]) is kept
    assert CHOICES.of(DOCUMENT.questions["words"]).shown == {}


def test_the_cells_of_an_answer_are_empty_until_one_is_filled():
    parts = Parts("B5")
    assert parts.is_empty
    assert list(parts.answers()) == []

    main, unit = cell("2"), cell("days")
    parts.main, parts.more = main, {("unit", ""): unit}
    assert not parts.is_empty
    assert list(parts.answers()) == [main, unit]


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("one", "Choose one answer from the list."),
        ("some", "Choose “Yes” at each that applies."),
        ("words", "In your own words."),
        ("day", "A date as year-month-day, not after today."),
        ("long", "A number of hours or days."),
        ("where", "Countries by name or two letters, separated by semicolons."),
    ],
)
def test_it_is_said_what_belongs_into_a_cell(name, how):
    question = DOCUMENT.questions[name]

    assert kind_of(question).how(question) == how


@pytest.mark.parametrize(
    ("name", "value", "fields"),
    [
        ("one", "a", [("value", Shape.ONE, "a")]),
        ("one", None, [("value", Shape.ONE, None)]),
        ("some", ["b"], [("value", Shape.MANY, ["b"])]),
        ("words", "mine", [("value", Shape.TEXT, "mine")]),
        ("words", None, [("value", Shape.TEXT, "")]),
        (
            "day",
            "2026-01-31",
            [("value", Shape.DAY, "2026-01-31"), ("special", Shape.ONE, "")],
        ),
        ("day", "never", [("value", Shape.DAY, ""), ("special", Shape.ONE, "never")]),
    ],
)
def test_a_page_asks_in_fields_that_hold_the_answer(name, value, fields):
    question = DOCUMENT.questions[name]
    asked = AskedQuestion(DOCUMENT, question, value, question.options)

    found = list(kind_of(question).fields(asked))

    assert [(f.name, f.shape, f.initial) for f in found] == fields
    if question.options:
        assert found[0].choices == [("a", "First"), ("b", "Second")]


@pytest.mark.parametrize(
    ("got", "entered"),
    [
        ({"value": "2026-01-31"}, "2026-01-31"),
        ({"value": "2026-01-31", "special": "never"}, "never"),
        ({"value": "", "special": ""}, None),
    ],
)
def test_a_special_answer_goes_before_the_field_beside_it(got, entered):
    question = DOCUMENT.questions["day"]
    asked = AskedQuestion(DOCUMENT, question)

    assert kind_of(question).offers_reason(asked)
    assert kind_of(question).entered(asked, got) == entered


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("day", "2026-01-31", "31 January 2026"),
        ("day", "never", "Never"),
        ("day", "some day", "some day"),
        ("some", ["a", "gone"], "First, gone"),
        ("words", {"not_applicable": "why"}, "why"),
        ("where", ["IE", "ZZ"], "Ireland, ZZ"),
        ("long", {"value": "1", "unit": "hours"}, "1 hour"),
    ],
)
def test_an_answer_is_said_in_words_whatever_an_old_version_allowed(name, value, words):
    question = DOCUMENT.questions[name]

    assert kind_of(question).display_text(DOCUMENT, question, value) == words


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("one", ["one of:"]),
        ("some", ["a list, from:"]),
        ("day", ["a date such as 2026-01-31"]),
        ("where", ["a list of country codes, such as [IE, US]"]),
        (
            "few",
            ["{value: 24, unit: ...}, the unit one of: days (days)"],
        ),
        ("words", []),
    ],
)
def test_a_file_of_text_explains_the_shape_of_an_answer(name, shape):
    question = DOCUMENT.questions[name]

    assert list(kind_of(question).explained(DOCUMENT, question)) == shape


class Plain(QuestionKind):
    """A kind of a product that says no more than it must."""

    kind = "plain"

    def clean(self, context, question, raw):
        return str(raw)

    def fields(self, asked):
        return iter(())

    def how(self, question):
        return ""


def test_a_kind_that_says_no_more_takes_one_cell_and_one_special():
    kind, question = Plain(), DOCUMENT.questions["day"]
    row = CellRow(question, "part", "a")

    assert list(kind.rows(question, 3)) == []
    assert kind.line(row) == "a"
    assert kind.line_labels(CHOICES, row) is None
    assert kind.line_cell(CHOICES, row, "x") is None
    assert kind.places_in("x") == 0
    assert kind.covers(DOCUMENT) == DOCUMENT.countries
    assert kind.labels(CHOICES, question).shown == {"never": "Never"}
    assert kind.cell(CHOICES, question, "never") == "Never"
    assert kind.cell(CHOICES, question, {"value": "x"}) == "x"
    assert kind.read(CHOICES, question, Parts("B5", cell("never"))) == "never"
    assert kind.read(CHOICES, question, Parts("B5")) is None


def test_a_refused_choice_names_what_is_offered():
    with pytest.raises(Wrong) as wrong:
        cell("c").code_of(Labels([("a", "First"), ("b", "Second")]))

    assert wrong.value.complaint.expected == "one of: First; Second"
