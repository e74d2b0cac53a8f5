"""A membership is handed over by a link that an administrator copies."""

import datetime
import re

import pytest
from allauth.account.signals import password_reset
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.utils import timezone

from riskapp.accounts.choices import Role
from riskapp.accounts.models import MailDomain, Membership, Offer, OneTimeLink, User
from riskapp.audit.models import AuditEntry
from riskapp.organisations.actions.members import add_member
from riskapp.organisations.actions.offers import make_link, offer_membership
from riskapp.organisations.errors import DomainElsewhere
from riskapp.organisations.tasks import send_offer
from tests.conftest import make_world
from tests.factories.second_factor import sign_in

pytestmark = pytest.mark.django_db

NEW = "new@buyer.example"
PERSON = {
    "name": "Nina New",
    "password1": "seven green apples",
    "password2": "seven green apples",
    "answer": "accept",
}


def offered(world, email=NEW, roles=(Role.ANALYST,)):
    return offer_membership(
        world.organisation,
        email=email,
        name="As typed",
        roles=list(roles),
        by=world.people["administrator"],
    )


def link_to(world, offer):
    page = world.client("administrator").post(
        f"/settings/members/offers/{offer.pk}/link/"
    )
    return re.search(r'value="https?://[^/]+(/[^"]+)"', page.content.decode())[1]


def test_the_link_makes_a_new_person_a_member_once(world):
    offer = offered(world)
    link = link_to(world, offer)
    client = Client()

    shown = client.get(link, follow=True)
    reply = client.post(shown.request["PATH_INFO"], PERSON)

    joined = Membership.objects.get(user__email=NEW)
    assert reply.url == "/"
    assert (joined.roles, joined.user.name) == ([Role.ANALYST], "Nina New")
    assert Client().get(link).status_code == 404
    assert not OneTimeLink.objects.exists()
    entry = AuditEntry.objects.get(action="link of an invitation made")
    assert entry.actor == world.people["administrator"]
    assert entry.after["email"] == NEW


def test_a_link_proves_no_address(world):
    """Whoever made the link could open it: at vendors the account counts for nobody."""
    client = Client()
    link = link_to(world, offered(world, email="ceo@vendor.example"))
    client.post(client.get(link, follow=True).request["PATH_INFO"], PERSON)

    assert User.objects.get(email="ceo@vendor.example").proven_at is None


@pytest.mark.parametrize("password", ["pass", None])
def test_a_link_opens_nobodys_account(world, password):
    """Neither one with a password nor one of somebody who signs in elsewhere."""
    person = User.objects.create_user("known@buyer.example", password, name="Known")
    client = Client()
    link = link_to(world, offered(world, email=person.email))

    asked = client.get(link, follow=True)
    posted = client.post("/settings/joining/", PERSON)

    assert asked.request["PATH_INFO"] == "/accounts/login/"
    assert posted.status_code == 302
    assert not Membership.objects.filter(user=person).exists()
    person.refresh_from_db()
    assert not person.check_password(PERSON["password1"])


def test_a_new_link_replaces_the_one_before_and_a_page_opened_by_it(world):
    offer = offered(world)
    client, first = Client(), link_to(world, offer)
    client.get(first)
    link_to(world, offer)

    assert Client().get(first).status_code == 404
    assert client.post("/settings/joining/", PERSON).status_code == 404
    assert not User.objects.filter(email=NEW).exists()


def test_the_mail_of_the_offer_still_works_and_proves_the_address(world):
    offer = offered(world)
    link = link_to(world, offer)
    send_offer(str(offer.pk))
    mailed = re.search(r"https?://[^/]+(/\S+)", mail.outbox[-1].body)[1]
    client = Client()
    client.get(link)

    client.get(mailed)
    client.post("/settings/joining/", PERSON)

    assert User.objects.get(email=NEW).proven_at is not None


def test_a_withdrawn_or_old_offer_takes_its_link_along(world):
    offer, old = offered(world), offered(world, email="old@buyer.example")
    links = [link_to(world, offer), link_to(world, old)]
    world.client("administrator").post(f"/settings/members/offers/{offer.pk}/withdraw/")
    Offer.objects.update(expires_at=timezone.now() - datetime.timedelta(1))

    assert [Client().get(link).status_code for link in links] == [404, 404]


def test_only_a_digest_is_kept(world):
    link = link_to(world, offered(world))
    token = link.split("/")[-2]

    assert token not in str(list(OneTimeLink.objects.values()))
    assert token not in str(list(AuditEntry.objects.values()))


@pytest.mark.parametrize("step", ["again", "link", "withdraw"])
def test_what_gives_or_takes_a_role_asks_for_the_password_again(world, settings, step):
    settings.ASK_AGAIN_MINUTES = 15
    offer = offered(world, roles=(Role.ADMINISTRATOR,))
    client = Client()
    sign_in(client, "administrator@buyer.example", "pass")
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 16 * 60
    session.save()
    path = f"/settings/members/offers/{offer.pk}/{step}/"

    asked = client.post(path)
    before = AuditEntry.objects.filter(object_id=str(offer.pk)).count()
    client.post(asked.url, {"password": "pass", "next": path})

    assert asked.url.startswith("/accounts/reauthenticate/")
    assert before == 1  # that it was made
    assert AuditEntry.objects.filter(object_id=str(offer.pk)).count() == 2


def test_another_organisation_makes_no_link(world):
    other = make_world("Second")
    offer = offered(world)

    reply = other.client("administrator").post(
        f"/settings/members/offers/{offer.pk}/link/"
    )

    assert reply.status_code == 404
    assert not OneTimeLink.objects.exists()


def planted(email):
    """An account that somebody else made for an address, with a password and a factor."""
    person = User.objects.create_user(email, "password of Mallory", name="M")
    Authenticator.objects.create(
        user=person, type=Authenticator.Type.TOTP, data={"secret": "x"}
    )
    return person


def test_the_operator_hands_no_seat_to_a_planted_account(world):
    person = planted("boss@buyer.example")

    add_member(
        world.organisation,
        email=person.email,
        name="Boss",
        roles=[Role.ADMINISTRATOR],
        password="given by the operator",
    )

    person.refresh_from_db()
    assert person.check_password("given by the operator")
    assert not Authenticator.objects.filter(user=person).exists()


def test_a_password_reset_by_mail_takes_a_planted_account_over():
    person = planted(NEW)

    password_reset.send(User, request=None, user=person)

    person.refresh_from_db()
    assert person.proven_at is not None
    assert not Authenticator.objects.filter(user=person).exists()


def test_no_link_is_made_for_a_domain_of_another_organisation(world):
    theirs = make_world("Theirs").organisation
    MailDomain.objects.create(
        organisation=theirs,
        domain="theirs.example",
        token="t",
        verified_at=timezone.now(),
    )
    offer = offered(world, email="boss@theirs.example")

    with pytest.raises(DomainElsewhere):
        make_link(offer, by=world.people["administrator"])


def test_a_link_ends_when_it_said_although_the_offer_goes_on(world):
    offer = offered(world)
    link = link_to(world, offer)
    OneTimeLink.objects.update(expires_at=timezone.now())

    assert Client().get(link).status_code == 404
