"""A questionnaire with one of everything, read in full and refused line by line."""

from textwrap import dedent

import pytest

from questionnaires.document.errors import DocumentError
from questionnaires.document.model import (
    AnyEntry,
    CheckCase,
    ConditionTerm,
    ConsistencyCheck,
    Kind,
    Unit,
)
from questionnaires.document.parsing import document_from_data, parse_document
from questionnaires.document.source import Source, read_yaml
from tests.factories.documents import parse

FULL = dedent(
    """\
    schema: 2
    id: whole
    version: '7'
    title: A whole document
    as_of: '2026-11-23'
    minutes_per_entry: 20
    seconds_per_question: 30
    countries:
      as_of: '2026-11-01'
      note: A note
      countries:
        - {code: IE, name: Ireland, status: eea, aliases: [Eire]}
        - {code: US, name: United States, status: conditional}
    conditions:
      fine: {question: Q-1, is: ["yes"]}
    profile:
      - id: P-1
        text: How much?
        kind: single
        role: impact
        options: [{code: a, label: A, level: 1}]
    sections:
      - code: GOV
        title: Governance
        intro: About rules
        weight: 1
        questions:
          - id: Q-1
            text: Is there a rule?
            guidance: Look it up
            evidence: The rule itself
            kind: single
            weight: 0
            options:
              - {code: "yes", label: "Yes", level: 3, aliases: [sure], place: eea}
              - {code: "no", label: "No", not_applicable: true, exclusive: true}
          - id: Q-2
            text: How long?
            kind: number
            weight: 0
            least: '0.5'
            most: 100
            units: [{code: hours, label: hours}, {code: days, label: days, factor: 24}]
            specials: [{code: unknown, label: Not known}]
            show_if: {condition: fine}
          - id: Q-3
            text: Which again?
            kind: single
            weight: 0
            options_from: Q-1
          - id: Q-4
            text: How much of it?
            kind: number
            weight: 0
            units: [{code: percent, label: percent}]
      - code: TOOL
        title: Tools
        weight: 2
        repeat: {entry: AI tool, title_from: T-1}
        questions:
          - {id: T-1, text: Name?, kind: text, weight: 0}
    checks:
      - id: 3
        title: Two that hardly go together
        cases:
          - {when: {question: Q-1, is: ["no"]}, text: There is no rule.}
          - {when: {question: T-1, answered: true}, text: It has a name., each: TOOL}
    """
)


@pytest.fixture(scope="module")
def document():
    return parse(FULL)


def test_a_document_is_what_its_file_says(document):
    assert (document.id, document.version, document.title) == (
        "whole",
        "7",
        "A whole document",
    )
    assert (document.as_of, document.countries_as_of) == ("2026-11-23", "2026-11-01")
    assert (document.entry_minutes, document.question_seconds) == (20, 30)
    assert list(document.questions) == ["P-1", "Q-1", "Q-2", "Q-3", "Q-4", "T-1"]
    assert [question.id for question in document.profile] == ["P-1"]
    assert document.conditions == {"fine": ConditionTerm("Q-1", "is", ("yes",))}


def test_what_a_document_does_not_say_is_usual():
    less = FULL.replace("minutes_per_entry: 20\n", "").replace(
        "seconds_per_question: 30\n", ""
    )
    less = less.replace("as_of: '2026-11-23'\n", "", 1).replace(
        "{entry: AI tool, title_from: T-1}", "{}"
    )

    found = parse(less)

    assert (found.as_of, found.entry_minutes, found.question_seconds) == ("", 10, 40)
    tools = found.section_by_code["TOOL"]
    assert (tools.entry_name, tools.entry_title, tools.intro) == ("Entry", "", "")


def test_sections_repeat_or_stand_once(document):
    rules, tools = document.sections

    assert (rules.code, rules.title, rules.intro) == (
        "GOV",
        "Governance",
        "About rules",
    )
    assert (rules.repeat, rules.entry_name, rules.entry_title) == (False, "", "")
    assert (tools.repeat, tools.entry_name, tools.entry_title) == (
        True,
        "AI tool",
        "T-1",
    )
    assert document.questions["T-1"].repeated
    assert not document.questions["Q-1"].repeated
    assert [q.section for q in document.questions.values()] == [
        "",
        "GOV",
        "GOV",
        "GOV",
        "GOV",
        "TOOL",
    ]


def test_a_question_is_what_its_file_says(document):
    asked = document.questions["Q-1"]
    yes, no = asked.options

    assert (asked.text, asked.kind) == ("Is there a rule?", Kind.SINGLE)
    assert (asked.guidance, asked.evidence) == ("Look it up", "The rule itself")
    assert (yes.code, yes.label, yes.level) == ("yes", "Yes", 3)
    assert (yes.not_applicable, yes.exclusive) == (False, False)
    assert (yes.place, yes.aliases) == ("eea", ("sure",))
    assert (no.not_applicable, no.exclusive, no.level) == (True, True, None)
    assert (no.place, no.aliases) == (None, ())
    assert document.questions["Q-3"].options == asked.options


