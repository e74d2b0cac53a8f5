import datetime

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.utils import timezone

from questionnaires.access import SESSION_KEY
from questionnaires.actions.deliveries import send_delivery
from questionnaires.actions.invitations import revoke
from questionnaires.models import Answer, Delivery, Respondent
from questionnaires.queries import token_of
from riskapp.accounts.models import Membership, User
from tests.conftest import make_world
from tests.factories.second_factor import digits_of, set_up, sign_in

pytestmark = pytest.mark.django_db

ADDRESS = "vera@vendor.example"
PASSWORD = "a sentence is easy to remember"


@pytest.fixture
def world():
    return make_world(entry_policy="account")


@pytest.fixture
def guarded(world):
    """An invitation of an organisation that asks for an account with a second factor."""
    return world.assessment(filled=False, email=ADDRESS).response.invitations.get()


def open_link(client, invitation, **more):
    client.post("/respond/", {"code": token_of(invitation), **more})


def prove(client, invitation, email=ADDRESS):
    """Open the link and prove an address; gives where that leads."""
    open_link(client, invitation)
    client.post("/respond/start/", {"name": "Vera Vendor", "email": email})
    send_delivery(Delivery.objects.filter(kind="code").latest("queued_at"))
    words = mail.outbox[-1].body.split()
    digits = next(word for word in words if word.isdigit() and len(word) == 6)
    return client.post("/respond/code/", {"digits": digits})


def join(client, invitation, email=ADDRESS):
    """All of it, up to the questionnaire; gives the secret of the app."""
    prove(client, invitation, email)
    client.post("/accounts/join/", {"password1": PASSWORD, "password2": PASSWORD})
    secret = set_up(client)
    client.post("/respond/account/")
    return secret


def tasks(invitation):
    return f"/respond/{invitation.response_id}/"


def test_a_person_proves_the_address_makes_an_account_and_comes_in(client, guarded):
    page = client.get("/respond/start/")
    proven = prove(client, guarded)
    asked = client.get("/accounts/join/")
    joined = client.post(
        "/accounts/join/", {"password1": PASSWORD, "password2": PASSWORD}
    )
    too_early = client.post("/respond/account/")
    set_up(client)
    codes = client.get("/accounts/2fa/codes/")
    ready = client.get("/respond/account/")
    inside = client.post("/respond/account/")

    assert page.status_code == 404
    assert proven.url == "/accounts/join/"
    assert ADDRESS in asked.content.decode()
    assert joined.url == "/accounts/2fa/app/"
    assert too_early.url == "/respond/start/"
    assert 'href="/respond/account/"' in codes.content.decode()
    assert ready.status_code == 200
    assert not Membership.objects.filter(user__email=ADDRESS).exists()
    assert inside.url == tasks(guarded)
    assert client.get(inside.url).status_code == 200
    person = Respondent.objects.get()
    assert (person.name, person.email) == ("Vera Vendor", ADDRESS)


def test_the_six_digits_alone_let_nobody_in(client, guarded):
    prove(client, guarded)

    assert client.get(tasks(guarded)).status_code == 404
    assert not Respondent.objects.exists()


def test_next_time_password_and_app_are_enough(client, guarded):
    secret = join(client, guarded)
    other = Client()
    open_link(other, guarded)
    link = other.get("/respond/start/").context["sign_in_url"]

    sign_in(other, ADDRESS, PASSWORD, next="/respond/account/")
    back = other.post(
        "/accounts/2fa/authenticate/", {"code": digits_of(secret, later=1)}
    )
    inside = other.post("/respond/account/")

    assert link == "/accounts/login/?next=%2Frespond%2Faccount%2F"
    assert back.url == "/respond/account/"
    assert inside.url == tasks(guarded)
    assert Respondent.objects.count() == 1


def test_the_account_lists_what_it_was_invited_to_and_opens_it(client, world, guarded):
    other = world.assessment(name="Foreign", filled=False, email="x@elsewhere.example")
    join(client, guarded)
    client.post("/respond/leave/")

    page = client.get("/respond/mine/")
    opened = client.post("/respond/mine/", {"response": str(guarded.response_id)})
    foreign = client.post("/respond/mine/", {"response": str(other.response_id)})
    forged = client.post("/respond/mine/", {"response": "1 OR 1"})

    assert [p.response_id for p in page.context["people"]] == [guarded.response_id]
    assert opened.url == tasks(guarded)
    assert client.get(opened.url).status_code == 200
    assert (foreign.status_code, forged.status_code) == (404, 404)


