import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from riskapp.accounts.choices import Capability, Role
from riskapp.vendors.access import vendor_for
from tests.factories.riskapp import OrganisationFactory, VendorFactory, member

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
