"""People come through the provider of their organisation, and nobody through another's."""

import pytest
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from riskapp.accounts.choices import Role
from riskapp.accounts.models import (
    IdentityProvider,
    MailDomain,
    Membership,
    Offer,
    User,
)
from riskapp.accounts.queries import enters_by_provider_alone
from riskapp.audit.models import AuditEntry
from riskapp.organisations.actions.members import remove_member
from riskapp.organisations.actions.offers import offer_membership
from tests.conftest import make_world
from tests.factories.oidc import (
    Issuer,
    authorised,
    back,
    begin,
    come,
    provider_of,
)

pytestmark = pytest.mark.django_db

NEW = "ida@buyer.example"
HOME = "/"


def noted(action):
    return AuditEntry.objects.filter(action=action)


def test_somebody_new_becomes_a_member_with_the_default_role(
    client, world, provider, issuer
):
    issuer.knows_person("ida", NEW)

    reply = come(client, provider, "ida", next="/vendors/")

    assert reply.url == "/vendors/"
    assert client.get("/vendors/").status_code == 200
    member = Membership.objects.get(user__email=NEW)
    assert (member.organisation, member.roles) == (world.organisation, ["procurement"])
    assert (member.user.name, member.user.has_usable_password()) == ("Ida Idp", False)
    assert noted("member added").get().after["by"] == "single sign-on"
    signed_in = noted("signed in").get()
    assert (signed_in.actor, signed_in.after) == (member.user, {"by": "single sign-on"})
    assert IdentityProvider.objects.get().proven_at is not None
    assert SocialAccount.objects.get().extra_data == {}


def test_a_member_with_a_password_comes_in_and_stays_one(
    client, world, provider, issuer
):
    issuer.knows_person("ana", "Analyst@BUYER.example")

    come(client, provider, "ana")
    again = come(Client(), provider, "ana")

    assert again.url == HOME
    assert Membership.objects.get(user=world.analyst).roles == [Role.ANALYST]
    assert SocialAccount.objects.get().user == world.analyst
    assert User.objects.filter(email__icontains="analyst@").count() == 1


@pytest.mark.parametrize("claim", [False, "false", None, 0])
def test_an_address_that_nobody_verified_is_refused(client, provider, issuer, claim):
    issuer.knows_person("ida", NEW, email_verified=claim)

    reply = come(client, provider, "ida")

    assert reply.status_code == 403
    assert not User.objects.filter(email=NEW).exists()
    assert client.get("/vendors/").status_code == 302
    assert noted("single sign-on refused").get().after == {
        "reason": "address not verified"
    }


@pytest.mark.parametrize(
    "email",
    [
        "ida@other.example",
        "ida@sub.buyer.example",
        "ida@buyer.example.evil.example",
        "ida",
    ],
)
def test_a_domain_that_is_not_verified_here_is_refused(client, provider, issuer, email):
    issuer.knows_person("ida", email)

    assert come(client, provider, "ida").status_code == 403
    assert not User.objects.filter(email=email).exists()


def test_a_domain_that_is_only_claimed_is_refused(client, world, provider, issuer):
    world.organisation.mail_domains.update(verified_at=None)
    issuer.knows_person("ida", NEW)

    assert come(client, provider, "ida").status_code == 403


def test_a_state_that_was_not_begun_here_is_refused(client, provider, issuer):
    issuer.knows_person("ida", NEW)
    address = authorised(begin(Client(), provider), "ida")

    strangers = back(client, address)
    forged = back(client, address.replace("state=", "state=x"))

    assert {strangers.status_code, forged.status_code} == {403}
    assert not User.objects.filter(email=NEW).exists()


def test_a_code_of_another_sign_in_is_refused_by_its_nonce(
    client, provider, issuer, caplog
):
    issuer.knows_person("ida", NEW)
    mine = authorised(begin(client, provider), "ida")
    other = authorised(begin(client, provider), "ida")
    code = other.partition("code=")[2].partition("&")[0]
    own = mine.partition("code=")[2].partition("&")[0]

    reply = back(client, mine.replace(own, code))

    assert reply.status_code == 403
    assert "The nonce is another one." in caplog.text
    assert not User.objects.filter(email=NEW).exists()


def test_an_answer_is_good_once(client, provider, issuer):
    issuer.knows_person("ida", NEW)
    address = authorised(begin(client, provider), "ida")
    first = back(client, address)
    client.post("/accounts/logout/")

    assert (first.status_code, back(client, address).status_code) == (302, 403)


