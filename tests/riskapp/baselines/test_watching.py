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
    Deviation,
    NormalRange,
    days_looked_at,
    days_missing,
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


TODAY = days_of(START, 40)[-1]  # the day that all 40 before it are alike


def the_only(days, limits=NO_LIMITS):
    [one] = watched(days, limits).deviations
    return one


@pytest.mark.parametrize(
    ("measure", "usual", "most"),
    [
        ("records_read", 0, 50),
        ("records_read", 12, 50),
        ("records_read", 13, 52),
        ("records_read", 100, 400),
        ("records_written", 0, 20),
        ("records_written", 5, 20),
        ("records_written", 6, 24),
        ("refusals", 0, 10),
        ("refusals", 2, 10),
        ("refusals", 3, 12),
    ],
)
def test_an_amount_is_normal_up_to_four_times_the_median_or_what_is_little(
    measure, usual, most
):
    days = alike(40, {measure: {"": usual}, "hours": {"9": 1}})

    assert not watched(changed(days, measure, "", most - usual)).deviations
    assert the_only(changed(days, measure, "", most + 1 - usual)) == Deviation(
        TODAY, AMOUNT, measure, "", most + 1,
        "T-09" if measure == "refusals" else "T-08",
        median=usual, over=5,
    )  # fmt: skip


def by_weeks(*values):
    """Days of the same weekday, a week apart, with so much read on each."""
    return [
        AgentDay("bot", day, {"records_read": {"": value}, "hours": {"9": 1}})
        for day, value in zip(days_of(START, 7 * len(values))[::7], values, strict=True)
    ]


def test_what_differs_much_otherwise_may_be_more_than_four_times_the_median():
    seen = [100, 100, 180, 20, 100, 180, 20]  # the median of the distances is 80
    most = 100 + 8 * 1.4826 * 80

    assert not watched(by_weeks(*seen, int(most))).deviations
    assert the_only(by_weeks(*seen, int(most) + 1)) == Deviation(
        START + datetime.timedelta(weeks=7), AMOUNT, "records_read", "", 1049, "T-08",
        median=100, spread=80, over=7,
    )  # fmt: skip


def test_with_an_even_number_of_days_what_is_normal_lies_between_two():
    seen = [100, 101, 140, 161]

    one = the_only(by_weeks(*seen, 999))

    assert (one.median, one.spread, one.over) == (120.5, 20.0, 4)
    assert the_only(by_weeks(100, 102, 140, 161, 999)).median == 121


def test_with_fewer_than_four_of_the_same_weekday_all_days_count():
    days = [one for at, one in enumerate(alike(40)) if at % 7 != 4 or at >= 18]
    days = changed(days, "records_read", "", 900)

    found = watch_agent(days, [one.day for one in days]).deviations

    assert [(one.day, one.seen, one.over) for one in found] == [(TODAY, 1000, 28)]


def test_of_one_weekday_the_newest_twelve_count():
    once, now = [1000] * 7 + [10] * 6, [1000] * 6 + [10] * 7

    one = the_only(by_weeks(*once, 9000))
    assert (one.median, one.spread, one.over) == (505, 495, 12)
    one = the_only(by_weeks(*now, 9000))
    assert (one.median, one.spread, one.over) == (10, 0, 12)


def test_new_names_say_how_long_they_were_not_seen():
    days = changed(alike(40), "external_hosts", "b.example", 2)
    days = changed(days, "external_hosts", "a.example", 3)

    assert watched(days).deviations == [
        Deviation(TODAY, NEW, "external_hosts", "a.example", 3, "T-18", over=39),
        Deviation(TODAY, NEW, "external_hosts", "b.example", 2, "T-18", over=39),
    ]


def test_what_is_told_together_is_more_than_five_names():
    days = alike(40)
    for at in range(5):
        days = changed(days, "tools", f"tool-{at}", 2)
    more = changed(days, "tools", "tool-5", 2)
    limits = DeclaredLimits({"repository": "T-07", "credential": "T-11"})

    assert len(watched(days).deviations) == 5
    assert the_only(more) == Deviation(
        TODAY, NEW, "tools", "", 12, "T-08", over=39, others=6
    )
    keys = alike(40)
    for at in range(5):
        keys = changed(keys, "credentials", f"key-{at}", 1)
    told = [one for one in watched(keys, limits).deviations if one.day == TODAY]
    assert [(one.kind, one.limit, one.name, one.others) for one in told] == [
        (DECLARED, "repository", "example/a", 0),
        *((DECLARED, "credential", f"key-{at}", 0) for at in range(5)),
    ]
    [_, one] = [
        one
        for one in watched(changed(keys, "credentials", "key-5", 1), limits).deviations
        if one.day == TODAY
    ]
    assert one == Deviation(
        TODAY, DECLARED, "credentials", "", 6, "T-11", limit="credential", others=6
    )


