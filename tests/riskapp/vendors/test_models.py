import datetime
import itertools

import pytest
from django.db import connection
from django.db.models import Count, Max, Min

from riskapp.common.sorting import natural
from riskapp.vendors.actions import (
    archive_engagement,
    archive_vendor,
    restore_engagement,
    restore_vendor,
)
from riskapp.vendors.models import Contact, Engagement, Vendor
from riskapp.vendors.queries import RATINGS, TIERS
from tests.factories.riskapp import (
    EngagementFactory,
    OrganisationFactory,
    VendorFactory,
    scored,
)

pytestmark = pytest.mark.django_db
TOTALS = (
    "engagement_count", "worst_tier", "worst_rating", "residual", "next_review_on",
)  # fmt: skip


def totals():
    return {row.pop("pk"): row for row in Vendor.objects.values("pk", *TOTALS)}


def reckoned():
    """What the totals have to be, of the engagements there are."""
    found = {}
    for vendor in Vendor.objects.all():
        work = vendor.engagements.filter(archived_at=None)
        tiers = [TIERS.index(one.tier) + 1 for one in work if one.tier]
        ratings = [RATINGS.index(one.rating) + 1 for one in work if one.rating]
        found[vendor.pk] = {
            "worst_tier": max(tiers, default=None),
            "worst_rating": max(ratings, default=None),
            **work.aggregate(
                engagement_count=Count("pk"),
                residual=Max("residual"),
                next_review_on=Min("next_review_on"),
            ),
        }
    return found


def test_a_vendor_keeps_what_its_work_comes_to_whatever_happens(organisation, analyst):
    VendorFactory(organisation=organisation)
    vendor = VendorFactory(organisation=organisation)
    other = VendorFactory(organisation=organisation)
    work = [
        EngagementFactory(vendor=one, name=f"{number}", tier=tier)
        for number, (one, tier) in enumerate(
            [(vendor, "low"), (vendor, "very_high"), (other, ""), (other, "high")]
        )
    ]
    steps = [
        lambda: scored(organisation, analyst, engagement=work[0]),
        lambda: scored(organisation, analyst, "careful", engagement=work[1]),
        lambda: archive_engagement(work[1], by=analyst),
        lambda: restore_engagement(work[1], by=analyst),
        lambda: Engagement.objects.update(next_review_on=datetime.date(2027, 1, 1)),
        lambda: Engagement.objects.filter(pk=work[3].pk).update(vendor=vendor),
        lambda: Engagement.objects.filter(pk=work[2].pk).delete(),
    ]
    seen = [totals()]
    assert seen[-1] == reckoned()
    for step in steps:
        step()
        assert totals() == reckoned()
        seen.append(totals())
    assert all(before != after for before, after in itertools.pairwise(seen))


def test_whoever_saves_a_vendor_leaves_its_totals_alone():
    vendor = VendorFactory()
    EngagementFactory(vendor=vendor, tier="high")
    vendor.services = "Apps"
    vendor.residual = "99.0"
    vendor.save()

    vendor.refresh_from_db()
    assert vendor.services == "Apps"
    assert totals() == reckoned()
    assert vendor.engagement_count == 1


def test_a_contact_is_of_the_organisation_of_its_vendor_whoever_writes():
    vendor = VendorFactory()
    contact = Contact.objects.create(vendor=vendor, email="zoe@vendor.example")
    contact.refresh_from_db()
    assert contact.organisation_id == vendor.organisation_id

    other = OrganisationFactory()
    Contact.objects.update(organisation=other)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    contact.refresh_from_db()
    assert contact.organisation_id == vendor.organisation_id
    moved = VendorFactory(organisation=other)
    Contact.objects.update(vendor=moved)
    contact.refresh_from_db()
    assert contact.organisation_id == other.pk


def test_work_and_people_follow_the_name_of_their_vendor_and_that_it_is_put_away(
    organisation, analyst
):
    vendor = VendorFactory(organisation=organisation, name="Vega 2")
    work = EngagementFactory(vendor=vendor, name="Portal")
    person = vendor.contacts.create(email="ada@vega.example")
    later = VendorFactory(organisation=organisation, name="Vega 10")
    moved = EngagementFactory(vendor=later, name="Shop")

    def kept(row):
        row.refresh_from_db()
        return row.vendor_sorted

    assert kept(work) == kept(person) == Vendor.objects.get(pk=vendor.pk).name_sorted
    assert kept(work) < kept(moved)
    vendor.name = "Äther"
    vendor.save(update_fields=["name"])
    assert kept(work) == kept(person) == natural("Äther")
    work.vendor_sorted = person.vendor_sorted = "as it was a moment ago"
    work.save()
    person.put_away = True
    person.save()
    assert kept(work) == kept(person) == natural("Äther")
    assert not person.put_away
    archive_vendor(vendor, by=analyst)
    person.refresh_from_db()
    assert person.put_away
    restore_vendor(vendor, by=analyst)
    person.refresh_from_db()
    assert not person.put_away
    moved.vendor = vendor
    moved.save(update_fields=["vendor"])
    assert kept(moved) == natural("Äther")
