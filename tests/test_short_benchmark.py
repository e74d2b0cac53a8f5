"""The short benchmark fails where more is done, and not because a machine is busy."""

import pytest

from bench.short import Figure, calls_of, compared, usual, yardstick, yardsticks

KEPT = Figure(times=10, calls=1000, statements=3)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (Figure(12.5, 1250, 3), []),
        (Figure(12.6, 1000, 3), ["takes 1.26 times what it took"]),
        (Figure(10, 1251, 3), ["makes 1251 calls, not 1000"]),
        (Figure(8, 800, 3), []),
    ],
)
def test_a_quarter_more_is_too_much(found, expected):
    assert found.worse_than(KEPT) == expected


def test_time_is_told_in_yardsticks(monkeypatch):
    clock = iter(range(1000))
    monkeypatch.setattr("bench.short.time.process_time", lambda: next(clock))

    assert yardsticks(lambda: next(clock)) == 2


def test_the_yardstick_is_some_of_the_same_work_each_time():
    yardstick()  # the first time it reads its template

    assert calls_of(yardstick) == calls_of(yardstick) > 1000


def test_what_is_measured_again_and_holds_then_is_no_alarm(monkeypatch):
    found = iter([Figure(20, 2000, 3), Figure(11, 1200, 3)])
    monkeypatch.setattr("bench.short.measured", lambda _work: next(found))
    monkeypatch.setattr("bench.short.time.sleep", lambda _seconds: None)

    assert list(compared("save", lambda: None, KEPT)) == []


def test_what_is_more_each_time_and_another_statement_are_told(monkeypatch):
    monkeypatch.setattr("bench.short.measured", lambda _work: Figure(20, 2000, 4))
    monkeypatch.setattr("bench.short.time.sleep", lambda _seconds: None)

    assert list(compared("save", lambda: None, KEPT)) == [
        "save takes 2.00 times what it took",
        "save makes 2000 calls, not 1000",
        "save makes 4 statements, not 3",
    ]


def test_the_figure_in_the_middle_is_kept(monkeypatch):
    found = iter([Figure(9, 1000, 3), Figure(12, 1000, 3), Figure(10, 1000, 3)])
    monkeypatch.setattr("bench.short.measured", lambda _work: next(found))

    assert usual(lambda: None) == KEPT
