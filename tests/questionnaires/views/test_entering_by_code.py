import datetime

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from questionnaires.access import SESSION_KEY
from questionnaires.actions.codes import new_code
from questionnaires.actions.deliveries import send_delivery
from questionnaires.actions.invitations import revoke
from questionnaires.models import Delivery, EntryCode, Respondent, Response
from questionnaires.queries import token_of
from tests.conftest import make_world

pytestmark = pytest.mark.django_db

ADDRESS = "vera@vendor.example"


@pytest.fixture
def guarded():
    """An invitation of an organisation that asks for a code sent by mail."""
    world = make_world(entry_policy="code")
    return world.assessment(filled=False, email=ADDRESS).response.invitations.get()


def open_link(client, invitation, **more):
    return client.post("/respond/", {"code": token_of(invitation), **more})


def ask_for_code(client, email=ADDRESS):
    return client.post("/respond/start/", {"name": "Vera Vendor", "email": email})


def mailed_code():
    """What the worker would have mailed."""
    send_delivery(Delivery.objects.filter(kind="code").latest("queued_at"))
    body = mail.outbox[-1].body
    return next(word for word in body.split() if word.isdigit() and len(word) == 6)


def test_following_the_link_changes_nothing(client, guarded):
    response = client.get("/respond/")

    assert response.status_code == 200
    assert not Respondent.objects.exists()
    assert "sessionid" not in response.cookies


def test_a_mailed_code_lets_a_person_in_under_the_proven_address(client, guarded):
    open_link(client, guarded)
    ask_for_code(client)

    response = client.post("/respond/code/", {"digits": mailed_code()})

    assert response["Location"] == f"/respond/{guarded.response_id}/"
    person = Respondent.objects.get()
    assert (person.name, person.email) == ("Vera Vendor", ADDRESS)
    assert client.get(response["Location"]).status_code == 200


def test_the_same_address_is_the_same_person_next_time(client, guarded):
    for _ in range(2):
        open_link(client, guarded)
        ask_for_code(client)
        client.post("/respond/code/", {"digits": mailed_code()})

    assert Respondent.objects.count() == 1


@pytest.mark.parametrize(
    ("invited", "typed"),
    [
        ("vera@vendor.example\u200b", "vera@vendor.example"),
        ("vera@vendor.example", "\u2060Vera@vendor.example"),
        ("info@münchen.example", "info@xn--mnchen-3ya.example"),
        ("info@xn--mnchen-3ya.example", "info@münchen.example"),
    ],
)
def test_an_address_in_other_signs_is_the_same_address(client, invited, typed):
    world = make_world(entry_policy="code")
    opened = world.assessment(filled=False, email=invited).response.invitations.get()
    open_link(client, opened)
    ask_for_code(client, typed)

    response = client.post("/respond/code/", {"digits": mailed_code()})

    assert response["Location"] == f"/respond/{opened.response_id}/"
    assert Respondent.objects.get().email == opened.email


def test_domains_that_were_kept_in_the_other_spelling_let_in(client, guarded):
    Response.objects.update(allowed_domains=["xn--mnchen-3ya.example"])
    open_link(client, guarded)

    assert ask_for_code(client, "info@münchen.example").status_code == 302


def test_the_code_is_nowhere_but_in_the_mail(client, guarded):
    open_link(client, guarded)
    ask_for_code(client)
    digits = mailed_code()

    code = EntryCode.objects.get()

    assert digits not in code.proof
    assert digits not in str(dict(client.session))


def test_a_foreign_address_gets_no_code(client, guarded):
    open_link(client, guarded)

    response = ask_for_code(client, "mallory@elsewhere.example")

    assert response.status_code == 422
    assert "Use your work address at vendor.example" in response.content.decode()
    assert not Delivery.objects.filter(kind="code").exists()


def test_five_wrong_tries_end_a_code(client, guarded):
    open_link(client, guarded)
    ask_for_code(client)
    right = mailed_code()
    wrong = "000000" if right != "000000" else "111111"

    pages = [
        client.post("/respond/code/", {"digits": wrong}).content.decode()
        for _ in range(5)
    ]
    last = client.post("/respond/code/", {"digits": right})

    assert "4 tries are left" in pages[0]
    assert "no longer works" in pages[4]
    assert last.status_code == 422
    assert not Respondent.objects.exists()


