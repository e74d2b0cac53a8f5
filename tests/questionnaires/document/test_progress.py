"""How far a response is."""

import random
from dataclasses import replace

import pytest

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.progress import (
    EntryProgress,
    Progress,
    SectionProgress,
    difference,
    minutes_for_remarks,
    progress,
    progress_here,
    section_progress,
)
from questionnaires.document.values import with_answer
from tests.factories.documents import answer_set_of, minimal_document
from tests.factories.responses import Chooser

QUESTIONS = """
- id: S
  text: How?
  kind: single
  weight: 0
  options: [{code: good, label: Good}, {code: bad, label: Bad}]
- {id: X, text: Why?, kind: text, weight: 1, show_if: {question: S, is: [bad]}}
- {id: Y, text: What?, kind: text, weight: 1}
"""
TOOLS = """
- {id: T-1, text: Which tool?, kind: text, weight: 1}
- {id: T-2, text: Whose?, kind: text, weight: 1}
"""
PACE = {"seconds_per_question": "45", "minutes_per_entry": "9"}


def progress_of(answers, *entries):
    document = minimal_document(QUESTIONS, repeated=TOOLS, **PACE)
    return progress(answer_set_of(document, answers, *entries))


def section_of(code, answers, *entries):
    document = minimal_document(QUESTIONS, repeated=TOOLS, **PACE)
    answer_set = answer_set_of(document, answers, *entries)
    return section_progress(answer_set, document.section_by_code[code])


def test_only_what_is_asked_counts():
    assert progress_of({"S": "good", "X": "unasked"}).applicable == 2
    assert progress_of({"S": "bad"}).applicable == 3


def test_a_question_that_does_not_apply_is_answered():
    now = progress_of({"S": "good", "Y": {"not_applicable": "no code"}})

    assert (now.answered, now.is_done) == (2, True)


def test_an_unanswered_question_leaves_the_response_unfinished():
    section = section_of("GOV", {"S": "good"})

    assert not progress_of({"S": "good"}).is_done
    assert section.is_started
    assert not section.is_done


def test_entries_are_counted_one_by_one():
    tools = section_of("TOOL", {}, {"T-1": "Agent", "T-2": "us"}, {"T-1": "Chat"})

    assert [(e.title, e.answered, e.applicable, e.is_done) for e in tools.entries] == [
        ("Tool 1", 2, 2, True),
        ("Tool 2", 1, 2, False),
    ]
    assert (tools.answered, tools.applicable) == (3, 4)


def test_the_time_left_is_rounded_up():
    answers = {"S": "bad"}, {"T-1": "Agent"}, {}

    assert section_of("GOV", *answers).minutes_left == 2  # two questions of 45 seconds
    assert (
        section_of("TOOL", *answers).minutes_left == 14
    )  # one and a half of 9 minutes
    assert progress_of(*answers).minutes_left == 16


def test_no_time_is_left_when_all_is_answered():
    assert progress_of({"S": "good", "Y": "said"}).minutes_left == 0


def test_a_repeating_section_without_entries_is_done_but_not_started():
    tools = section_of("TOOL", {})

    assert tools.is_done
    assert not tools.is_started


@pytest.mark.parametrize("number", range(12))
def test_every_change_of_the_core_questionnaire_counts_like_counting_anew(number):
    """Answers of another random response are given, or taken back, in any order."""
    chance = random.Random(number)
    answer_set, other = Chooser(number).answer_set(), Chooser(number + 100).answer_set()
    places = [(i.question, i.entry.id if i.entry else "") for i in answer_set.items()]
    start = progress(answer_set)
    answered, applicable = start.answered, start.applicable
    for question, entry_id in chance.choices(places, k=25):
        entries = [entry.id for entry in other.entries(question.section)]
        source = chance.choice(entries) if entries else ""
        is_kept = source or not entry_id
        value = other.value(question.id, source) if is_kept else None
        filled = with_answer(
            answer_set.document, answer_set.filled, question, entry_id, value
        )
        after = AnswerSet(answer_set.document, filled, answer_set.as_of)
        more = difference(answer_set, after, question.id, entry_id)
        answered, applicable = answered + more[0], applicable + more[1]
        answer_set = after

        now = progress(answer_set)
        assert (answered, applicable) == (now.answered, now.applicable)


