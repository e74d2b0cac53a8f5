"""Every kind of question by itself: what is refused in words, asked, said, and written."""

import datetime

import pytest

from questionnaires.document import cleaning
from questionnaires.document.errors import AnswerError
from questionnaires.document.kinds.asking import AskedQuestion, Field, Shape
from questionnaires.document.kinds.registry import kind_of
from questionnaires.document.offline.cells import (
    OPTION,
    UNIT,
    CellRow,
    GivenCell,
    Parts,
    Wrong,
)
from questionnaires.document.offline.layout import Choices
from tests.factories.documents import AS_OF, PLACES, minimal_document

SPECIALS = "specials: [{code: unknown, label: Not known}, {code: never, label: Never}]"
DOCUMENT = minimal_document(
    f"""
    - id: single
      text: Which one?
      kind: single
      weight: 0
      options: [{{code: a, label: Alpha}}, {{code: b, label: Beta}}]
    - id: multi
      text: Which ones?
      kind: multi
      weight: 0
      options:
        - {{code: b, label: Beta}}
        - {{code: a, label: Alpha}}
        - {{code: none, label: None, exclusive: true}}
    - id: number
      text: How long?
      kind: number
      weight: 0
      most: 1000
      least: 2
      units: [{{code: hours, label: hours}}, {{code: days, label: days, factor: 24}}]
      {SPECIALS}
    - id: plain
      text: How many?
      kind: number
      weight: 0
      units: [{{code: days, label: days}}]
    - id: date
      text: Since when?
      kind: date
      weight: 0
      {SPECIALS}
    - id: text
      text: In your words?
      kind: text
      weight: 0
    - id: countries
      text: Where?
      kind: countries
      weight: 0
      specials:
        - {{code: unknown, label: Not known, exclusive: true}}
        - {{code: else, label: Elsewhere, aliases: [Other]}}
    """,
    countries=PLACES["countries"],
)
CHOICES = Choices(DOCUMENT)
KINDS = ("single", "multi", "number", "date", "text", "countries")


def question_of(name):
    return DOCUMENT.questions[name]


def clean(name, raw):
    return cleaning.clean(DOCUMENT, question_of(name), raw, as_of=AS_OF)


def asked(name, value=None):
    question = question_of(name)
    return AskedQuestion(DOCUMENT, question, value, options=question.options)


def fields(name, value=None):
    return list(kind_of(question_of(name)).fields(asked(name, value)))


def said(name, value):
    question = question_of(name)
    return kind_of(question).display_text(DOCUMENT, question, value)