def test_a_code_ends_after_a_quarter_of_an_hour(client, guarded):
    open_link(client, guarded)
    ask_for_code(client)
    digits = mailed_code()
    EntryCode.objects.update(expires_at=timezone.now())

    response = client.post("/respond/code/", {"digits": digits})

    assert "no longer works" in response.content.decode()


def test_a_new_code_ends_the_one_before(client, guarded):
    open_link(client, guarded)
    ask_for_code(client)
    first = mailed_code()
    new_code(guarded, ADDRESS)

    response = client.post("/respond/code/", {"digits": first})

    assert response.status_code == 422


def test_three_codes_in_ten_minutes_are_enough(client, guarded):
    open_link(client, guarded)
    ask_for_code(client)

    pages = [client.post("/respond/code/", {"again": "1"}) for _ in range(3)]

    assert [page.status_code for page in pages] == [200, 200, 422]
    assert "Several codes were sent already" in pages[2].content.decode()


def test_a_code_works_once(client, guarded):
    open_link(client, guarded)
    ask_for_code(client)
    digits = mailed_code()
    client.post("/respond/code/", {"digits": digits})
    client.post("/respond/leave/")
    open_link(client, guarded)
    session = client.session
    session["respondent_person"] = {"name": "Vera", "email": ADDRESS}
    session.save()

    response = client.post("/respond/code/", {"digits": digits})

    assert response.status_code == 422


def test_an_expired_and_a_withdrawn_link_have_pages_of_their_own(client, invitation):
    type(invitation).objects.update(expires_at=timezone.now())
    expired = open_link(client, invitation)
    revoke(invitation, actor="")
    withdrawn = open_link(client, invitation)

    assert (expired.status_code, withdrawn.status_code) == (410, 410)
    assert "has expired" in expired.content.decode()
    assert "was withdrawn" in withdrawn.content.decode()


def test_after_hours_of_silence_the_link_leads_back_to_the_same_place(
    vendor_client, invitation
):
    place = f"/respond/{invitation.response_id}/sections/GOV/"
    session = vendor_client.session
    for seat in session[SESSION_KEY].values():
        long_ago = timezone.now() - datetime.timedelta(hours=5)
        seat["seen"] = long_ago.isoformat()
    session.save()

    timed_out = vendor_client.get(place)
    asked = vendor_client.get(f"/respond/?next={place}")
    open_link(vendor_client, invitation, next=place)
    back = vendor_client.post("/respond/start/", {"name": "Vera Vendor"})

    assert timed_out.status_code == 404
    assert f'href="/respond/?next={place}"' in timed_out.content.decode()
    assert f'name="next" value="{place}"' in asked.content.decode()
    assert back["Location"] == place


@pytest.mark.parametrize(
    "hostile",
    ["https://evil.example/", "//evil.example/", "/accounts/logout/", "javascript:1"],
)
def test_nobody_is_sent_elsewhere_after_entering(client, invitation, hostile):
    open_link(client, invitation, next=hostile)

    response = client.post("/respond/start/", {"name": "Vera Vendor"})

    assert response["Location"] == f"/respond/{invitation.response_id}/"


def test_a_script_without_a_seat_is_told_so(client, invitation):
    response = client.post(
        reverse("questionnaires:answer", args=[invitation.response_id]),
        {"question": "GOV-01"},
        headers={"accept": "application/json"},
    )

    assert response.status_code == 404
    assert "Open the link of your invitation again" in response.json()["error"]


def test_the_code_comes_in_the_language_of_the_page_that_asks_for_it(client, guarded):
    open_link(client, guarded)
    client.post(
        "/respond/start/",
        {"name": "Vera Vendor", "email": ADDRESS},
        headers={"accept-language": "de"},
    )

    mailed_code()

    assert mail.outbox[-1].subject.startswith("Ihr Code für den Fragebogen")


def test_an_address_that_another_invitation_let_in_is_refused_in_words(client, guarded):
    world = make_world("Elsewhere", entry_policy="code")
    other = world.assessment(filled=False, email="rita@else.example")
    Response.objects.filter(pk=other.response_id).update(
        allowed_domains=["else.example"]
    )
    open_link(client, guarded)
    ask_for_code(client)
    open_link(client, other.response.invitations.get())

    page = client.post("/respond/code/", {"again": "1"})

    assert page.status_code == 422
    assert "else.example" in page.content.decode()
