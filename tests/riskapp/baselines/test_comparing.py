import datetime

import pytest

from riskapp.baselines.agreed import AgreedHosts, OfficeHours
from riskapp.baselines.comparing import (
    PeriodChange,
    SeenAgainst,
    against_declared,
    compare_periods,
)
from riskapp.baselines.declared import DeclaredLimits, with_agreed
from riskapp.baselines.model import AgentDay
from tests.data.activity import days_of

START = datetime.date(2026, 1, 5)


def days(*seen):
    return [AgentDay("bot", at, one) for at, one in zip(days_of(START, len(seen)), seen, strict=True)]  # fmt: skip


def test_what_was_declared_is_laid_beside_what_was_seen_while_learning_too():
    limits = DeclaredLimits({"writes": "T-08", "host": "T-08", "night": "T-05"})
    seen = days(
        {"records_written": {"": 3}},
        {"external_hosts": {"b.example": 1, "a.example": 2}},
        {"records_written": {"": 4}, "external_hosts": {"b.example": 5}},
    )

    writes, host, night = against_declared(seen, limits, days_of(START, 5))

    assert (writes.days, writes.seen, writes.last) == (2, 7, seen[2].day)
    assert (host.days, host.seen, host.names) == (2, 8, ["a.example", "b.example"])
    assert (night.days, night.seen, night.names, night.last) == (0, 0, [], None)
    assert night.looked_at == 5


def test_one_period_is_held_against_another():
    before = days(
        {"records_read": {"": 10}, "repositories": {"a": 1, "b": 1}},
        {"records_read": {"": 20}, "repositories": {"a": 1}},
        {"refusals": {"": 0}},
    )
    after = days({"records_read": {"": 150}, "repositories": {"a": 1, "c": 1}})

    reads, repositories = compare_periods(before, after)

    assert (reads.before, reads.after, reads.times) == (15, 150, 10)
    assert repositories == PeriodChange("repositories", 2, 2, ["c"], ["b"])
    assert compare_periods(before, before) == compare_periods([], after) == []


def test_of_what_was_not_there_before_nobody_says_how_many_times_it_is():
    [one] = compare_periods(days({"tools": {}}), days({"refusals": {"": 3}}))

    assert (one.before, one.after, one.times) == (0, 3, 0)


def test_what_was_seen_beyond_each_limit_is_said_whole():
    limits = DeclaredLimits({"credential": "T-11"})
    seen = days({"credentials": {"k": 2, "j": 1}}, {"credentials": {"k": 4}}, {})

    assert against_declared(seen, limits, days_of(START, 3)) == [
        SeenAgainst(
            "credential", "T-11", "credentials", 2, 7, ["j", "k"], seen[1].day, 3
        )
    ]


def test_a_limit_that_no_day_was_held_against_says_so():
    later = START + datetime.timedelta(days=30)
    declared = DeclaredLimits(
        {"night": "T-05", "host": "T-18"}, night=frozenset({1, 2})
    )
    looked_at = days_of(START, 5)

    def held(since):
        agreed = with_agreed(
            declared,
            OfficeHours(8, 18, since=since),
            AgreedHosts(frozenset({"a.example"}), since),
        )
        found = against_declared([], agreed, looked_at)
        return {one.limit: one.looked_at for one in found}

    assert held(later) == {"night": 5, "host": 5, "office": 0, "agreed": 0}
    assert held(START) == {"night": 0, "host": 0, "office": 5, "agreed": 5}
    assert held(looked_at[2]) == {"night": 2, "host": 2, "office": 3, "agreed": 3}


@pytest.mark.parametrize(
    ("seen", "usual"),
    [
        ([], 0),
        ([0, 0], 0),
        ([0, 7], 7),
        ([1, 2], 1.5),
        ([4, 2], 3),
        ([5, 1, 9], 5),
        ([9, 1, 4, 2], 3),
        ([9, 1, 5, 2, 7], 5),
    ],
)
def test_what_is_usual_is_the_median_of_days_with_work(seen, usual):
    before = days({"refusals": {"": 1000}})
    after = days({}, *({"refusals": {"": one}} for one in seen))

    assert compare_periods(before, after) == [PeriodChange("refusals", 1000, usual)]
    assert type(compare_periods(before, after)[0].after) is type(usual)


def test_every_measure_that_changed_is_told_numbers_first():
    before = days({"hours": {"9": 1}, "tools": {"b": 1}, "records_written": {"": 4}})
    after = days({"hours": {"8": 1}, "tools": {"c": 1, "a": 1}, "refusals": {"": 2}})

    assert compare_periods(before, after) == [
        PeriodChange("records_written", 4, 0),
        PeriodChange("refusals", 0, 2),
        PeriodChange("tools", 1, 2, ["a", "c"], ["b"]),
    ]
    assert compare_periods(before, []) == []
