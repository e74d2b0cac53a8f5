import datetime

import pytest
from django.http import QueryDict
from django.utils import timezone

from riskapp.accounts.choices import Role
from riskapp.vendors.forms import (
    EngagementFilter,
    EngagementForm,
    VendorFilter,
    VendorForm,
)
from riskapp.vendors.models import Engagement, Vendor
from riskapp.vendors.queries import listed, listed_engagements, members_of
from tests.factories.riskapp import (
    PROFILE,
    EngagementFactory,
    OrganisationFactory,
    VendorFactory,
    member,
    scored,
    started,
)

pytestmark = pytest.mark.django_db


def vendors(analyst, query):
    rows = VendorFilter(QueryDict(query), queryset=listed(analyst), user=analyst)
    return [vendor.name for vendor in rows.qs]


def engagements(analyst, query):
    rows = EngagementFilter(
        QueryDict(query), queryset=listed_engagements(analyst), user=analyst
    )
    return [engagement.name for engagement in rows.qs]


def test_vendors_are_narrowed_by_what_they_are(organisation, analyst):
    VendorFactory(
        organisation=organisation,
        name="Kestrel",
        country="IE",
        owner=analyst,
        labels=["cloud"],
        services="Runs our data centre",
    )
    VendorFactory(organisation=organisation, name="Halmquist", country="SE")
    VendorFactory(organisation=organisation, name="Old", archived_at=timezone.now())

    assert vendors(analyst, "") == ["Halmquist", "Kestrel"]
    assert vendors(analyst, "q=DATA+centre") == ["Kestrel"]
    assert vendors(analyst, "country=SE") == ["Halmquist"]
    assert vendors(analyst, f"owner={analyst.pk}") == ["Kestrel"]
    assert vendors(analyst, "label=cloud") == ["Kestrel"]
    assert vendors(analyst, "archived=only") == ["Old"]
    assert vendors(analyst, "archived=all") == ["Halmquist", "Kestrel", "Old"]
    assert vendors(analyst, "order=-name") == ["Kestrel", "Halmquist"]


def test_vendors_are_narrowed_by_the_worst_of_their_work(organisation, analyst):
    scored(
        organisation,
        analyst,
        engagement=EngagementFactory(
            vendor__organisation=organisation, vendor__name="High", tier="high"
        ),
    )
    VendorFactory(organisation=organisation, name="Nothing")

    assert vendors(analyst, "rating=critical") == ["High"]
    assert vendors(analyst, "rating=low") == []
    assert vendors(analyst, "rating=none") == ["Nothing"]
    assert vendors(analyst, "tier=high") == ["High"]
    assert vendors(analyst, "tier=none") == ["Nothing"]
    assert vendors(analyst, "order=-residual") == ["High", "Nothing"]


def test_the_next_review_narrows_both_lists(organisation, analyst):
    today = timezone.localdate()
    for name, days in (("Due", 0), ("Soon", 20), ("Later", 60), ("Far", 200)):
        EngagementFactory(
            vendor__organisation=organisation,
            vendor__name=name,
            name=name,
            next_review_on=today + datetime.timedelta(days=days),
        )
    EngagementFactory(
        vendor__organisation=organisation, vendor__name="Never", name="Never"
    )

    expected = {
        "review=due": ["Due"],
        "review=30": ["Due", "Soon"],
        "review=90": ["Due", "Later", "Soon"],
        "review=none": ["Never"],
        "order=review": ["Due", "Soon", "Later", "Far", "Never"],
    }
    for query, names in expected.items():
        assert vendors(analyst, query) == names, query
        assert engagements(analyst, query) == names, query


def test_engagements_are_narrowed_by_their_assessments(organisation, analyst):
    def work(name):
        return EngagementFactory(
            vendor__organisation=organisation, vendor__name=name, name=name
        )

    started(organisation, analyst, engagement=work("Open"))
    scored(organisation, analyst, engagement=work("Scored"))
    work("Never")

    assert engagements(analyst, "state=open") == ["Open"]
    assert engagements(analyst, "state=idle") == ["Never", "Scored"]
    assert engagements(analyst, "state=never") == ["Never"]
    assert engagements(analyst, "rating=critical") == ["Scored"]
    assert engagements(analyst, "rating=none") == ["Never", "Open"]


def test_engagements_are_narrowed_by_their_contract(organisation, analyst):
    today = timezone.localdate()
    for name, days in (("Ended", -1), ("Ending", 30), ("Running", 400)):
        EngagementFactory(
            vendor__organisation=organisation,
            vendor__name=name,
            name=name,
            contract_ends_on=today + datetime.timedelta(days=days),
        )

    assert engagements(analyst, "contract=ended") == ["Ended"]
    assert engagements(analyst, "contract=90") == ["Ending"]
    assert engagements(analyst, "contract=running") == ["Ending", "Running"]


def test_engagements_of_archived_vendors_are_hidden(organisation, analyst):
    EngagementFactory(vendor__organisation=organisation, name="Kept")
    EngagementFactory(
        vendor__organisation=organisation,
        vendor__archived_at=timezone.now(),
        name="Gone with its vendor",
    )
    EngagementFactory(
        vendor__organisation=organisation, archived_at=timezone.now(), name="Gone"
    )

    assert engagements(analyst, "") == ["Kept"]
    assert sorted(engagements(analyst, "archived=only")) == [
        "Gone",
        "Gone with its vendor",
    ]


def test_nonsense_in_the_address_narrows_nothing(organisation, analyst):
    VendorFactory(organisation=organisation, name="Kestrel")

    assert vendors(analyst, "rating=purple&order=weight&page=x") == ["Kestrel"]


def test_the_form_of_a_vendor_gives_back_what_it_shows(organisation, analyst):
    vendor = VendorFactory(
        organisation=organisation, owner=analyst, labels=["cloud", "offshore"]
    )
    initial = VendorForm.initial_of(vendor)

    form = VendorForm(initial, members=members_of([organisation.pk]))

    assert form.is_valid(), form.errors
    assert form.cleaned_data["labels"] == ["cloud", "offshore"]
    assert form.cleaned_data["owner"] == analyst


def test_a_vendor_is_owned_by_a_member_only(organisation, analyst):
    stranger = member(OrganisationFactory(), Role.ANALYST)

    form = VendorForm(
        {"name": "A", "owner": stranger.pk}, members=members_of([organisation.pk])
    )

    assert "owner" in form.errors


def test_labels_have_limits(organisation):
    members = members_of([organisation.pk])

    many = VendorForm(
        {"name": "A", "labels": ",".join(str(n) for n in range(20))}, members=members
    )
    long = VendorForm({"name": "A", "labels": "x" * 41}, members=members)

    assert "labels" in many.errors
    assert "labels" in long.errors


def test_an_engagement_wants_every_question_answered():
    partly = EngagementForm({"name": "Portal", **PROFILE, "ENG-01": ""})
    whole = EngagementForm({"name": "Portal", **PROFILE})

    assert set(partly.errors) == {"ENG-01"}
    assert whole.is_valid()
    assert whole.profile == PROFILE


def test_a_contract_does_not_end_before_it_starts():
    form = EngagementForm(
        {
            "name": "Portal",
            **PROFILE,
            "contract_starts_on": "2026-02-01",
            "contract_ends_on": "2026-01-01",
        }
    )

    assert set(form.errors) == {"contract_ends_on"}


def test_rows_of_both_lists_are_of_one_organisation_only(organisation, analyst):
    EngagementFactory()

    assert Vendor.objects.count() == Engagement.objects.count() == 1
    assert (
        vendors(analyst, "archived=all") == engagements(analyst, "archived=all") == []
    )
