"""Where each question stands, what counts, and what it is worth."""

import pytest

from questionnaires.document.answer_set import State
from questionnaires.document.model import AnyEntry, ConditionTerm, Not
from riskapp.scoring.kinds.legal_bases.evaluated import basis_classes_in
from riskapp.scoring.kinds.multi import rights_in_excess
from riskapp.scoring.rated.answer_set import items_of, seen_in
from tests.factories.documents import PLACES, answer_set_of, minimal_document, question

QUESTIONS = """
- id: S
  text: How?
  kind: single
  weight: 2
  options:
    - {code: good, label: Good, risk: 0}
    - {code: bad, label: Bad, risk: 3, why: That is bad}
    - {code: silent, label: Cannot say, risk: null}
    - {code: never, label: Not needed, not_applicable: true}
- {id: X, text: Why?, kind: text, weight: 1, show_if: {question: S, is: [bad]}}
- {id: Y, text: And then?, kind: text, weight: 1, show_if: {question: X, answered: true}}
- {id: INFO, text: Anything else?, kind: text, weight: 0}
"""
TOOLS = """
- {id: T-1, text: Which tool?, kind: text, weight: 1}
- {id: T-2, text: Whose?, kind: text, weight: 1, show_if: {question: T-1, answered: true}}
- {id: T-3, text: Since when?, kind: text, weight: 1, show_if: {question: S, is: [bad]}}
"""
RIGHTS = """
- id: HELD
  text: Which rights?
  kind: multi
  weight: 0
  options:
    - {code: read, label: Read, level: 1}
    - {code: write, label: Write, level: 2}
    - {code: prod, label: Production, level: 4}
    - {code: none, label: None at all, exclusive: true}
- {id: NEEDED, text: Which does it need?, kind: multi, weight: 1, options_from: HELD, scoring: {kind: excess, other: HELD}}
"""
TRANSFERS = """
- {id: C, text: Where?, kind: countries, weight: 1, specials: [{code: unknown, label: Not known, risk: 4}]}
- {id: L, text: On what?, kind: legal_bases, weight: 1, places_from: [C]}
"""


@pytest.mark.parametrize(
    ("value", "state", "risk"),
    [
        ("good", State.ANSWERED, 0),
        ("bad", State.ANSWERED, 3),
        ("silent", State.ANSWERED, None),
        ("never", State.NOT_APPLICABLE, None),
        ({"not_applicable": "no code"}, State.NOT_APPLICABLE, None),
        (None, State.OPEN, 4),
    ],
)
def test_a_question_stands_where_its_answer_puts_it(value, state, risk):
    answer_set = answer_set_of(
        minimal_document(QUESTIONS), {"S": value} if value else {}
    )

    assert answer_set.state("S") == state
    assert seen_in(answer_set, "S").risk == risk


def test_the_reason_of_an_answer_is_told():
    answer_set = answer_set_of(minimal_document(QUESTIONS), {"S": "bad"})

    assert seen_in(answer_set, "S").why == "That is bad"


def test_what_carries_no_weight_is_answered_without_a_risk():
    answer_set = answer_set_of(minimal_document(QUESTIONS), {"INFO": "said"})

    assert answer_set.state("INFO") == State.ANSWERED
    assert seen_in(answer_set, "INFO").risk is None


def test_what_carries_no_weight_and_is_open_is_not_the_worst():
    answer_set = answer_set_of(minimal_document(QUESTIONS))

    assert answer_set.state("INFO") == State.OPEN
    assert seen_in(answer_set, "INFO").risk is None


def test_a_hidden_question_keeps_its_answer_out_of_sight():
    answer_set = answer_set_of(
        minimal_document(QUESTIONS), {"S": "good", "X": "an old reason"}
    )

    assert answer_set.state("X") == State.HIDDEN
    assert answer_set.value("X") is None
    assert seen_in(answer_set, "X").risk is None


def test_what_hangs_on_a_hidden_question_is_hidden_too():
    answers = {"S": "good", "X": "an old reason", "Y": "an old story"}

    answer_set = answer_set_of(minimal_document(QUESTIONS), answers)

    assert answer_set.state("Y") == State.HIDDEN


def test_an_answer_appears_when_its_condition_holds():
    answer_set = answer_set_of(
        minimal_document(QUESTIONS), {"S": "bad", "X": "a reason"}
    )

    assert answer_set.value("X") == "a reason"
    assert answer_set.state("Y") == State.OPEN


def test_entries_are_looked_at_one_by_one():
    document = minimal_document(QUESTIONS, repeated=TOOLS)

    answer_set = answer_set_of(document, {}, {"T-1": "Agent"}, {})

    assert answer_set.state("T-2", "1") == State.OPEN
    assert answer_set.state("T-2", "2") == State.HIDDEN
    assert [entry.title for entry in answer_set.entries("TOOL")] == ["Tool 1", "Tool 2"]


def test_an_entry_is_asked_by_what_was_said_of_the_whole():
    document = minimal_document(QUESTIONS, repeated=TOOLS)

    assert answer_set_of(document, {"S": "bad"}, {}).shown("T-3", "1")
    assert not answer_set_of(document, {"S": "good"}, {}).shown("T-3", "1")


def test_a_question_of_an_entry_is_never_asked_of_the_whole_nor_the_other_way():
    answer_set = answer_set_of(
        minimal_document(QUESTIONS, repeated=TOOLS), {}, {"T-1": "Agent"}
    )

    assert not answer_set.shown("T-1")
    assert not answer_set.shown("S", "1")


