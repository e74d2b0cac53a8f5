import pytest

from questionnaires.document.errors import DocumentError
from questionnaires.document.source import read_yaml
from riskapp.shipped.core import core_document
from riskapp.tools.register import (
    COLUMNS,
    NONE,
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
