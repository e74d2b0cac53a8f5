import pytest

from riskapp.dashboards.queries.vendor import MOST_THEMES, picture_of
from riskapp.findings.models import Finding
from riskapp.inventory.models import Tool
from riskapp.vendors.queries import work_of
from tests.factories.riskapp import scored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio_of_four")]


def shown(world, assessment):
    vendor = assessment.engagement.vendor
    return picture_of(world.approver, vendor, work_of(vendor))


def test_a_first_cycle_tells_its_rules_and_draws_no_trend(portfolio_of_four):
    found = shown(portfolio_of_four, portfolio_of_four.critical)

    (row,) = found["work"]
    assert row["trend"] is None
    assert row["assessments"][0]["why"].startswith("Rules: ")


def test_a_later_cycle_tells_what_came_and_its_trend_runs_from_left_to_right(
    portfolio_of_four,
):
    world = portfolio_of_four
    later = scored(
        world.organisation,
        world.analyst,
        "personal-accounts",
        engagement=world.low.engagement,
    )

    (row,) = shown(world, later)["work"]

    assert row["assessments"][0]["why"].startswith("New: ")
    first, second = row["trend"].points
    assert (first.rating, second.rating) == ("low", "critical")
    assert first.x < second.x
    assert first.y > second.y


def test_tools_and_places_are_those_of_the_vendor_alone(portfolio_of_four):
    world = portfolio_of_four
    vendor = world.critical.engagement.vendor

    found = shown(world, world.critical)

    assert found["reach"].total == Tool.objects.filter(vendor=vendor).count() > 0
    assert all(f"vendor={vendor.pk}" in part["query"] for part in found["reach_parts"])


def test_open_themes_come_worst_first_and_those_left_out_are_counted(portfolio_of_four):
    world = portfolio_of_four

    found = shown(world, world.critical)

    open_ones = Finding.objects.filter(assessment=world.critical).unsettled()
    themes = open_ones.values("theme").distinct().count()
    assert len(found["themes"]) == min(MOST_THEMES, themes)
    assert found["more_themes"] == max(0, themes - MOST_THEMES)
    assert found["themes"][0].severity == "critical"


def test_a_vendor_of_no_cycle_has_nothing_to_show(portfolio_of_four):
    vendor = portfolio_of_four.never.vendor

    found = picture_of(portfolio_of_four.approver, vendor, work_of(vendor))

    assert (found["reach"].total, found["themes"]) == (0, [])
