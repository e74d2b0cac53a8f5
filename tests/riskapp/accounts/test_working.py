"""A person of several organisations works in one of them at a time."""

import pytest
from django.test import Client

from riskapp.accounts.choices import Role
from riskapp.accounts.models import Membership, User
from riskapp.audit.models import AuditEntry
from riskapp.notifications.actions.notifying import NotificationEvent, notify
from riskapp.notifications.choices import NotificationKind
from riskapp.vendors.models import Vendor
from tests.conftest import make_world

pytestmark = pytest.mark.django_db

CHOOSE = "/accounts/organisation/"


@pytest.fixture
def other():
    return make_world("Second")


@pytest.fixture
def person(world, other) -> User:
    """An analyst of two organisations, who joined the other one first."""
    Membership.objects.create(
        organisation=other.organisation, user=world.analyst, roles=[Role.ANALYST]
    )
    return world.analyst


@pytest.fixture
def client(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def choose(client, world, **more):
    return client.post(CHOOSE, {"organisation": world.organisation.pk, **more})


def vendor_form(name):
    return {"name": name, "country": "RS"}


def test_nothing_is_shown_or_kept_before_an_organisation_is_chosen(client, world):
    world.engagement(vendor="Kestrel")

    seen = client.get("/vendors/")
    sent = client.post("/vendors/add/", vendor_form("Osprey"))

    assert seen.url == f"{CHOOSE}?next=/vendors/"
    assert sent.status_code == 403
    assert not Vendor.objects.filter(name="Osprey").exists()


def test_what_a_person_makes_belongs_to_the_organisation_they_chose(
    client, world, other
):
    choose(client, other)

    client.post("/vendors/add/", vendor_form("Osprey"))

    assert Vendor.objects.get(name="Osprey").organisation == other.organisation
    assert not AuditEntry.objects.filter(
        organisation=world.organisation, action="vendor registered"
    ).exists()


def test_only_rows_and_rights_of_the_chosen_organisation_reach_a_page(
    client, world, other, person
):
    Membership.objects.filter(user=person, organisation=other.organisation).update(
        roles=[Role.AUDITOR]
    )
    own = world.engagement(vendor="Kestrel").vendor
    foreign = other.engagement(vendor="Osprey").vendor

    choose(client, world)
    page = client.get("/vendors/").content.decode()

    assert "Kestrel" in page
    assert "Osprey" not in page
    assert 'href="/audit/"' not in page
    assert client.get(f"/vendors/{own.pk}/").status_code == 200
    assert client.get(f"/vendors/{foreign.pk}/").status_code == 404
    assert client.get("/audit/").status_code == 403
    choose(client, other)
    assert client.get(f"/vendors/{foreign.pk}/").status_code == 200
    assert client.get("/audit/").status_code == 200


def test_a_download_is_noted_where_its_rows_come_from(client, world, other):
    choose(client, world)

    client.get("/vendors/?export=csv")

    noted = AuditEntry.objects.filter(action="vendors exported")
    assert [entry.organisation for entry in noted] == [world.organisation]


def test_the_header_names_the_organisation_and_leads_to_the_others(
    client, world, other
):
    choose(client, world)
    page = client.get("/vendors/").content.decode().split("</header>")[0]

    assert "Buyer" in page
    assert f'href="{CHOOSE}?next=' in page
    alone = other.client("auditor").get("/vendors/").content.decode()
    assert "Second" in alone.split("</header>")[0]
    assert CHOOSE not in alone


def test_the_bell_counts_what_is_new_where_a_person_works(client, world, other, person):
    for one, key in ((world, "1"), (other, "2"), (other, "3")):
        event = NotificationEvent(
            NotificationKind.OVERDUE, key, "vendors.vendor", "1", f"Portal {key}"
        )
        notify(one.organisation, event)

    choose(client, world)
    page = client.get("/notifications/").content.decode()
    client.post("/notifications/read/")
    choose(client, other)
    later = client.get("/notifications/").content.decode()

    assert '<span class="bell__count">1<' in page
    assert "Portal 2" not in page
    assert '<span class="bell__count">2<' in later


def test_a_page_of_the_other_organisation_says_how_to_get_there(client, world, other):
    foreign = other.engagement(vendor="Osprey").vendor
    choose(client, world)

    page = client.get(f"/vendors/{foreign.pk}/")

    assert page.status_code == 404
    assert f"{CHOOSE}?next=/vendors/{foreign.pk}/" in page.content.decode()
    assert choose(client, other, next=f"/vendors/{foreign.pk}/").url.endswith(
        f"{foreign.pk}/"
    )


def test_a_stranger_s_organisation_cannot_be_chosen(client):
    stranger = make_world("Third")

    answer = choose(client, stranger, next="https://evil.example/")

    assert answer.status_code == 404
    assert client.get("/vendors/").status_code == 302


def test_who_is_removed_from_the_organisation_they_work_in_is_out_at_once(
    client, world, other, person
):
    choose(client, other)

    Membership.objects.filter(user=person, organisation=other.organisation).delete()

    assert "Buyer" in client.get("/vendors/").content.decode().split("</header>")[0]


def test_a_second_factor_is_asked_for_where_the_chosen_organisation_wants_one(
    client, world, other
):
    other.organisation.requires_second_factor = True
    other.organisation.save()

    choose(client, world)
    free = client.get("/vendors/")
    choose(client, other)
    strict = client.get("/vendors/")

    assert free.status_code == 200
    assert strict.url == "/accounts/2fa/app/"
