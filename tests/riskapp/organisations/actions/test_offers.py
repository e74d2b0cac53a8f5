"""Nobody becomes a member before they accept."""

import re
import threading

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from riskapp.accounts.choices import Role
from riskapp.accounts.models import DirectoryEntry, Membership, Offer, User
from riskapp.audit.models import AuditEntry
from riskapp.organisations.actions.members import change_roles, remove_member
from riskapp.organisations.actions.offers import join_by_offer, offer_membership
from riskapp.organisations.errors import OfferGone
from riskapp.organisations.tasks import send_offer
from riskapp.vendors.models import Vendor
from tests.conftest import make_world
from tests.factories.riskapp import member

pytestmark = pytest.mark.django_db

MEMBERS = "/settings/members/"
NEW = "new@buyer.example"
PASSWORD = "seven green apples"


@pytest.fixture
def other():
    return make_world("Second")


def offer(world, email, **more):
    """What an administrator sends, and the path in the mail that goes out."""
    reply = world.client("administrator").post(
        MEMBERS, {"email": email, "name": "As typed", "roles": ["analyst"]} | more
    )
    assert reply.status_code == 302
    made = Offer.objects.get(organisation=world.organisation, email=email.lower())
    send_offer(str(made.pk))
    return re.search(r"https?://[^/]+(/\S+)", mail.outbox[-1].body)[1]


def test_somebody_else_s_analyst_is_not_seen_or_taken_before_accepting(world, other):
    User.objects.filter(pk=world.analyst.pk).update(
        name="Anna Realname", last_login=timezone.now()
    )

    offer(other, world.analyst.email)
    page = other.client("administrator").get(MEMBERS).content.decode()
    file = other.client("administrator").get(f"{MEMBERS}?export=csv")
    client = world.client("analyst")
    client.post("/vendors/add/", {"name": "Osprey", "country": "RS"})

    assert "Anna Realname" not in page
    assert "As typed" in page
    assert b"analyst@buyer" not in b"".join(file.streaming_content)
    assert Membership.objects.get(user=world.analyst).organisation == world.organisation
    assert Vendor.objects.get(name="Osprey").organisation == world.organisation
    theirs = AuditEntry.objects.filter(organisation=other.organisation)
    assert {entry.actor_label for entry in theirs} == {"administrator@second.example"}
    assert AuditEntry.objects.get(action="member invited").after == {
        "email": world.analyst.email,
        "roles": ["analyst"],
    }


def test_who_has_an_account_and_who_has_none_look_alike(world, other):
    client = other.client("administrator")
    pages = []
    for email in (world.analyst.email, "nobody@buyer.example"):
        client.post(MEMBERS, {"email": email, "name": "N", "roles": ["analyst"]})
        told = client.get(MEMBERS).context["messages"]
        pages.append([str(message).replace(email, "…") for message in told])

    assert not User.objects.filter(email="nobody@buyer.example").exists()
    assert pages[0] == pages[1]


def test_a_person_accepts_as_themselves_and_then_belongs_to_both(world, other):
    link = offer(other, world.analyst.email)
    client = Client()
    at_sign_in = client.get(link, follow=True)
    client.force_login(world.analyst)

    shown = client.get(link, follow=True)
    before = Membership.objects.filter(user=world.analyst).count()
    reply = client.post(shown.request["PATH_INFO"], {"answer": "accept"})

    assert at_sign_in.request["PATH_INFO"] == "/accounts/login/"
    assert "Second" in shown.content.decode()
    assert before == 1
    assert reply.url == "/"
    joined = Membership.objects.get(user=world.analyst, organisation=other.organisation)
    assert joined.roles == [Role.ANALYST]
    assert not Offer.objects.exists()
    entry = AuditEntry.objects.get(action="member added")
    assert (entry.actor, entry.organisation) == (world.analyst, other.organisation)
    assert "Second" in client.get("/vendors/").content.decode().split("</header>")[0]
    assert client.get(link, follow=True).status_code == 404


def test_a_new_person_sets_a_password_and_is_in(world):
    link = offer(world, "New@buyer.example")
    client = Client()

    form = client.get(link, follow=True)
    weak = client.post(
        form.request["PATH_INFO"],
        {"answer": "accept", "name": "Nia New", "password1": "1", "password2": "1"},
    )
    none_yet = User.objects.filter(email=NEW).exists()
    reply = client.post(
        form.request["PATH_INFO"],
        {
            "answer": "accept",
            "name": "Nia New",
            "password1": PASSWORD,
            "password2": PASSWORD,
        },
    )

    assert weak.status_code == 422
    assert not none_yet
    assert reply.url == "/"
    person = User.objects.get(email=NEW)
    assert person.name == "Nia New"
    assert person.proven_at is not None
    assert client.get("/vendors/").status_code == 200


