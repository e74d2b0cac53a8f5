"""How an administrator sets single sign-on up."""

import datetime

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client
from django.utils import timezone

from riskapp.accounts.models import IdentityProvider, MailDomain
from riskapp.audit.models import AuditEntry
from riskapp.common import outgoing
from riskapp.notifications.models import Notification
from riskapp.notifications.tasks import notify_people
from riskapp.sso.tasks import look_at_domains
from tests.conftest import make_world
from tests.factories.nameserver import naming
from tests.factories.oidc import come, provider_of
from tests.factories.second_factor import set_up, sign_in

pytestmark = pytest.mark.django_db

PAGE = "/settings/sign-in/"
SECRET = "a client secret nobody sees"


@pytest.fixture
def texts(settings):
    """What the DNS says."""
    known: dict[str, str] = {}
    with naming(known) as server:
        settings.SSO_DNS_SERVER = server
        yield known


def given(at, **more):
    return {
        "issuer": at.address,
        "client_id": "riskapp",
        "client_secret": SECRET,
        "default_role": "auditor",
    } | more


def noted(action):
    return AuditEntry.objects.get(action=action)


def test_a_domain_counts_once_its_record_is_found(world, texts):
    client = world.client("administrator")
    client.post(f"{PAGE}domains/", {"domain": " Buyer.Example "})
    row = MailDomain.objects.get()
    page = client.get(PAGE).content.decode()
    verify = f"{PAGE}domains/{row.pk}/verify/"

    texts["_riskapp.buyer.example"] = "riskapp-verification=another"
    too_early = client.post(verify, follow=True).content.decode()
    texts["_riskapp.buyer.example"] = row.record_text
    client.post(verify)

    assert row.record_name in page
    assert row.record_text in page
    assert "The record was not found." in too_early
    row.refresh_from_db()
    assert row.verified_at is not None
    assert noted("domain verified").object_label == "buyer.example"


def test_a_domain_belongs_to_who_proves_it_first(world, texts):
    other = make_world("Second")
    rows = []
    for somebody in (world, other):
        client = somebody.client("administrator")
        client.post(f"{PAGE}domains/", {"domain": "buyer.example"})
        rows.append(MailDomain.objects.get(organisation=somebody.organisation))
    for number, somebody in enumerate((world, other)):
        texts["_riskapp.buyer.example"] = rows[number].record_text
        page = somebody.client("administrator").post(
            f"{PAGE}domains/{rows[number].pk}/verify/", follow=True
        )

    assert "belongs to another organisation here" in page.content.decode()
    assert [bool(r.verified_at) for r in MailDomain.objects.order_by("added_at")] == [
        True,
        False,
    ]


@pytest.mark.parametrize(
    "domain",
    ["", "localhost", "a b.example", "https://x.example", "127.0.0.1", "x.example."],
)
def test_only_a_domain_is_added(world, domain):
    reply = world.client("administrator").post(f"{PAGE}domains/", {"domain": domain})

    assert (reply.status_code == 302) == (domain == "x.example.")


def test_a_domain_is_given_up(world, texts):
    row = MailDomain.objects.create(
        organisation=world.organisation,
        domain="buyer.example",
        token="t",
        verified_at=timezone.now(),
    )

    world.client("administrator").post(f"{PAGE}domains/{row.pk}/remove/")

    assert not MailDomain.objects.exists()
    assert noted("domain removed").before == {
        "domain": "buyer.example",
        "verified": True,
    }


def test_the_secret_is_kept_sealed_and_never_shown(world, issuer):
    client = world.client("administrator")

    saved = client.post(PAGE, given(issuer, is_enabled="on"))
    page = client.get(PAGE).content.decode()
    client.post(PAGE, given(issuer, client_secret="", is_enabled="on", is_strong="on"))

    provider = IdentityProvider.objects.get()
    assert saved.status_code == 302
    assert (provider.secret, provider.is_strong) == (SECRET, True)
    assert SECRET not in provider.sealed_secret
    assert SECRET not in page
    assert f"/accounts/oidc/{provider.pk}/login/callback/" in page
    trail = str(list(AuditEntry.objects.values_list("before", "after")))
    assert SECRET not in trail
    assert provider.sealed_secret not in trail
    assert noted("single sign-on set up").after["client_secret"] == "changed"
    assert noted("single sign-on changed").after == {"is_strong": True}


def test_the_secret_opens_after_the_key_of_the_product_was_changed(
    world, issuer, settings
):
    sealed = IdentityProvider.sealed(SECRET)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", ["only-for-tests"]

    assert IdentityProvider(sealed_secret=sealed).secret == SECRET


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:1",
        "https://127.0.0.1:1",
        "ftp://x.example",
        "https://user:pw@x.example",
    ],
)
def test_an_issuer_that_does_not_answer_is_not_kept(world, issuer, address):
    reply = world.client("administrator").post(PAGE, given(issuer, issuer=address))

    assert reply.status_code == 422
    assert not IdentityProvider.objects.exists()


