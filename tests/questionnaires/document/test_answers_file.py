"""Answers written down and read back, and the line of every fault."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from questionnaires.document.answers_file import (
    MAX_ENTRIES,
    MAX_VALUES,
    AnswersFile,
    read_answers,
    read_source,
    write_answers,
)
from questionnaires.document.errors import DocumentError
from questionnaires.document.values import EntryValue, Filled
from riskapp.shipped.core import core_document
from tests.factories.documents import AS_OF, PLACES, minimal_document

EXAMPLES = sorted((Path(__file__).parents[3] / "docs" / "examples").glob("*.yaml"))

DOCUMENT = minimal_document(
    """
    - {id: S, text: Is there?, kind: single, weight: 1, options: [{code: "yes", label: "Yes", risk: 0}, {code: "no", label: "No", risk: 4}]}
    - {id: N, text: How long?, kind: number, weight: 0, units: [{code: days, label: days}]}
    - {id: D, text: When?, kind: date, weight: 0}
    - {id: X, text: What?, kind: text, weight: 1}
    - {id: C, text: Where?, kind: countries, weight: 1}
    - {id: L, text: On what?, kind: legal_bases, weight: 1, places_from: [C]}
    """,
    repeated="""
    - {id: T-1, text: Which tool?, kind: text, weight: 1}
    - {id: T-2, text: Whose?, kind: text, weight: 1}
    """,
    profile="- {id: P, text: Is it ours?, kind: single, role: switch, options: [{code: 'yes', label: 'Yes'}]}",
    **PLACES,
)
HEAD = "questionnaire: small\nas_of: 2026-11-23\n"
HERE = "# here"


def find(wanted):
    if wanted not in ("small", "small@1"):
        raise LookupError(wanted)
    return DOCUMENT


def read(text):
    return read_answers(text, "answers.yaml", find)


SHORT = replace(DOCUMENT, short_form=("S", "T-1"))


def read_short(text):
    return read_answers(text, "answers.yaml", lambda _wanted: SHORT)


def test_a_file_of_the_short_form_says_so_and_comes_back_the_same():
    text = HEAD + "form: short\nanswers: {S: 'yes'}\ntools: [{answers: {T-1: A}}]\n"

    answers = read_short(text)

    assert answers.filled.is_short
    assert "form: short\n" in write_answers(answers)
    assert read_short(write_answers(answers)).filled == answers.filled
    assert not read_short(HEAD + "form: whole\nanswers: {X: Why}\n").filled.is_short


@pytest.mark.parametrize(
    ("rest", "what"),
    [
        ("form: long", "unknown form 'long'"),
        ("form: short\nanswers: {X: Why}", "X is not asked in the short form"),
        (
            "form: short\ntools: [{answers: {T-1: A, T-2: B}}]",
            "T-2 is not asked in the short form",
        ),
    ],
)
def test_what_the_short_form_does_not_ask_is_refused_in_a_file(rest, what):
    with pytest.raises(DocumentError) as refusal:
        read_short(HEAD + rest)

    assert what in str(refusal.value)


def test_a_questionnaire_without_a_short_form_has_none_in_a_file():
    [fault] = faults_of(HEAD + "form: short")

    assert (fault.what, fault.expected) == (
        "this questionnaire has no short form",
        "form: whole",
    )


def faults_of(text):
    with pytest.raises(DocumentError) as refusal:
        read(text)
    return refusal.value.faults


def line_of(text):
    return next(n for n, line in enumerate(text.split("\n"), 1) if HERE in line)


def answers_file(filled):
    return AnswersFile(DOCUMENT, filled, AS_OF, "Vendor", "RS")


def saying(text):
    return answers_file(Filled(answers={"X": text}))


def tools(*ids):
    return tuple(EntryValue(name, "TOOL", {}, f"Tool {name}") for name in ids)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_that_is_written_reads_back_the_same(path):
    answers = read_answers(
        path.read_text("utf-8"), path.name, lambda wanted: core_document()
    )

    again = read_answers(
        write_answers(answers), path.name, lambda wanted: core_document()
    )

    assert again == answers


def test_there_are_five_examples():
    assert len(EXAMPLES) == 5


@pytest.mark.parametrize(
    "text",
    [
        "yes", "true", "null", "~", "7", "-0", "1.5", "0x1f", "2026-01-31", "<<", "=",
        "- a", "a: b", "# a", "&a", "*a", "!a", "{a}", "'a", '"a"', "a\\n", "%a", "@a", "`a",
        "two\n\n lines\n", "a\tb", "a" * 300, "word " * 100, "\ufeffa", "é😀漢", "a \n b",
    ],
)  # fmt: skip
def test_no_text_changes_its_meaning_in_the_file(text):
    assert read(write_answers(saying(text.strip()))).filled.answers == {
        "X": text.strip()
    }


def test_a_file_with_nothing_but_its_head_is_read():
    answers = read(HEAD)

    assert answers.document is DOCUMENT
    assert answers.as_of == AS_OF
    assert answers.filled == Filled()
    assert (answers.respondent_name, answers.respondent_country) == ("", "")


def test_json_is_read_like_yaml():
    data = {
        "questionnaire": "small@1",
        "as_of": "2026-11-23",
        "answers": {"N": 1.50, "X": "\U0001f98a", "S": "no"},
        "tools": [{"answers": {"T-1": "Agent"}}],
    }

    answers = read(json.dumps(data))

    assert answers.filled.answers == {
        "N": {"value": "1.5", "unit": "days"},
        "X": "\U0001f98a",
        "S": "no",
    }
    assert answers.filled.entries[0].answers == {"T-1": "Agent"}


@pytest.mark.parametrize("escape", [r"\ud800", r"\ud83e\udd8a\u0000"])
def test_json_cannot_bring_in_what_yaml_cannot(escape):
    head = '"questionnaire": "small", "as_of": "2026-11-23"'

    faults = faults_of(f'{{{head}, "vendor": {{"name": "{escape}"}}}}')

    assert faults[0].what.startswith("the character U+")


def test_an_entry_without_a_name_is_called_by_its_number():
    answers = read(f"{HEAD}tools: [{{answers: {{T-1: Agent}}}}, {{name: Chat}}]")

    assert [entry.title for entry in answers.filled.entries] == ["AI tool 1", "Chat"]
    assert [entry.id for entry in answers.filled.entries] == ["1", "2"]


def test_evidence_of_a_question_asked_per_entry_counts_for_every_entry():
    answers = read(
        f"{HEAD}evidence: {{S: verified, TOOL/T-1: documented}}\ntools: [{{name: A}}, {{name: B}}]"
    )

    assert answers.filled.evidence == {
        ("S", ""): "verified",
        ("T-1", "1"): "documented",
        ("T-1", "2"): "documented",
    }


def test_of_unlike_evidence_the_weakest_is_written():
    evidence = {("T-1", "1"): "verified", ("T-1", "2"): "documented"}

    again = read(
        write_answers(answers_file(Filled(entries=tools("1", "2"), evidence=evidence)))
    )

    assert set(again.filled.evidence.values()) == {"documented"}


def test_evidence_for_one_entry_is_never_written_for_another():
    evidence = {("T-1", "1"): "verified"}

    again = read(
        write_answers(answers_file(Filled(entries=tools("1", "2"), evidence=evidence)))
    )

    assert set(again.filled.evidence.values()) == {"declared"}


def test_an_answer_that_is_left_empty_is_open():
    assert read(f"{HEAD}answers:\n  X:\n").filled.answers == {}


# Name: the text, what is wrong, what was expected.
REFUSALS = {
    "unknown questionnaire": (f"questionnaire: other {HERE}\nas_of: 2026-11-23", "unknown questionnaire 'other'", "one that is installed"),
    "missing day": (f"questionnaire: small {HERE}", "'as_of' is nothing", "text"),
    "day that is none": (f"questionnaire: small\nas_of: tomorrow {HERE}", "as_of is 'tomorrow'", "a date such as 2026-11-23"),
    "day of another age": (f"questionnaire: small\nas_of: 1999-12-31 {HERE}", "as_of is '1999-12-31'", "a date such as 2026-11-23"),
    "unknown key": (f"{HEAD}answer: {{X: a}} {HERE}", "unknown key 'answer'", "perhaps 'answers'"),
    "unknown question": (f"{HEAD}answers:\n  X: a\n  XX: b {HERE}", "unknown key 'XX'", "perhaps 'X'"),
    "refused answer": (f"{HEAD}answers:\n  X: a\n  S: maybe {HERE}", "S: “maybe” is not one of the answers", ""),
    "day after the file's own": (f"{HEAD}answers:\n  D: 2026-11-24 {HERE}", "D: The date must not lie after 2026-11-23", ""),
    "refused answer of an entry": (f"{HEAD}tools:\n  - name: A\n    answers:\n      T-1: [a] {HERE}", "T-1: Enter text", ""),
    "question of an entry answered for the whole": (f"{HEAD}answers:\n  T-1: a {HERE}", "unknown key 'T-1'", "one of C, D, L, N, S, X"),
    "question of the whole answered for an entry": (f"{HEAD}tools:\n  - name: A\n    answers:\n      X: a {HERE}", "unknown key 'X'", "one of T-1, T-2"),
    "profile answer among the answers": (f"{HEAD}answers:\n  P: yes {HERE}", "unknown key 'P'", "one of "),
    "refused profile answer": (f"{HEAD}engagement:\n  P: perhaps {HERE}", "P: “perhaps” is not one of the answers", ""),
    "unknown evidence": (f"{HEAD}evidence:\n  S: sworn {HERE}", "unknown evidence level 'sworn'", "one of declared, documented, verified"),
    "evidence of an entry without its section": (f"{HEAD}evidence:\n  T-1: declared {HERE}", "unknown key 'T-1'", "one of C, D, L, N, S, TOOL/T-1, TOOL/T-2, X"),
    "answers that are a list": (f"{HEAD}answers: [X] {HERE}", "a list", "a mapping"),
    "tools that are a mapping": (f"{HEAD}tools: {{name: A}} {HERE}", "a mapping", "a list"),
    "too many tools": (f"{HEAD}tools: [{'{},' * (MAX_ENTRIES + 1)}] {HERE}", f"a list of {MAX_ENTRIES + 1}", f"at most {MAX_ENTRIES}"),
    "long country": (f"{HEAD}vendor:\n  country: ZZ {HERE}", "'ZZ' is not a country", "two letters such as RS"),
    "week date": ("questionnaire: small@1\nas_of: 2026-W48-1 {HERE}\n".replace("{HERE}", HERE), "as_of is '2026-W48-1'", "a date such as 2026-11-23"),
    "name that turns": (f"{HEAD}vendor:\n  name: \"a\\u202Eb\" {HERE}", "the name holds a mark that changes the direction of reading: U+202E in line 1", "a name without it"),
    "tool twice": (f"{HEAD}tools:\n  - name: Agent\n  - name: ' AGENT' {HERE}", "AI tool ' AGENT' stands in line 4 already", "each one once, told apart by its name"),
    "key twice": (f"{HEAD}answers:\n  X: a\n  X: b {HERE}", "'X' stands twice", "each key once"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "what", "expected"), REFUSALS.values(), ids=REFUSALS)
def test_a_fault_is_named_with_its_line(text, what, expected):
    faults = faults_of(text)

    fault = next((f for f in faults if f.what.startswith(what)), faults[0])
    assert (fault.file, fault.line) == ("answers.yaml", line_of(text))
    assert fault.what.startswith(what)
    assert fault.expected.startswith(expected)


def test_a_fault_in_json_is_named_with_its_line():
    text = '{"questionnaire": "small",\n"as_of": "2026-11-23",\n"answers": {\n"S": "maybe"}}'

    (fault,) = faults_of(text)

    assert fault.line == 4
    assert fault.what.startswith("S: “maybe” is not one of the answers")


def test_a_refused_answer_is_told_in_one_sentence():
    (fault,) = faults_of(f"{HEAD}answers: {{S: maybe}}")

    assert str(fault).endswith(
        ": S: “maybe” is not one of the answers. Choose one of: yes, no."
    )


def test_a_key_that_stands_twice_in_json_is_refused():
    text = '{"questionnaire": "small",\n"as_of": "2026-11-23",\n"as_of": "2026-11-24"}'

    (fault,) = faults_of(text)

    assert (fault.line, fault.what) == (3, "'as_of' stands twice")


def test_every_fault_is_found_at_once():
    faults = faults_of(f"{HEAD}answers: {{S: maybe, XX: b}}\nevidence: {{S: sworn}}")

    assert len(faults) == 3


def test_tools_are_refused_where_nothing_repeats():
    plain = replace(DOCUMENT, sections=DOCUMENT.sections[:1])

    with pytest.raises(DocumentError, match="nothing repeats here"):
        read_answers(f"{HEAD}tools: [{{name: A}}]", "answers.yaml", lambda _: plain)


@pytest.mark.parametrize(
    ("text", "data"),
    [
        (r'{"a": "\ud83d\ude00", "b": 1.50}', {"a": "😀", "b": "1.50"}),
        ('{"a": 1}', {"a": 1}),
        ("{a: 1}", {"a": 1}),
        (" a: 1", {"a": 1}),
    ],
)
def test_json_is_read_with_its_own_escapes(text, data):
    assert read_source(text, "a.json").data == data


@pytest.mark.parametrize("text", ['{"a": 1, "a": 2}', '{"a": 1, "b": [}'])
def test_json_that_is_none_is_refused_as_yaml(text):
    with pytest.raises(DocumentError):
        read_source(text, "a.json")


@pytest.mark.parametrize(
    "day", ["1999-12-31", "3000-01-01", "2026-02-30", "today", "20261123"]
)
def test_the_day_is_a_real_one_of_our_time(day):
    with pytest.raises(DocumentError, match="as_of"):
        read(f"questionnaire: small\nas_of: {day}\n")


@pytest.mark.parametrize(
    ("text", "what", "expected"),
    [
        (f"questionnaire: {'q' * 121} {HERE}\nas_of: 2026-11-23", "'questionnaire' has 121 characters", "at most 120"),
        (f"questionnaire: small\nas_of: 2026-11-231 {HERE}", "'as_of' has 11 characters", "at most 10"),
        (f"questionnaire: small\nas_of: 3000-01-01 {HERE}", "as_of is '3000-01-01'", "a date such as 2026-11-23"),
        (f"questionnaire: small\nas_of: 2026-02-30 {HERE}", "as_of is '2026-02-30'", "a date such as 2026-11-23"),
        (f"{HEAD}vendor:\n  name: {'n' * 201} {HERE}", "'name' has 201 characters", "at most 200"),
        (f"{HEAD}vendor:\n  country: {'c' * 101} {HERE}", "'country' has 101 characters", "at most 100"),
        (f"{HEAD}vendor:\n  country: {'c' * 61} {HERE}", f"'{'c' * 60}' is not a country", "two letters such as RS"),
        (f"{HEAD}vendor:\n  town: x {HERE}", "unknown key 'town'", "one of country, name"),
        (f"{HEAD}tools:\n  - colour: x {HERE}", "unknown key 'colour'", "one of answers, id, name"),
        (
            f"{HEAD}tools:\n  - name: {'n' * 100}\n  - name: {'n' * 100} {HERE}",
            f"AI tool '{'n' * 80}' stands in line 4 already",
            "each one once, told apart by its name",
        ),
    ],
)  # fmt: skip
def test_a_limit_is_named_with_the_line_that_goes_beyond_it(text, what, expected):
    faults = faults_of(text)

    assert (what, expected, line_of(text)) in {
        (fault.what, fault.expected, fault.line) for fault in faults
    }


@pytest.mark.parametrize("day", ["2000-01-01", "2999-12-31"])
def test_a_day_of_our_time_is_taken(day):
    assert read(f"questionnaire: small\nas_of: {day}").as_of.isoformat() == day


def test_who_answers_has_a_name_and_a_country():
    answers = read(f"{HEAD}vendor: {{name: {'n' * 200}, country: Ireland}}")

    assert answers.respondent_name == "n" * 200
    assert answers.respondent_country == "IE"


def test_what_is_written_is_what_can_be_read():
    evidence = {("S", ""): "verified"}
    filled = Filled({"P": "yes"}, {"S": "no"}, tools("1"), evidence)

    assert write_answers(answers_file(filled)) == (
        "questionnaire: small@1\n"
        "as_of: '2026-11-23'\n"
        "vendor:\n"
        "  name: Vendor\n"
        "  country: RS\n"
        "engagement:\n"
        "  P: 'yes'\n"
        "answers:\n"
        "  S: 'no'\n"
        "evidence:\n"
        "  S: verified\n"
        "tools:\n"
        "- name: Tool 1\n"
        "  answers: {}\n"
    )


def test_evidence_of_an_entry_that_is_gone_is_written_as_the_weakest():
    evidence = {("T-1", "9"): "verified"}

    text = write_answers(answers_file(Filled(evidence=evidence)))

    assert "  TOOL/T-1: declared\n" in text
    assert read(text).filled.evidence == {}


@pytest.mark.parametrize("text", ["answers:\n  GOV-01: [{}]\n", '{{"answers": [{}]}}'])
def test_a_file_has_no_more_values_than_all_answers_need(text):
    given = text.format(",".join("1" * (MAX_VALUES + 1)))

    with pytest.raises(DocumentError, match=f"too many values.*{MAX_VALUES}"):
        read_source(given, "answers.yaml")
