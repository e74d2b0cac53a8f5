import pytest

from riskapp.accounts.choices import Role
from riskapp.audit.models import AuditEntry
from riskapp.vendors.actions import (
    add_contact,
    archive_vendor,
    change_contact,
    remove_contact,
)
from riskapp.vendors.errors import RegisterNameTaken, VendorArchived
from riskapp.vendors.models import Contact
from tests.factories.riskapp import VendorFactory, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def vendor():
    return VendorFactory()


@pytest.fixture
def analyst(vendor):
    return member(vendor.organisation, Role.ANALYST)


def test_the_first_contact_is_the_main_one(vendor, analyst):
    first = add_contact(vendor, email="Ana@Vendor.example", by=analyst)
    second = add_contact(vendor, email="bo@vendor.example", by=analyst)

    assert (first.email, first.is_main) == ("ana@vendor.example", True)
    assert not second.is_main
    assert AuditEntry.objects.filter(action="contact added").count() == 2


def test_a_new_main_contact_takes_over(vendor, analyst):
    first = add_contact(vendor, email="ana@vendor.example", by=analyst)
    second = add_contact(vendor, email="bo@vendor.example", by=analyst)

    change_contact(
        second, name="Bo", email=second.email, role="CTO", is_main=True, by=analyst
    )

    assert [c.is_main for c in Contact.objects.order_by("email")] == [False, True]
    entry = AuditEntry.objects.get(action="contact changed")
    assert (entry.before["name"], entry.after["name"]) == ("", "Bo")
    assert first.is_main


def test_an_address_is_there_once_per_vendor(vendor, analyst):
    add_contact(vendor, email="ana@vendor.example", by=analyst)
    other = VendorFactory(organisation=vendor.organisation)

    with pytest.raises(RegisterNameTaken, match="already a contact"):
        add_contact(vendor, email="ANA@vendor.example", by=analyst)
    add_contact(other, email="ana@vendor.example", by=analyst)

    assert Contact.objects.count() == 2


def test_a_removed_contact_is_gone_and_the_trail_says_so(vendor, analyst):
    contact = add_contact(vendor, email="ana@vendor.example", by=analyst)

    remove_contact(contact, by=analyst)
    remove_contact(contact, by=analyst)

    assert not Contact.objects.exists()
    assert AuditEntry.objects.filter(action="contact removed").count() == 1


def test_an_archived_vendor_gets_no_new_contacts(vendor, analyst):
    archive_vendor(vendor, by=analyst)

    with pytest.raises(VendorArchived):
        add_contact(vendor, email="ana@vendor.example", by=analyst)
