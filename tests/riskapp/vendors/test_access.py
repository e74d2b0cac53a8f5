from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from riskapp.accounts.choices import Capability, Role
from riskapp.vendors.access import (
    contact_for,
    engagement_for,
    import_for,
    vendor_for,
)
from riskapp.vendors.actions import add_contact
from riskapp.vendors.actions.importing import read_import
from tests.factories.riskapp import (
    EngagementFactory,
    OrganisationFactory,
    VendorFactory,
    member,
)

pytestmark = pytest.mark.django_db


def test_a_stranger_learns_nothing_of_a_vendor():
    vendor = VendorFactory()
    stranger = member(OrganisationFactory(), Role.ADMINISTRATOR)

    with pytest.raises(Http404):
        vendor_for(stranger, vendor.pk)


def test_a_colleague_without_the_right_is_refused():
    vendor = VendorFactory()
    procurement = member(vendor.organisation, Role.PROCUREMENT)

    assert vendor_for(procurement, vendor.pk) == vendor
    with pytest.raises(PermissionDenied):
        vendor_for(procurement, vendor.pk, Capability.ASSESS)


def test_the_same_holds_for_work_people_and_files():
    engagement = EngagementFactory()
    analyst = member(engagement.organisation, Role.ANALYST)
    procurement = member(engagement.organisation, Role.PROCUREMENT)
    stranger = member(OrganisationFactory(), Role.ANALYST)
    contact = add_contact(engagement.vendor, email="a@vendor.example", by=analyst)
    found = read_import(
        organisation=engagement.organisation,
        file_name="v.csv",
        data=b"Vendor\nKestrel",
        by=analyst,
    )

    for door, row in (
        (engagement_for, engagement),
        (contact_for, contact),
        (import_for, found),
    ):
        assert door(analyst, row.pk, Capability.ASSESS) == row
        with pytest.raises(PermissionDenied):
            door(procurement, row.pk, Capability.ASSESS)
        with pytest.raises(Http404):
            door(stranger, row.pk, Capability.ASSESS)
        with pytest.raises(Http404):
            door(analyst, uuid4(), Capability.ASSESS)
