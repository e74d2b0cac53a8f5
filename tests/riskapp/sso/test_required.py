"""Where single sign-on is required, a password opens nothing; but for one account."""

import time
from urllib.parse import quote

import pytest
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone

from riskapp.accounts.access import VendorAccounts
from riskapp.accounts.choices import Role
from riskapp.accounts.models import IdentityProvider, Membership, Organisation, User
from riskapp.audit.models import AuditEntry
from riskapp.notifications.models import Notification
from riskapp.notifications.tasks import notify_people
from riskapp.organisations.actions.members import change_roles, remove_member
from riskapp.organisations.actions.offers import offer_membership
from riskapp.organisations.errors import BreakGlassNeeded
from tests.conftest import make_world
from tests.factories.oidc import authorised, back, come, provider_of
from tests.factories.second_factor import digits_of, set_up, sign_in

pytestmark = pytest.mark.django_db

ANALYST = "analyst@buyer.example"
ADMINISTRATOR = "administrator@buyer.example"
SAYS = "sign in with single sign-on."


@pytest.fixture
def required(world, issuer):
    return provider_of(
        world, issuer, is_required=True, break_glass=world.people["administrator"]
    )


def test_a_right_and_a_wrong_password_look_alike(client, world, required):
    right = sign_in(client, ANALYST, "pass")
    wrong = sign_in(client, ANALYST, "wrong")
    glass = sign_in(client, ADMINISTRATOR, "wrong")

    pages = {page.content.decode().count(SAYS) for page in (right, wrong, glass)}
    assert pages == {1}
    assert client.get("/vendors/").status_code == 302
    assert AuditEntry.objects.filter(action="sign-in failed").count() == 3


def test_open_sessions_end_when_it_becomes_required(world, issuer):
    provider = provider_of(world, issuer)
    inside = world.client("analyst")
    before = inside.get("/vendors/").status_code
    IdentityProvider.objects.filter(pk=provider.pk).update(
        is_required=True, break_glass=world.people["administrator"]
    )

    assert (before, inside.get("/vendors/").status_code) == (200, 302)


def test_no_other_way_around_the_form_opens_the_organisation(world, required):
    """However a session came to be, it takes no seat that a provider guards."""
    client = Client()
    client.force_login(world.analyst)

    assert client.get("/vendors/").url.startswith("/accounts/login/")


def test_members_with_other_addresses_still_use_a_password(client, world, required):
    guest = User.objects.create_user("gus@guest.example", "pass", name="Gus")
    Membership.objects.create(
        organisation=world.organisation, user=guest, roles=[Role.AUDITOR]
    )

    sign_in(client, guest.email, "pass")

    assert client.get("/vendors/").status_code == 200


def test_who_belongs_elsewhere_too_works_there_with_a_password(client, world, required):
    other = make_world("Second")
    Membership.objects.create(
        organisation=other.organisation, user=world.analyst, roles=[Role.ANALYST]
    )

    sign_in(client, ANALYST, "pass")
    page = client.get("/vendors/").content.decode()
    choice = {"organisation": str(world.organisation.pk)}

    assert "Second" in page
    assert client.post("/accounts/organisation/", choice).status_code == 404
    entry = AuditEntry.objects.get(action="signed in")
    assert entry.organisation == other.organisation


def test_the_break_glass_account_needs_its_second_factor_and_is_told_of(
    client, world, issuer
):
    other_administrator = User.objects.create_user(
        "zoe@buyer.example", None, name="Zoe"
    )
    Membership.objects.create(
        organisation=world.organisation,
        user=other_administrator,
        roles=[Role.ADMINISTRATOR],
    )
    sign_in(client, ADMINISTRATOR, "pass")
    secret = set_up(client)
    client.post("/accounts/logout/")
    provider_of(
        world, issuer, is_required=True, break_glass=world.people["administrator"]
    )

    sign_in(client, ADMINISTRATOR, "pass")
    before = client.get("/vendors/").status_code
    client.post("/accounts/2fa/authenticate/", {"code": digits_of(secret, later=1)})
    inside = client.get("/vendors/").status_code

    assert (before, inside) == (302, 200)
    entry = AuditEntry.objects.get(action="break-glass account used")
    assert entry.actor_label == ADMINISTRATOR
    notify_people(entry.pk)
    told = Notification.objects.filter(kind="break_glass")
    assert {(n.user.email, n.is_shown, n.mail) for n in told} == {
        (ADMINISTRATOR, True, "now"),
        ("zoe@buyer.example", True, "now"),
    }


def test_the_break_glass_account_without_a_second_factor_sets_one_up_first(
    client, world, required
):
    sign_in(client, ADMINISTRATOR, "pass")

    assert client.get("/vendors/").url == "/accounts/2fa/app/"


def test_the_break_glass_account_stays_an_administrator(world, required):
    glass = Membership.objects.get(user=world.people["administrator"])
    Membership.objects.filter(user=world.analyst).update(roles=[Role.ADMINISTRATOR])

    with pytest.raises(BreakGlassNeeded):
        remove_member(glass, by=world.analyst)
    with pytest.raises(BreakGlassNeeded):
        change_roles(glass, roles=["auditor"], by=world.analyst)


@pytest.mark.parametrize(("is_strong", "status"), [(True, 200), (False, 302)])
def test_a_provider_counts_as_a_second_factor_if_the_organisation_says_so(
    client, world, issuer, is_strong, status
):
    provider = provider_of(world, issuer, is_strong=is_strong)
    Organisation.objects.update(requires_second_factor=True)
    issuer.knows_person("ana", ANALYST)

    come(client, provider, "ana")

    assert client.get("/vendors/").status_code == status


