"""Ranks rise in the order of the findings, and as many stay as can."""

from hypothesis import given
from hypothesis import strategies as st

from riskapp.findings.actions.ranking import STEP, ranks_for

known = st.lists(st.none() | st.integers(0, 60) | st.integers(0, 9 * STEP), max_size=30)


@given(known)
def test_ranks_rise_whatever_was_there(ranks):
    found = ranks_for(ranks)

    assert len(found) == len(ranks)
    assert all(low < high for low, high in zip([0, *found], found, strict=False))


@given(st.lists(st.none() | st.integers(1, 60), max_size=30))
def test_as_many_stay_as_can_where_there_is_room(ranks):
    ranks = [rank and rank * STEP for rank in ranks]

    stayed = sum(new == old for new, old in zip(ranks_for(ranks), ranks, strict=True))

    assert stayed == longest_rising([rank for rank in ranks if rank])


def longest_rising(ranks):
    ending = []
    for rank in ranks:
        below = [length for other, length in ending if other < rank]
        ending.append((rank, 1 + max(below, default=0)))
    return max((length for _rank, length in ending), default=0)


def test_the_first_ranks_have_room_between_them():
    assert ranks_for([None, None]) == [STEP, 2 * STEP]


def test_one_that_comes_between_two_leaves_them_where_they_are():
    assert ranks_for([1000, None, 2000, None]) == [1000, 1500, 2000, 3000]


def test_one_that_moves_leaves_the_others_where_they_are():
    assert ranks_for([3000, 1000, 2000]) == [500, 1000, 2000]


def test_all_are_given_anew_where_there_is_no_room():
    assert ranks_for([1, None, 2, 3]) == [1000, 2000, 3000, 4000]