@pytest.mark.parametrize(
    ("name", "raw", "words"),
    [
        ("single", "c", "“c” is not one of the answers. Choose one of: a, b."),
        ("single", "x" * 61, f"“{'x' * 60}” is not one of the answers. Choose one of: a, b."),
        ("single", "", "Choose one of the answers."),
        ("single", " ", "Choose one of the answers."),
        ("single", None, "Choose one of the answers."),
        ("single", True, "Choose one of the answers."),
        ("single", ["a", "b"], "Choose one of the answers."),
        ("multi", [], "Choose at least one answer."),
        ("multi", None, "Choose at least one answer."),
        ("multi", {"a": 1}, "Choose at least one answer."),
        ("multi", ["a"] * 401, "At most 400 choices are possible."),
        ("multi", ["a", "z", "c"], "“c” is not one of the answers. Choose from: b, a, none."),
        ("multi", ["x" * 61], f"“{'x' * 60}” is not one of the answers. Choose from: b, a, none."),
        ("multi", ["a", "none"], "“None” cannot be chosen together with other answers."),
        ("multi", ["a", None], "Choose one of the answers."),
        ("number", {"value": "3", "unit": "days", "x": 1}, "A number has a value and a unit, nothing else."),
        ("number", None, "Enter a number of hours or days, 0 or more, or choose “Not known”, or choose “Never”."),
        ("number", "many", "Enter a number of hours or days, 0 or more, or choose “Not known”, or choose “Never”."),
        ("plain", "-1", "Enter a number of days, 0 or more."),
        ("number", "1001", "The number is too large: at most 1000 hours."),
        ("number", "42 days", "The number is too large: at most 41.67 days."),
        ("number", "1", "The number is too small: at least 2 hours."),
        ("number", {"value": "0.05", "unit": "days"}, "The number is too small: at least 0.08 days."),
        ("plain", "1234567890123", "The number is too long: at most 12 digits."),
        ("plain", "3 weeks", "“weeks” is not a unit of this number. Give it in one of: days."),
        ("plain", "1.095", "“1.095” can be read as 1095 or as 1.095. Write 1095, or 1.0950."),
        ("date", None, "Enter a date such as 2026-01-31."),
        ("date", "31.1.2026", "Enter a real date as year-month-day, for example 2026-01-31."),
        ("date", "2026-02-30", "Enter a real date as year-month-day, for example 2026-01-31."),
        ("date", "2026-11-24", "The date must not lie after 2026-11-23."),
        ("date", "1989-12-31", "The date must not lie before 1990-01-01."),
        ("text", None, "Enter text."),
        ("text", True, "Enter text."),
        ("text", "", "Enter text; it cannot be empty."),
        ("text", "\u200b", "Enter text; it cannot be empty."),
        ("text", "x" * 20_001, "The text is too long: at most 10000 characters."),
        ("text", "x" * 10_001, "The text has 10001 characters; at most 10000 are possible."),
        ("countries", [], "Choose at least one answer."),
        ("countries", ["IE", None], "Choose one of the answers."),
        ("countries", ["IE", "ZZ"], "“ZZ” is not a country code. Use two letters, for example IE."),
        ("countries", ["x" * 61], f"“{'x' * 60}” is not a country code. Use two letters, for example IE."),
        ("countries", ["IE", "unknown"], "“Not known” cannot be chosen together with countries."),
    ],
)  # fmt: skip
def test_a_refusal_names_its_question_and_says_what_to_do(name, raw, words):
    with pytest.raises(AnswerError) as refused:
        clean(name, raw)

    assert (refused.value.question, refused.value.text) == (name, words)


def test_a_character_that_cannot_be_shown_is_refused_with_its_place():
    with pytest.raises(AnswerError) as refused:
        clean("text", "ab\x07c")

    assert refused.value.question == "text"
    assert refused.value.text.startswith("The text holds a character that cannot be")


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("single", " a ", "a"),
        ("single", ["b"], "b"),
        ("multi", "a", ["a"]),
        ("multi", ("a", "b", "a"), ["b", "a"]),
        ("multi", ["none"], ["none"]),
        ("multi", ["a"] * 400, ["a"]),
        ("number", "unknown", "unknown"),
        ("number", {"value": " never "}, "never"),
        ("number", "1000", {"value": "1000", "unit": "hours"}),
        ("number", "2", {"value": "2", "unit": "hours"}),
        ("number", {"value": 3, "unit": "days"}, {"value": "3", "unit": "days"}),
        ("number", {"value": 3, "unit": ""}, {"value": "3", "unit": "hours"}),
        ("plain", "123456789012", {"value": "123456789012", "unit": "days"}),
        ("plain", "007.50", {"value": "7.5", "unit": "days"}),
        ("plain", "1'095,5", {"value": "1095.5", "unit": "days"}),
        ("plain", "1.0950", {"value": "1.0950", "unit": "days"}),
        ("plain", "0", {"value": "0", "unit": "days"}),
        ("date", datetime.date(2026, 11, 23), "2026-11-23"),
        ("date", "1990-01-01", "1990-01-01"),
        ("date", "never", "never"),
        ("text", " words ", "words"),
        ("text", 7, "7"),
        ("text", "x" * 10_000, "x" * 10_000),
        ("text", "e\u0301", "\u00e9"),
        ("countries", ["usa", "Ireland", "IE"], ["IE", "US"]),
        ("countries", ["OTHER", "CH"], ["CH", "else"]),
        ("countries", "UNKNOWN", ["unknown"]),
    ],
)
def test_an_answer_is_kept_in_one_shape(name, raw, value):
    assert clean(name, raw) == value


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("single", "a", "Alpha"),
        ("single", "gone", "gone"),
        ("multi", ["a", "b"], "Alpha, Beta"),
        ("multi", {"not_applicable": "Why", "x": 1}, "Why; 1"),
        ("number", {"value": "1.5", "unit": "days"}, "1.5 days"),
        ("number", {"value": "1", "unit": "hours"}, "1 hour"),
        ("number", {"value": "1", "unit": "gone"}, "1"),
        ("number", {"value": "24", "unit": "hours"}, "24 hours"),
        ("number", "unknown", "Not known"),
        ("date", "2026-01-31", "31 January 2026"),
        ("date", "2026-12-01", "1 December 2026"),
        ("date", "never", "Never"),
        ("date", "soon", "soon"),
        ("text", "words", "words"),
        ("text", {"not_applicable": "Why"}, "Why"),
        ("countries", ["IE", "US", "else"], "Ireland, United States, Elsewhere"),
        ("countries", ["ZZ"], "ZZ"),
    ],
)
def test_an_answer_is_said_in_words(name, value, words):
    assert said(name, value) == words