def test_an_address_is_offered_a_place_once_however_it_is_spelled(world):
    client = world.client("administrator")
    person = {"name": "Info", "roles": ["analyst"]}

    first = client.post(MEMBERS, person | {"email": "info@xn--mnchen-3ya.example"})
    second = client.post(MEMBERS, person | {"email": "info@münchen.example\u200b"})

    assert (first.status_code, second.status_code) == (302, 422)
    assert Offer.objects.get().email == "info@münchen.example"


def test_an_offer_is_declined(world, other):
    link = offer(other, world.analyst.email)
    client = world.client("analyst")

    shown = client.get(link, follow=True)
    client.post(shown.request["PATH_INFO"], {"answer": "decline"})

    assert not Offer.objects.exists()
    assert Membership.objects.filter(user=world.analyst).count() == 1
    entry = AuditEntry.objects.get(action="invitation declined")
    assert entry.organisation == other.organisation
    assert (entry.actor, entry.actor_label) == (None, world.analyst.email)


def test_nobody_else_accepts(world, other):
    link = offer(other, world.analyst.email)
    client = world.client("auditor")

    shown = client.get(link, follow=True)
    reply = client.post(shown.request["PATH_INFO"], {"answer": "accept"})

    assert "Somebody else is signed in" in shown.content.decode()
    assert reply.status_code == 200
    assert Offer.objects.exists()
    assert not Membership.objects.filter(
        user=world.people["auditor"], organisation=other.organisation
    ).exists()


def test_a_link_that_was_tampered_with_or_is_too_old_opens_nothing(world):
    link = offer(world, NEW)
    Offer.objects.update(expires_at=timezone.now())

    assert Client().get(link, follow=True).status_code == 404
    assert Client().get(link[:-3] + "x/", follow=True).status_code == 404
    assert Client().get("/settings/joining/").status_code == 404


def test_an_administrator_withdraws_an_offer_and_sends_it_again(world):
    link = offer(world, NEW)
    made = Offer.objects.get()
    client = world.client("administrator")

    again = client.post(f"{MEMBERS}offers/{made.pk}/again/")
    twice = client.post(MEMBERS, {"email": NEW, "name": "N", "roles": ["auditor"]})
    client.post(f"{MEMBERS}offers/{made.pk}/withdraw/")

    assert again.status_code == 302
    assert twice.status_code == 422
    assert Client().get(link, follow=True).status_code == 404
    assert AuditEntry.objects.filter(action="invitation withdrawn").count() == 1


@pytest.mark.parametrize("end", ["removed", "auditor"])
def test_who_is_no_administrator_any_more_lets_nobody_in(world, end):
    administrator = world.people["administrator"]
    second = member(world.organisation, "administrator")
    link = offer(world, NEW)
    offer_membership(
        world.organisation, email="kept@b.example", name="K", roles=[], by=second
    )
    DirectoryEntry.objects.create(
        organisation=world.organisation, email="known@b.example", user_name="known"
    )
    offer_membership(
        world.organisation, email="known@b.example", name="", roles=[], by=administrator
    )
    seat = Membership.objects.get(user=administrator)

    if end == "removed":
        remove_member(seat, by=second)
    else:
        change_roles(seat, roles=[end], by=second)

    assert Client().get(link, follow=True).status_code == 404
    kept = Offer.objects.order_by("email").values_list("email", flat=True)
    assert list(kept) == ["kept@b.example", "known@b.example"]
    assert AuditEntry.objects.get(action="invitation withdrawn").actor == second


def test_an_offer_is_mailed_three_times_in_an_hour_at_most(world):
    offer(world, NEW)
    made = Offer.objects.get()
    client = world.client("administrator")

    for _ in range(5):
        client.post(f"{MEMBERS}offers/{made.pk}/again/")

    made.refresh_from_db()
    assert made.mails == 3


@pytest.mark.django_db(transaction=True)
def test_who_joins_twice_at_once_is_one_member():
    world = make_world()
    offer = offer_membership(
        world.organisation,
        email="nina@buyer.example",
        name="Nina",
        roles=[Role.ANALYST],
        by=world.people["administrator"],
    )
    start, told = threading.Barrier(2), []

    def join():
        start.wait()
        try:
            told.append(join_by_offer(offer, name="Nina", password="a sentence"))
        except OfferGone:
            told.append("gone")
        connection.close()

    tabs = [threading.Thread(target=join) for _ in range(2)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()

    assert len(told) == 2
    assert told.count("gone") == 1
    assert Membership.objects.filter(user__email="nina@buyer.example").count() == 1