@pytest.mark.parametrize(
    ("is_strong", "path"), [(True, "/"), (False, "/accounts/2fa/authenticate/")]
)
def test_a_second_factor_that_is_there_is_asked_for_unless_the_provider_did(
    client, world, issuer, is_strong, path
):
    sign_in(client, ANALYST, "pass")
    secret = set_up(client)
    client.post("/accounts/logout/")
    provider = provider_of(world, issuer, is_strong=is_strong)
    issuer.knows_person("ana", ANALYST)

    reply = come(client, provider, "ana")
    client.post("/accounts/2fa/authenticate/", {"code": digits_of(secret, later=1)})

    assert reply.url == path
    assert client.get("/vendors/").status_code == 200
    assert client.session["accounts_provider"] == str(world.organisation.pk)


def stale(client):
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()


def confirm(client, page, issuer, subject, **claims):
    """Follow the page that asks to confirm, to the provider and back."""
    reply = client.get(page)
    begun = client.get(reply.context["onward"])
    issuer.knows_person(subject, f"{subject}@buyer.example", **claims)
    return begun.url, back(client, authorised(begun.url, subject))


def test_settings_ask_again_at_the_provider_and_what_was_sent_goes_on(
    client, world, provider, issuer, settings
):
    settings.ASK_AGAIN_MINUTES = 15
    issuer.knows_person("administrator", ADMINISTRATOR)
    come(client, provider, "administrator")
    stale(client)
    path = "/settings/sign-in/domains/"

    asked = client.post(path, {"domain": "buyer.org"})
    none_yet = world.organisation.mail_domains.filter(domain="buyer.org").exists()
    url, reply = confirm(
        client, asked.url, issuer, "administrator", auth_time=int(time.time())
    )

    assert asked.url == f"/accounts/provider/confirm/?next={quote(path, safe='')}"
    assert not none_yet
    assert "prompt=login" in url
    assert "max_age=0" in url
    assert reply.url == "/settings/sign-in/"
    assert world.organisation.mail_domains.filter(domain="buyer.org").exists()


@pytest.mark.parametrize(
    ("subject", "ago"),
    [("administrator", 3600), ("administrator", None), ("analyst", 0)],
)
def test_only_the_same_person_just_now_confirms(
    client, world, provider, issuer, settings, subject, ago
):
    settings.ASK_AGAIN_MINUTES = 15
    issuer.knows_person("administrator", ADMINISTRATOR)
    come(client, provider, "administrator")
    stale(client)
    asked = client.post("/settings/sign-in/domains/", {"domain": "buyer.org"})
    at = None if ago is None else int(time.time()) - ago

    _url, reply = confirm(client, asked.url, issuer, subject, auth_time=at)

    assert reply.status_code == 403
    assert not world.organisation.mail_domains.filter(domain="buyer.org").exists()


@pytest.mark.parametrize(("ago", "is_kept"), [(3600, False), (None, False), (0, True)])
def test_a_provider_that_still_knows_a_person_confirms_nothing(
    client, world, provider, issuer, settings, ago, is_kept
):
    """Going there and back once more, without being asked anything, is no confirmation."""
    settings.ASK_AGAIN_MINUTES = 15
    at = None if ago is None else int(time.time()) - ago
    issuer.knows_person("administrator", ADMINISTRATOR, auth_time=at)
    come(client, provider, "administrator")

    asked = client.post("/settings/sign-in/domains/", {"domain": "buyer.org"})
    factor = client.get("/accounts/2fa/app/")

    kept = world.organisation.mail_domains.filter(domain="buyer.org").exists()
    assert kept is is_kept
    assert ("/confirm/" in asked.url) is not is_kept
    if not is_kept:
        page = client.get(asked.url).content.decode()
        assert "/accounts/reauthenticate/?next=" in page
    assert (factor.status_code == 200) is is_kept


def test_an_idle_session_from_a_provider_ends_as_any_other(client, provider, issuer):
    issuer.knows_person("ana", ANALYST)
    come(client, provider, "ana")
    session = client.session
    session["accounts_seen"] -= 31 * 60
    session.save()

    assert client.get("/vendors/").status_code == 302


def test_an_offered_membership_does_not_go_round_the_provider(client, world, required):
    """Who accepts by mail and sets a password still comes in through the provider."""

    offer = offer_membership(
        world.organisation,
        email="new@buyer.example",
        name="New",
        roles=["analyst"],
        by=world.people["administrator"],
    )
    client.get(f"/settings/joining/{offer.token}/")
    given = {
        "name": "N",
        "password1": "seven green apples",
        "password2": "seven green apples",
    }
    with TestCase.captureOnCommitCallbacks():
        client.post("/settings/joining/", given)

    assert client.get("/vendors/").status_code == 403  # signed in, without the seat


def test_who_also_answers_as_a_vendor_comes_in_for_that_alone(client, world, required):
    """With the password and the second factor, and without the seat."""
    User.objects.filter(pk=world.analyst.pk).update(proven_at=timezone.now())

    mine = reverse("questionnaires:mine")

    sign_in(client, ANALYST, "pass")
    before = client.get(mine)
    set_up(client)

    assert client.get("/vendors/").status_code == 403
    assert client.get("/").url == mine
    assert VendorAccounts.address(before.wsgi_request) == ""
    assert VendorAccounts.address(client.get(mine).wsgi_request) == ANALYST
