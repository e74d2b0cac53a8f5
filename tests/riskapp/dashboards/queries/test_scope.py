import pytest

from riskapp.dashboards.models import ToBeDecided
from riskapp.dashboards.queries.totals import totals_of
from riskapp.vendors.models import Vendor
from tests.riskapp.dashboards.conftest import scope_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("narrowed", "kept_as"),
    [
        ("", ""),
        ("tier=high", "tier high"),
        ("label=payments+and+cards", "label payments and cards"),
        ("owner=7", "owner 7"),
        ("tier=high&owner=7", "owner 7\x1ftier high"),
        ("tier=high&owner=7&label=core", None),
    ],
)
def test_totals_are_kept_of_what_is_narrowed_by_one_thing_or_two(
    portfolio_of_four, narrowed, kept_as
):
    assert scope_of(portfolio_of_four.approver, narrowed=narrowed).kept_as == kept_as


def test_kept_rows_are_narrowed_as_the_work_is(portfolio_of_four):
    world = portfolio_of_four
    vendor = world.critical.engagement.vendor_id
    Vendor.objects.filter(pk=vendor).update(labels=["core"], owner=world.analyst)
    scopes = {
        name: scope_of(world.approver, narrowed=name)
        for name in ("", "label=core", "label=cloud", f"owner={world.analyst.pk}")
    }
    assert totals_of(scopes[""])  # counts what this transaction changed
    ToBeDecided.objects.bulk_create(
        ToBeDecided(
            organisation=world.organisation,
            vendor_id=one.engagement.vendor_id,
            engagement_id=one.engagement_id,
            assessment_id=one.pk,
            rank=1,
            scored_at=one.score.created_at,
            is_open=True,
            started_by_id=world.analyst.pk,
        )
        for one in (world.critical, world.low)
    )

    found = {
        name: {row.vendor_id for row in scope.of_work(ToBeDecided.objects.all())}
        for name, scope in scopes.items()
    }

    assert found == {
        "": {vendor, world.low.engagement.vendor_id},
        "label=core": {vendor},
        "label=cloud": set(),
        f"owner={world.analyst.pk}": {vendor},
    }
