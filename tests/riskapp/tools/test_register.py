from dataclasses import replace

import pytest

from questionnaires.document.errors import DocumentError
from questionnaires.document.source import read_yaml
from riskapp.shipped.core import core_document
from riskapp.tools.register import (
    COLUMNS,
    NONE,
    Proof,
    Register,
    RightsReach,
    core_register,
    parse_register,
    register_of,
)
from tests.factories.documents import minimal_document

TOOLS = """
    - {id: T-1, text: Name, kind: text, weight: 0}
    - id: T-2
      text: Plan
      kind: single
      weight: 1
      options:
        - {code: free, label: Free, risk: 4, why: Free}
        - {code: paid, label: Paid, risk: 0}
"""


def register(text):
    head = "schema: ai-tool-register/1\nquestionnaire: small\nsection: TOOL\n"
    document = minimal_document(repeated=TOOLS)
    return parse_register(read_yaml(head + text, "map.yaml"), document)


def faults(text):
    with pytest.raises(DocumentError) as caught:
        register(text)
    return str(caught.value)


def test_the_shipped_register_fills_every_column():
    assert set(core_register().columns) == set(COLUMNS)
    assert register_of(core_document()) == core_register()


def test_another_questionnaire_has_no_register():
    assert register_of(minimal_document(repeated=TOOLS)) == NONE


def test_a_register_names_its_columns():
    made = register("columns: {name: T-1, plan: T-2}\ncalls: {orchestrators: []}")

    assert made.columns == {"name": "T-1", "plan": "T-2"}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("columns: {name: T-9}", "unknown question 'T-9'"),
        ("columns: {colour: T-1}", "unknown key 'colour'"),
        ("columns: {plan: T-1}", "T-1 is a question of kind text"),
        ("columns: {autonomy: T-2}\ncalls: {agents: [dear]}", "unknown answer 'dear'"),
        ("calls: {between: {question: X-1}}", "unknown question 'X-1'"),
        ("calls: {sign_in: {question: T-2, open: [x]}}", "unknown answer 'x'"),
        ("reach: [{id: p, label: P, rights: [code]}]", "unknown answer 'code'"),
        ("other: 1", "unknown key 'other'"),
    ],
)
def test_a_register_that_points_nowhere_is_refused_at_its_line(text, fault):
    assert fault in faults(text)


# A questionnaire with a question for every kind of column, and everything said of it.
WIDE = """
    - {id: T-1, text: Name, kind: text, weight: 0}
    - id: T-2
      text: Plan
      kind: single
      weight: 1
      options:
        - {code: free, label: Free, risk: 4, why: Free}
        - {code: paid, label: Paid, risk: 0}
    - id: T-3
      text: Rights
      kind: multi
      weight: 1
      options:
        - {code: read, label: Read, risk: 0}
        - {code: write, label: Write, risk: 2, why: It writes}
"""
FULL = """
columns: {name: T-1, plan: T-2, autonomy: T-2, rights: T-3}
never: [per_run]
always: [always_on]
endless: [none, forever]
reach:
  - {id: production, label: Production, rights: [write]}
  - {id: all, label: Everything, rights: [read, write]}
calls:
  orchestrators: [paid]
  agents: [free, paid]
  used: {question: T-2, open: [free], not_used: [paid]}
  sign_in: {question: Q-1, open: ["no"]}
"""


def wide(text):
    head = "schema: ai-tool-register/1\nquestionnaire: small\nsection: TOOL"
    document = minimal_document(repeated=WIDE)
    return parse_register(read_yaml(head + text, "map.yaml"), document)


def test_a_register_is_what_its_file_says():
    assert wide(FULL) == Register(
        questionnaire="small",
        section="TOOL",
        columns={"name": "T-1", "plan": "T-2", "autonomy": "T-2", "rights": "T-3"},
        never=("per_run",),
        always=("always_on",),
        endless=("none", "forever"),
        reach=(
            RightsReach("production", "Production", ("write",)),
            RightsReach("all", "Everything", ("read", "write")),
        ),
        orchestrators=("paid",),
        agents=("free", "paid"),
        calls={
            "used": Proof("T-2", ("free",), ("paid",)),
            "sign_in": Proof("Q-1", ("no",), ()),
        },
    )