def test_one_of_some_is_asked_with_its_options():
    options = [("a", "Alpha"), ("b", "Beta")]
    wrong = "Choose one of the answers shown."

    assert fields("single", "b") == [
        Field("value", "Which one?", Shape.ONE, "b", options, invalid=wrong)
    ]
    assert fields("single", ["b"])[0].initial is None


def test_several_are_asked_with_those_that_were_chosen():
    options = [("b", "Beta"), ("a", "Alpha"), ("none", "None")]
    wrong = "Choose from the answers shown."

    assert fields("multi", ["a"]) == [
        Field("value", "Which ones?", Shape.MANY, ["a"], options, invalid=wrong)
    ]


SPECIAL = [("unknown", "Not known"), ("never", "Never")]


def test_a_number_is_asked_with_its_unit_and_what_can_stand_instead():
    units = [("hours", "hours"), ("days", "days")]
    beside = [("", "The number above"), *SPECIAL]

    assert fields("number", {"value": "3", "unit": "days"}) == [
        Field("value", "Number", Shape.NUMBER, "3"),
        Field("unit", "Unit", Shape.FROM_LIST, "days", units),
        Field("special", "Or", Shape.ONE, "", beside),
    ]
    assert fields("number", "never") == [
        Field("value", "Number", Shape.NUMBER, ""),
        Field("unit", "Unit", Shape.FROM_LIST, "hours", units),
        Field("special", "Or", Shape.ONE, "never", beside),
    ]
    assert fields("plain") == [Field("value", "Days", Shape.NUMBER, "")]


def test_a_date_is_asked_with_what_can_stand_instead():
    beside = [("", "The date above"), *SPECIAL]

    assert fields("date", "2026-01-31") == [
        Field("value", "Date", Shape.DAY, "2026-01-31"),
        Field("special", "Or", Shape.ONE, "", beside),
    ]
    assert fields("date", "never") == [
        Field("value", "Date", Shape.DAY, ""),
        Field("special", "Or", Shape.ONE, "never", beside),
    ]
    assert fields("date")[0].initial == ""


def test_words_are_asked_with_those_that_were_written():
    assert fields("text", "words") == [
        Field("value", "In your words?", Shape.TEXT, "words")
    ]
    assert fields("text", {"not_applicable": "x"})[0].initial == ""


def test_countries_are_asked_by_name_with_what_can_stand_instead():
    listed = [
        ("IN", "India"),
        ("IE", "Ireland"),
        ("XK", "Kosovo"),
        ("CH", "Switzerland"),
        ("US", "United States"),
    ]
    wrong = "Choose countries from the list."

    assert fields("countries", ["IE", "else"]) == [
        Field(
            "value",
            "Countries",
            Shape.SEVERAL_FROM_LIST,
            ["IE"],
            listed,
            invalid=wrong,
        ),
        Field(
            "special",
            "Or",
            Shape.MANY,
            ["else"],
            [("unknown", "Not known"), ("else", "Elsewhere")],
        ),
    ]


