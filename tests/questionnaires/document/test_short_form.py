"""The short form: how a document declares it, and what it means for answers."""

from dataclasses import replace

import pytest

from questionnaires.document.answer_set import AnswerSet, State
from questionnaires.document.errors import DocumentError
from questionnaires.document.progress import minutes_for_entry, progress
from tests.factories.documents import AS_OF, answer_set_of, document_text, parse

YES_NO = '[{code: "yes", label: "Yes", risk: 0}, {code: "no", label: "No", risk: 4}]'
QUESTIONS = f"""
    - {{id: Q-1, text: Is there a rule?, kind: single, weight: 2, options: {YES_NO}}}
    - {{id: Q-2, text: Which?, kind: text, weight: 1, show_if: {{question: Q-1, is: ["yes"]}}}}
    - {{id: Q-3, text: Who?, kind: single, weight: 3, options: {YES_NO}}}
"""
TOOLS = f"""
    - {{id: T-1, text: Its name?, kind: text, weight: 0}}
    - {{id: T-2, text: Is it checked?, kind: single, weight: 2, options: {YES_NO}}}
    - id: T-3
      text: What may it do?
      kind: single
      weight: 0
      options: [{{code: read, label: Read, level: 0}}, {{code: write, label: Write, level: 4}}]
"""
RULE = """
    - id: CR-01
      title: Nobody
      cases: [{floor: critical, when: {question: Q-3, is: ["no"]}}]
"""


def document(short_form, *, rules=""):
    parts = {"short_form": short_form} | ({"rules": rules} if rules else {})
    return parse(document_text(QUESTIONS, repeated=TOOLS, **parts))


def faults_of(short_form, **parts):
    with pytest.raises(DocumentError) as refusal:
        document(short_form, **parts)
    return [f"{fault.what}; {fault.expected}" for fault in refusal.value.faults]


def short(found, answers, *entries):
    """The answers to the short form of a document."""
    whole = answer_set_of(found, answers, *entries)
    return AnswerSet(found, replace(whole.filled, is_short=True), AS_OF)


def test_a_document_says_what_its_short_form_asks_in_its_own_order():
    found = document("[T-3, Q-1]")

    assert found.short_form == ("Q-1", "T-3")
    assert found.beyond_short_form == {"Q-2", "Q-3", "T-1", "T-2"}


def test_a_document_without_a_short_form_has_none():
    found = parse(document_text(QUESTIONS))

    assert found.short_form == ()
    assert found.beyond_short_form == frozenset()


@pytest.mark.parametrize(
    ("short_form", "fault"),
    [
        ("[Q-1, Q-9, T-3]", "unknown question 'Q-9'; perhaps 'Q-3'"),
        ("[Q-1, Q-1, T-3]", "question 'Q-1' stands twice; each question once"),
        ("Q-1", "'Q-1'; a list"),
        ("[Q-2, T-3]", "the short form leaves out Q-1, on which Q-2 hangs; Q-1 in it"),
        (
            "[Q-1]",
            "the short form leaves out T-3, whose level raises the risk; T-3 in it",
        ),
        (
            "[Q-1, Q-2, Q-3, T-1, T-2, T-3]",
            "a short form that leaves out nothing; fewer questions",
        ),
    ],
)
def test_a_short_form_that_cannot_be_is_refused(short_form, fault):
    assert fault in faults_of(short_form)


def test_a_short_form_keeps_what_decides_a_critical_rule():
    assert faults_of("[Q-1, T-3]", rules=RULE) == [
        "the short form leaves out Q-3, which decides the critical rule CR-01; Q-3 in it"
    ]
    assert document("[Q-1, Q-3, T-3]", rules=RULE).short_form


def test_a_short_form_keeps_what_names_an_entry():
    text = document_text(QUESTIONS, repeated=TOOLS, short_form="[Q-1, T-3]")
    named = text.replace("{entry: AI tool}", "{entry: AI tool, title_from: T-1}")

    with pytest.raises(DocumentError, match="T-1, which names the entries of TOOL"):
        parse(named)


def test_what_the_short_form_leaves_out_is_not_shown_nor_counted():
    answer_set = short(document("[Q-1, T-3]"), {"Q-1": "yes", "Q-3": "yes"}, {})

    assert not answer_set.shown("Q-2")
    assert answer_set.value("Q-3") is None
    assert answer_set.state("Q-3") is State.HIDDEN
    assert {
        i.question.id for i in answer_set.items() if i.state is not State.HIDDEN
    } == {
        "Q-1",
        "T-3",
    }
    assert (progress(answer_set).answered, progress(answer_set).applicable) == (1, 2)
    gov, tool = answer_set.document.sections
    assert [q.id for q in answer_set.form_of(gov)] == ["Q-1"]
    assert [q.id for q in answer_set.form_of(tool)] == ["T-3"]


def test_as_whole_what_was_not_asked_is_open_whatever_is_stored():
    answer_set = short(
        document("[Q-1, T-3]"), {"Q-1": "yes", "Q-3": "yes"}, {"T-2": "yes"}
    ).as_whole()

    assert answer_set.state("Q-3") is State.OPEN
    assert answer_set.state("T-2", "1") is State.OPEN
    assert answer_set.state("Q-1") is State.ANSWERED
    assert answer_set.as_whole() is answer_set


def test_an_entry_takes_the_share_of_its_questions_that_is_asked():
    found = document("[T-3, Q-1]")  # one of three questions of a tool
    whole = answer_set_of(found, {}, {})

    assert minutes_for_entry(whole) == found.entry_minutes == 10
    assert minutes_for_entry(short(found, {}, {})) == 4
    assert progress(short(found, {}, {})).sections[1].minutes_left == 4
