"""What is known of questions and conditions before anybody answers."""

from questionnaires.document.model import All, AnyEntry, ConditionTerm, Not
from riskapp.scoring.columns import DOES_NOT_APPLY
from riskapp.scoring.compiled import compiled
from tests.factories.documents import minimal_document

DOCUMENT = minimal_document(
    repeated="""
    - id: T-1
      text: Is it logged?
      kind: single
      weight: 1
      options: [{code: "yes", label: "Yes", risk: 0}, {code: unknown, label: Not known, risk: 4}]
    """
)
EACH = ConditionTerm("T-1", "is", ("yes",))


def test_a_condition_is_asked_once_or_of_each_entry():
    known = compiled(DOCUMENT)
    once = ConditionTerm(
        next(name for name, asked in known.asked.items() if not asked.section),
        "answered",
        True,
    )

    assert known.scope(once) == ""
    assert known.scope(EACH) == "TOOL"
    assert known.scope(Not(EACH)) == "TOOL"
    assert known.scope(AnyEntry("TOOL", EACH)) == ""
    both = All((once, EACH))
    assert known.scope(both) == "TOOL"
    assert known.known(both).parts == ((once, True), (EACH, False))
    assert known.known(both) is known.known(both)


def test_an_answer_that_is_one_code_is_judged_before_anybody_gives_it():
    asked = compiled(DOCUMENT).asked["T-1"]

    assert asked.by_code["yes"].is_known
    assert not asked.by_code["unknown"].is_known
    assert asked.by_code["unknown"].is_answered
    assert DOES_NOT_APPLY not in asked.by_code.values()
    assert asked.alone == {}
