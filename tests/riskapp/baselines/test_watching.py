import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskapp.baselines.declared import NO_LIMITS, DeclaredLimits
from riskapp.baselines.model import AgentDay
from riskapp.baselines.watching import (
    AMOUNT,
    DECLARED,
    LEARNING_DAYS,
    NEW,
    TIME,
    has_grown,
    together,
    watch_agent,
)
from tests.data.activity import START, days_of, with_more, year_of

AGENTS = 200
PLANTED = 200  # the day of the year that something happens on
READS_ONLY = DeclaredLimits({"writes": "T-08"})


def alike(count, seen=None):
    """Days that are all the same."""
    seen = seen or {
        "records_read": {"": 100},
        "repositories": {"example/a": 5},
        "hours": {"9": 50, "10": 50},
    }
    return [AgentDay("bot", day, seen) for day in days_of(START, count)]


def changed(days, measure, name, count, *, at=-1):
    days = list(days)
    days[at] = with_more(days[at], measure, name, count)
    return days


def watched(days, limits=NO_LIMITS, **more):
    observed = days_of(days[0].day, (days[-1].day - days[0].day).days + 1)
    return watch_agent(days, observed, limits, **more)


# What happens to an agent, a week apart: measure, name, how much, and as what it is told.
PLANTS = [
    ("records_read", "", lambda one: 9 * one.total("records_read"), AMOUNT),
    ("repositories", "example/secret", lambda _one: 3, NEW),
    ("external_hosts", "paste.example", lambda _one: 1, NEW),
    ("tools", "delete_database", lambda _one: 1, NEW),
    ("credentials", "token-admin", lambda _one: 1, NEW),
    ("hours", "2", lambda _one: 40, TIME),
]


def planted(number, week, measure, name, count):
    """An agent's year with something more on a working day a week after PLANTED; that day."""
    days = year_of(number)
    since = START + datetime.timedelta(days=PLANTED + 7 * week)
    at = next(
        index
        for index, one in enumerate(days)
        if one.day >= since and one.day.weekday() < 5
    )
    return changed(days, measure, name, count(days[at]), at=at), days[at].day


def found_on(result, day, kind):
    return [one for one in result.deviations if one.day == day and one.kind == kind]


def test_thirty_days_that_are_alike_give_no_alert():
    result = watched(alike(30))

    assert (list(result.deviations), result.is_learning) == ([], False)


def test_the_first_28_days_are_for_learning_whatever_happens():
    days = changed(alike(LEARNING_DAYS), "records_read", "", 1_000_000)
    days = changed(days, "external_hosts", "evil.example", 9)

    result = watched(days, READS_ONLY)

    assert result.learning_left == 0
    assert not result.deviations
    assert watched(days[:-1], READS_ONLY).learning_left == 1