def test_two_organisations_do_not_speak_for_each_other(client, world, provider, issuer):
    other = make_world("Second")
    theirs = provider_of(other, Issuer(issuer.port, "localhost"))
    issuer.knows_person("eve", world.analyst.email)
    issuer.knows_person("ida", NEW)

    # Their provider says that somebody has an address of ours.
    posing = come(client, theirs, "eve")
    # What was begun at one provider comes back as an answer of the other.
    address = authorised(begin(client, theirs), "ida")
    mixed = back(client, address.replace(str(theirs.pk), str(provider.pk)))
    named = back(
        client, authorised(begin(client, provider), "ida") + "&iss=http://evil.example"
    )

    assert {posing.status_code, mixed.status_code, named.status_code} == {403}
    assert client.get("/vendors/").status_code == 302
    assert not SocialAccount.objects.exists()


def test_a_provider_that_calls_itself_otherwise_is_not_asked(client, provider, issuer):
    IdentityProvider.objects.update(issuer=f"http://LOCALHOST:{issuer.port}")
    path = f"/accounts/oidc/{provider.pk}/login/"
    client.post(path)

    reply = client.get(path)

    assert reply.status_code == 503


def test_the_same_subject_of_two_providers_is_two_people(
    client, world, provider, issuer
):
    other = make_world("Second")
    theirs = provider_of(other, Issuer(issuer.port, "localhost"))
    issuer.knows_person("7", NEW)
    come(client, provider, "7")
    issuer.knows_person("7", "ina@second.example")

    come(Client(), theirs, "7")

    users = {a.user.email: a.provider for a in SocialAccount.objects.all()}
    assert users == {NEW: str(provider.pk), "ina@second.example": str(theirs.pk)}


def test_a_provider_that_is_off_lets_nobody_in_and_ends_what_it_began(
    client, provider, issuer
):
    issuer.knows_person("ida", NEW)
    begun = authorised(begin(client, provider), "ida")
    inside = Client()
    come(inside, provider, "ida")
    IdentityProvider.objects.update(is_enabled=False)

    assert client.get(f"/accounts/oidc/{provider.pk}/login/").status_code == 404
    assert back(client, begun).status_code == 404
    assert inside.get("/vendors/").url.startswith("/accounts/login/")


def test_who_was_removed_comes_back_by_invitation_only(client, world, provider, issuer):
    issuer.knows_person("ida", NEW)
    issuer.knows_person("ana", world.analyst.email)
    come(client, provider, "ida")
    by = world.people["administrator"]
    for user in (User.objects.get(email=NEW), world.analyst):
        remove_member(Membership.objects.get(user=user), by=by)

    gone = client.get("/vendors/")
    again = come(Client(), provider, "ida")
    never_tied = come(Client(), provider, "ana")
    offer_membership(
        world.organisation, email=NEW, name="Ida", roles=["auditor"], by=by
    )
    invited = come(Client(), provider, "ida")

    assert gone.url.startswith("/accounts/login/")
    assert (again.status_code, never_tied.status_code) == (403, 403)
    assert invited.url == HOME
    assert Membership.objects.get(user__email=NEW).roles == ["auditor"]
    assert not Offer.objects.exists()


def test_without_a_default_role_only_who_was_invited_comes_in(client, world, issuer):
    provider = provider_of(world, issuer, default_role="")
    issuer.knows_person("ida", NEW)

    stranger = come(client, provider, "ida")

    assert stranger.status_code == 403
    assert not User.objects.filter(email=NEW).exists()


def test_an_account_of_another_organisation_is_never_taken_silently(
    client,
    world,
    provider,
    issuer,
    celery_runs_here,
    django_capture_on_commit_callbacks,
):
    other = make_world("Second")
    person = User.objects.create_user("eve@buyer.example", "pass", name="Eve Elsewhere")
    Membership.objects.create(
        organisation=other.organisation, user=person, roles=[Role.ADMINISTRATOR]
    )
    issuer.knows_person("eve", person.email)

    with django_capture_on_commit_callbacks(execute=True):
        asked = come(client, provider, "eve")
        come(Client(), provider, "eve")

    assert asked.status_code == 403
    assert [m.to for m in mail.outbox] == [[person.email]]
    assert Offer.objects.get().organisation == world.organisation
    assert not SocialAccount.objects.exists()
    assert "Eve Elsewhere" not in str(
        list(
            AuditEntry.objects.filter(organisation=world.organisation).values_list(
                "object_label", flat=True
            )
        )
    )
    assert Membership.objects.get(user=person).organisation == other.organisation