@pytest.mark.parametrize(
    ("name", "got", "entered"),
    [
        ("single", {"value": "a"}, "a"),
        ("single", {"value": ""}, None),
        ("date", {"special": "never", "value": "2026-01-31"}, "never"),
        ("date", {"special": "", "value": "2026-01-31"}, "2026-01-31"),
        ("number", {"special": "never", "value": "3"}, "never"),
        ("number", {"value": "3"}, {"value": "3", "unit": "hours"}),
        ("number", {"value": "3", "unit": "days"}, {"value": "3", "unit": "days"}),
        ("number", {"value": "3 days", "unit": "hours"}, {"value": "3", "unit": "days"}),
        ("number", {"value": "3 weeks"}, "3 weeks"),
        ("number", {"value": "", "unit": "days"}, None),
        ("countries", {"value": ["IE"], "special": ["else"]}, ["IE", "else"]),
        ("countries", {}, None),
    ],
)  # fmt: skip
def test_what_was_entered_is_taken_from_the_fields(name, got, entered):
    assert kind_of(question_of(name)).entered(asked(name), got) == entered


def test_what_belongs_into_a_cell_is_said_in_words():
    how = {name: kind_of(question_of(name)).how(question_of(name)) for name in KINDS}

    assert how == {
        "single": "Choose one answer from the list.",
        "multi": "Choose “Yes” at each that applies.",
        "number": "A number of hours or days.",
        "date": "A date as year-month-day, not after today.",
        "text": "In your own words.",
        "countries": "Countries by name or two letters, separated by semicolons.",
    }


def test_the_shape_of_an_answer_is_explained_in_a_file():
    explained = {
        name: list(kind_of(question_of(name)).explained(DOCUMENT, question_of(name)))
        for name in KINDS
    }

    assert explained == {
        "single": ["one of:"],
        "multi": ["a list, from:"],
        "number": [
            "{value: 24, unit: ...}, the unit one of: hours (hours), days (days)"
        ],
        "date": ["a date such as 2026-01-31"],
        "text": [],
        "countries": ["a list of country codes, such as [IE, US]"],
    }


def test_choices_are_named_with_their_codes():
    codes = {
        name: [o.code for o in kind_of(question_of(name)).listed(question_of(name))]
        for name in KINDS
    }

    assert codes == {
        "single": ["a", "b"],
        "multi": ["b", "a", "none"],
        "number": ["unknown", "never"],
        "date": ["unknown", "never"],
        "text": [],
        "countries": ["unknown", "else"],
    }


def rows(name):
    question = question_of(name)
    found = list(kind_of(question).rows(question, 3))
    return [(row.part, row.code, kind_of(question).line(row)) for row in found]


def test_lines_below_a_question_hold_its_options_or_its_unit():
    assert rows("multi") == [
        (OPTION, "b", "Beta"),
        (OPTION, "a", "Alpha"),
        (OPTION, "none", "None"),
    ]
    assert rows("number") == [(UNIT, "", "Unit")]
    assert [
        rows(name) for name in ("single", "plain", "date", "text", "countries")
    ] == [
        [],
        [],
        [],
        [],
        [],
    ]
    assert (
        kind_of(question_of("multi")).line(
            CellRow(question_of("multi"), OPTION, "gone")
        )
        == "gone"
    )


@pytest.mark.parametrize(
    ("name", "value", "cell"),
    [
        ("single", "a", "Alpha"),
        ("single", "gone", None),
        ("multi", ["a"], None),
        ("number", {"value": "3", "unit": "days"}, "3"),
        ("number", "never", "Never"),
        ("date", "2026-01-31", datetime.date(2026, 1, 31)),
        ("date", "never", "Never"),
        ("text", "words", "words"),
        ("text", {"value": "7"}, "7"),
        ("countries", ["IE", "else"], "Ireland; Elsewhere"),
        ("countries", {"value": "7"}, "7"),
    ],
)
def test_an_answer_stands_in_its_cell(name, value, cell):
    question = question_of(name)

    assert kind_of(question).cell(CHOICES, question, value) == cell


@pytest.mark.parametrize(
    ("name", "part", "value", "cell"),
    [
        ("multi", (OPTION, "a"), ["a"], "Yes"),
        ("multi", (OPTION, "b"), ["a"], None),
        ("number", (UNIT, ""), {"value": "3", "unit": "days"}, "days"),
        ("number", (UNIT, ""), "never", None),
        ("single", (OPTION, "a"), "a", None),
    ],
)
def test_the_rest_of_an_answer_stands_in_the_lines_below(name, part, value, cell):
    question = question_of(name)

    assert kind_of(question).line_cell(CHOICES, CellRow(question, *part), value) == cell


