import csv
import io

import pytest
from django.urls import reverse

from riskapp.accounts.choices import Role
from riskapp.audit.models import AuditEntry
from riskapp.vendors.models import Contact
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

    # person, choices of filters, analysts, saved views, count, vendors
    with django_assert_num_queries(6):
        response = client.get(reverse("vendors:list"))

    assert response.content.decode().count("badge-rating--critical") == count


@pytest.mark.parametrize("count", [1, 3])
def test_a_vendor_needs_the_same_queries_for_any_number_of_engagements(
    client, count, django_assert_num_queries
):
    vendor = VendorFactory(country="RS")
    analyst = member(vendor.organisation, Role.ANALYST)
    for engagement in EngagementFactory.create_batch(count, vendor=vendor):
        started(vendor.organisation, analyst, engagement=engagement, days=-1)
    client.force_login(member(vendor.organisation, Role.PROCUREMENT))

    # person, vendor, rights to see and to edit, contacts, engagements, assessments; what may be
    # seen, tools, open themes
    with django_assert_num_queries(9):
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
    assert "No vendor matches." in none


def test_lists_stand_in_the_order_in_which_people_look_for_names(client):
    organisation = OrganisationFactory()
    names = ["adesso SE", "Österreich IT", "Portal 2", "Portal 10", "Zebra"]
    for name in reversed(names):
        vendor = VendorFactory(name=name, organisation=organisation)
        Contact.objects.create(vendor=vendor, name="Vera", email="vera@vendor.example")
        for work in ("Release 10", "Release 9"):
            EngagementFactory(vendor=vendor, name=work)
    client.force_login(member(organisation, Role.AUDITOR))

    def listed(page, **asked):
        return list(client.get(reverse(page), asked).context["page"])

    assert [vendor.name for vendor in listed("vendors:list")] == names
    assert [vendor.name for vendor in listed("vendors:list", order="-name")] == [
        *reversed(names)
    ]
    assert [person.vendor.name for person in listed("vendors:contacts")] == names
    assert [str(work) for work in listed("vendors:engagements")] == [
        f"{name}: Release {number}" for name in names for number in (9, 10)
    ]
    detail = client.get(reverse("vendors:detail", args=[vendor.pk])).content.decode()
    assert detail.index("Release 9") < detail.index("Release 10")


@pytest.mark.parametrize("count", [1, 3])
def test_engagements_need_the_same_queries_for_any_number(
    client, count, django_assert_num_queries
):
    organisation = OrganisationFactory()
    analyst = member(organisation, Role.ANALYST)
    for _ in range(count):
        started(organisation, analyst, days=-1)
    client.force_login(member(organisation, Role.PROCUREMENT))

    # person, choices of filters, analysts, saved views, count, engagements,
    # newest assessments
    with django_assert_num_queries(7):
        response = client.get(reverse("vendors:engagements"))

    assert response.content.decode().count("Overdue") == count


@pytest.mark.parametrize(
    "name",
    ["vendors:list", "assessments:list", "assessments:all_findings", "inventory:list"],
)
def test_what_a_list_is_sorted_by_is_chosen_and_not_typed(client, world, name):
    world.assessment("careful", scored=True)
    client.force_login(world.analyst)

    page = " ".join(
        client.get(reverse(name), {"order": "vendor"}).content.decode().split()
    )

    assert '<select class="form-select" id="id_order"' in page
    assert 'type="search" id="id_q"' in page


def test_only_an_analyst_is_offered_to_add(client):
    vendor = VendorFactory()
    add = reverse("vendors:add")

    offered = {}
    for role in (Role.ANALYST, Role.PROCUREMENT):
        client.force_login(member(vendor.organisation, role))
        offered[role] = add in client.get(reverse("vendors:list")).content.decode()

    assert offered == {Role.ANALYST: True, Role.PROCUREMENT: False}


def rows_of(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_list_is_downloaded_as_it_is_narrowed_and_the_trail_says_so(client):
    organisation = OrganisationFactory()
    scored(organisation, member(organisation, Role.ANALYST))
    VendorFactory(organisation=organisation, name="=cmd", services="-1")
    auditor = member(organisation, Role.AUDITOR)
    client.force_login(auditor)

    response = client.get(
        reverse("vendors:list"), {"rating": "none", "export": "csv", "page": "2"}
    )

    (row,) = rows_of(response)
    assert (row["Vendor"], row["Services"]) == ("'=cmd", "'-1")
    assert row["Worst rating"] == ""
    entry = AuditEntry.objects.get(action="vendors exported")
    assert (entry.actor, entry.after) == (
        auditor,
        {"format": "csv", "query": "rating=none"},
    )


@pytest.mark.parametrize("name", ["vendors:list", "vendors:engagements"])
@pytest.mark.parametrize("wanted", ["csv", "xlsx"])
def test_both_lists_are_downloaded_in_both_formats(client, name, wanted):
    organisation = OrganisationFactory()
    scored(organisation, member(organisation, Role.ANALYST))
    client.force_login(member(organisation, Role.PROCUREMENT))

    response = client.get(reverse(name), {"export": wanted})

    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")


def test_why_an_engagement_has_its_tier_is_told(client):
    engagement = EngagementFactory()
    open_questions = EngagementFactory(vendor=engagement.vendor, profile={}, tier="")
    client.force_login(member(engagement.organisation, Role.ANALYST))

    page = client.get(
        reverse("vendors:detail", args=[engagement.vendor_id])
    ).content.decode()

    assert "impact 2 of 4" in page
    assert "exposure 2.0 of 4" in page
    assert "not answered yet" in page
    assert reverse("vendors:edit_engagement", args=[open_questions.pk]) in page


def test_a_list_that_is_not_counted_to_its_end_names_no_number_to_send_to(
    client, monkeypatch
):
    vendor = VendorFactory()
    EngagementFactory.create_batch(3, vendor=vendor)
    client.force_login(member(vendor.organisation, Role.ANALYST))

    counted = client.get(reverse("vendors:engagements")).content.decode()
    monkeypatch.setattr("riskapp.common.pages.MOST_COUNTED", 2)
    longer = client.get(reverse("vendors:engagements")).content.decode()

    assert "Send to all 3 of this list" in counted
    assert "Send to all of this list" in longer
    assert "Send to all 2" not in longer
