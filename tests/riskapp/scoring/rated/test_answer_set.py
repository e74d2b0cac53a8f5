"""How bad an answer is, beside where its question stands."""

import pytest

from questionnaires.document.answer_set import State
from riskapp.scoring.rated.answer_set import items_of, seen_in
from riskapp.scoring.rated.extension import EXTENSION
from tests.factories.documents import answer_set_of, minimal_document, question

CHOICE = question(
    "single",
    options="""
    - {code: good, label: Good, risk: 0}
    - {code: bad, label: Bad, risk: 3, why: That is bad}
    - {code: silent, label: I do not say, risk: null}""",
    remedy="Mend it",
)


@pytest.mark.parametrize(
    ("value", "state", "standing", "risk"),
    [
        ("good", State.ANSWERED, "answered", 0),
        ("bad", State.ANSWERED, "answered", 3),
        ("silent", State.ANSWERED, "unscored", None),
        (None, State.OPEN, "open", 4),
        ({"not_applicable": "No code"}, State.NOT_APPLICABLE, "not_applicable", None),
    ],
)
def test_an_answer_without_a_risk_of_its_own_is_answered_and_unscored(
    value, state, standing, risk
):
    answer_set = answer_set_of(
        minimal_document(CHOICE), {"Q-1": value} if value else {}
    )

    (item,) = items_of(answer_set)

    assert (item.state, item.standing, item.risk) == (state, standing, risk)
    assert (item.state, item.risk, item.why) == seen_in(answer_set, "Q-1")


def test_a_question_without_weight_is_never_unscored():
    plain = question("single", weight=0, options="[{code: a, label: A}]")
    answer_set = answer_set_of(minimal_document(plain), {"Q-1": "a"})

    (item,) = items_of(answer_set)

    assert (item.standing, item.risk) == ("answered", None)


def test_a_weak_answer_calls_for_a_word_and_says_what_would_mend_it():
    document = minimal_document(CHOICE)

    bad = EXTENSION.opinion(answer_set_of(document, {"Q-1": "bad"}), "Q-1")
    good = EXTENSION.opinion(answer_set_of(document, {"Q-1": "good"}), "Q-1")

    assert bad == (True, "That is bad", "Mend it")
    assert good == (False, "", "Mend it")
