import pytest
from django.urls import reverse
from django.utils.timezone import now

from riskapp.accounts.choices import Role
from riskapp.vendors.models import Contact
from tests.factories.riskapp import OrganisationFactory, VendorFactory, member

pytestmark = pytest.mark.django_db


def test_a_contact_is_added_changed_and_removed(client):
    vendor = VendorFactory()
    client.force_login(member(vendor.organisation, Role.ANALYST))
    add = reverse("vendors:add_contact", args=[vendor.pk])

    client.post(add, {"name": "Ana", "email": "ana@vendor.example"})
    twice = client.post(add, {"email": "ANA@vendor.example"})
    contact = Contact.objects.get()
    client.post(
        reverse("vendors:edit_contact", args=[contact.pk]),
        {"name": "Ana P.", "email": "ana@vendor.example", "is_main": "on"},
    )
    page = client.get(reverse("vendors:detail", args=[vendor.pk])).content.decode()
    client.post(reverse("vendors:remove_contact", args=[contact.pk]))

    assert twice.status_code == 422
    assert "already a contact" in twice.content.decode()
    assert "Ana P." in page
    assert not Contact.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_contacts_of_all_vendors_need_the_same_queries_for_any_number(
    client, count, django_assert_num_queries
):
    organisation = OrganisationFactory()
    for number in range(count):
        vendor = VendorFactory(organisation=organisation)
        Contact.objects.create(vendor=vendor, email=f"p{number}@vendor.example")
    Contact.objects.create(vendor=VendorFactory(), email="other@vendor.example")
    client.force_login(member(organisation, Role.PROCUREMENT))

    # person, owners and labels, analysts, count, rows
    with django_assert_num_queries(5):
        page = client.get(reverse("vendors:contacts")).content.decode()

    assert page.count("@vendor.example") == count
    assert "other@vendor.example" not in page


def test_main_contacts_are_told_apart_and_archived_vendors_left_out(client):
    vendor = VendorFactory()
    put_away = VendorFactory(organisation=vendor.organisation, archived_at=now())
    for where, email, is_main in (
        (vendor, "main@vendor.example", True),
        (vendor, "second@vendor.example", False),
        (put_away, "gone@vendor.example", True),
    ):
        Contact.objects.create(vendor=where, email=email, is_main=is_main)
    client.force_login(member(vendor.organisation, Role.AUDITOR))

    def shown(**asked):
        page = client.get(reverse("vendors:contacts"), asked)
        return [row.email for row in page.context["page"].object_list]

    assert shown() == ["main@vendor.example", "second@vendor.example"]
    assert shown(main="yes") == ["main@vendor.example"]
    assert shown(archived="only") == ["gone@vendor.example"]
    assert shown(q="second") == ["second@vendor.example"]


def test_people_are_found_by_the_owner_and_the_label_of_their_vendor(client):
    organisation = OrganisationFactory()
    owner = member(organisation, Role.ANALYST)
    for name, facts in (("ada", {"owner": owner, "labels": ["cloud"]}), ("bo", {})):
        vendor = VendorFactory(organisation=organisation, **facts)
        Contact.objects.create(vendor=vendor, email=f"{name}@vendor.example")
    client.force_login(owner)

    for asked in ({"owner": owner.pk}, {"label": "cloud"}):
        page = client.get(reverse("vendors:contacts"), asked).content.decode()
        assert "ada@vendor.example" in page
        assert "bo@vendor.example" not in page
