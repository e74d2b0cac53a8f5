import datetime
import re
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from riskapp.presentation.charts import (
    COLUMNS,
    DARKEST,
    LIGHTEST,
    MOST_POINTS,
    ROWS,
    SIDE,
    SMALLEST,
    TILE,
    TILES,
    heat,
    laid_out,
    radius,
    strokes,
    tile_map,
    trend,
)


def test_a_dot_grows_with_its_number_and_stays_in_its_square():
    assert radius(0, 9) == 0
    assert radius(1, 900) == SMALLEST
    assert SMALLEST < radius(400, 900) < radius(900, 900) == SIDE / 2 - 1


def test_a_number_above_the_highest_is_the_highest():
    assert radius(9, 3) == SIDE / 2 - 1


def test_a_dot_is_as_wide_as_the_digits_in_it():
    assert radius(99, 10_000) == SMALLEST
    assert SMALLEST < radius(100, 10_000) < radius(1000, 1_000_000) < SIDE / 2


def test_a_cell_is_the_darker_the_higher_and_its_number_still_reads():
    assert heat(0, 9) == 0
    assert LIGHTEST < heat(1, 9) < heat(5, 9) < heat(9, 9) == DARKEST
    assert heat(9, 3) == DARKEST


def test_parts_lie_side_by_side_and_what_does_not_occur_is_left_out():
    found = laid_out(
        [
            {"code": "a", "count": 1},
            {"code": "b", "count": 0},
            {"code": "c", "count": 3},
        ],
        400,
    )

    assert [(p["code"], p["x"], p["length"], p["percent"]) for p in found] == [
        ("a", 0.0, 100.0, 25),
        ("c", 100.0, 300.0, 75),
    ]


def test_what_occurs_has_a_share_however_small():
    found = laid_out([{"count": 1}, {"count": 999}])

    assert found[0]["percent"] == 1


@given(
    st.integers(0, 90), st.integers(0, 90), st.integers(1, 90), st.integers(1, 90), st.integers(2, 9)
)  # fmt: skip
def test_strokes_stay_in_their_rectangle(left, top, wide, high, gap):
    path = strokes(left, top, left + wide, top + high, gap)

    for x1, y1, x2, y2 in re.findall(r"M(\S+) (\S+)L(\S+) ([^M]+)", path):
        for x, y in ((float(x1), float(y1)), (float(x2), float(y2))):
            assert left <= x <= left + wide
            assert top <= y <= top + high
        assert float(x1) + float(y1) == float(x2) + float(y2)


def test_strokes_fill_a_square():
    assert strokes(0, 0, 10, 10, 5) == "M0 5L5 0M0 10L10 0M5 10L10 5"


def test_no_two_countries_lie_on_each_other():
    assert len(set(TILES.values())) == len(TILES)


def test_countries_lie_where_they_are_and_others_below():
    found = tile_map({"DE": ("eea", "Germany: 3"), "FJ": ("third", "Fiji: 1")})
    tiles = {tile.code: tile for tile in found.tiles}

    assert (tiles["DE"].kind, tiles["DE"].label) == ("eea", "Germany: 3")
    assert (tiles["US"].kind, tiles["US"].label) == ("", "US")
    assert (tiles["FJ"].x, tiles["FJ"].y) == (0, ROWS * TILE)
    assert (found.width, found.height) == (COLUMNS * TILE, (ROWS + 1) * TILE)
    assert tiles["DE"].x < tiles["DE"].middle < tiles["DE"].x + TILE
    assert tiles["DE"].y < tiles["DE"].line < tiles["DE"].y + TILE


def cycles(*values):
    day = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    return [
        {"started_at": day, "residual": Decimal(value), "rating": "low"}
        for value in values
    ]


def test_one_score_is_no_trend():
    assert trend(cycles(20)) is None


def test_a_trend_rises_with_the_risk_and_shows_the_last_scores():
    found = trend(cycles(*range(0, 90, 10)))

    assert len(found.points) == MOST_POINTS
    assert [point.value for point in found.points] == [30, 40, 50, 60, 70, 80]
    heights = [point.y for point in found.points]
    assert heights == sorted(heights, reverse=True)
    assert found.path.count("L") == MOST_POINTS - 1


def test_the_strips_of_the_ratings_lie_on_one_another():
    bands = trend(cycles(0, 100)).bands

    assert [band.rating for band in bands] == ["low", "moderate", "high", "critical"]
    for lower, higher in pairwise(bands):
        assert round(higher.y + higher.height, 1) == lower.y
