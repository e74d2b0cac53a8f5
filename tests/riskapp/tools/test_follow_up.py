"""Clocks, changes and statements beside a questionnaire."""

import datetime
from dataclasses import replace

import pytest

from questionnaires.document.contradictions import Contradiction
from questionnaires.document.errors import DocumentError
from questionnaires.document.source import read_yaml
from riskapp.shipped.core import core_document
from riskapp.tools.follow_up import (
    Clock,
    FollowUp,
    ReportableChange,
    core_follow_up,
    parse_follow_up,
)
from tests.factories.answer_sets import TOOL, answer_set_with, answer_set_with_one_tool
from tests.factories.documents import answer_set_of, minimal_document

DAY = datetime.date(2026, 11, 1)
HEAD = "schema: follow-up/1\nquestionnaire: ai-toolchain-partner\n"


def parsed(text):
    return parse_follow_up(read_yaml(HEAD + text, "follow_up.yaml"), core_document())


def credential(days, since="2026-10-01", unit="days"):
    return answer_set_with_one_tool(
        {"T-11": "key", "T-13": {"value": days, "unit": unit}, "T-14": since}
    )


def endings(answer_set, **confirmed):
    at = (
        {("T-13", TOOL): DAY, ("T-14", TOOL): DAY} if not confirmed else confirmed["at"]
    )
    return core_follow_up().endings(answer_set, at)


def test_credential_ends_when_its_time_has_run_since_it_was_changed():
    [ending] = endings(credential("90"))

    assert ending.ends_on == datetime.date(2026, 12, 30)
    assert ending.places == (("T-13", TOOL), ("T-14", TOOL))


def test_hours_are_counted_as_days_rounded_up():
    [ending] = endings(credential("961", unit="hours"))

    assert ending.days == 41


@pytest.mark.parametrize(
    "answers",
    [
        {"T-11": "key", "T-13": {"value": "8", "unit": "hours"}, "T-14": "2026-10-01"},
        {"T-11": "key", "T-13": "none", "T-14": "2026-10-01"},
        {"T-11": "key", "T-13": {"value": "90", "unit": "days"}, "T-14": "per_run"},
        {"T-11": "none", "T-13": {"value": "90", "unit": "days"}, "T-14": "2026-10-01"},
        {},
    ],
)
def test_what_renews_itself_or_has_no_day_is_not_watched(answers):
    assert endings(answer_set_with_one_tool(answers)) == []


def test_confirmation_after_the_day_lets_the_time_run_again():
    later = datetime.date(2026, 12, 1)
    at = {("T-13", TOOL): later, ("T-14", TOOL): later}

    [ending] = endings(credential("30"), at=at)

    assert ending.ends_on == datetime.date(2026, 12, 31)


def test_confirming_only_one_of_the_answers_does_not_count():
    later = datetime.date(2026, 12, 1)

    [ending] = endings(
        credential("30"), at={("T-13", TOOL): later, ("T-14", TOOL): DAY}
    )

    assert ending.ends_on == datetime.date(2026, 10, 31) + datetime.timedelta(days=31)


def test_statements_are_put_to_every_tool():
    answer_set = answer_set_with(
        {"GOV-06": "no_rule"},
        tools={"A": {"T-03": "free"}, "B": {"T-03": "business"}},
    )

    found = core_follow_up().contradictions(answer_set)

    assert [(s.id, c.entry_title) for s, c in found] == [("private-accounts", "A")]
    assert found[0][1].questions == ("GOV-06", "T-03")


def test_other_questionnaire_has_no_follow_up():
    document = core_document()

    assert FollowUp(questionnaire="else").fitting(document) == FollowUp()
    assert core_follow_up().fitting(document) == core_follow_up()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("clocks: [{id: a, section: TOOL, since: T-13, lasts: T-13, asks: [T-13]}]", "T-13"),
        ("clocks: [{id: a, section: GOV, since: T-14, lasts: T-13, asks: [T-13]}]", "GOV"),
        ("changes: [{id: a, label: A, section: TOOL, asks: [T-99]}]", "T-99"),
        ("changes: [{id: a, label: A, section: TOOL}, {id: a, label: B, section: TOOL}]", "twice"),
        ("statements: [{id: a, title: A, text: B, when: {question: GOV-02, is: [no]}}]", "no"),
        ("other: 1", "other"),
    ],
)  # fmt: skip
def test_faults_are_refused_where_they_stand(text, fault):
    with pytest.raises(DocumentError) as refused:
        parsed(text)

    assert fault.lower() in str(refused.value).lower()


@pytest.mark.parametrize("language", ["de"])
def test_what_a_partner_can_report_is_said_in_every_language(language):
    english = {change.id: change.label for change in core_follow_up().changes}

    there = core_follow_up().in_language(language)

    assert all(change.label != english[change.id] for change in there.changes)
    assert all(change.label and change.label.strip() for change in there.changes)
    assert core_follow_up().in_language("xx") == core_follow_up()


