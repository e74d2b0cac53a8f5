import pytest
from django.urls import reverse

from riskapp.accounts.choices import Role
from tests.factories.riskapp import (
    EngagementFactory,
    OrganisationFactory,
    VendorFactory,
    member,
    scored,
    started,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_needs_the_same_queries_for_any_number_of_vendors(
    client, count, django_assert_num_queries
):
    organisation = OrganisationFactory()
    analyst = member(organisation, Role.ANALYST)
    for _ in range(count):
        scored(organisation, analyst)
    client.force_login(member(organisation, Role.PROCUREMENT))

    # person, rights to start, count, vendors, newest results
    with django_assert_num_queries(5):
        response = client.get(reverse("vendors:list"))

    assert response.content.decode().count("High") == count


@pytest.mark.parametrize("count", [1, 3])
def test_a_vendor_needs_the_same_queries_for_any_number_of_engagements(
    client, count, django_assert_num_queries
):
    vendor = VendorFactory(country="RS")
    analyst = member(vendor.organisation, Role.ANALYST)
    for engagement in EngagementFactory.create_batch(count, vendor=vendor):
        started(vendor.organisation, analyst, engagement=engagement, days=-1)
    client.force_login(member(vendor.organisation, Role.PROCUREMENT))

    # person, vendor, rights to see and to start, engagements, assessments
    with django_assert_num_queries(6):
        response = client.get(reverse("vendors:detail", args=[vendor.pk]))

    page = response.content.decode()
    assert page.count("Overdue") == count
    assert "Serbia" in page
    assert "Ordinary personal data of customers or staff" in page


def test_the_list_is_narrowed_by_name_and_says_when_nothing_matches(client):
    vendor = VendorFactory(name="Brzi Potok")
    VendorFactory(name="Halmquist", organisation=vendor.organisation)
    client.force_login(member(vendor.organisation, Role.AUDITOR))

    some = client.get(reverse("vendors:list"), {"q": "potok"}).content.decode()
    none = client.get(reverse("vendors:list"), {"q": "nobody"}).content.decode()

    assert "Brzi Potok" in some
    assert "Halmquist" not in some
    assert "No vendor of that name." in none


def test_only_an_analyst_is_offered_to_start(client):
    vendor = VendorFactory()
    start = reverse("assessments:start")

    offered = {}
    for role in (Role.ANALYST, Role.PROCUREMENT):
        client.force_login(member(vendor.organisation, role))
        offered[role] = start in client.get(reverse("vendors:list")).content.decode()

    assert offered == {Role.ANALYST: True, Role.PROCUREMENT: False}