def test_who_is_not_signed_in_is_asked_to_before_seeing_their_list(client, guarded):
    reply = client.get("/respond/mine/")

    assert reply.url == "/accounts/login/?next=%2Frespond%2Fmine%2F"


def test_signing_out_of_the_account_closes_the_seat(client, guarded):
    join(client, guarded)
    held = client.session[SESSION_KEY]
    left = client.post("/accounts/logout/")
    session = client.session
    session[SESSION_KEY] = held
    session.save()

    assert client.get(tasks(guarded)).status_code == 404
    assert left["Clear-Site-Data"] == '"storage"'


def test_a_withdrawn_invitation_shuts_an_account_out_too(client, guarded):
    join(client, guarded)
    revoke(guarded, actor="")

    assert client.get(tasks(guarded)).status_code == 404
    assert list(client.get("/respond/mine/").context["people"]) == []


def test_an_account_of_another_company_is_not_let_in(client, world, guarded):
    elsewhere = world.assessment(
        name="Other", vendor="Other", filled=False, email="olga@other.example"
    )
    join(client, elsewhere.response.invitations.get(), "olga@other.example")

    open_link(client, guarded)
    page = client.get("/respond/start/")
    refused = client.post("/respond/account/")

    assert page.context["account"] == ""
    assert refused.url == "/respond/start/"
    assert client.get(tasks(guarded)).status_code == 404


def test_an_address_that_was_never_proven_counts_for_nothing(client, guarded):
    user = User.objects.create_user(ADDRESS, PASSWORD, name="Planted")
    sign_in(client, ADDRESS, PASSWORD)
    set_up(client)

    open_link(client, guarded)
    before = client.get("/respond/start/").context["account"]
    led = prove(client, guarded)
    client.get(led.url)
    user.refresh_from_db()

    assert before == ""
    assert user.proven_at is not None
    assert client.post("/respond/account/").url == tasks(guarded)


def test_a_known_address_signs_in_instead_of_making_an_account(client, guarded):
    User.objects.create_user(ADDRESS, PASSWORD, name="Vera")

    prove(client, guarded)
    page = client.get("/accounts/join/")
    posted = client.post(
        "/accounts/join/", {"password1": "another-one", "password2": "another-one"}
    )

    assert page.url == posted.url == "/accounts/login/?next=/accounts/join/"
    assert User.objects.get(email=ADDRESS).check_password(PASSWORD)


def test_somebody_else_who_is_signed_in_is_told_so(client, world, guarded):
    client.force_login(world.analyst)
    prove(client, guarded)

    page = client.get("/accounts/join/")

    assert "Somebody else is signed in" in page.content.decode()


def test_nobody_joins_without_a_proven_address(client, guarded):
    assert client.get("/accounts/join/").url == "/accounts/login/"
    client.post("/accounts/join/", {"password1": PASSWORD, "password2": PASSWORD})
    assert not User.objects.filter(email=ADDRESS).exists()


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [("short", "short", "too short"), (PASSWORD, "x", "differ"), ("", "", "required")],
)
def test_a_poor_password_is_refused_in_words(client, guarded, first, second, words):
    prove(client, guarded)

    page = client.post("/accounts/join/", {"password1": first, "password2": second})

    assert page.status_code == 422
    assert words in page.content.decode()
    assert not User.objects.filter(email=ADDRESS).exists()


def test_without_the_app_the_password_of_a_vendor_opens_nothing(client, guarded):
    join(client, guarded)
    Authenticator.objects.all().delete()

    assert client.get(tasks(guarded)).status_code == 404
    assert client.get("/respond/mine/").status_code == 302


def test_what_was_typed_when_the_session_ended_is_offered_after_coming_back(
    client, guarded
):
    join(client, guarded)
    session = client.session
    for seat in session[SESSION_KEY].values():
        seat["seen"] = (timezone.now() - datetime.timedelta(hours=5)).isoformat()
    session.save()

    late = client.post(
        f"{tasks(guarded)}answer/",
        {"question": "GOV-01", "revision": "0", "GOV-01-value": "no_rule"},
    )
    open_link(client, guarded)
    inside = client.post("/respond/account/")
    offer = client.get(inside.url)

    assert late.status_code == 404
    assert inside.url == f"{tasks(guarded)}unsent/"
    assert not Answer.objects.exists()
    fields = dict(offer.context["unsent"].fields)
    again = client.post(inside.url, fields | {"keep": "yes"})
    assert (again.status_code, again["Location"]) == (307, f"{tasks(guarded)}answer/")
    client.post(again["Location"], fields)
    assert Answer.objects.get().value == "no_rule"
    assert client.get(inside.url).status_code == 404
