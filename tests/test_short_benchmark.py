"""The short benchmark fails where more is done, and not because a machine is busy."""

import pytest

from bench.short import Figure, compared

KEPT = Figure(times=10, calls=1000, statements=3)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (Figure(12.4, 1300, 3), False),
        (Figure(12.6, 1300, 3), True),
        (Figure(12.6, 1010, 3), False),  # as many calls: rather the machine
        (Figure(15.1, 1000, 3), True),
        (Figure(8, 800, 3), False),
    ],
)
def test_a_quarter_more_is_too_much_unless_nothing_more_is_done(found, expected):
    assert found.exceeds(KEPT) is expected


def test_what_is_measured_again_and_holds_then_is_no_alarm(monkeypatch):
    found = iter([Figure(20, 2000, 3), Figure(11, 1300, 3)])
    monkeypatch.setattr("bench.short.measured", lambda _work: next(found))
    monkeypatch.setattr("bench.short.time.sleep", lambda _seconds: None)

    assert list(compared("save", lambda: None, KEPT)) == []


def test_what_is_more_each_time_and_another_statement_are_told(monkeypatch):
    monkeypatch.setattr("bench.short.measured", lambda _work: Figure(20, 2000, 4))
    monkeypatch.setattr("bench.short.time.sleep", lambda _seconds: None)

    assert list(compared("save", lambda: None, KEPT)) == [
        "save takes 2.00 times what it took",
        "save makes 4 statements, not 3",
    ]
