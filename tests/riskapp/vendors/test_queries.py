import pytest

from riskapp.accounts.choices import Role
from riskapp.vendors.queries import listed, newest_results, work_of
from tests.factories.riskapp import (
    EngagementFactory,
    OrganisationFactory,
    VendorFactory,
    member,
    scored,
    started,
)

pytestmark = pytest.mark.django_db


def test_the_newest_result_of_a_vendor_is_the_one_scored_last():
    organisation = OrganisationFactory()
    analyst = member(organisation, Role.ANALYST)
    vendor = VendorFactory(organisation=organisation)
    scored(organisation, analyst, engagement=EngagementFactory(vendor=vendor))
    last = scored(
        organisation, analyst, "careful", engagement=EngagementFactory(vendor=vendor)
    )
    started(organisation, analyst, engagement=EngagementFactory(vendor=vendor))

    result = newest_results([vendor])[vendor.pk]

    assert (result["assessment"], result["rating"]) == (last.pk, "low")


def test_a_vendor_without_a_score_has_no_result():
    vendor = VendorFactory()

    assert newest_results([vendor]) == {}


def test_the_list_counts_engagements_and_shows_no_other_organisation():
    vendor = VendorFactory(name="Ours")
    EngagementFactory.create_batch(2, vendor=vendor)
    VendorFactory(name="Theirs")

    rows = listed(member(vendor.organisation, Role.AUDITOR))

    assert [(row.name, row.engagement_count) for row in rows] == [("Ours", 2)]


def test_the_work_of_a_vendor_comes_with_its_assessments_newest_first():
    organisation = OrganisationFactory()
    analyst = member(organisation, Role.ANALYST)
    engagement = EngagementFactory(vendor__organisation=organisation, name="A")
    EngagementFactory(vendor=engagement.vendor, name="B")
    older = scored(organisation, analyst, engagement=engagement)
    newer = started(organisation, analyst, engagement=engagement)

    work = work_of(engagement.vendor)

    assert [row["engagement"].name for row in work] == ["A", "B"]
    assert [row["pk"] for row in work[0]["assessments"]] == [newer.pk, older.pk]
    assert [row["rating"] for row in work[0]["assessments"]] == [None, "high"]
    assert work[1]["assessments"] == []
