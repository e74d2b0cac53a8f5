import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from questionnaires.queries import token_of
from riskapp.accounts.models import Organisation, User
from tests.conftest import make_world
from tests.factories.second_factor import digits_of, set_up, sign_in
from tests.test_access import ACCESS

pytestmark = pytest.mark.django_db

ANALYST = "analyst@buyer.example"


@pytest.fixture
def strict():
    """A world whose organisation asks its members for a second factor."""
    world = make_world()
    world.organisation.requires_second_factor = True
    world.organisation.save()
    return world


def test_the_browser_of_a_member_who_answered_too_forgets_what_it_had_not_sent(
    client, world
):
    invitation = world.assessment(filled=False).response.invitations.get()
    client.force_login(world.analyst)
    client.post("/respond/", {"code": token_of(invitation)})
    client.post("/respond/start/", {"name": "Ana"})

    left = client.post("/accounts/logout/")

    assert left["Clear-Site-Data"] == '"storage"'


def test_a_member_may_use_a_second_factor_and_is_then_asked_for_it(client, world):
    sign_in(client, ANALYST, "pass")
    secret = set_up(client)
    left = client.post("/accounts/logout/")

    asked = sign_in(client, ANALYST, "pass")
    before = client.get("/")
    wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    right = client.post(
        "/accounts/2fa/authenticate/", {"code": digits_of(secret, later=1)}
    )

    assert "Clear-Site-Data" not in left  # how the person works stays
    assert asked.url == "/accounts/2fa/authenticate/"
    assert before.status_code == 302
    assert wrong.status_code == 200
    assert right.url == "/"
    assert client.get("/portfolio/").status_code == 200


@pytest.mark.parametrize(
    ("person", "doors"),
    [
        ("administrator", {"/audit/", "/settings/"}),
        ("auditor", {"/audit/"}),
        ("analyst", set()),
        ("procurement", set()),
    ],
)
def test_everybody_is_offered_the_doors_that_open(world, person, doors):
    page = world.client(person).get("/vendors/").content.decode()

    assert {d for d in ("/audit/", "/settings/") if f'href="{d}"' in page} == doors


def test_a_recovery_code_signs_in_once(client, world):
    sign_in(client, ANALYST, "pass")
    set_up(client)
    code = client.get("/accounts/2fa/codes/").context["unused_codes"][0]
    client.post("/accounts/logout/")

    for expected in (302, 200):
        sign_in(client, ANALYST, "pass")
        reply = client.post("/accounts/2fa/authenticate/", {"code": code})
        assert reply.status_code == expected
        client.post("/accounts/logout/")


def test_secrets_lie_sealed_in_the_database(client, world, settings):
    sign_in(client, ANALYST, "pass")
    secret = set_up(client)

    kept = Authenticator.objects.get(type="totp")

    assert secret not in str(kept.data)
    assert kept.wrap().validate_code(digits_of(secret, later=1))
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "the-next-one"
    assert get_adapter().decrypt(kept.data["secret"]) == secret


def test_where_it_is_a_duty_nothing_is_seen_before_it_is_set_up(client, strict):
    sign_in(client, ANALYST, "pass")

    seen = client.get("/vendors/")
    posted = client.post("/assessments/start/")
    secret = set_up(client)
    codes = client.get("/accounts/2fa/codes/")

    assert seen.url == reverse("mfa_activate_totp")
    assert posted.status_code == 403
    assert 'href="/vendors/"' in codes.content.decode()
    assert client.get("/vendors/").status_code == 200
    assert secret


def test_a_session_from_before_shows_the_second_factor_that_was_set_up_elsewhere(
    client, strict
):
    older = Client()
    sign_in(older, ANALYST, "pass")
    sign_in(client, ANALYST, "pass")
    secret = set_up(client)

    sent = older.get("/vendors/")
    back = older.post(sent.url, {"code": digits_of(secret, later=1)})

    assert sent.url == "/accounts/2fa/reauthenticate/?next=%2Fvendors%2F"
    assert back.url == "/vendors/"
    assert older.get("/vendors/").status_code == 200


def test_it_cannot_be_removed_while_it_is_a_duty(client, strict):
    sign_in(client, ANALYST, "pass")
    set_up(client)

    page = client.post("/accounts/2fa/app/off/")

    assert "cannot be removed" in page.content.decode()
    assert Authenticator.objects.filter(type="totp").exists()


def test_it_can_be_removed_where_it_is_free(client, world):
    sign_in(client, ANALYST, "pass")
    set_up(client)

    client.post("/accounts/2fa/app/off/")

    assert not Authenticator.objects.exists()


def test_the_pages_of_a_member_cost_no_query_more(world, django_assert_num_queries):
    client = world.client("analyst")
    client.get("/accounts/2fa/")

    with django_assert_num_queries(3):  # session, person, authenticators
        client.get("/accounts/2fa/")


