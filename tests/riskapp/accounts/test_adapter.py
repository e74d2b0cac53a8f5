import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.test import Client

from questionnaires.queries import token_of
from riskapp.accounts.models import User
from tests.factories.second_factor import digits_of, set_up, sign_in

pytestmark = pytest.mark.django_db

ANALYST = "analyst@buyer.example"


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