def test_a_session_from_a_provider_is_good_for_its_organisation_alone(
    client, world, provider, issuer
):
    other = make_world("Second")
    Membership.objects.create(
        organisation=other.organisation, user=world.analyst, roles=[Role.ADMINISTRATOR]
    )
    issuer.knows_person("ana", world.analyst.email)

    come(client, provider, "ana")

    assert "Second" not in client.get("/portfolio/").content.decode()
    choice = {"organisation": str(other.organisation.pk)}
    assert client.post("/accounts/organisation/", choice).status_code == 404
    assert client.get("/settings/").status_code == 403
    for path in (
        "/accounts/2fa/app/",
        "/accounts/password/change/",
        "/settings/sessions/",
    ):
        assert client.get(path).status_code == 403
    assert client.get("/accounts/2fa/").status_code == 200
    assert client.post(reverse("privacy:mine")).status_code == 403


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_to_another_host(client, provider, issuer, target):
    issuer.knows_person("ida", NEW)

    page = client.post("/accounts/provider/", {"email": NEW, "next": target})
    reply = come(client, provider, "ida", next=target)

    assert "evil" not in page.content.decode()
    assert "javascript:" not in page.content.decode()
    assert reply.url == HOME


def test_nothing_of_the_address_reaches_the_provider(client, provider):
    url = begin(
        client,
        provider,
        scope="offline_access",
        auth_params="prompt=none&nonce=1",
        process="connect",
    )

    assert "offline_access" not in url
    assert "prompt" not in url
    assert "nonce=1&" not in url
    assert "code_challenge=" in url


def test_who_turns_back_is_told_so(client, provider, issuer):
    begun = begin(client, provider)
    state = begun.partition("state=")[2].partition("&")[0]

    reply = client.get(
        f"/accounts/oidc/{provider.pk}/login/callback/",
        {"state": state, "error": "access_denied"},
    )

    assert "You did not sign in at your provider." in reply.content.decode()


def test_who_never_had_a_password_is_not_offered_to_change_it(client, provider, issuer):
    issuer.knows_person("ida", NEW)
    come(client, provider, "ida")

    page = client.get("/accounts/2fa/").content.decode()

    assert "/accounts/password/change/" not in page
    assert client.get("/accounts/password/change/").url == "/accounts/2fa/"


def test_an_address_leads_to_the_provider_of_its_domain(client, world, provider):
    page = client.post("/accounts/provider/", {"email": NEW, "next": "/vendors/"})
    nobody = client.post("/accounts/provider/", {"email": "a@nowhere.example"})

    assert (
        f"/accounts/oidc/{provider.pk}/login/?next=%2Fvendors%2F"
        in page.content.decode()
    )
    assert "login_hint=ida%40buyer.example" in begin(client, provider)
    assert nobody.status_code == 422


def test_another_site_signs_nobody_in(world, issuer):
    """A link leads a member to a provider that answers at once with its own person."""
    member = world.client("administrator")
    member.handler.enforce_csrf_checks = True
    other = make_world("Second")
    theirs = provider_of(other, issuer)
    path = f"/accounts/oidc/{theirs.pk}/login/"

    led = member.get(path, {"next": "/vendors/new/"})
    forged = member.post(path)
    again = member.get(path)

    assert "Sign in with Second?" in led.content.decode()
    assert forged.status_code == 403
    assert again.status_code == 200
    assert "socialaccount_states" not in member.session


def test_one_wish_to_sign_in_is_good_once_and_for_one_provider(
    client, world, provider, issuer
):
    theirs = provider_of(make_world("Second"), Issuer(issuer.port, "localhost"))
    path = f"/accounts/oidc/{provider.pk}/login/"
    client.post("/accounts/provider/", {"email": NEW})
    elsewhere = client.get(f"/accounts/oidc/{theirs.pk}/login/")
    client.post("/accounts/provider/", {"email": NEW})

    replies = [client.get(path).status_code for _ in range(2)]

    assert elsewhere.status_code == 200
    assert replies == [302, 200]


def test_steps_to_a_provider_are_limited_by_address_and_provider(
    client, world, provider, issuer, monkeypatch
):
    monkeypatch.setitem(settings.ACCOUNT_RATE_LIMITS, "provider_step", "9/m/ip,2/m/key")
    theirs = provider_of(make_world("Second"), Issuer(issuer.port, "localhost"))
    path = f"/accounts/oidc/{provider.pk}/login/"

    replies = [client.get(path).status_code for _ in range(3)]

    assert replies == [200, 200, 429]
    assert client.get(f"/accounts/oidc/{theirs.pk}/login/").status_code == 200


