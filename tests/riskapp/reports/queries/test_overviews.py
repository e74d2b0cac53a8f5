import pytest

from riskapp.reports.queries import overviews
from riskapp.reports.queries.overviews import (
    comparable,
    not_assessed,
    outcomes,
    unassessed,
)
from tests.factories.riskapp import EngagementFactory, scored

pytestmark = pytest.mark.django_db


def test_what_may_be_compared_begins_with_the_chosen_and_ends_at_a_bound(
    organisation, analyst, monkeypatch
):
    first, second = (scored(organisation, analyst, "careful") for _ in range(2))
    monkeypatch.setattr(overviews, "MOST_OFFERED", 1)

    rows, is_more = comparable(organisation, (), [second.pk])

    assert [row["assessment"] for row in rows] == [str(second.pk)]
    assert is_more
    assert str(first.pk) in {row["assessment"] for row in outcomes(organisation)}


def test_work_without_a_score_is_counted_as_not_assessed(organisation, analyst):
    scored(organisation, analyst, "careful")
    left = EngagementFactory(vendor__organisation=organisation, name="Portal")

    rows = outcomes(organisation)

    assert (len(rows), unassessed(organisation, rows)) == (1, 1)
    assert not_assessed(organisation) == [
        {
            "name": "Portal",
            "vendor_name": left.vendor.name,
            "vendor_key": str(left.vendor_id),
        }
    ]
