"""What is looked at in columns, and once for equal answers, stands as each place would alone."""

from unittest.mock import patch

from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from questionnaires.document.answer_set import AnswerSet, State
from questionnaires.document.model import All, AnyOf, ConditionTerm, Not
from questionnaires.document.parsing import document_from_data
from riskapp.scoring.rated.answer_set import seen_in
from riskapp.scoring.rated.model import rules_of
from riskapp.scoring.reading import OpenReading
from riskapp.scoring.standing import AnswerStanding
from tests.chance import times
from tests.factories.riskapp import example
from tests.strategies import AS_OF, changed_examples, documents, filled

SOME = settings(
    max_examples=times(40, 400),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@st.composite
def made_up(draw):
    document = document_from_data(draw(documents()))
    return AnswerSet(document, draw(filled(document)), AS_OF)


ANY = st.one_of(changed_examples(), made_up())


def conditions(document):
    """Every condition with the section whose entries it is asked of, and its parts."""
    asked = [
        (q.show_if, q.section if q.repeated else "")
        for q in document.questions.values()
        if q.show_if is not None
    ]
    asked += [(c.when, c.each) for rule in rules_of(document) for c in rule.cases]
    asked += [(c.when, c.each) for check in document.checks for c in check.cases]
    while asked:
        condition, each = asked.pop()
        yield condition, each
        if isinstance(condition, All | AnyOf):
            asked += [(part, each) for part in condition.conditions]
        elif isinstance(condition, Not):
            asked.append((condition.condition, each))
        elif not isinstance(condition, ConditionTerm) and condition.where is not None:
            asked.append((condition.where, condition.section))


def truths(reading):
    return [
        (condition, entry_id, reading.truth(condition, entry_id))
        for condition, each in conditions(reading.document)
        for entry_id in ([e.id for e in reading.entries(each)] if each else [""])
    ]


@SOME
@given(ANY)
def test_conditions_hold_in_columns_as_they_do_one_by_one(answer_set):
    in_columns = truths(OpenReading(answer_set))

    reading = OpenReading(answer_set)
    with patch.object(AnswerStanding, "truth", lambda *_args, **_more: None):
        one_by_one = truths(reading)

    assert in_columns == one_by_one


@SOME
@given(ANY)
def test_what_is_answered_is_as_bad_as_it_is_alone(answer_set):
    reading = OpenReading(answer_set)
    found = {
        (item.question.id, item.entry.id if item.entry else ""): item
        for item in reading.items()
        if item.state in (State.ANSWERED, State.NOT_APPLICABLE)
    }

    for place, item in found.items():
        alone = AnswerSet(reading.document, reading.filled, answer_set.as_of)
        assert seen_in(alone, *place) == (item.state, item.risk, item.why), place


def test_reasons_are_given_in_the_language_of_each_time():
    answers = example("typical")

    def reasons():
        again = AnswerSet(answers.document, answers.filled, answers.as_of)
        return {item.why for item in OpenReading(again).items()}

    in_english = reasons()
    with translation.override("de"):
        in_german = reasons()

    assert "Filled in" in in_english
    assert "Filled in" not in in_german
    assert reasons() == in_english
