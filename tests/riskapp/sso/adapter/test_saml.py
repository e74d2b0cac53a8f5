"""The same doors by SAML, where its libraries are installed."""

import base64
import datetime
import zlib
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.test import Client
from django.utils import timezone
from onelogin.saml2.utils import OneLogin_Saml2_Utils
from onelogin.saml2.xml_utils import OneLogin_Saml2_XML

from riskapp.accounts.choices import Protocol, Role
from riskapp.accounts.models import IdentityProvider, MailDomain, Membership, User
from tests.conftest import make_world

pytestmark = pytest.mark.django_db

ENTITY = "https://idp.buyer.example/metadata"
NEW = "ida@buyer.example"
PAGE = "/settings/sign-in/"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"


class Signer:
    """A provider's key, and what it says of people."""

    def __init__(self, bits=2048, ends=365):
        key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp")])
        now = datetime.datetime.now(datetime.UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(1)
            .not_valid_before(now - datetime.timedelta(days=400))
            .not_valid_after(now + datetime.timedelta(days=ends))
            .sign(key, hashes.SHA256())
        )
        pem = serialization.Encoding.PEM
        self.certificate = certificate.public_bytes(pem).decode()
        self.key = key.private_bytes(
            pem,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode()

    def response(
        self,
        request_id,
        provider,
        *,
        email=NEW,
        subject="ida-7",
        kind="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
        audience=None,
        recipient=None,
        ago=0,
        is_signed=True,
        spoil="",
    ):
        base = f"http://testserver/accounts/saml/{provider.pk}"
        acs = recipient or f"{base}/acs/"
        now = datetime.datetime.now(datetime.UTC)
        stamp = "%Y-%m-%dT%H:%M:%SZ"
        later = (now + datetime.timedelta(minutes=5)).strftime(stamp)
        earlier = (now - datetime.timedelta(minutes=5)).strftime(stamp)
        then = (now - datetime.timedelta(seconds=ago)).strftime(stamp)
        now = now.strftime(stamp)
        audience = (
            audience or f"http://localhost:8000/accounts/saml/{provider.pk}/metadata/"
        )
        assertion = f"""<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ID="_{uuid4().hex}" Version="2.0" IssueInstant="{now}"><saml:Issuer>{ENTITY}</saml:Issuer><saml:Subject><saml:NameID Format="{kind}">{subject}</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="{later}" Recipient="{acs}" InResponseTo="{request_id}"/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="{earlier}" NotOnOrAfter="{later}"><saml:AudienceRestriction><saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="{then}" SessionIndex="_1"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement><saml:Attribute Name="email"><saml:AttributeValue xsi:type="xs:string">{email}</saml:AttributeValue></saml:Attribute><saml:Attribute Name="displayName"><saml:AttributeValue xsi:type="xs:string">Ida Idp</saml:AttributeValue></saml:Attribute></saml:AttributeStatement></saml:Assertion>"""
        if is_signed:
            assertion = OneLogin_Saml2_Utils.add_sign(
                assertion,
                self.key,
                self.certificate,
                sign_algorithm=RSA_SHA256,
                digest_algorithm=SHA256,
            )
            if isinstance(assertion, bytes):
                assertion = assertion.decode()
        if spoil:
            assertion = assertion.replace(*spoil)
        whole = f"""<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_{uuid4().hex}" Version="2.0" IssueInstant="{now}" Destination="{acs}" InResponseTo="{request_id}"><saml:Issuer>{ENTITY}</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>{assertion}</samlp:Response>"""
        return base64.b64encode(whole.encode()).decode()


@pytest.fixture(scope="module")
def signer():
    return Signer()


def saml_of(world, signer, **more):
    domain = world.analyst.email.partition("@")[2]
    MailDomain.objects.create(
        organisation=world.organisation, domain=domain, verified_at=timezone.now()
    )
    given = {
        "protocol": Protocol.SAML,
        "issuer": ENTITY,
        "sign_in_url": "https://idp.buyer.example/sso",
        "certificate": signer.certificate,
        "is_enabled": True,
        "set_up_by": world.people["administrator"],
    }
    return IdentityProvider.objects.create(
        organisation=world.organisation, **given | more
    )


@pytest.fixture
def provider(world, signer):
    return saml_of(world, signer)


def begin(client, provider, **query):
    """The id of the request that a person is sent on with, and the request itself."""
    path = f"/accounts/saml/{provider.pk}/login/"
    client.post(path, query_params=query)
    reply = client.get(path, query)
    assert reply.url.startswith("https://idp.buyer.example/sso?")
    sent = parse_qs(urlsplit(reply.url).query)["SAMLRequest"][0]
    request = OneLogin_Saml2_XML.to_etree(zlib.decompress(base64.b64decode(sent), -15))
    return request.get("ID"), request


def back(client, provider, response):
    reply = client.post(
        f"/accounts/saml/{provider.pk}/acs/", {"SAMLResponse": response}
    )
    return client.get(reply.url) if reply.status_code == 302 else reply


def come(client, provider, signer, **more):
    request_id, _ = begin(client, provider)
    return back(client, provider, signer.response(request_id, provider, **more))


def test_somebody_new_becomes_a_member(client, world, provider, signer):
    reply = come(client, provider, signer)

    assert reply.url == "/"
    assert client.get("/vendors/").status_code == 200
    member = Membership.objects.get(user__email=NEW)
    assert (member.organisation, member.roles) == (world.organisation, ["procurement"])
    assert member.user.name == "Ida Idp"


@pytest.mark.parametrize(
    "more",
    [
        {"is_signed": False},
        {"spoil": (NEW, "administrator@buyer.example")},
        {"audience": "https://somebody.example/"},
        {"recipient": "http://testserver/accounts/saml/elsewhere/acs/"},
        {"email": "ida@other.example"},
        {"kind": "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"},
    ],
    ids=lambda more: next(iter(more)),
)
def test_what_is_not_signed_or_not_for_us_is_refused(client, provider, signer, more):
    assert come(client, provider, signer, **more).status_code in (400, 403)
    assert client.get("/vendors/").status_code == 302
    assert not User.objects.filter(email=NEW).exists()


def test_another_key_than_the_provider_s_is_refused(client, provider):
    assert come(client, provider, Signer()).status_code == 403


def test_what_was_begun_elsewhere_or_is_sent_again_is_refused(client, provider, signer):
    request_id, _ = begin(client, provider)
    response = signer.response(request_id, provider)

    strangers = back(Client(), provider, response)
    unasked = back(Client(), provider, signer.response("_never_asked", provider))
    first = back(client, provider, response)
    client.post("/accounts/logout/")
    again = back(client, provider, response)

    assert [r.status_code for r in (strangers, unasked, first, again)] == [
        403,
        403,
        302,
        403,
    ]


def test_two_organisations_do_not_speak_for_each_other(client, world, provider, signer):
    other = make_world("Second")
    theirs = saml_of(other, Signer())
    request_id, _ = begin(client, theirs)

    mixed = back(client, theirs, signer.response(request_id, provider))
    moved = back(client, provider, signer.response(request_id, provider))

    assert {mixed.status_code, moved.status_code} == {403}


BOMB = (
    b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    b"<samlp:Response>&b;</samlp:Response>"
)


@pytest.mark.parametrize(
    "sent",
    ["", "<xml>", "AAAA", "A" * 300_000, base64.b64encode(BOMB).decode()],
    ids=["nothing", "plain", "garbage", "large", "entities"],
)
def test_what_is_no_response_is_refused(client, provider, sent):
    assert back(client, provider, sent).status_code in (400, 403)


def test_a_person_confirms_at_the_provider(client, world, provider, signer, settings):
    settings.ASK_AGAIN_MINUTES = 15
    Membership.objects.filter(user=world.analyst).update(roles=[Role.ADMINISTRATOR])
    ana = {"email": world.analyst.email, "subject": "ana"}
    come(client, provider, signer, **ana)
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()

    def confirm(**more):
        asked = client.post(f"{PAGE}domains/", {"domain": "buyer.org"})
        onward = client.get(asked.url).context["onward"]
        parts = urlsplit(onward)
        query = {k: v[0] for k, v in parse_qs(parts.query).items()}
        request_id, request = begin(client, provider, **query)
        reply = back(
            client, provider, signer.response(request_id, provider, **ana, **more)
        )
        return request.get("ForceAuthn"), reply.status_code

    stale = confirm(ago=3600)
    none_yet = world.organisation.mail_domains.filter(domain="buyer.org").exists()
    fresh = confirm()

    assert stale == ("true", 403)
    assert not none_yet
    assert fresh == ("true", 302)
    assert world.organisation.mail_domains.filter(domain="buyer.org").exists()


def test_nobody_is_signed_out_from_outside(client, provider):
    assert client.get(f"/accounts/saml/{provider.pk}/sls/").status_code == 404


def test_metadata_say_who_we_are(client, provider):
    page = client.get(f"/accounts/saml/{provider.pk}/metadata/").content.decode()

    assert f"http://localhost:8000/accounts/saml/{provider.pk}/metadata/" in page
    assert 'WantAssertionsSigned="true"' in page


def given(signer, **more):
    return {
        "protocol": "saml",
        "issuer": ENTITY,
        "sign_in_url": "https://idp.buyer.example/sso",
        "certificate": signer.certificate,
        "default_role": "auditor",
        "is_enabled": "on",
    } | more


def test_it_is_set_up_on_the_same_page(world, signer):
    client = world.client("administrator")
    offered = client.get(PAGE).content.decode()

    saved = client.post(
        PAGE, given(signer, certificate="".join(signer.certificate.splitlines()[1:-1]))
    )
    page = client.get(PAGE).content.decode()

    provider = IdentityProvider.objects.get()
    assert "?protocol=saml" in offered
    assert saved.status_code == 302
    assert (provider.protocol, provider.certificate) == ("saml", signer.certificate)
    assert f"/accounts/saml/{provider.pk}/acs/" in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"certificate": "no certificate"},
        {"sign_in_url": "http://idp.example/"},
        {"issuer": ""},
    ],
)
def test_what_is_no_provider_is_not_kept(world, signer, wrong):
    assert (
        world.client("administrator").post(PAGE, given(signer, **wrong)).status_code
        == 422
    )


@pytest.mark.parametrize("weak", [{"bits": 1024}, {"ends": -1}])
def test_a_weak_or_ended_certificate_is_not_kept(world, signer, weak):
    weak = Signer(**weak).certificate

    reply = world.client("administrator").post(PAGE, given(signer, certificate=weak))

    assert reply.status_code == 422


def test_without_its_libraries_it_is_neither_offered_nor_open(
    client, world, provider, settings
):
    settings.SAML_IS_INSTALLED = False

    page = world.client("administrator").get(PAGE)

    assert page.status_code == 200
    assert "SAML" not in page.content.decode()
    assert client.get(f"/accounts/saml/{provider.pk}/login/").status_code == 404


def test_a_person_s_address_leads_to_it(client, provider):
    page = client.post("/accounts/provider/", {"email": NEW})

    assert f"/accounts/saml/{provider.pk}/login/" in page.content.decode()
    assert client.get(f"/accounts/oidc/{provider.pk}/login/").status_code == 404