@pytest.mark.parametrize("language", ["de"])
def test_statements_that_hardly_go_together_are_said_in_every_language(language):
    english = {one.id: one for one in core_follow_up().statements}

    there = core_follow_up().in_language(language).statements

    assert {one.id for one in there} == set(english)
    for one in there:
        assert one.title != english[one.id].title
        assert one.text != english[one.id].text
        assert one.when == english[one.id].when


# Everything that can be said of a small questionnaire of its own.
TOOLS = """
    - {id: T-1, text: Since, kind: date, weight: 0}
    - id: T-2
      text: How long?
      kind: number
      weight: 0
      units:
        - {code: days, label: Days}
        - {code: weeks, label: Weeks, factor: 7}
    - {id: T-3, text: Name, kind: text, weight: 0}
    - id: T-4
      text: How many?
      kind: number
      weight: 0
      units: [{code: pieces, label: Pieces}]
"""
FULL = """
clocks:
  - {id: key, section: TOOL, since: T-1, lasts: T-2, from_days: 7, asks: [T-1, T-2]}
  - {id: all, section: TOOL, since: T-1, lasts: T-2, asks: [T-1]}
changes:
  - {id: new, label: A new tool, section: TOOL, asks: [T-1, T-3], adds: true}
  - {id: old, label: Another, section: TOOL, asks: [T-3]}
statements:
  - {id: one, title: One, text: It is so., when: {question: Q-1, is: ["no"]}}
  - {id: each, title: Each, text: It is named., when: {question: T-3, answered: true}, each: TOOL}
"""
SMALL = minimal_document(repeated=TOOLS)


def small(text=FULL):
    head = "schema: follow-up/1\nquestionnaire: small"
    return parse_follow_up(read_yaml(head + text, "follow_up.yaml"), SMALL)


def test_what_is_followed_up_is_what_the_file_says():
    found = small()

    assert found.questionnaire == "small"
    assert found.clocks == (
        Clock("key", "TOOL", "T-1", "T-2", 7, ("T-1", "T-2")),
        Clock("all", "TOOL", "T-1", "T-2", 1, ("T-1",)),
    )
    assert found.changes == (
        ReportableChange("new", "A new tool", "TOOL", ("T-1", "T-3"), adds=True),
        ReportableChange("old", "Another", "TOOL", ("T-3",)),
    )
    assert [(s.id, s.title, s.text, s.each) for s in found.statements] == [
        ("one", "One", "It is so.", ""),
        ("each", "Each", "It is named.", "TOOL"),
    ]
    assert found.dated == {"T-1", "T-2"}


def test_what_the_file_does_not_say_is_not_followed_up():
    assert small("\n") == FollowUp("small")


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("id: key", "id: '-'", "4: 'id' is '-', expected letters"),
        ("id: key, section: TOOL", "id: key, section: GOV", "4: unknown repeating section 'GOV'"),
        ("since: T-1", "since: T-2", "4: unknown date question 'T-2'"),
        ("lasts: T-2", "lasts: T-1", "4: unknown number question 'T-1'"),
        ("from_days: 7", "from_days: 0", "4: 'from_days' is '0', expected a whole number from 1 to 3650"),
        ("from_days: 7", "from_days: 3651", "4: 'from_days' is '3651', expected a whole number from 1 to 3650"),
        ("from_days: 7", "days: 7", "4: unknown key 'days'"),
        ("asks: [T-1, T-2]", "asks: [T-1, T-8]", "4: unknown question 'T-8'"),
        ("label: A new tool", "label: ''", "7: 'label' is ''"),
        ("label: A new tool", f"label: {'x' * 201}", "7: 'label' has 201 characters, expected at most 200"),
        ("adds: true", "adds: 1", "7: 'adds' is '1', expected true or false"),
        ("adds: true", "takes: 1", "7: unknown key 'takes'"),
        ("id: old", "id: new", "8: id 'new' stands twice"),
        ("title: One", "title: ''", "10: 'title' is ''"),
        ("text: It is so.", "text: ''", "10: 'text' is ''"),
        ("text: It is so.", f"text: {'x' * 501}", "10: 'text' has 501 characters, expected at most 500"),
        ("title: One", f"title: {'x' * 201}", "10: 'title' has 201 characters, expected at most 200"),
        ("question: Q-1", "question: Q-9", "10: unknown question 'Q-9'"),
        ("each: TOOL", "each: GOV", "11: unknown repeating section 'GOV'"),
        ("each: TOOL", "every: TOOL", "11: unknown key 'every'"),
    ],
)  # fmt: skip
def test_a_wrong_word_is_refused_with_its_line(before, after, fault):
    assert before in FULL

    with pytest.raises(DocumentError) as refused:
        small(FULL.replace(before, after, 1))

    assert f"follow_up.yaml:{fault}" in str(refused.value)


