import pytest

from riskapp.accounts.choices import Role
from riskapp.audit.models import AuditEntry
from riskapp.vendors.actions import register_engagement, register_vendor
from riskapp.vendors.errors import NameTaken
from riskapp.vendors.models import Vendor
from tests.factories.riskapp import PROFILE, OrganisationFactory, VendorFactory, member

pytestmark = pytest.mark.django_db


def test_a_registered_vendor_leaves_an_audit_entry():
    organisation = OrganisationFactory()
    analyst = member(organisation, Role.ANALYST)

    vendor = register_vendor(
        organisation=organisation, name=" Brzi Potok ", country="RS", by=analyst
    )

    entry = AuditEntry.objects.get()
    assert vendor.name == "Brzi Potok"
    assert (entry.action, entry.object_id) == ("vendor registered", str(vendor.pk))
    assert (entry.actor, entry.after) == (
        analyst,
        {"name": "Brzi Potok", "country": "RS"},
    )


def test_a_name_is_taken_once_per_organisation():
    vendor = VendorFactory(name="Brzi Potok")
    analyst = member(vendor.organisation, Role.ANALYST)
    other = OrganisationFactory()

    with pytest.raises(NameTaken, match="already in the register"):
        register_vendor(
            organisation=vendor.organisation, name="Brzi Potok", country="", by=analyst
        )
    register_vendor(organisation=other, name="Brzi Potok", country="", by=analyst)

    assert Vendor.objects.filter(name="Brzi Potok").count() == 2
    assert AuditEntry.objects.count() == 1


def test_a_registered_engagement_leaves_an_audit_entry():
    vendor = VendorFactory()
    analyst = member(vendor.organisation, Role.ANALYST)

    engagement = register_engagement(
        vendor=vendor,
        name="Portal",
        profile=PROFILE,
        inherent="47.9",
        tier="moderate",
        by=analyst,
    )

    entry = AuditEntry.objects.get()
    assert (entry.action, entry.object_id) == (
        "engagement registered",
        str(engagement.pk),
    )
    assert entry.after["profile"] == PROFILE


def test_a_vendor_has_each_engagement_once():
    vendor = VendorFactory()
    analyst = member(vendor.organisation, Role.ANALYST)
    wanted = {
        "vendor": vendor,
        "name": "Portal",
        "profile": PROFILE,
        "inherent": "47.9",
        "tier": "moderate",
        "by": analyst,
    }
    register_engagement(**wanted)

    with pytest.raises(NameTaken, match="already has an engagement named “Portal”"):
        register_engagement(**wanted)

    assert AuditEntry.objects.count() == 1