def test_without_the_named_setting_http_is_no_issuer(world, issuer, settings):
    settings.SSO_ALLOWS_HTTP = False

    reply = world.client("administrator").post(PAGE, given(issuer))

    assert reply.status_code == 422


def test_it_is_required_only_when_it_works_and_somebody_can_break_the_glass(
    world, issuer
):
    provider = provider_of(world, issuer)
    client = Client()
    sign_in(client, "administrator@buyer.example", "pass")
    wanted = given(issuer, client_secret="", is_enabled="on", is_required="on")
    glass = {"break_glass": world.people["administrator"].pk}

    without_factor = client.post(PAGE, wanted | glass)
    set_up(client)
    untried = client.post(PAGE, wanted | glass)
    issuer.knows_person("ida", "ida@buyer.example")
    come(Client(), provider, "ida")
    nobody = client.post(PAGE, wanted)
    done = client.post(PAGE, wanted | glass)
    stays_in = client.get(PAGE)

    assert [r.status_code for r in (without_factor, untried, nobody)] == [422, 422, 422]
    assert done.status_code == 302
    assert IdentityProvider.objects.get().is_required
    assert stays_in.status_code == 200


def test_another_issuer_is_tried_anew_and_knows_nobody(world, issuer):
    provider = provider_of(world, issuer)
    issuer.knows_person("ida", "ida@buyer.example")
    come(Client(), provider, "ida")

    world.client("administrator").post(
        PAGE,
        given(issuer, issuer=f"http://localhost:{issuer.port}", is_enabled="on"),
    )

    provider.refresh_from_db()
    assert provider.proven_at is None
    assert not provider.break_glass
    assert not SocialAccount.objects.exists()


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(world, issuer):
    provider_of(world, issuer)
    client = world.client("administrator")
    seen = client.get(PAGE).context["form"]["seen"].value()
    client.post(PAGE, given(issuer, client_secret="", is_strong="on", is_enabled="on"))

    reply = client.post(
        PAGE, given(issuer, client_secret="", seen=seen, is_enabled="on")
    )

    assert reply.status_code == 409


def test_a_vendor_account_is_nobody_to_break_the_glass(world, issuer):
    provider_of(world, issuer)
    stranger = make_world("Second").people["administrator"]
    stranger.password = make_password("pass")
    stranger.save()

    reply = world.client("administrator").post(
        PAGE,
        given(issuer, is_enabled="on", is_required="on", break_glass=stranger.pk),
    )

    assert reply.status_code == 422


def test_a_provider_is_asked_before_anything_is_locked(world, issuer, monkeypatch):
    seen = []

    def ask(_address):
        seen.append(len(connection.savepoint_ids))
        return issuer.address

    monkeypatch.setattr("riskapp.sso.views.issuer_at", ask)
    before = len(connection.savepoint_ids)

    world.client("administrator").post(PAGE, given(issuer, is_enabled="on"))

    assert seen == [before]
    assert IdentityProvider.objects.exists()


def test_a_domain_whose_record_is_gone_lapses_after_a_week_and_that_is_told(
    world, texts, settings, celery_runs_here, monkeypatch
):
    row = MailDomain.objects.create(
        organisation=world.organisation,
        domain="buyer.example",
        token="t",
        verified_at=timezone.now(),
    )
    texts[row.record_name] = row.record_text
    look_at_domains()
    row.refresh_from_db()
    there = row.missing_since
    del texts[row.record_name]
    look_at_domains()
    look_at_domains()
    row.refresh_from_db()
    still = (row.verified_at, row.missing_since)
    page = world.client("administrator").get(PAGE).content.decode()
    MailDomain.objects.update(
        missing_since=timezone.now() - datetime.timedelta(days=7, minutes=1)
    )
    settings.SSO_DNS_SERVER = "127.0.0.1:1"  # nobody answers
    monkeypatch.setattr(outgoing, "SECONDS_TO_READ", 0.1)
    look_at_domains()
    row.refresh_from_db()
    unknown = row.verified_at

    assert there is None
    assert None not in still
    assert "The record is gone since" in page
    assert unknown is not None
    missing = noted("domain record missing")
    notify_people(missing.pk)
    told = Notification.objects.get(kind="domain")
    assert (told.user, told.mail) == (world.people["administrator"], "now")


def test_a_domain_that_is_gone_for_a_week_counts_no_longer(
    world, texts, celery_runs_here
):
    texts["_riskapp.other.example"] = "x"
    long_ago = timezone.now() - datetime.timedelta(days=7, minutes=1)
    row = MailDomain.objects.create(
        organisation=world.organisation,
        domain="buyer.example",
        verified_at=long_ago,
        missing_since=long_ago,
    )

    look_at_domains()

    row.refresh_from_db()
    assert (row.verified_at, row.missing_since) == (None, None)
    assert noted("domain lapsed").object_label == "buyer.example"
