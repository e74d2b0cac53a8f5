"""What stands before every page."""

import pytest
from django.test import Client
from django.urls import reverse

from riskapp.accounts.models import Organisation, User
from tests.factories.second_factor import digits_of, set_up, sign_in
from tests.test_access import ACCESS

pytestmark = pytest.mark.django_db

ANALYST = "analyst@buyer.example"


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
