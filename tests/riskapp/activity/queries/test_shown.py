from riskapp.activity.queries.shown import HEIGHT, WIDTH, Sparkline
from riskapp.baselines.watching import NormalRange
from tests.data.activity import days_of
from tests.riskapp.activity.conftest import START


def test_a_picture_stays_within_its_frame():
    ranges = [NormalRange(day, at, 5, 50) for at, day in enumerate(days_of(START, 10))]
    spark = Sparkline("records_read", "Records read", ranges)

    for points in (spark.line, spark.band):
        for point in points.split():
            across, down = map(float, point.split(","))
            assert 0 <= across <= WIDTH
            assert 0 <= down <= HEIGHT
    assert Sparkline("x", "X", ranges[:1]).line