def test_what_a_register_does_not_say_is_empty():
    assert wide("\n") == Register(questionnaire="small", section="TOOL")


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("name: T-1", "name: T-9", "4: unknown question 'T-9', expected perhaps 'T-3'"),
        (
            "plan: T-2",
            "plan: T-1",
            "4: T-1 is a question of kind text, expected single",
        ),
        (
            "never: [per_run]",
            "never: [1]",
            "5: 'never' holds '1', expected short texts",
        ),
        ("always: [always_on]", "always: x", "6: 'x', expected a list"),
        (
            "endless: [none",
            "endless: [3",
            "7: 'endless' holds '3', expected short texts",
        ),
        ("id: production", "id: '-'", "9: 'id' is '-', expected letters"),
        ("label: Production", "label: ''", "9: 'label' is ''"),
        (
            "label: Production",
            f"label: {'x' * 81}",
            "9: 'label' has 81 characters, expected at most 80",
        ),
        ("rights: [write]", "rights: [delete]", "9: unknown answer 'delete'"),
        ("rights: [write]", "room: [write]", "9: unknown key 'room'"),
        (
            "orchestrators: [paid]",
            "orchestrators: [gold]",
            "12: unknown answer 'gold'",
        ),
        ("agents: [free", "agents: [dear", "13: unknown answer 'dear'"),
        ("used: {question: T-2", "used: {question: T-7", "14: unknown question 'T-7'"),
        ("open: [free]", "open: [dear]", "14: unknown answer 'dear'"),
        ("not_used: [paid]", "not_used: [dear]", "14: unknown answer 'dear'"),
        ("not_used: [paid]", "never: [paid]", "14: unknown key 'never'"),
        ("  used:", "  abused:", "14: unknown key 'abused'"),
    ],
)
def test_a_wrong_word_in_a_register_is_refused_with_its_line(before, after, fault):
    assert before in FULL

    with pytest.raises(DocumentError) as refused:
        wide(FULL.replace(before, after, 1))

    assert f"map.yaml:{fault}" in str(refused.value)


def test_a_register_of_another_questionnaire_or_section_is_refused():
    document = minimal_document(repeated=WIDE)
    text = "schema: 1\nquestionnaire: big\nsection: GOV\n"

    with pytest.raises(DocumentError) as refused:
        parse_register(read_yaml(text, "map.yaml"), document)

    said = str(refused.value)
    assert "map.yaml:1: schema is 1, expected schema ai-tool-register/1" in said
    assert "map.yaml:2: unknown questionnaire 'big', expected one of small" in said
    assert "map.yaml:3: unknown repeating section 'GOV', expected one of TOOL" in said


def test_a_version_that_no_longer_asks_something_leaves_its_column_empty():
    document = core_document()
    tools = document.section_by_code["TOOL"]
    fewer = tuple(q for q in tools.questions if q.id not in ("T-03", "T-05"))
    sections = tuple(
        replace(s, questions=fewer) if s is tools else s for s in document.sections
    )
    older = replace(document, sections=sections)

    found = register_of(older)

    kept = set(core_register().columns) - set(found.columns)
    assert kept == {
        column
        for column, name in core_register().columns.items()
        if name in ("T-03", "T-05")
    }
    assert found.calls == {
        name: proof
        for name, proof in core_register().calls.items()
        if proof.question in older.questions
    }


def test_a_version_whose_tools_do_not_repeat_has_no_register():
    document = core_document()
    plain = tuple(replace(section, repeat=None) for section in document.sections)

    assert register_of(replace(document, sections=plain)) == NONE
    assert register_of(replace(document, sections=())) == NONE


def test_a_version_that_no_longer_asks_how_calls_are_proven_does_not_know_them():
    document = core_document()
    register = core_register()
    gone = {proof.question for proof in register.calls.values()}
    sections = tuple(
        replace(s, questions=tuple(q for q in s.questions if q.id not in gone))
        for s in document.sections
    )

    found = register_of(replace(document, sections=sections))

    assert register.calls
    assert found.calls == {}
    assert found.never == register.never
