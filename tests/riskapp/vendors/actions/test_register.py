import pytest

from riskapp.accounts.choices import Role
from riskapp.audit.models import AuditEntry
from riskapp.common.names import TWIN
from riskapp.vendors.actions import (
    archive_vendor,
    change_vendor,
    register_vendor,
    restore_vendor,
)
from riskapp.vendors.actions.register import tidy_labels
from riskapp.vendors.errors import RegisterNameTaken, StillAnswering, VendorArchived
from riskapp.vendors.models import Vendor
from tests.factories.riskapp import (
    EngagementFactory,
    OrganisationFactory,
    VendorFactory,
    member,
    scored,
    started,
)

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

    with pytest.raises(RegisterNameTaken, match="already in the register"):
        register_vendor(
            organisation=vendor.organisation, name="Brzi Potok", country="", by=analyst
        )
    register_vendor(organisation=other, name="Brzi Potok", country="", by=analyst)

    assert Vendor.objects.filter(name="Brzi Potok").count() == 2
    assert AuditEntry.objects.count() == 1


def wanted(vendor, **changes):
    known = {
        "name": vendor.name,
        "country": vendor.country,
        "owner": vendor.owner,
        "services": vendor.services,
        "labels": vendor.labels,
    }
    return known | changes


def test_a_change_says_before_and_after_of_what_differs():
    vendor = VendorFactory(name="Brzi Potok", country="RS")
    analyst = member(vendor.organisation, Role.ANALYST)

    change_vendor(
        vendor,
        **wanted(vendor, country="HR", owner=analyst, labels=["cloud"]),
        by=analyst,
    )

    entry = AuditEntry.objects.get()
    assert entry.action == "vendor changed"
    assert entry.before == {"country": "RS", "owner": None, "labels": []}
    assert entry.after == {
        "country": "HR",
        "owner": analyst.email,
        "labels": ["cloud"],
    }


def test_saving_what_is_there_already_changes_nothing():
    vendor = VendorFactory()
    analyst = member(vendor.organisation, Role.ANALYST)

    change_vendor(vendor, **wanted(vendor), by=analyst)

    assert not AuditEntry.objects.exists()


def test_a_changed_name_must_be_free():
    vendor = VendorFactory()
    other = VendorFactory(organisation=vendor.organisation)
    analyst = member(vendor.organisation, Role.ANALYST)

    with pytest.raises(RegisterNameTaken):
        change_vendor(vendor, **wanted(vendor, name=other.name), by=analyst)

    assert Vendor.objects.get(pk=vendor.pk).name == vendor.name


def test_an_archived_vendor_comes_back_as_it_was():
    vendor = VendorFactory()
    analyst = member(vendor.organisation, Role.ANALYST)

    archive_vendor(vendor, by=analyst)
    archive_vendor(vendor, by=analyst)
    with pytest.raises(VendorArchived):
        change_vendor(vendor, **wanted(vendor, country="HR"), by=analyst)
    restore_vendor(vendor, by=analyst)
    restore_vendor(vendor, by=analyst)

    assert not Vendor.objects.get().is_archived
    assert [entry.action for entry in AuditEntry.objects.order_by("id")] == [
        "vendor archived",
        "vendor restored",
    ]


def test_a_vendor_with_an_open_assessment_is_not_archived():
    organisation = OrganisationFactory()
    analyst = member(organisation, Role.ANALYST)
    vendor = started(organisation, analyst).engagement.vendor

    with pytest.raises(StillAnswering, match="an assessment open"):
        archive_vendor(vendor, by=analyst)

    assert not Vendor.objects.get().is_archived


def test_an_evaluated_assessment_is_no_hindrance():
    organisation = OrganisationFactory()
    analyst = member(organisation, Role.ANALYST)
    vendor = scored(organisation, analyst).engagement.vendor

    assert archive_vendor(vendor, by=analyst).is_archived


def test_labels_are_tidied():
    assert tidy_labels([" cloud ", "", "cloud", "two  words"]) == ["cloud", "two words"]


def test_archiving_hides_the_engagements_too():
    engagement = EngagementFactory()
    analyst = member(engagement.organisation, Role.ANALYST)

    archive_vendor(engagement.vendor, by=analyst)

    assert not type(engagement).objects.kept().exists()
    assert type(engagement).objects.count() == 1


def test_twins_from_before_names_were_compared_can_still_be_changed(organisation):
    analyst = member(organisation, Role.ANALYST)
    VendorFactory(organisation=organisation, name="Kestrel")
    twin = VendorFactory(organisation=organisation, name="Other")
    Vendor.objects.filter(pk=twin.pk).update(
        name="KESTREL", name_key=f"kestrel{TWIN}{twin.pk.hex}"
    )

    changed = change_vendor(
        twin,
        name="KESTREL",
        country="SE",
        owner=None,
        services="",
        labels=[],
        by=analyst,
    )

    assert changed.country == "SE"
    assert Vendor.objects.get(pk=twin.pk).name_key.startswith(f"kestrel{TWIN}")
