import datetime

import pytest

from riskapp.baselines.model import AgentActivity, AgentDay, middle_of

DAY = datetime.date(2026, 1, 5)


@pytest.mark.parametrize(
    ("values", "middle"),
    [
        ([], 0),
        ([7], 7),
        ([1, 2], 1.5),
        ([2, 4], 3),
        ([1, 5, 9], 5),
        ([1, 2, 4, 9], 3),
        ([1, 2, 5, 7, 9], 5),
        ([0.5, 1.5], 1),
        ([1, 2, 3, 4, 5, 6], 3.5),
    ],
)
def test_the_median_is_a_whole_number_where_it_can_be(values, middle):
    assert (middle_of(values), str(middle_of(values)).removesuffix(".0")) == (
        middle,
        str(middle),
    )


def test_a_day_adds_up_its_names_and_says_nothing_of_what_was_not_counted():
    one = AgentDay("bot", DAY, {"tools": {"a": 2, "b": 3}, "refusals": {"": 0}})

    assert [one.total(name) for name in ("tools", "refusals", "hours")] == [5, 0, 0]
    assert (one.names("tools"), one.names("hours")) == ({"a": 2, "b": 3}, {})


def test_agents_are_told_once_by_name():
    days = [AgentDay(name, DAY, {}) for name in ("b", "a", "b")]

    assert AgentActivity(DAY, DAY, days).agents == ["a", "b"]
    assert AgentActivity(DAY, DAY, days).sources == ()
