"""A part of the benchmarks that is measured alone replaces its own figures and no others."""

from bench import Result
from bench.page import page

PARTS = ("scoring", "lists")


def figure(name, median):
    return Result(name, median, 1.0, 9.0, "ms", 3.0, 5)


def test_a_part_measured_alone_leaves_the_others():
    both = {"scoring": [figure("score", 2)], "lists": [figure("list", 7)]}

    first = page("", both, PARTS)
    then = page(first, {"lists": [figure("list", 2.5)]}, PARTS)

    assert "| score | 2.0 ms |" in then
    assert "| list | 2.5 ms | 1.0 | 9.0 |  | ≤ 3 | 5 |" in then
    assert "7.0 ms" not in then
    assert then.index("## scoring") < then.index("## lists")
    assert page(then, {}, PARTS) == then


def test_a_miss_is_said_and_a_part_that_is_no_more_goes():
    former = page("", {"gone": [figure("x", 1)]}, ("gone",))

    assert page(former, {"lists": [figure("list", 7)]}, PARTS).count("##") == 1
    assert "≤ 3 (missed)" in page(former, {"lists": [figure("list", 7)]}, PARTS)