def test_an_address_that_somebody_else_has_now_opens_no_account(
    client, world, provider, issuer
):
    """The address of a person who left was given to a new one, whom the provider calls
    otherwise; an administrator decides."""
    administrator = world.client("administrator")
    seat = Membership.objects.get(user=world.analyst)
    path = f"/settings/sign-in/members/{seat.pk}/untie/"
    for subject in ("old", "new"):
        issuer.knows_person(subject, world.analyst.email)
    before = administrator.get(f"/settings/members/{seat.pk}/").content.decode()
    come(client, provider, "old")

    refused = come(Client(), provider, "new")
    page = administrator.get(f"/settings/members/{seat.pk}/").content.decode()
    administrator.post(path)
    administrator.post(path)
    taken = come(Client(), provider, "new")

    assert refused.status_code == 403
    reasons = [e.after["reason"] for e in noted("single sign-on refused")]
    assert reasons == ["tied to another person"]
    assert (path in before, path in page) == (False, True)
    assert noted("single sign-on untied").count() == 1
    assert client.get("/vendors/").status_code == 302
    assert taken.url == HOME
    assert SocialAccount.objects.get().uid == "new"


def test_whoever_is_invited_takes_the_place_of_who_was_removed(
    client, world, provider, issuer
):
    by = world.people["administrator"]
    for subject in ("old", "new"):
        issuer.knows_person(subject, NEW)
    come(client, provider, "old")
    remove_member(Membership.objects.get(user__email=NEW), by=by)
    too_early = come(Client(), provider, "new")
    offer_membership(
        world.organisation, email=NEW, name="Ina", roles=["auditor"], by=by
    )

    assert too_early.status_code == 403
    assert come(Client(), provider, "new").url == HOME
    assert SocialAccount.objects.get().uid == "new"


@pytest.mark.parametrize(
    ("kept", "domain"),
    [("Ida@Buyer.Example", "buyer.example"), ("ida@xn--bro-hoa.de", "büro.de")],
)
def test_an_account_in_another_spelling_is_the_same_person(
    client, world, provider, issuer, kept, domain
):
    MailDomain.objects.all().delete()
    MailDomain.objects.create(
        organisation=world.organisation, domain=domain, verified_at=timezone.now()
    )
    person = User.objects.create(email=kept, name="Ida")
    seat = Membership.objects.create(
        organisation=world.organisation, user=person, roles=[Role.AUDITOR]
    )
    alone = Membership.objects.filter(enters_by_provider_alone())
    IdentityProvider.objects.update(
        is_required=True, break_glass=world.people["administrator"]
    )
    issuer.knows_person("ida", f"ida@{domain}")

    come(client, provider, "ida")
    is_guarded = alone.filter(pk=seat.pk).exists()
    remove_member(seat, by=world.people["administrator"])
    removed = come(Client(), provider, "ida")
    SocialAccount.objects.all().delete()
    never_tied = come(Client(), provider, "ida")

    assert is_guarded
    assert User.objects.filter(name="Ida").count() == 1
    assert [removed.status_code, never_tied.status_code] == [403, 403]


@pytest.mark.parametrize("subject", ["s" * 192, "s\x00"])
def test_a_name_that_cannot_be_kept_is_refused_in_words(
    client, provider, issuer, subject
):
    issuer.knows_person(subject, NEW)

    assert come(client, provider, subject).status_code == 403
    assert not User.objects.filter(email=NEW).exists()


def test_a_provider_is_asked_once_what_it_says_of_itself(
    client, provider, issuer, monkeypatch
):
    begin(client, provider)
    monkeypatch.setattr("riskapp.sso.adapter.outgoing_session", None)

    assert begin(client, provider).startswith(issuer.address)


def test_a_provider_that_did_not_answer_is_left_alone_for_a_while(
    client, provider, monkeypatch
):
    IdentityProvider.objects.update(issuer="http://127.0.0.1:1")
    path = f"/accounts/oidc/{provider.pk}/login/"
    client.post(path)
    first = client.get(path)
    monkeypatch.setattr("riskapp.sso.adapter.outgoing_session", None)
    client.post(path)

    assert [first.status_code, client.get(path).status_code] == [503, 503]
