"""Marks added up in one number say what the marks say."""

from hypothesis import given
from hypothesis import strategies as st

from riskapp.scoring.engine import Mark
from riskapp.scoring.status import status_of, tally, weakest
from tests.factories import plain_scoring

LEVELS = ("declared", "documented", "verified")
MARKS = st.builds(
    Mark, st.integers(1, 10), st.integers(0, 4), st.booleans(), st.sampled_from(LEVELS)
)


@given(st.lists(st.one_of(st.none(), MARKS), max_size=40), st.booleans())
def test_what_is_added_up_says_what_the_marks_say(marks, strict):
    counted = sum(map(tally, marks))
    own = [mark for mark in marks if mark is not None]
    shown = [mark.evidence for mark in own if not mark.is_open]

    assert status_of(counted, 1, strict) is plain_scoring.status(own, strict=strict)
    assert weakest(counted) == min(shown, key=LEVELS.index, default="")
