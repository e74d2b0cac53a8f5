"""Many responses are evaluated together as each is alone."""

from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.parsing import document_from_data
from questionnaires.document.values import Filled
from riskapp.scoring.catalogue import core_catalogue
from riskapp.scoring.evaluation import evaluate, evaluate_each
from riskapp.scoring.together import Together
from tests.chance import times
from tests.factories.documents import answer_set_of, minimal_document
from tests.factories.riskapp import example
from tests.strategies import AS_OF, EXAMPLES, changed_example, documents, filled

SOME = settings(
    max_examples=times(15, 200),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@st.composite
def made_up(draw):
    """Some responses to one random questionnaire."""
    document = document_from_data(draw(documents()))
    return [
        AnswerSet(document, draw(filled(document)), AS_OF)
        for _ in range(draw(st.integers(1, 5)))
    ]


@st.composite
def changed_examples(draw):
    """Some responses to the shipped questionnaire, and one without any tool."""
    random = Random(draw(st.integers(0, 2**32)))
    found = [
        changed_example(random, random.choice(EXAMPLES), random.choice([0.02, 0.4]))
        for _ in range(draw(st.integers(1, 4)))
    ]
    last = found[-1]
    none = Filled(last.filled.profile, last.filled.answers)
    return [*found, AnswerSet(last.document, none, last.as_of)]


def anew(answer_set):
    """The same answers, of which nothing is found out yet."""
    return AnswerSet(answer_set.document, answer_set.filled, answer_set.as_of)


@SOME
@given(st.one_of(made_up(), changed_examples()))
def test_each_of_many_is_evaluated_as_it_is_alone(answer_sets):
    catalogue = core_catalogue()
    alone = [evaluate(anew(one), catalogue) for one in answer_sets]

    assert list(evaluate_each(answer_sets, catalogue)) == alone


def test_answers_to_several_questionnaires_are_evaluated_together():
    other = minimal_document()
    answer_sets = [answer_set_of(other, {}), example("careful"), answer_set_of(other, {})]  # fmt: skip
    given_sets = [anew(one) for one in answer_sets]
    catalogue = core_catalogue()

    found = list(evaluate_each(given_sets, catalogue))

    assert found == [evaluate(anew(one), catalogue) for one in answer_sets]


def test_what_is_not_among_many_is_read_alone():
    given_set = anew(example("typical"))
    together = Together([anew(example("careful"))])

    reading = together.reading(given_set)

    assert reading.answer_set.filled == given_set.filled


def test_one_that_cannot_be_evaluated_leaves_the_others_as_they_are():
    document = example("typical").document
    unit = document.questions["GOV-07"].units[0].code
    spoiled = Filled(answers={"GOV-07": {"value": "a lot", "unit": unit}})
    broken = AnswerSet(document, spoiled, AS_OF)
    whole = anew(example("typical"))
    together = Together([broken, whole])
    catalogue = core_catalogue()

    found = []
    for one in (broken, whole):
        try:
            found.append(evaluate(one, catalogue, together=together))
        except ValueError:
            found.append(None)

    assert found == [None, evaluate(anew(whole), catalogue)]


def test_an_earlier_model_reads_each_alone():
    given_set = anew(example("typical"))
    together = Together([given_set])

    found = evaluate(given_set, core_catalogue(), 1, together=together)

    assert found == evaluate(anew(given_set), core_catalogue(), 1)