def test_cells_offer_what_can_be_chosen():
    def offers(name):
        question = question_of(name)
        labels = kind_of(question).labels(CHOICES, question)
        return labels and labels.shown

    assert offers("single") == {"a": "Alpha", "b": "Beta"}
    assert offers("number") == offers("date") == dict(SPECIAL)
    assert (offers("multi"), offers("text")) == (None, None)
    assert list(offers("countries")) == [
        "unknown",
        "else",
        "IN",
        "IE",
        "XK",
        "CH",
        "US",
    ]
    row = CellRow(question_of("number"), UNIT)
    lines = kind_of(row.question).line_labels(CHOICES, row)
    assert lines.shown == {"hours": "hours", "days": "days"}
    below = CellRow(question_of("multi"), OPTION, "a")
    assert kind_of(below.question).line_labels(CHOICES, below) is CHOICES.yes


def cells(main=None, **more):
    return Parts(
        "B2",
        None if main is None else GivenCell("B2", lambda: main),
        more={
            ((UNIT, "") if name == UNIT else (OPTION, name)): GivenCell(
                "B3", lambda text=text: text
            )
            for name, text in more.items()
        },
    )


@pytest.mark.parametrize(
    ("name", "parts", "read"),
    [
        ("single", cells("Beta"), "b"),
        ("single", cells(" "), None),
        ("single", cells(), None),
        ("multi", cells("left aside", a="Yes", b="no"), ["a"]),
        ("multi", cells(), None),
        ("number", cells("3", unit="days"), {"value": "3", "unit": "days"}),
        ("number", cells("3"), {"value": "3"}),
        ("number", cells(unit="days"), None),
        ("number", cells("never", unit="days"), "never"),
        ("date", cells("Never"), "never"),
        ("date", cells("2026-01-31"), "2026-01-31"),
        ("date", cells(), None),
        ("text", cells("words"), "words"),
        ("text", cells(), None),
        ("countries", cells("Ireland; US, Other"), ["IE", "US", "else"]),
        ("countries", cells(" ; "), None),
        ("countries", cells(), None),
    ],
)
def test_an_answer_is_read_from_its_cells(name, parts, read):
    question = question_of(name)

    assert kind_of(question).read(CHOICES, question, parts) == read


@pytest.mark.parametrize(
    ("name", "parts", "place", "what", "expected"),
    [
        ("single", cells("x" * 61), "B2", f"“{'x' * 60}” is not one of the answers", "one of: Alpha; Beta"),
        ("multi", cells(a="perhaps"), "B3", "“perhaps” says neither yes nor no", "“Yes”, or an empty cell"),
        ("number", cells("3", unit="weeks"), "B3", "“weeks” is not one of the answers", "one of: hours; days"),
        ("countries", cells("Atlantis; IE"), "B2", "“Atlantis” is no country", "names or codes from the sheet of countries"),
        ("countries", cells("x" * 61), "B2", f"“{'x' * 60}” is no country", "names or codes from the sheet of countries"),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_understood_is_named(name, parts, place, what, expected):
    question = question_of(name)

    with pytest.raises(Wrong) as refused:
        kind_of(question).read(CHOICES, question, parts)

    complaint = refused.value.complaint
    assert (complaint.place, complaint.what, complaint.expected) == (
        place,
        what,
        expected,
    )


def test_kinds_say_what_pages_and_cells_have_to_know():
    def names(flag):
        return {name for name in KINDS if getattr(kind_of(question_of(name)), flag)}

    assert names("has_legend") == {*KINDS} - {"text"}
    assert names("has_options") == {"single", "multi"}
    assert names("is_answered_below") == {"multi"}
    assert names("takes_only_listed") == {"single"}
    assert names("has_bounds") == {"number"}
    assert names("is_day") == {"date"}
    assert names("names_places") == {"countries"}
    for name in KINDS:
        kind = kind_of(question_of(name))
        assert kind.offers_reason(asked(name))
        assert kind.places_in(["IE"]) == 0
        assert kind.covers(DOCUMENT) == DOCUMENT.countries
