import datetime

import pytest

from riskapp.accounts.choices import Role
from riskapp.assessments.actions.lifecycle import start_assessment
from riskapp.audit.models import AuditEntry
from riskapp.vendors.actions import (
    archive_engagement,
    archive_vendor,
    change_engagement,
    register_engagement,
    restore_engagement,
)
from riskapp.vendors.actions.engagements import Contract
from riskapp.vendors.errors import RegisterNameTaken, StillAnswering, VendorArchived
from riskapp.vendors.models import Engagement
from tests.factories.riskapp import (
    PROFILE,
    EngagementFactory,
    OrganisationFactory,
    VendorFactory,
    core_version,
    member,
    scored,
    started,
)

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 25)


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

    with pytest.raises(
        RegisterNameTaken, match="already has an engagement named “Portal”"
    ):
        register_engagement(**wanted)

    assert AuditEntry.objects.count() == 1


def change(engagement, by, **changes):
    known = {
        "name": engagement.name,
        "contract": Contract(),
        "profile": engagement.profile,
        "inherent": engagement.inherent,
        "tier": engagement.tier,
    }
    return change_engagement(engagement, **(known | changes), by=by)


def test_a_change_says_before_and_after_of_what_differs():
    engagement = EngagementFactory()
    analyst = member(engagement.organisation, Role.ANALYST)
    contract = Contract("C-7", TODAY, TODAY + datetime.timedelta(days=365))

    change(engagement, analyst, contract=contract)

    entry = AuditEntry.objects.get()
    assert entry.before == {
        "contract_reference": "",
        "contract_starts_on": None,
        "contract_ends_on": None,
    }
    assert entry.after == {
        "contract_reference": "C-7",
        "contract_starts_on": "2026-11-25",
        "contract_ends_on": "2027-11-25",
    }


def test_a_new_tier_plans_the_next_review_anew():
    organisation = OrganisationFactory(review_months={"moderate": 18, "high": 12})
    analyst = member(organisation, Role.ANALYST)
    engagement = scored(organisation, analyst).engagement
    Engagement.objects.update(assessed_on=TODAY)

    change(engagement, analyst, tier="high")

    engagement.refresh_from_db()
    assert engagement.next_review_on == datetime.date(2027, 11, 25)


def test_work_that_is_being_assessed_is_not_archived():
    organisation = OrganisationFactory()
    analyst = member(organisation, Role.ANALYST)
    engagement = started(organisation, analyst).engagement

    with pytest.raises(StillAnswering):
        archive_engagement(engagement, by=analyst)


def test_archived_work_gets_no_new_assessment_until_it_is_restored():
    engagement = EngagementFactory(vendor__organisation__entry_policy="link")
    analyst = member(engagement.organisation, Role.ANALYST)
    start = {
        "version": core_version(),
        "due_on": TODAY + datetime.timedelta(days=14),
        "by": analyst,
    }

    archived = archive_engagement(engagement, by=analyst)
    with pytest.raises(VendorArchived):
        start_assessment(engagement=archived, **start)
    with pytest.raises(VendorArchived):
        change(archived, analyst, name="Other")
    restored = restore_engagement(archived, by=analyst)

    assert start_assessment(engagement=restored, **start)


def test_work_of_an_archived_vendor_gets_nothing_new():
    engagement = EngagementFactory()
    analyst = member(engagement.organisation, Role.ANALYST)
    archive_engagement(engagement, by=analyst)
    vendor = archive_vendor(engagement.vendor, by=analyst)

    with pytest.raises(VendorArchived):
        restore_engagement(engagement, by=analyst)
    with pytest.raises(VendorArchived):
        register_engagement(
            vendor=vendor,
            name="More",
            profile=PROFILE,
            inherent="47.9",
            tier="moderate",
            by=analyst,
        )
