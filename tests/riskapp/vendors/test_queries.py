import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from riskapp.accounts.choices import Role
from riskapp.accounts.models import User
from riskapp.vendors import queries
from riskapp.vendors.actions import archive_engagement
from riskapp.vendors.models import Engagement, Vendor
from riskapp.vendors.queries import (
    MOST_WALKED,
    ByVendor,
    choices_in,
    labels_in,
    listed,
    rating_of,
    tier_of,
    work_of,
)
from tests.factories.riskapp import (
    EngagementFactory,
    OrganisationFactory,
    VendorFactory,
    decided,
    member,
    scored,
    started,
)

pytestmark = pytest.mark.django_db


def test_a_vendor_shows_the_worst_of_its_kept_work():
    organisation = OrganisationFactory()
    analyst = member(organisation, Role.ANALYST)
    vendor = VendorFactory(organisation=organisation)
    scored(organisation, analyst, engagement=EngagementFactory(vendor=vendor))
    scored(
        organisation, analyst, "careful", engagement=EngagementFactory(vendor=vendor)
    )
    worst = scored(
        organisation,
        analyst,
        "personal-accounts",
        engagement=EngagementFactory(vendor=vendor, tier="very_high"),
    )

    (row,) = listed(analyst)
    archive_engagement(worst.engagement, by=analyst)
    (without,) = listed(analyst)

    assert (rating_of(row.worst_rating), tier_of(row.worst_tier)) == (
        "critical",
        "very_high",
    )
    assert (rating_of(without.worst_rating), without.engagement_count) == (
        "critical",
        2,
    )


def test_a_vendor_without_a_score_is_not_assessed():
    vendor = VendorFactory()

    (row,) = listed(member(vendor.organisation, Role.AUDITOR))

    assert (rating_of(row.worst_rating), tier_of(row.worst_tier)) == ("", "")
    assert (row.residual, row.next_review_on) == (None, None)


def test_what_stands_on_an_engagement_is_its_newest_score():
    organisation = OrganisationFactory()
    analyst = member(organisation, Role.ANALYST)
    engagement = EngagementFactory(vendor__organisation=organisation)
    scored(organisation, analyst, engagement=engagement)
    last = scored(organisation, analyst, "careful", engagement=engagement)
    started(organisation, analyst, engagement=engagement)

    engagement.refresh_from_db()

    assert (engagement.rating, engagement.residual) == ("low", last.score.residual)
    assert engagement.assessed_on == timezone.now().date()
    assert engagement.next_review_on > engagement.assessed_on


def test_labels_countries_and_owners_are_those_in_use():
    vendor = VendorFactory(country="RS", labels=["cloud", "Offshore"])
    VendorFactory(country="", labels=["hidden"])
    analyst = member(vendor.organisation, Role.ANALYST)
    Vendor.objects.filter(pk=vendor.pk).update(owner=analyst)

    assert labels_in(analyst) == ["cloud", "Offshore"]
    with CaptureQueriesContext(connection) as asked:
        offered = choices_in(analyst)
    assert len(asked) == 2  # whose rows they may see, and these
    assert offered.labels == ["cloud", "Offshore"]
    assert offered.countries == [("RS", "Serbia")]
    assert offered.owners == [(str(analyst.pk), str(analyst))]


def test_labels_are_offered_however_many_sets_of_them_there_are():
    vendor = VendorFactory(labels=["a", "b, c", "d"])
    Vendor.objects.bulk_create(
        Vendor(organisation=vendor.organisation, name=f"V {n}", labels=[f"label {n}"])
        for n in range(MOST_WALKED + 2)
    )
    analyst = member(vendor.organisation, Role.ANALYST)

    found = labels_in(analyst)

    assert found[:3] == ["a", "b, c", "d"]
    assert found[3:] == [f"label {n}" for n in range(MOST_WALKED + 2)]
    assert choices_in(analyst).labels == found


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
    assert [row["rating"] for row in work[0]["assessments"]] == ["", "critical"]
    assert work[1]["assessments"] == []


def test_the_work_of_a_vendor_says_what_was_decided_on_it():
    organisation = OrganisationFactory()
    assessment = scored(organisation, member(organisation, Role.ANALYST))
    decision = decided(assessment, member(organisation, Role.APPROVER))

    [row] = work_of(assessment.engagement.vendor)[0]["assessments"]

    assert (row["outcome"], row["valid_until"]) == ("approved", decision.valid_until)


def test_each_choice_is_offered_once_and_by_name():
    organisation = OrganisationFactory()
    analyst = member(organisation, Role.ANALYST)
    owners = [member(organisation, Role.ANALYST) for _ in range(2)]
    User.objects.filter(pk=owners[0].pk).update(name="Zoe")
    User.objects.filter(pk=owners[1].pk).update(name="", email="alma@buyer.example")
    for owner, country, labels in (
        (owners[0], "RS", ["b"]),
        (owners[1], "DE", ["b", "A"]),
        (owners[0], "DE", []),
        (None, "", ["c"]),
    ):
        VendorFactory(
            organisation=organisation, owner=owner, country=country, labels=labels
        )

    offered = choices_in(analyst)

    assert [name for _key, name in offered.owners] == ["alma@buyer.example", "Zoe"]
    assert offered.countries == [("DE", "Germany"), ("RS", "Serbia")]
    assert offered.labels == ["A", "b", "c"]


def test_what_lists_offer_stands_in_the_order_of_names():
    organisation = OrganisationFactory()
    for name, label, country in (
        ("Zoe", "app 10", "RS"),
        ("Özil", "Zebra", "AT"),
        ("anna", "app 9", "DE"),
    ):
        owner = member(organisation, Role.ANALYST)
        User.objects.filter(pk=owner.pk).update(name=name)
        VendorFactory(
            organisation=organisation, owner=owner, labels=[label], country=country
        )
    with translation.override("de"):
        offered = choices_in(member(organisation, Role.AUDITOR))

    assert [name for _key, name in offered.owners] == ["anna", "Özil", "Zoe"]
    assert offered.labels == ["app 9", "app 10", "Zebra"]
    assert [code for code, _name in offered.countries] == ["DE", "AT", "RS"]


@pytest.mark.parametrize("asked", ["", "q"])
def test_rows_by_vendor_are_the_same_as_all_of_them_sorted(monkeypatch, asked):
    monkeypatch.setattr(queries, "FEW", 0)
    monkeypatch.setattr(queries, "FOR_A_ROW", 1)
    monkeypatch.setattr(queries, "AT_FIRST", 0)
    organisation = OrganisationFactory()
    analyst = member(organisation, Role.ANALYST)
    for number, work in enumerate((2, 0, 1, 0, 0, 3, 1)):
        vendor = VendorFactory(organisation=organisation, name=f"Vendor {number}")
        EngagementFactory.create_batch(work, vendor=vendor)
    EngagementFactory()
    visible = Engagement.objects.visible_to(analyst)
    rows = visible.order_by("vendor__name_sorted", "-created_at")
    if asked:
        rows = rows.filter(vendor__name__in=("Vendor 5", "Vendor 6"))

    found = ByVendor(analyst, rows, "vendor")

    assert found.count_to(99) == len(rows) == (4 if asked else 7)
    for start in range(len(rows)):
        assert list(found[start : start + 2]) == list(rows[start : start + 2])
