"""What was typed when the visit had ended comes back to its person, to look at and send."""

import time

import pytest
from django.test import Client

from riskapp.accounts.access import SEEN_KEY, UNSENT_KEY
from riskapp.accounts.actions import add_vendor_person
from riskapp.vendors.models import Vendor
from tests.factories.second_factor import sign_in

pytestmark = pytest.mark.django_db

ADD = "/vendors/add/"
TYPED = {"name": "Osprey <b>", "country": "RS"}


def gone_for_long(client, path=ADD, data=TYPED, **more):
    """A form that comes after the visit has ended."""
    sign_in(client, "analyst@buyer.example", "pass")
    session = client.session
    session[SEEN_KEY] -= 31 * 60
    session.save()
    return client.post(path, data, **more)


def test_the_form_comes_back_and_is_sent_by_the_person_alone(client, world):
    gone = gone_for_long(client)
    back = sign_in(client, "analyst@buyer.example", "pass", next=ADD)
    before = Vendor.objects.count()

    page = client.get(back.url)
    client.post(ADD, dict(page.context["fields"]))

    assert gone.url == f"/accounts/login/?next={ADD}"
    assert "Not sent yet" in page.content.decode()
    assert "Osprey &lt;b&gt;" in page.content.decode()
    assert before == 0
    assert Vendor.objects.get().name == "Osprey <b>"
    assert UNSENT_KEY not in client.session
    assert "Not sent yet" not in client.get(ADD).content.decode()


def test_a_page_that_takes_only_posts_is_none_that_fails(client, world):
    gone_for_long(client, "/lists/save/", {"name": "Mine", "of": "vendors"})
    back = sign_in(client, "analyst@buyer.example", "pass", next="/lists/save/")

    assert client.get(back.url).status_code == 200


def test_somebody_else_sees_nothing_of_it(client, world):
    gone_for_long(client)
    sign_in(client, "administrator@buyer.example", "pass")

    page = client.get(ADD)
    sign_out = client.post("/accounts/logout/")
    sign_in(client, "analyst@buyer.example", "pass")

    assert "Osprey" not in page.content.decode()
    assert sign_out.status_code == 302
    assert "Osprey" not in client.get(ADD).content.decode()


def test_it_is_kept_for_a_quarter_of_an_hour(client, world):
    gone_for_long(client)
    sign_in(client, "analyst@buyer.example", "pass")
    session = client.session
    session[UNSENT_KEY] = session[UNSENT_KEY] | {"at": time.time() - 901}
    session.save()

    assert "Osprey" not in client.get(ADD).content.decode()
    assert UNSENT_KEY not in client.session


def test_it_can_be_dropped(client, world):
    gone_for_long(client)
    sign_in(client, "analyst@buyer.example", "pass")

    client.post("/accounts/unsent/")

    assert "Osprey" not in client.get(ADD).content.decode()


@pytest.mark.parametrize(
    "more",
    [
        {"path": "/accounts/password/change/", "data": {"oldpassword": "secret"}},
        {"data": {"name": "x" * 300_000}},
        {"headers": {"sec-fetch-mode": "cors"}},
    ],
    ids=["a password", "too much", "a script"],
)
def test_passwords_big_forms_and_what_scripts_send_are_not_kept(client, world, more):
    gone_for_long(client, **more)

    assert UNSENT_KEY not in client.session


def test_people_at_vendors_see_where_they_are_signed_in(world):
    add_vendor_person(email="vera@vendor.example", name="Vera", password="pass")
    here, there = Client(), Client(headers={"user-agent": "Firefox"})
    for browser in (here, there):
        sign_in(browser, "vera@vendor.example", "pass")

    page = here.get("/settings/sessions/").content.decode()
    account = here.get("/accounts/2fa/").content.decode()
    here.post("/settings/sessions/", {"end": "others"})

    assert "Firefox" in page
    assert "/settings/sessions/" in account
    assert there.get("/accounts/2fa/").status_code == 302
    assert here.get("/vendors/").status_code == 403


def test_sessions_are_shown_by_the_clock_of_the_person(client, world):
    world.analyst.time_zone = "Asia/Tokyo"
    world.analyst.save()
    sign_in(client, "analyst@buyer.example", "pass")

    assert "JST" in client.get("/settings/sessions/").content.decode()
