"""What one answer can change, and what must be known where it is given."""

import pytest

from questionnaires.document.conditions import questions_of
from questionnaires.document.reach import Needs, needs_of, reach_of
from tests.factories.documents import document_text, minimal_document, parse

YES = "options: [{code: 'yes', label: 'Yes', risk: 0}, {code: 'no', label: 'No', risk: 0}]"
DOCUMENT = minimal_document(
    f"""
    - {{id: G-1, text: Rule?, kind: single, weight: 0, {YES}}}
    - {{id: G-2, text: Any?, kind: single, weight: 0, {YES}, show_if: {{any_entry: TOOL, where: {{question: T-1, is: ['yes']}}}}}}
    - {{id: G-3, text: Not?, kind: single, weight: 0, {YES}, show_if: {{not: {{question: G-1, is: ['yes']}}}}}}
    """,
    repeated=f"""
    - {{id: T-1, text: First?, kind: single, weight: 0, {YES}, show_if: {{question: G-1, is: ['yes']}}}}
    - {{id: T-2, text: Second?, kind: single, weight: 0, {YES}, show_if: {{question: T-1, is: ['yes']}}}}
    - {{id: T-3, text: Third?, kind: single, weight: 0, {YES}, show_if: {{all: [{{question: T-2, is: ['yes']}}, {{question: G-1, is: ['yes']}}]}}}}
    """,
)


@pytest.mark.parametrize(
    ("name", "reached"),
    [
        # Everything about a tool hangs on the rule, and so does what any tool decides.
        (
            "G-1",
            {
                ("G-2", True),
                ("G-3", False),
                ("T-1", True),
                ("T-2", True),
                ("T-3", True),
            },
        ),
        ("T-1", {("G-2", True), ("T-2", False), ("T-3", False)}),
        ("T-2", {("T-3", False)}),
        ("T-3", set()),
        ("G-3", set()),
    ],
)
def test_an_answer_reaches_all_that_hangs_on_it(name, reached):
    assert reach_of(DOCUMENT).of(name) == reached


def test_what_hangs_on_another_section_is_known():
    assert reach_of(DOCUMENT).from_elsewhere == {"G-2", "T-1", "T-3"}


def test_the_reach_is_compiled_once():
    assert reach_of(DOCUMENT) is reach_of(DOCUMENT)


@pytest.mark.parametrize(
    ("name", "needs"),
    [
        # Answering about a tool: its own answers, and those of all tools where one of any
        # tool counts.
        (
            "T-1",
            Needs(("G-1", "G-2", "T-1", "T-2", "T-3"), ("T-1",), entries=True),
        ),
        (
            "T-3",
            Needs(("G-1", "T-1", "T-2", "T-3"), (), entries=False),
        ),
        # A rule for all tools changes how every tool stands.
        (
            "G-1",
            Needs(("G-1", "G-2", "G-3"), ("T-1", "T-2", "T-3"), entries=True),
        ),
    ],
)
def test_a_page_needs_what_decides_how_its_section_stands(name, needs):
    assert needs_of(DOCUMENT, DOCUMENT.questions[name]) == needs


def test_a_page_needs_what_else_it_looks_at():
    beside = [DOCUMENT.questions["G-2"].show_if]
    question = DOCUMENT.questions["T-3"]

    needs = needs_of(DOCUMENT, question, beside)

    assert "T-1" in questions_of(beside[0])
    assert needs == Needs(("G-1", "T-1", "T-2", "T-3"), ("T-1",), entries=True)


def test_no_two_entries_have_one_name_so_the_other_names_must_be_known():
    text = document_text(repeated="- {id: T-1, text: Name?, kind: text, weight: 0}")
    document = parse(text.replace("AI tool}", "AI tool, title_from: T-1}"))

    needs = needs_of(document, document.questions["T-1"])

    assert needs == Needs(("T-1",), ("T-1",), entries=True)