def test_a_number_has_its_units_and_bounds(document):
    asked, share = document.questions["Q-2"], document.questions["Q-4"]

    assert asked.units == (Unit("hours", "hours", 1), Unit("days", "days", 24))
    assert (str(asked.least), asked.most) == ("1/2", 100)
    assert [special.code for special in asked.specials] == ["unknown"]
    assert asked.show_if == ConditionTerm("Q-1", "is", ("yes",))
    assert (share.least, share.most) == (None, 100)


def test_a_check_is_what_its_file_says(document):
    assert document.checks == (
        ConsistencyCheck(
            3,
            "Two that hardly go together",
            (
                CheckCase(ConditionTerm("Q-1", "is", ("no",)), "There is no rule.", ""),
                CheckCase(
                    ConditionTerm("T-1", "answered", True),
                    "It has a name.",
                    "TOOL",
                ),
            ),
        ),
    )


def test_countries_are_known_by_their_names(document):
    ireland, states = document.countries.values()

    assert (ireland.code, ireland.name, ireland.status) == ("IE", "Ireland", "eea")
    assert (ireland.aliases, states.aliases) == (("Eire",), ())
    assert document.country_code("EIRE") == "IE"
    assert document.country_code("us") == "US"
    assert document.country_code("Atlantis") is None


def test_a_stored_version_is_read_without_lines(document):
    data = read_yaml(FULL, "whole.yaml").data

    assert document_from_data(data) == document
    with pytest.raises(DocumentError, match=r"^whole:1: 'title' is nothing"):
        document_from_data({k: v for k, v in data.items() if k != "title"})


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("schema: 2", "schema: 3", "schema is 3, expected schema 2"),
        ("id: whole", "id: '-'", "'id' is '-', expected letters"),
        ("version: '7'", "version: ''", "'version' is '', expected text"),
        ("version: '7'", f"version: '{'7' * 21}'", "'version' has 21 characters, expected at most 20"),
        ("title: A whole", f"title: {'x' * 201}\n\n#", "'title' has 201 characters, expected at most 200"),
        ("title: A whole document", "title: ''", "'title' is '', expected text"),
        ("title: A whole document", "name: x\ntitle: x", "unknown key 'name'"),
        ("as_of: '2026-11-23'", "as_of: '2026-11-234'", "'as_of' has 11 characters, expected at most 10"),
        ("minutes_per_entry: 20", "minutes_per_entry: 0", "'minutes_per_entry' is '0', expected a whole number from 1 to 240"),
        ("minutes_per_entry: 20", "minutes_per_entry: 241", "'minutes_per_entry' is '241', expected a whole number from 1 to 240"),
        ("seconds_per_question: 30", "seconds_per_question: 0", "'seconds_per_question' is '0', expected a whole number from 1 to 3600"),
        ("seconds_per_question: 30", "seconds_per_question: 3601", "'seconds_per_question' is '3601', expected a whole number from 1 to 3600"),
        ("as_of: '2026-11-01'", "as_of: '2026-11-011'", "'as_of' has 11 characters, expected at most 10"),
        ("note: A note", "remark: A note", "unknown key 'remark'"),
        ("code: IE, name", "code: ie, name", "country code 'ie', expected two capital letters (ISO 3166-1)"),
        ("code: IE, name", "code: IRL, name", "country code 'IRL', expected two capital letters (ISO 3166-1)"),
        ("code: US, name", "code: IE, name", "country 'IE' stands twice, expected each country once"),
        ("name: Ireland", "name: ''", "'name' is '', expected text"),
        ("name: Ireland", f"name: {'x' * 101}", "'name' has 101 characters, expected at most 100"),
        ("aliases: [Eire]", "aliases: [1]", "'aliases' holds '1', expected short texts"),
        ("aliases: [Eire]", "known_as: [1]", "unknown key 'known_as'"),
        ('fine: {question: Q-1', 'fine: {question: Q-9', "unknown question 'Q-9'"),
        ("id: P-1", "id: '-'", "'id' is '-', expected letters"),
        ("code: GOV", "code: '-'", "'code' is '-', expected letters"),
        ("code: GOV", f"code: {'G' * 21}", "'code' has 21 characters, expected at most 20"),
        ("title: Governance", "title: ''", "'title' is '', expected text"),
        ("title: Governance", f"title: {'x' * 201}", "'title' has 201 characters, expected at most 200"),
        ("intro: About rules", "intro: [x]", "'intro' is a list, expected text"),
        ("intro: About rules", "about: x", "unknown key 'about'"),
        ("id: Q-1", f"id: {'Q' * 33}", "'id' has 33 characters, expected at most 32"),
        ("text: Is there a rule?", "text: ''", "'text' is '', expected text"),
        ("text: Is there a rule?", f"text: {'x' * 2001}", "'text' has 2001 characters, expected at most 2000"),
        ("guidance: Look it up", "guidance: [x]", "'guidance' is a list, expected text"),
        ("guidance: Look it up", "help: x", "unknown key 'help'"),
        ("evidence: The rule itself", "evidence: [x]", "'evidence' is a list, expected text"),
        ("kind: number", "kind: numbers", "unknown kind 'numbers', expected perhaps 'number'"),
        ('label: "Yes"', "label: ''", "'label' is '', expected text"),
        ('label: "Yes"', f"label: {'x' * 301}", "'label' has 301 characters, expected at most 300"),
        ("level: 3", "level: 5", "'level' is '5', expected a whole number from 0 to 4"),
        ("aliases: [sure]", "aliases: [1]", "'aliases' holds '1', expected short texts"),
        ("place: eea", "place: far", "unknown status 'far'"),
        ("not_applicable: true", "not_applicable: 1", "'not_applicable' is '1', expected true or false"),
        ("exclusive: true", "exclusive: 1", "'exclusive' is '1', expected true or false"),
        ("exclusive: true", "alone: true", "unknown key 'alone'"),
        ('code: "no"', 'code: "yes"', "option 'yes' stands twice, expected each option once"),
        ("least: '0.5'", "least: x", "'least' is 'x', expected a number of 0 or more"),
        ("least: '0.5'", "least: 101", "least 101 above most 100, expected least below most"),
        ("most: 100", "most: x", "'most' is 'x', expected a number of 0 or more"),
        ("code: hours, label: hours", "code: '-', label: hours", "'code' is '-', expected letters"),
        ("code: hours, label: hours", "code: hours, label: ''", "'label' is '', expected text"),
        ("code: hours, label: hours", f"code: hours, label: {'x' * 41}", "'label' has 41 characters, expected at most 40"),
        ("factor: 24", "factor: 0", "factor 0, expected a number above 0"),
        ("factor: 24", "times: 24", "unknown key 'times'"),
        ("{code: days,", "{code: hours,", "unit 'hours' stands twice, expected each unit once"),
        ("{condition: fine}", "{condition: gone}", "unknown named condition 'gone', expected one of fine"),
        ("options_from: Q-1", "options_from: Q-9", "unknown question 'Q-9'"),
        ("options_from: Q-1", "options_from: Q-4", "Q-4 has no options of its own, expected a question that lists its options"),
        ("entry: AI tool", f"entry: {'x' * 41}", "'entry' has 41 characters, expected at most 40"),
        ("title_from: T-1", "title_from: Q-1", "unknown question 'Q-1', expected a question of TOOL"),
        ("title_from: T-1", "name: T-1", "unknown key 'name'"),
        ("id: 3\n", "id: 0\n", "'id' is '0', expected a whole number from 1 to 1000"),
        ("id: 3\n", "id: 1001\n", "'id' is '1001', expected a whole number from 1 to 1000"),
        ("title: Two that", f"title: {'x' * 200}", "'title' has 219 characters, expected at most 200"),
        ("title: Two that hardly go together", "title: ''", "'title' is '', expected text"),
        ("title: Two that hardly go together", "name: x", "unknown key 'name'"),
        ("text: There is no rule.", "text: ''", "'text' is '', expected text"),
        ("each: TOOL", "each: GOV", "unknown repeating section 'GOV', expected one of TOOL"),
        ("each: TOOL", "every: TOOL", "unknown key 'every'"),
    ],
)  # fmt: skip
def test_a_wrong_word_is_refused_with_its_line(before, after, fault):
    line = FULL[: FULL.index(before)].count("\n") + 1

    with pytest.raises(DocumentError) as refused:
        parse(FULL.replace(before, after, 1))

    assert f"small.yaml:{line}: {fault}" in str(refused.value)