def test_a_file_for_another_questionnaire_is_refused():
    text = "schema: 1\nquestionnaire: big\n"

    with pytest.raises(DocumentError) as refused:
        parse_follow_up(read_yaml(text, "follow_up.yaml"), SMALL)

    said = str(refused.value)
    assert "follow_up.yaml:1: schema is 1, expected schema follow-up/1" in said
    assert (
        "follow_up.yaml:2: unknown questionnaire 'big', expected one of small" in said
    )


def test_of_the_file_stays_what_a_version_still_asks():
    section = SMALL.section_by_code["TOOL"]

    def without(*names):
        left = tuple(q for q in section.questions if q.id not in names)
        sections = tuple(
            replace(s, questions=left) if s is section else s for s in SMALL.sections
        )
        return small().fitting(replace(SMALL, sections=sections))

    assert without() == small()
    assert [clock.id for clock in without("T-2").clocks] == []
    assert [clock.id for clock in without("T-1").clocks] == []
    assert [change.asks for change in without("T-3").changes] == [("T-1",), ()]
    assert [s.id for s in without("T-3").statements] == ["one"]


def test_where_nothing_repeats_no_clock_and_no_change_is_left():
    plain = tuple(replace(section, repeat=None) for section in SMALL.sections)

    found = small().fitting(replace(SMALL, sections=plain))

    assert (found.clocks, found.changes) == ((), ())
    assert len(found.statements) == 2


def ended(*tools, confirmed=None):
    answer_set = answer_set_of(SMALL, {}, *tools)
    return [
        (end.clock.id, end.entry, end.tool, str(end.since), end.days, str(end.ends_on))
        for end in small().endings(answer_set, confirmed or {})
    ]


def lasting(number, unit="days", since="2026-10-01"):
    return {"T-1": since, "T-2": {"value": number, "unit": unit}}


def test_a_credential_ends_so_many_days_after_it_was_changed():
    assert ended(lasting("30")) == [
        ("key", "1", "Tool 1", "2026-10-01", 30, "2026-10-31"),
        ("all", "1", "Tool 1", "2026-10-01", 30, "2026-10-31"),
    ]


def test_the_first_to_end_comes_first_and_else_they_come_by_tool():
    found = ended(lasting("30"), lasting("2", "weeks"), lasting("14"))

    assert [(id_, tool, day) for id_, _, tool, _, _, day in found] == [
        ("key", "Tool 2", "2026-10-15"),
        ("all", "Tool 2", "2026-10-15"),
        ("key", "Tool 3", "2026-10-15"),
        ("all", "Tool 3", "2026-10-15"),
        ("key", "Tool 1", "2026-10-31"),
        ("all", "Tool 1", "2026-10-31"),
    ]


def test_a_clock_looks_at_times_from_its_own_number_of_days_on():
    assert [row[0] for row in ended(lasting("7"))] == ["key", "all"]
    assert [row[0] for row in ended(lasting("6"))] == ["all"]


def test_parts_of_a_day_count_as_a_day():
    assert [row[4] for row in ended(lasting("9.5"))] == [10, 10]


def test_a_time_longer_than_a_hundred_years_never_ends():
    assert [row[4] for row in ended(lasting("36500"))] == [36500, 36500]
    assert ended(lasting("36501")) == []


def test_what_is_counted_in_something_else_than_time_never_ends():
    clock = FULL.replace("lasts: T-2", "lasts: T-4")
    answer_set = answer_set_of(
        SMALL, {}, {"T-1": "2026-10-01", "T-4": {"value": "30", "unit": "pieces"}}
    )

    assert small(clock).endings(answer_set, {}) == []


def at(day, *questions):
    return {(question, "1"): datetime.date.fromisoformat(day) for question in questions}


def test_confirming_every_answer_after_the_day_lets_the_time_run_again():
    late, early = at("2026-11-05", "T-1", "T-2"), at("2026-10-31", "T-1", "T-2")

    assert [row[5] for row in ended(lasting("30"), confirmed=late)] == [
        "2026-12-05",
        "2026-12-05",
    ]
    assert [row[5] for row in ended(lasting("30"), confirmed=early)] == [
        "2026-10-31",
        "2026-10-31",
    ]


def test_the_answer_that_was_confirmed_first_decides():
    mixed = at("2026-11-05", "T-1") | at("2026-10-20", "T-2")

    assert [(row[0], row[5]) for row in ended(lasting("30"), confirmed=mixed)] == [
        ("key", "2026-10-31"),
        ("all", "2026-12-05"),
    ]


def test_a_statement_that_holds_is_told_with_its_answers():
    answer_set = answer_set_of(SMALL, {"Q-1": "no"}, {"T-3": "x"}, {})

    found = [one for _, one in small().contradictions(answer_set)]

    assert found == [
        Contradiction(0, "One", "It is so.", "", "", ("Q-1",)),
        Contradiction(0, "Each", "It is named.", "Tool 1", "1", ("T-3",)),
    ]


def test_what_nobody_translated_stays_english():
    ours = replace(core_follow_up(), changes=small().changes)

    assert [change.label for change in ours.in_language("de").changes] == [
        "A new tool",
        "Another",
    ]