def test_a_declared_limit_is_told_with_its_own_question():
    days = changed(alike(40), "hours", "3", 4)
    days = changed(days, "records_written", "", 2)
    limits = DeclaredLimits({"writes": "W-1", "night": "N-1"}, night=frozenset({3, 4}))

    assert watched(days, limits).deviations == [
        Deviation(TODAY, DECLARED, "records_written", "", 2, "W-1", limit="writes"),
        Deviation(TODAY, DECLARED, "hours", "", 4, "N-1", limit="night", hours=(3,)),
    ]


def test_no_work_in_the_night_leaves_new_hours_to_be_told():
    days = changed(alike(40), "hours", "20", 5)
    limits = DeclaredLimits({"night": "N-1"}, night=frozenset({3, 4}))

    assert the_only(days, limits) == Deviation(
        TODAY, TIME, "hours", "", 5, "T-05", over=39, hours=(20,)
    )


@pytest.mark.parametrize(
    ("known", "hour", "is_new"),
    [(9, 6, True), (9, 7, False), (9, 11, False), (9, 12, True),
     (23, 1, False), (23, 2, True), (0, 22, False), (0, 21, True)],
)  # fmt: skip
def test_an_hour_three_away_from_every_known_one_is_new_round_the_clock(
    known, hour, is_new
):
    days = changed(alike(40, {"hours": {str(known): 5}}), "hours", str(hour), 3)

    assert [one.hours for one in watched(days).deviations] == [(hour,)] * is_new


def test_a_little_at_several_new_hours_is_added_up_and_they_are_told_in_order():
    days = changed(alike(40), "hours", "22", 1)
    days = changed(days, "hours", "15", 1)

    assert not watched(days).deviations
    one = the_only(changed(days, "hours", "3", 1))
    assert (one.seen, one.hours) == (3, (3, 15, 22))


def test_where_hours_were_never_counted_none_is_new():
    days = changed(alike(40, {"records_read": {"": 9}}), "hours", "3", 40)

    assert not watched(days).deviations


def test_an_hour_stays_new_as_long_as_an_agent_learns_and_is_known_then():
    days = alike(30)
    days += [with_more(one, "hours", "20", 4) for one in alike(70)[30:]]

    found = watched(days).deviations

    assert {one.key for one in found} == {("time", "hours", "")}
    assert [one.day for one in found] == days_of(START, 58)[30:]


def test_every_measure_has_its_band_from_the_first_day_that_is_asked_for():
    days = alike(30, {"records_read": {"": 7}, "refusals": {"": 3}})

    result = watched(days, bands_since=days[-1].day)

    assert result.bands == {
        "records_read": [NormalRange(days[-1].day, 7, 7, 50)],
        "records_written": [NormalRange(days[-1].day, 0, 0, 20)],
        "refusals": [NormalRange(days[-1].day, 3, 3, 12)],
    }
    first = watched(days, bands_since=days[0].day).bands["records_read"]
    assert (len(first), first[0]) == (30, NormalRange(START, 7, 0, 50))
    assert set(map(len, watched(days).bands.values())) == {0}


def test_days_before_the_first_work_are_left_out():
    days = alike(40)[10:]

    result = watch_agent(days, days_of(START, 40))

    assert (result.observed, result.learning_left, result.is_learning) == (30, 0, False)
    assert watch_agent(days[:27], []).is_learning


def test_departures_of_one_kind_lie_together_by_their_limit_or_kind():
    def departure(**more):
        given = {"kind": NEW, "measure": "tools", "name": "a", "limit": ""} | more
        return Deviation(day=START, seen=1, question="T-08", **given)

    one, again, other = departure(), departure(), departure(name="b")
    limit = departure(kind=DECLARED, limit="host", measure="external_hosts")

    assert together([one, other, again, limit]) == {
        ("new", "tools", "a"): [one, again],
        ("new", "tools", "b"): [other],
        ("host", "external_hosts", "a"): [limit],
    }


def test_days_count_from_the_first_one_with_a_row_on():
    before, first, between, last = days_of(START, 4)

    assert days_looked_at([last, first], {between, before, first}) == [
        first,
        between,
        last,
    ]
    assert days_looked_at([], {before, first}) == []
    assert (days_missing([]), days_missing(days_of(START, 28))) == (28, 0)