def test_an_entry_that_does_not_exist_has_no_answers():
    answer_set = answer_set_of(minimal_document(QUESTIONS, repeated=TOOLS))

    assert answer_set.value("T-1", "7") is None
    assert answer_set.entries("GOV") == ()


def test_items_come_in_the_order_of_the_document_once_per_entry():
    document = minimal_document(QUESTIONS, repeated=TOOLS)
    answer_set = answer_set_of(document, {"S": "good"}, {"T-1": "Agent"}, {})

    items = [
        (item.question.id, item.entry.id if item.entry else "", item.state.value)
        for item in items_of(answer_set)
    ]

    assert items == [
        ("S", "", "answered"),
        ("X", "", "hidden"),
        ("Y", "", "hidden"),
        ("INFO", "", "open"),
        ("T-1", "1", "answered"),
        ("T-2", "1", "open"),
        ("T-3", "1", "hidden"),
        ("T-1", "2", "open"),
        ("T-2", "2", "hidden"),
        ("T-3", "2", "hidden"),
    ]


def test_items_say_what_the_single_questions_say():
    document = minimal_document(QUESTIONS, repeated=TOOLS)
    answer_set = answer_set_of(
        document, {"S": "bad", "X": "a reason"}, {"T-1": "Agent"}, {}
    )

    for item in items_of(answer_set):
        entry = item.entry.id if item.entry else ""
        assert item.state == answer_set.state(item.question.id, entry)
        assert (item.state, item.risk, item.why) == seen_in(
            answer_set, item.question.id, entry
        )


def test_profile_answers_can_be_looked_at():
    document = minimal_document(
        question("text", show_if='{question: P-1, is: ["yes"]}'),
        profile="""
        - id: P-1
          text: Is there data?
          kind: single
          role: switch
          options: [{code: "yes", label: "Yes"}, {code: "no", label: "No"}]
        """,
    )

    assert answer_set_of(document, profile={"P-1": "yes"}).shown("Q-1")
    assert not answer_set_of(document, profile={"P-1": "no"}).shown("Q-1")


@pytest.mark.parametrize(
    ("needed", "risk", "excess"),
    [
        (["read", "write", "prod"], 0, []),
        (["read", "write"], 4, ["prod"]),
        (["prod"], 2, ["read", "write"]),
        (["none"], 4, ["read", "write", "prod"]),
    ],
)
def test_rights_beyond_what_is_needed_count_by_the_highest(needed, risk, excess):
    answer_set = answer_set_of(
        minimal_document(RIGHTS),
        {"HELD": ["read", "write", "prod"], "NEEDED": needed},
    )

    assert seen_in(answer_set, "NEEDED").risk == risk
    assert [option.code for option in rights_in_excess(answer_set, "NEEDED")] == excess


def test_rights_that_were_not_stated_are_the_worst():
    answer_set = answer_set_of(minimal_document(RIGHTS), {"NEEDED": ["read"]})

    assert seen_in(answer_set, "NEEDED")[1:] == (4, "The rights held were not stated")


def transfers(places=None, bases=None):
    answers = {"C": places, "L": bases}
    return answer_set_of(
        minimal_document(TRANSFERS, **PLACES),
        {key: value for key, value in answers.items() if value},
    )


@pytest.mark.parametrize(
    ("places", "bases", "state", "risk"),
    [
        (None, None, State.ANSWERED, 0),
        (["IE"], None, State.ANSWERED, 0),
        (["IE", "US"], None, State.OPEN, 4),
        (["IN", "US"], {"US": "dpf"}, State.OPEN, 4),
        (["US"], {"US": "dpf"}, State.ANSWERED, 0),
        (["IN", "US"], {"US": "dpf", "IN": "scc"}, State.ANSWERED, 1),
        (["IN", "US"], {"US": "none", "IN": "scc"}, State.ANSWERED, 4),
        (["IN"], {"IN": "dpf"}, State.ANSWERED, 4),
        (["unknown"], None, State.ANSWERED, 4),
        (["US"], {"not_applicable": "no data"}, State.NOT_APPLICABLE, None),
    ],
)
def test_legal_bases_count_by_the_worst_country(places, bases, state, risk):
    answer_set = transfers(places, bases)

    assert answer_set.state("L") == state
    assert seen_in(answer_set, "L").risk == risk


def test_a_basis_for_a_country_that_is_no_longer_named_is_left_aside():
    answer_set = transfers(["US"], {"US": "dpf", "IN": "none"})

    assert {
        code: basis.code for code, basis in basis_classes_in(answer_set, "L").items()
    } == {"US": "adequate"}


def test_places_are_the_named_countries_outside_the_eea():
    answer_set = transfers(["CH", "IE", "US", "unknown"])

    assert [
        country.code
        for country in answer_set.places(answer_set.document.questions["L"])
    ] == ["CH", "US"]


def test_two_questions_about_any_entry_are_told_apart_and_each_asked_once():
    document = minimal_document(
        repeated="- {id: T-1, text: What is it?, kind: text, weight: 0}"
    )
    answer_set = answer_set_of(document, {}, {"T-1": "x"})
    said = AnyEntry("TOOL", ConditionTerm("T-1", "answered", True))
    silent = AnyEntry("TOOL", ConditionTerm("T-1", "answered", False))

    for _again in range(2):
        assert answer_set.holds(said)
        assert not answer_set.holds(silent)
    assert answer_set.because(said) == ("T-1",)
    assert answer_set.because(silent) == ()
    assert answer_set.because(Not(silent)) == ("T-1",)
