import dataclasses
from decimal import Decimal

import pytest
from django.utils import timezone

from riskapp.accounts.choices import Role
from riskapp.assessments.actions.starting import Start, start_from
from riskapp.assessments.models import Assessment
from riskapp.audit.models import AuditEntry
from riskapp.vendors.errors import RegisterNameTaken
from riskapp.vendors.models import Engagement, Vendor
from tests.factories.riskapp import (
    PROFILE,
    EngagementFactory,
    OrganisationFactory,
    VendorFactory,
    core_version,
    member,
)

pytestmark = pytest.mark.django_db


def new_work() -> Start:
    return Start(
        engagement=None,
        vendor=None,
        vendor_name="Brzi Potok",
        vendor_country="RS",
        engagement_name="Portal",
        profile=PROFILE,
        version=core_version(),
        due_on=timezone.localdate(),
        email="",
    )


def test_new_work_is_registered_with_its_tier_and_started():
    organisation = OrganisationFactory()
    analyst = member(organisation, Role.ANALYST)

    assessment = start_from(new_work(), organisation=organisation, by=analyst)

    engagement = assessment.engagement
    assert (engagement.vendor.name, engagement.vendor.country) == ("Brzi Potok", "RS")
    # impact 2, exposure (2 + 2 + 2) / 3: 12.5 x 4
    assert (engagement.inherent, engagement.tier) == (Decimal("50.0"), "high")
    assert list(AuditEntry.objects.order_by("id").values_list("action", flat=True)) == [
        "vendor registered",
        "engagement registered",
        "assessment started",
    ]


def test_a_taken_name_registers_nothing():
    taken = EngagementFactory(name="Portal")
    analyst = member(taken.organisation, Role.ANALYST)
    wanted = dataclasses.replace(new_work(), vendor=taken.vendor)

    with pytest.raises(RegisterNameTaken):
        start_from(wanted, organisation=taken.organisation, by=analyst)

    assert Engagement.objects.count() == 1
    assert not Assessment.objects.exists()
    assert not AuditEntry.objects.exists()


def test_an_engagement_that_exists_is_used_as_it_is():
    engagement = EngagementFactory(vendor=VendorFactory())
    analyst = member(engagement.organisation, Role.ANALYST)
    wanted = dataclasses.replace(new_work(), engagement=engagement)

    assessment = start_from(wanted, organisation=engagement.organisation, by=analyst)

    assert assessment.engagement == engagement
    assert Vendor.objects.count() == 1


def test_the_message_goes_along_and_the_work_is_whose_it_was_given():
    organisation = OrganisationFactory()
    analyst, colleague = (member(organisation, Role.ANALYST) for _ in range(2))
    wanted = dataclasses.replace(new_work(), message="Hello", analyst=colleague)

    assessment = start_from(wanted, organisation=organisation, by=analyst)

    assert assessment.response.message == "Hello"
    assert Assessment.objects.get(pk=assessment.pk).analyst == colleague
