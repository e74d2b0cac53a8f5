import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from riskapp.accounts.choices import Role
from riskapp.assessments.models import Assessment
from riskapp.sending.models import Campaign
from riskapp.vendors.actions import add_contact
from tests.factories.riskapp import (
    EngagementFactory,
    OrganisationFactory,
    core_version,
    member,
    started,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    return OrganisationFactory(entry_policy="code")


@pytest.fixture
def analyst(organisation, client):
    person = member(organisation, Role.ANALYST)
    client.force_login(person)
    return person


def wanted(**more):
    due_on = timezone.localdate() + datetime.timedelta(days=14)
    return {
        "name": "Autumn",
        "version": core_version().pk,
        "due_on": due_on.isoformat(),
        "message": "Hello",
    } | more


def test_the_page_fills_in_contacts_and_leaves_out_who_cannot_be_asked(
    client, analyst, organisation
):
    core_version()
    ready = EngagementFactory(vendor__organisation=organisation)
    add_contact(ready.vendor, email="ana@vendor.example", by=analyst)
    busy = started(organisation, analyst, email="bo@vendor.example").engagement
    foreign = EngagementFactory()

    page = client.get(
        reverse("assessments:campaign_start"),
        {"engagement": [ready.pk, busy.pk, foreign.pk, "nonsense"]},
    )

    assert [row["email"] for row in page.context["ready"]] == ["ana@vendor.example"]
    assert [row["engagement"] for row in page.context["left_out"]] == [busy]
    assert foreign.vendor.name not in page.content.decode()


def test_all_of_a_narrowed_list_are_taken(client, analyst, organisation):
    core_version()
    EngagementFactory(vendor__organisation=organisation, tier="high")
    EngagementFactory(vendor__organisation=organisation, tier="low")

    page = client.get(
        reverse("assessments:campaign_start"), {"all": "1", "tier": "high"}
    )

    assert len(page.context["ready"]) == 1


def test_a_campaign_is_sent_and_shown(
    client, analyst, organisation, celery_runs_here, django_capture_on_commit_callbacks
):
    engagement = EngagementFactory(vendor__organisation=organisation)

    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(
            reverse("assessments:campaign_start"),
            wanted(**{f"to-{engagement.pk}": "ana@vendor.example"}),
        )

    campaign = Campaign.objects.get()
    page = client.get(response.url)
    assert Assessment.objects.get().campaign == campaign
    assert page.context["counts"]["all"] == 1
    assert "ana@vendor.example" in page.content.decode()


def test_an_address_is_kept_in_one_spelling(client, analyst, organisation):
    engagement = EngagementFactory(vendor__organisation=organisation)
    address = "Info@xn--mnchen-3ya.example\u200b"

    client.post(
        reverse("assessments:campaign_start"),
        wanted(**{f"to-{engagement.pk}": address}),
    )

    assert Campaign.objects.get().sendings.get().email == "info@münchen.example"


@pytest.mark.parametrize("address", ["", "not an address"])
def test_a_wrong_address_is_said_at_its_row(client, analyst, organisation, address):
    engagement = EngagementFactory(vendor__organisation=organisation)

    response = client.post(
        reverse("assessments:campaign_start"),
        wanted(**{f"to-{engagement.pk}": address}),
    )

    assert response.status_code == 422
    assert "Enter an address such as" in response.content.decode()
    assert not Campaign.objects.exists()


def test_nobody_to_ask_is_refused(client, analyst):
    response = client.post(reverse("assessments:campaign_start"), wanted())

    assert response.status_code == 422
    assert not Campaign.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_a_campaign_needs_the_same_queries_for_any_number_of_rows(
    client,
    analyst,
    organisation,
    count,
    celery_runs_here,
    django_capture_on_commit_callbacks,
    django_assert_num_queries,
):
    work = [
        EngagementFactory(vendor__organisation=organisation, profile={})
        if n
        else EngagementFactory(vendor__organisation=organisation)
        for n in range(count)
    ]
    addresses = {f"to-{engagement.pk}": "ana@vendor.example" for engagement in work}
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("assessments:campaign_start"), wanted(**addresses))
    campaign = Campaign.objects.get()
    client.force_login(member(organisation, Role.PROCUREMENT))

    # person, campaign, right to see, rows, right to act
    with django_assert_num_queries(5):
        client.get(reverse("assessments:campaign_detail", args=[campaign.pk]))


def test_the_rows_of_a_campaign_are_searched_and_sorted(client, analyst, organisation):
    due = {
        EngagementFactory(vendor__organisation=organisation, vendor__name=name): days
        for name, days in (("Alder", None), ("Beech", 9), ("Cedar", 3))
    }
    campaign = Campaign.objects.create(
        organisation=organisation,
        name="Spring",
        version=core_version(),
        due_on=timezone.localdate(),
        created_by=analyst,
    )
    for work, days in due.items():
        email = f"{work.vendor.name}@vendor.example".lower()
        asked = days and started(
            organisation, analyst, engagement=work, days=days, email=email
        )
        campaign.sendings.create(
            engagement=work,
            email=email,
            assessment=asked,
            state="started" if asked else "failed",
        )
    address = reverse("assessments:campaign_detail", args=[campaign.pk])

    def shown(**asked):
        page = client.get(address, asked).context["page"]
        return [row.sending.engagement.vendor.name for row in page.object_list]

    assert shown() == ["Alder", "Beech", "Cedar"]
    assert shown(order="due") == ["Cedar", "Beech", "Alder"]
    assert shown(order="progress") == ["Beech", "Cedar", "Alder"]
    assert shown(q="BEECH@") == ["Beech"]
    assert shown(progress="failed") == ["Alder"]
    assert shown(progress="nonsense", order="nonsense") == ["Alder", "Beech", "Cedar"]


def test_the_rows_of_one_progress_are_shown_and_downloaded(
    client, analyst, organisation
):
    engagement = EngagementFactory(vendor__organisation=organisation)
    client.post(
        reverse("assessments:campaign_start"),
        wanted(**{f"to-{engagement.pk}": "ana@vendor.example"}),
    )
    address = reverse("assessments:campaign_detail", args=[Campaign.objects.get().pk])

    queued = client.get(address, {"progress": "queued"})
    failed = client.get(address, {"progress": "failed"})
    file = client.get(address, {"progress": "queued", "export": "csv"})

    assert queued.context["page"].paginator.count == 1
    assert failed.context["page"].paginator.count == 0
    assert b"ana@vendor.example" in b"".join(file.streaming_content)


def test_campaigns_are_sorted_by_the_numbers_in_their_names(
    client, analyst, organisation
):
    for name in ("Wave 10", "wave 9"):
        Campaign.objects.create(
            organisation=organisation,
            name=name,
            version=core_version(),
            due_on=timezone.localdate(),
            created_by=analyst,
        )

    page = client.get(reverse("assessments:campaigns"), {"order": "name"})

    assert [row.name for row in page.context["page"]] == ["wave 9", "Wave 10"]
