import pytest
from django.urls import reverse

from riskapp.accounts.choices import Role
from riskapp.vendors.actions import add_contact
from riskapp.vendors.models import Engagement, Vendor
from tests.factories.riskapp import (
    PROFILE,
    EngagementFactory,
    VendorFactory,
    member,
    started,
)
from tests.factories.tabs import in_two_tabs

pytestmark = pytest.mark.django_db


@pytest.fixture
def analyst(organisation, client):
    person = member(organisation, Role.ANALYST)
    client.force_login(person)
    return person


def test_a_vendor_is_added_and_changed(client, analyst):
    added = client.post(
        reverse("vendors:add"), {"name": "Kestrel", "country": "IE", "labels": "a, b"}
    )
    vendor = Vendor.objects.get()
    changed = client.post(
        reverse("vendors:edit", args=[vendor.pk]),
        {"name": "Kestrel & Byrne", "country": "", "owner": analyst.pk},
    )

    vendor.refresh_from_db()
    assert added.url == changed.url == reverse("vendors:detail", args=[vendor.pk])
    assert (vendor.name, vendor.country, vendor.owner) == (
        "Kestrel & Byrne",
        "",
        analyst,
    )
    assert vendor.labels == []


def test_a_taken_name_is_said_at_its_field(client, analyst, organisation):
    VendorFactory(organisation=organisation, name="Kestrel")

    response = client.post(reverse("vendors:add"), {"name": "Kestrel"})

    assert response.status_code == 422
    assert "already in the register" in str(response.context["form"].errors["name"])


@pytest.mark.parametrize(
    "name", ["KESTREL LTD", "Kestrel\u00a0Ltd", "kestrel ltd\u200b"]
)
def test_a_name_in_other_signs_is_taken_and_leads_to_the_vendor(
    client, analyst, organisation, name
):
    there = VendorFactory(organisation=organisation, name="Kestrel Ltd")

    page = client.post(reverse("vendors:add"), {"name": name}).content.decode()

    assert "“Kestrel Ltd” is already in the register." in page
    assert f'href="{reverse("vendors:detail", args=[there.pk])}"' in page
    assert Vendor.objects.count() == 1


@pytest.mark.parametrize("name", ["\u200b", "\u202e", "\u3164"])
def test_a_name_that_nobody_can_read_is_refused(client, analyst, name):
    response = client.post(reverse("vendors:add"), {"name": name})

    assert response.status_code == 422
    assert not Vendor.objects.exists()


def test_work_of_the_same_name_in_other_signs_is_taken(client, analyst, organisation):
    work = EngagementFactory(vendor__organisation=organisation, name="Portal 2")
    given = {"name": "PORTAL  2", **PROFILE}

    response = client.post(
        reverse("vendors:add_engagement", args=[work.vendor_id]), given
    )

    assert response.status_code == 422
    assert "already has an engagement" in response.content.decode()


def test_an_engagement_is_added_and_its_tier_follows(client, analyst, organisation):
    vendor = VendorFactory(organisation=organisation)

    client.post(
        reverse("vendors:add_engagement", args=[vendor.pk]),
        {"name": "Portal", **PROFILE, "contract_ends_on": "2028-01-31"},
    )
    engagement = Engagement.objects.get()
    first = engagement.tier
    client.post(
        reverse("vendors:edit_engagement", args=[engagement.pk]),
        {"name": "Portal", **PROFILE, "ENG-01": "special", "ENG-04": "prod"},
    )

    engagement.refresh_from_db()
    assert (first, engagement.tier) == ("high", "very_high")
    assert engagement.contract_ends_on is None


def test_archiving_says_what_is_in_the_way(client, analyst, organisation):
    vendor = started(organisation, analyst).engagement.vendor

    response = client.post(reverse("vendors:archive", args=[vendor.pk]), follow=True)

    assert "Withdraw what is open, then archive." in response.content.decode()


def test_an_archived_vendor_says_so_and_is_restored(client, analyst, organisation):
    vendor = EngagementFactory(vendor__organisation=organisation).vendor

    away = client.post(reverse("vendors:archive", args=[vendor.pk]), follow=True)
    back = client.post(reverse("vendors:restore", args=[vendor.pk]), follow=True)

    assert "nothing new is sent" in away.content.decode()
    assert reverse("assessments:start") not in away.content.decode()
    assert reverse("assessments:start") in back.content.decode()


def test_work_is_put_away_and_brought_back(client, analyst, organisation):
    engagement = EngagementFactory(vendor__organisation=organisation)

    client.post(reverse("vendors:archive_engagement", args=[engagement.pk]))
    assert Engagement.objects.get().is_archived
    client.post(reverse("vendors:restore_engagement", args=[engagement.pk]))
    assert not Engagement.objects.get().is_archived


def test_a_vendor_changed_in_two_tabs_keeps_both_changes(client, analyst, organisation):
    vendor = VendorFactory(organisation=organisation, name="Kestrel", country="IE")

    page = in_two_tabs(
        client,
        reverse("vendors:edit", args=[vendor.pk]),
        {"country": "SE"},
        {"services": "Builds the portal", "labels": "cloud"},
    )

    vendor.refresh_from_db()
    assert f"Changed meanwhile by {analyst.name}" in page
    assert "Builds the portal" in page
    assert (vendor.country, vendor.services, vendor.labels) == (
        "SE",
        "Builds the portal",
        ["cloud"],
    )


def test_a_contact_changed_in_two_tabs_keeps_the_new_address(
    client, analyst, organisation
):
    vendor = VendorFactory(organisation=organisation)
    contact = add_contact(vendor, email="old@vendor.example", by=analyst)

    page = in_two_tabs(
        client,
        reverse("vendors:edit_contact", args=[contact.pk]),
        {"name": "Ana"},
        {"email": "new@vendor.example"},
    )

    contact.refresh_from_db()
    assert f"Changed meanwhile by {analyst.name}" in page
    assert (contact.name, contact.email) == ("Ana", "new@vendor.example")


def test_work_changed_in_two_tabs_keeps_both_changes(client, analyst, organisation):
    work = EngagementFactory(vendor__organisation=organisation, profile=PROFILE)

    in_two_tabs(
        client,
        reverse("vendors:edit_engagement", args=[work.pk]),
        {"name": "Shop"},
        {"contract_reference": "C-7", "contract_starts_on": "2026-01-01"},
    )

    work.refresh_from_db()
    assert (work.name, work.contract_reference) == ("Shop", "C-7")
    assert work.contract_starts_on.isoformat() == "2026-01-01"
