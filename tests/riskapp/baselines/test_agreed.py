import datetime

import pytest

from riskapp.baselines.agreed import OfficeHours, lies_below
from riskapp.baselines.model import AgentDay

MONDAY = datetime.date(2026, 1, 5)


def at(hour, day=MONDAY):
    return AgentDay("bot", day, {"hours": {str(hour): 1}})


@pytest.mark.parametrize(
    ("office", "inside", "outside"),
    [
        (OfficeHours(8, 18), [8, 17], [7, 18, 0]),
        (OfficeHours(0, 24), [0, 23], []),
        (OfficeHours(8, 18, "Europe/Berlin"), [7, 16], [6, 17]),
        # Half past: an hour that lies half inside is inside.
        (OfficeHours(9, 17, "Asia/Kolkata"), [3, 4, 11], [2, 12]),
        (OfficeHours(22, 6), [22, 23, 0, 5], [6, 21]),
    ],
)
def test_hours_are_those_of_the_place(office, inside, outside):
    assert [hour for hour in inside if office.beyond(at(hour))] == []
    assert [hour for hour in outside if not office.beyond(at(hour))] == []


def test_the_clock_of_the_place_changes_with_the_season():
    office = OfficeHours(8, 18, "Europe/Berlin")
    summer = datetime.date(2026, 7, 6)

    assert office.beyond(at(6)) == {6: 1}
    assert office.beyond(at(6, summer)) == {}


def test_only_on_weekdays_by_the_day_of_the_place():
    office = OfficeHours(8, 18, "Asia/Tokyo", weekdays_only=True)
    friday, sunday = (MONDAY - datetime.timedelta(days=n) for n in (3, 1))

    assert office.beyond(at(0, friday)) == {}
    # Sunday at 23 in UTC is Monday morning there, Friday at 23 is Saturday.
    assert office.beyond(at(23, sunday)) == {}
    assert office.beyond(at(23, friday)) == {23: 1}


def test_a_night_shift_belongs_to_the_day_it_began_on():
    office = OfficeHours(22, 6, weekdays_only=True)
    saturday = MONDAY - datetime.timedelta(days=2)

    assert office.beyond(at(3, saturday)) == {}
    assert office.beyond(at(3, MONDAY)) == {3: 1}


def test_nothing_before_the_day_of_the_agreement():
    office = OfficeHours(8, 18, since=MONDAY)

    assert office.beyond(at(3, MONDAY - datetime.timedelta(days=1))) == {}
    assert office.beyond(at(3)) == {3: 1}


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("example.com", True),
        ("a.b.example.com:8443", True),
        ("example.com.", True),
        ("notexample.com", False),
        ("com", False),
    ],
)
def test_a_host_covers_what_lies_below_it(host, expected):
    assert lies_below(host, {"example.com"}) is expected
