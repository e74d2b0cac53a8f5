"""How long a member is signed in, where, and when the password is asked for again."""

import time

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings as django_settings
from django.contrib.auth.hashers import identify_hasher, make_password
from django.test import Client

from riskapp.accounts.access import BEGAN_KEY, SEEN_KEY
from riskapp.accounts.models import Membership
from riskapp.audit.models import AuditEntry
from riskapp.settings import base
from tests.factories.second_factor import sign_in

pytestmark = pytest.mark.django_db

ANALYST = "analyst@buyer.example"
ADMINISTRATOR = "administrator@buyer.example"


def shift(client, key, seconds):
    session = client.session
    session[key] -= seconds
    session.save()


def test_a_member_who_is_away_for_half_an_hour_signs_in_again(world):
    client = world.client("analyst")
    shift(client, SEEN_KEY, 29 * 60)
    stays = client.get("/vendors/")
    shift(client, SEEN_KEY, 31 * 60)

    gone = client.get("/vendors/")

    assert stays.status_code == 200
    assert gone.url == "/accounts/login/?next=/vendors/"


def test_a_visit_ends_after_twelve_hours_however_busy(world):
    client = world.client("analyst")
    shift(client, BEGAN_KEY, 12 * 3600 + 1)

    assert client.get("/vendors/").status_code == 302


def test_a_sign_of_life_is_kept_once_a_minute(world):
    client = world.client("analyst")
    shift(client, SEEN_KEY, 5 * 60)

    client.get("/vendors/")

    assert time.time() - client.session[SEEN_KEY] < 60


@pytest.mark.parametrize(
    "path", ["/", "/vendors/", "/accounts/2fa/", "/notifications/", "/settings/"]
)
def test_no_page_behind_the_door_is_stored(world, path):
    page = world.client("administrator").get(path)

    assert "no-store" in page.headers["Cache-Control"]


def test_passwords_are_kept_as_argon2id(settings):
    settings.PASSWORD_HASHERS = base.PASSWORD_HASHERS

    kept = make_password("seven green apples")

    assert identify_hasher(kept).algorithm == "argon2"
    assert "argon2id" in kept


def test_another_browser_is_signed_out(world):
    here, there = Client(), Client(headers={"user-agent": "Firefox"})
    for browser in (here, there):
        sign_in(browser, ANALYST, "pass")
    page = here.get("/settings/sessions/").content.decode()
    other = UserSession.objects.get(user_agent="Firefox")

    here.post("/settings/sessions/", {"end": other.pk})

    assert "Firefox" in page
    assert there.get("/vendors/").status_code == 302
    assert here.get("/vendors/").status_code == 200
    assert AuditEntry.objects.get(action="sessions ended").after == {"sessions": 1}


def test_nobody_ends_the_session_of_somebody_else(world):
    theirs = Client()
    sign_in(theirs, ADMINISTRATOR, "pass")
    mine = Client()
    sign_in(mine, ANALYST, "pass")

    mine.post(
        "/settings/sessions/",
        {"end": UserSession.objects.get(user__email=ADMINISTRATOR).pk},
    )

    assert theirs.get("/vendors/").status_code == 200


def test_roles_ask_for_the_password_again_and_then_change(world, settings):
    settings.ASK_AGAIN_MINUTES = 15
    client = Client()
    sign_in(client, ADMINISTRATOR, "pass")
    other = Membership.objects.get(user=world.analyst)
    path = f"/settings/members/{other.pk}/"
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 16 * 60
    session.save()

    asked = client.post(path, {"roles": ["auditor"]})
    other.refresh_from_db()
    before = list(other.roles)
    client.post(asked.url, {"password": "wrong"})
    client.post(asked.url, {"password": "pass", "next": path})

    other.refresh_from_db()
    assert asked.url.startswith("/accounts/reauthenticate/")
    assert before == ["analyst"]
    assert other.roles == ["auditor"]


def test_whoever_just_signed_in_is_not_asked_again(world, settings):
    settings.ASK_AGAIN_MINUTES = 15
    client = Client()
    sign_in(client, ADMINISTRATOR, "pass")
    other = Membership.objects.get(user=world.analyst)

    client.post(f"/settings/members/{other.pk}/", {"roles": ["auditor"]})

    other.refresh_from_db()
    assert other.roles == ["auditor"]


def test_the_times_are_those_that_are_promised():
    assert django_settings.MEMBER_IDLE_MINUTES == 30
    assert django_settings.MEMBER_SESSION_HOURS == 12
    assert base.ASK_AGAIN_MINUTES == 15
