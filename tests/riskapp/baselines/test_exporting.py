"""Daily totals as facts of each agent, and what goes beyond limits."""

import datetime

from riskapp.baselines.declared import HOST, NIGHT, WRITES, DeclaredLimits
from riskapp.baselines.exporting import agents_data, departures
from riskapp.baselines.model import AgentActivity, AgentDay

FIRST, LAST = datetime.date(2026, 10, 1), datetime.date(2026, 10, 31)
LIMITS = DeclaredLimits(
    {WRITES: "T-08", NIGHT: "T-05", HOST: "T-08"},
    frozenset({"known.example"}),
    frozenset({23}),
)


def activity(*days):
    found = [
        AgentDay(agent, FIRST + datetime.timedelta(days=at), seen)
        for agent, at, seen in days
    ]
    return AgentActivity(FIRST, LAST, found)


def test_numbers_are_added_up_and_hours_stand_in_their_order():
    seen = {"records_read": {"": 4}, "hours": {"9": 1, "10": 2, "2": 1}}

    (one, other) = agents_data(
        activity(("b", 0, seen), ("b", 1, seen), ("a", 1, {"tools": {"y": 1, "x": 2}}))
    )

    assert one == {"agent": "a", "days": 1, "seen": {"tools": {"x": 2, "y": 1}}}
    assert other["days"] == 2
    assert other["seen"]["records_read"] == 8
    assert list(other["seen"]["hours"].items()) == [("2", 2), ("9", 2), ("10", 4)]


def test_what_goes_beyond_limits_is_told_by_day_of_that_agent_alone():
    seen = {
        "records_written": {"": 3},
        "hours": {"23": 2, "9": 5},
        "external_hosts": {"api.known.example": 1, "other.example": 4},
    }

    found = list(departures(activity(("a", 2, seen), ("b", 2, seen)), "a", LIMITS))

    assert [
        (one.day.agent, one.breach.limit, one.breach.name, one.breach.seen)
        for one in found
    ] == [("a", WRITES, "", 3), ("a", NIGHT, "", 2), ("a", HOST, "other.example", 4)]
    assert [one.question for one in found] == ["T-08", "T-05", "T-08"]
    assert [one.hours for one in found] == [(), (23,), ()]
    assert [one.measure for one in found] == [
        "records_written",
        "hours",
        "external_hosts",
    ]


def test_without_limits_nothing_goes_beyond_any():
    seen = {"records_written": {"": 3}}

    assert list(departures(activity(("a", 0, seen)), "a", DeclaredLimits())) == []