def test_a_clean_noisy_year_gives_at_most_one_alert_an_agent_and_quarter():
    for number in range(AGENTS):
        alerts = {}
        for key, same in together(watched(year_of(number)).deviations).items():
            for one in same:
                alerts.setdefault((one.day.month - 1) // 3, set()).add(key)

        assert all(len(keys) <= 1 for keys in alerts.values()), (number, alerts)


def test_what_leaves_the_normal_of_any_of_200_agents_is_found_on_its_day():
    for number in range(AGENTS):
        days = {one.day: one for one in year_of(number)}
        expected = []
        for week, (measure, name, count, kind) in enumerate(PLANTS):
            with_it, day = planted(number, week, measure, name, count)
            days[day] = next(one for one in with_it if one.day == day)
            key = kind, measure, "" if measure == "hours" else name
            expected.append((day, key))

        found = {(one.day, one.key) for one in watched(list(days.values())).deviations}

        assert set(expected) <= found, number


def test_a_write_by_an_agent_that_only_reads_is_found_on_its_day():
    for number in range(1, AGENTS, 2):  # those that write nothing otherwise
        days, day = planted(number, 0, "records_written", "", lambda _one: 1)

        result = watched(days, READS_ONLY)

        [one] = result.deviations
        assert (one.day, one.kind, one.limit, one.seen, one.question) == (
            day, DECLARED, "writes", 1, "T-08",
        )  # fmt: skip


def test_taking_the_history_away_returns_to_learning():
    days, day = planted(4, 0, *PLANTS[1][:3])
    assert found_on(watched(days), day, NEW)

    result = watched([one for one in days if one.day > day - datetime.timedelta(days=9)][:15])  # fmt: skip

    assert result.is_learning
    assert not result.deviations


@given(st.integers(0, 19), st.integers(29, 140))
def test_later_days_change_nothing_that_was_said_before(number, cut):
    days = year_of(number, count=230)
    days = changed(days, "records_read", "", 10**6, at=min(cut, len(days) - 1))

    whole = watched(days)
    part = watched(days[:cut])

    last = days[cut - 1].day
    assert list(part.deviations) == [one for one in whole.deviations if one.day <= last]


def test_a_day_that_nobody_looked_at_is_no_day_without_work():
    days = [one for one in alike(80) if one.day.day <= 14]

    result = watch_agent(days, [one.day for one in days])

    assert result.observed == len(days)
    assert not result.deviations


def test_an_amount_says_what_was_normal_on_that_weekday():
    days = changed(alike(40), "records_read", "", 900)

    [one] = watched(days).deviations

    assert (one.kind, one.seen, one.median, one.spread, one.over, one.question) == (
        AMOUNT, 1000, 100, 0, 5, "T-08",
    )  # fmt: skip


def test_many_new_names_of_one_day_are_told_together():
    days = alike(30)
    for at in range(7):
        days = changed(days, "repositories", f"example/new-{at}", 2)

    [one] = watched(days).deviations

    assert (one.name, one.others, one.seen) == ("", 7, 14)


def test_many_hosts_beyond_a_limit_are_told_together():
    days = alike(30)
    for at in range(6):
        days = changed(days, "external_hosts", f"h{at}.example", 1)

    found = watched(days, DeclaredLimits({"host": "T-08"})).deviations

    assert [(one.limit, one.name, one.others, one.seen) for one in found] == [
        ("host", "", 6, 6)
    ]


def test_a_name_stays_new_as_long_as_an_agent_learns_and_is_known_then():
    days = alike(30)
    more = alike(70)[30:]
    days += [with_more(one, "external_hosts", "new.example", 4) for one in more]

    found = watched(days).deviations

    assert {one.key for one in found} == {("new", "external_hosts", "new.example")}
    assert len(found) == LEARNING_DAYS


def test_an_hour_next_to_known_ones_is_no_new_hour():
    near = changed(alike(30), "hours", "12", 50)
    far = changed(alike(30), "hours", "13", 50)
    few = changed(alike(30), "hours", "3", 2)

    assert not watched(near).deviations
    assert [one.hours for one in watched(far).deviations] == [(13,)]
    assert not watched(few).deviations


def test_declared_night_is_not_told_twice():
    days = changed(alike(30), "hours", "2", 50)
    limits = DeclaredLimits({"night": "T-05"}, night=frozenset({1, 2}))

    [one] = watched(days, limits).deviations

    assert (one.limit, one.seen, one.hours) == ("night", 50, (2,))


def test_bands_say_what_was_normal_from_a_day_on():
    days = alike(40)

    bands = watched(days, bands_since=days[-2].day).bands["records_read"]

    assert [(one.day, one.seen, one.median, one.high) for one in bands] == [
        (days[-2].day, 100, 100, 400),
        (days[-1].day, 100, 100, 400),
    ]


def test_work_on_a_day_without_any_is_measured_by_the_days_with_work():
    days = [one for one in alike(61) if one.day.weekday() < 5]
    saturday = datetime.date(2026, 2, 28)
    some = sorted([*days, AgentDay("bot", saturday, {"records_read": {"": 90}})], key=lambda one: one.day)  # fmt: skip
    much = sorted([*days, AgentDay("bot", saturday, {"records_read": {"": 190}})], key=lambda one: one.day)  # fmt: skip

    assert not watched(some).deviations
    assert [(one.seen, one.median) for one in watched(much).deviations] == [(190, 0)]


@pytest.mark.parametrize(("seen", "grown"), [(10, False), (15, False), (16, True)])
def test_what_was_explained_comes_back_when_it_grows(seen, grown):
    assert has_grown(10, seen) is grown


def test_an_agent_without_days_is_learning():
    result = watch_agent([], days_of(START, 100))

    assert (result.observed, result.learning_left) == (0, LEARNING_DAYS)