def test_the_same_check_twice_and_the_same_question_twice_are_refused():
    twice = FULL[FULL.index("  - id: 3") :]
    text = (FULL + twice).replace("id: Q-3", "id: Q-1", 1)

    with pytest.raises(DocumentError) as refused:
        parse(text)

    said = str(refused.value)
    line = FULL.count("\n") + 1
    assert (
        f"small.yaml:{line}: check '3' stands twice, expected each check once" in said
    )
    assert ": question 'Q-1' stands 2 times, expected each question once" in said


def test_a_document_without_sections_or_questions_is_refused():
    head = FULL[: FULL.index("sections:")]

    with pytest.raises(DocumentError) as refused:
        parse(head + "sections: []\n")
    assert ": no sections, expected at least one section" in str(refused.value)
    empty = "sections:\n  - {code: GOV, title: X, weight: 1, questions: []}\n"
    with pytest.raises(DocumentError) as refused:
        parse(head + empty)
    assert ": section GOV has no questions, expected at least one question" in str(
        refused.value
    )


def test_what_is_no_mapping_is_no_document():
    with pytest.raises(DocumentError) as refused:
        parse_document(Source("words", {}, "x.yaml"))

    assert "x.yaml:1: 'words', expected a mapping" in str(refused.value)


def test_a_case_of_entries_asks_each(document):
    asked = document.checks[0].cases[1]

    assert asked.each == "TOOL"
    assert AnyEntry("TOOL") != asked.when