def test_an_account_without_a_membership_opens_no_page_of_a_buyer(client, world):
    """Whoever works for a vendor, or has left the buyer."""
    user = User.objects.create_user("vera@vendor.example", "pass", name="Vera")
    client.force_login(user)
    assessment = world.assessment(scored=True)
    values = {
        "assessment_id": assessment.pk,
        "vendor_id": assessment.engagement.vendor_id,
    }
    seen = {}

    for name in ACCESS:
        # A directory shows a token and is no person.
        if name.split(":")[0] in ("questionnaires", "scim") or ":" not in name:
            continue
        given = {k: v for k, v in values.items() if k in _keys(name)}
        if len(given) == len(_keys(name)):
            url = reverse(name, kwargs=given)
            seen[name] = (client.get(url).status_code, client.post(url).status_code)

    assert seen.pop("dashboards:home")[0] == 302
    assert seen.pop("organisations:offer") == (404, 404)  # only with a mail
    assert seen.pop("setup:first") == (404, 404)  # only with a link
    assert seen.pop("organisations:sessions") == (200, 302)  # one's own
    assert seen.pop("assessments:secret_rules") == (200, 405)  # the same for everybody
    assert {status for pair in seen.values() for status in pair} <= {403, 405}
    assert len(seen) > 8


def _keys(name):
    from tests.test_access import _possibilities  # noqa: PLC0415  # beside its table

    return _possibilities(name)[0][1]


def test_who_signs_in_without_a_membership_comes_to_their_questionnaires(client, db):
    User.objects.create_user("vera@vendor.example", "pass", name="Vera")

    reply = sign_in(client, "vera@vendor.example", "pass")

    assert reply.url == "/respond/mine/"


def test_guessing_digits_is_stopped(client, world):
    sign_in(client, ANALYST, "pass")
    secret = set_up(client)
    client.post("/accounts/logout/")
    sign_in(client, ANALYST, "pass")
    for _ in range(12):
        client.post("/accounts/2fa/authenticate/", {"code": "000000"})

    client.post("/accounts/2fa/authenticate/", {"code": digits_of(secret, later=1)})

    assert client.get("/").status_code == 302


def test_too_many_passwords_have_a_calm_page(client, world):
    replies = [sign_in(client, ANALYST, f"wrong-{n}") for n in range(40)]

    assert replies[-1].status_code in {200, 429}
    assert sign_in(client, ANALYST, "pass").status_code != 302


def comes_from(address, typed="wrong", host="testserver"):
    """Whether a password lets the analyst in from an address."""
    data = {"login": ANALYST, "password": typed}
    at = {"REMOTE_ADDR": address, "HTTP_HOST": host}
    return Client().post("/accounts/login/", data, **at).status_code == 302


def test_another_port_in_the_host_brings_no_more_guesses(world):
    for n in range(5):
        comes_from("192.0.2.1", host=f"testserver:{9000 + n}")

    assert not comes_from("192.0.2.1", "pass", host="testserver:9999")


def test_nobody_is_shut_out_by_the_guesses_of_somebody_elsewhere(world):
    for _ in range(8):
        comes_from("192.0.2.1")

    assert comes_from("192.0.2.2", "pass")


def test_guesses_from_everywhere_end_but_not_for_who_came_in_before(world, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_guesses": "6/h/key"}
    assert comes_from("192.0.2.1", "pass")
    for n in range(10, 16):
        comes_from(f"192.0.2.{n}")

    assert not comes_from("192.0.2.99", "pass")
    assert comes_from("192.0.2.1", "pass")


def test_right_passwords_are_no_guesses(world, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_guesses": "2/h/key"}

    assert all(comes_from(f"192.0.2.{n}", "pass") for n in range(5))


@pytest.mark.parametrize(
    ("own", "browser", "cookie", "organisation", "seen"),
    [
        ("", "", "", "en", "en"),
        ("", "", "", "de", "de"),
        ("", "en-GB,en;q=0.8", "", "de", "en"),
        ("", "xx", "", "de", "de"),
        ("de", "en", "", "en", "de"),
        ("de", "en", "en", "en", "en"),
    ],
)
def test_pages_speak_the_language_of_the_member(  # one column each
    world, own, browser, cookie, organisation, seen
):
    Organisation.objects.update(language=organisation)
    User.objects.update(language=own)
    client = world.client("analyst")
    if cookie:
        client.cookies["django_language"] = cookie

    page = client.get("/notifications/", headers={"accept-language": browser})

    assert f'<html lang="{seen}">' in page.content.decode()
    assert page.headers["Content-Language"] == seen


def test_a_page_that_does_not_exist_speaks_it_too(world):
    User.objects.update(language="de")

    page = world.client("analyst").get("/nothing/")

    assert '<html lang="de">' in page.content.decode()
