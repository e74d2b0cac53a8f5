import pytest
from django.urls import reverse

from riskapp.accounts.choices import Role
from riskapp.vendors.models import Contact
from tests.factories.riskapp import VendorFactory, member

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
