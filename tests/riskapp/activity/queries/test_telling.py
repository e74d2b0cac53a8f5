import pytest

from questionnaires.queries import answer_set_of
from riskapp.activity.choices import ALERTS, LIMITS, MEASURES, TOGETHER
from riskapp.activity.models import ActivityAlert
from riskapp.activity.queries.overview import activity_of
from riskapp.activity.queries.telling import hours_in_words
from riskapp.baselines import declared, model
from tests.riskapp.activity.conftest import AGENT, changed, days


@pytest.fixture
def one_told(scored, dropped):
    def tell(measure, name, count):
        dropped(changed(days(40), measure, name, count))
        [one] = activity_of(scored, answer_set_of(scored.response)).alerts
        return one

    return tell


def test_every_kind_of_departure_has_its_words():
    assert set(MEASURES) == set(model.MEASURES)
    assert set(LIMITS) == set(declared.MEASURE_OF)
    assert set(TOGETHER) == set(model.NAMES)
    assert set(ALERTS) == (
        {("amount", measure) for measure in model.NUMBERS}
        | {("new", measure) for measure in model.NAMES}
        | {("time", model.HOURS)}
        | set(declared.MEASURE_OF.items())
    )


def test_an_amount_says_what_was_normal_and_asks(one_told):
    one = one_told("records_read", "", 900)

    assert one.sentence == f"{AGENT} read 1,000 records on 10 October 2026."
    assert one.normal == "Normal on a Saturday: 100 (median of 5 days)."
    assert one.answer == "Read code"
    assert one.ask == (
        f"{one.sentence} {one.normal} You answered “Read code”."
        " What was this, and is it to stay so?"
    )


def test_a_declared_limit_says_what_was_declared(one_told):
    one = one_told("hours", "23", 12)

    assert one.sentence == (
        f"{AGENT} worked at night on 10 October 2026: 12 actions at 23:00–24:00 UTC;"
        " declared is that a person takes part in every step."
    )
    assert one.normal == ""
    assert one.asks


def test_many_names_are_told_together(scored, dropped):
    given = days(40)
    for at in range(7):
        given = changed(given, "repositories", f"example/{at}", 2)
    dropped(given)

    [one] = activity_of(scored, answer_set_of(scored.response)).alerts

    assert one.sentence == (
        f"{AGENT} reached 7 new repositories on 10 October 2026, 14 times in all."
    )


def test_an_agent_nobody_listed_is_told_of_without_an_answer(scored, dropped):
    dropped(changed(days(40, "bot"), "repositories", "example/secret", 2))

    [one] = activity_of(scored, answer_set_of(scored.response)).alerts

    assert (one.asks, one.answer) == (False, "not in the register")
    assert one.ask_at == ("INV-01", "")
    assert one.ask == (
        f"{one.sentence} Which AI tool is bot, which is not in your register?"
        " What was this, and is it to stay so?"
    )
    assert ActivityAlert.objects.count() == 1


def test_hours_are_spans_of_the_clock():
    assert hours_in_words([2, 3, 23]) == "02:00–04:00, 23:00–24:00 UTC"
    assert hours_in_words([]) == ""