def test_what_is_closed_is_not_counted():
    answers = answer_set_of(minimal_document(QUESTIONS), {"S": "good", "Y": "said"})
    filled = replace(answers.filled, closed=frozenset({("Y", "")}))
    closed = AnswerSet(answers.document, filled, answers.as_of)
    section = answers.document.sections[0]

    assert progress_here(answers, section) == (2, 2)
    assert progress_here(closed, section) == (1, 1)
    assert difference(closed, closed, "Y") == (0, 0)


def test_what_was_set_aside_and_can_be_answered_waits_to_be_confirmed():
    document = minimal_document(QUESTIONS, repeated=TOOLS)
    answers = answer_set_of(document, {"S": "good", "Y": "said"}, {"T-1": "Agent"})
    aside = {("Y", ""): "old", ("X", ""): "hidden", ("T-1", "1"): "old"}
    answers = AnswerSet(
        document, replace(answers.filled, set_aside=aside), answers.as_of
    )

    now = progress(answers)

    assert [section.unconfirmed for section in now.sections] == [1, 1]
    assert [entry.unconfirmed for entry in now.sections[1].entries] == [1]
    assert now.answered == 1


@pytest.mark.parametrize(("number", "minutes"), [(0, 0), (1, 2), (4, 5)])
def test_a_remark_takes_about_a_minute(number, minutes):
    assert minutes_for_remarks(number) == minutes


TIMED = minimal_document(
    """
    - {id: Q-1, text: One?, kind: text, weight: 0}
    - {id: Q-2, text: Two?, kind: text, weight: 0}
    - {id: Q-3, text: Three?, kind: text, weight: 0, show_if: {question: Q-1, answered: true}}
    """,
    repeated="""
    - {id: T-1, text: What is it?, kind: text, weight: 0}
    - {id: T-2, text: And what?, kind: text, weight: 0}
    - {id: T-3, text: And then?, kind: text, weight: 0}
    """,
    minutes_per_entry="7",
    seconds_per_question="50",
)


def test_how_far_a_response_is_is_told_in_full():
    said = answer_set_of(
        TIMED, {"Q-1": "x"}, {"T-1": "a"}, {"T-1": "a", "T-2": "b", "T-3": "c"}, {}
    )

    assert progress(said) == Progress(
        answered=5,
        applicable=12,
        minutes_left=14,
        sections=(
            SectionProgress("GOV", "Governance", 1, 3, 2),
            SectionProgress(
                "TOOL",
                "Tools",
                4,
                9,
                12,
                (
                    EntryProgress("1", "Tool 1", 1, 3),
                    EntryProgress("2", "Tool 2", 3, 3),
                    EntryProgress("3", "Tool 3", 0, 3),
                ),
            ),
        ),
    )
    assert [entry.is_done for entry in progress(said).sections[1].entries] == [
        False,
        True,
        False,
    ]
    assert not progress(said).is_done


def test_one_section_or_entry_is_counted_alone():
    said = answer_set_of(TIMED, {"Q-2": "x"}, {"T-1": "a"})
    rules, tools = TIMED.sections

    assert progress_here(said, rules) == (1, 2)
    assert progress_here(said, tools, "1") == (1, 3)


def test_what_an_answer_changes_is_counted_where_it_reaches():
    empty = answer_set_of(TIMED, {}, {})
    first = answer_set_of(TIMED, {"Q-1": "x"}, {})
    entry = answer_set_of(TIMED, {}, {"T-1": "a"})

    assert difference(empty, first, "Q-1") == (1, 1)
    assert difference(first, empty, "Q-1") == (-1, -1)
    assert difference(empty, entry, "T-1", "1") == (1, 0)
    assert difference(empty, empty, "Q-2") == (0, 0)
