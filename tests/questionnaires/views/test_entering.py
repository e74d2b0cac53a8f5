import pytest
from django.test import Client
from django.urls import reverse

from questionnaires.actions.invitations import invite, revoke
from questionnaires.limits import TRIES
from questionnaires.models import Respondent, ResponseEvent
from questionnaires.queries import token_of

ENTER = reverse("questionnaires:enter")
START = reverse("questionnaires:start")


def tasks(response):
    return reverse("questionnaires:tasks", args=[response.pk])


def test_a_code_leads_to_the_name_and_the_name_to_the_tasks(
    client, response, invitation
):
    with_code = client.post(ENTER, {"code": token_of(invitation)})
    asked = client.get(START)
    named = client.post(START, {"name": "Vera Vendor"})

    assert with_code.url == START
    assert response.asked_by in asked.content.decode()
    assert named.url == tasks(response)
    assert client.get(named.url).context["seat"].respondent.name == "Vera Vendor"


def test_looking_at_the_invitation_lets_nobody_in(client, response, invitation):
    client.get(ENTER)
    client.post(ENTER, {"code": token_of(invitation)})
    client.get(START)

    assert not Respondent.objects.exists()
    assert client.get(tasks(response)).status_code == 404


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("purpose", ["", "prefetch"])
def test_a_scanner_that_follows_the_link_changes_nothing(
    client, invitation, method, purpose
):
    reply = getattr(client, method)(ENTER, headers={"sec-purpose": purpose})

    invitation.refresh_from_db()
    assert reply.status_code == 200
    assert reply.cookies.keys() <= {"csrftoken"}
    assert not Respondent.objects.exists()
    assert list(ResponseEvent.objects.values_list("kind", flat=True)) == [
        "opened",
        "invited",
    ]


def test_behind_a_proxy_guesses_are_counted_for_each_visitor(
    client, invitation, settings
):
    settings.TRUSTED_PROXIES = 1
    guesser = {"x-forwarded-for": "10.0.0.9, 203.0.113.7"}
    for _ in range(TRIES):
        client.post(ENTER, {"code": "wrong"}, headers=guesser)

    stopped = client.post(ENTER, {"code": "wrong"}, headers=guesser)
    other = client.post(
        ENTER,
        {"code": "wrong"},
        headers={"x-forwarded-for": "203.0.113.7, 203.0.113.8"},
    )

    assert (stopped.status_code, other.status_code) == (429, 422)


def test_without_a_proxy_a_forged_header_hides_no_guesser(client, invitation):
    for n in range(TRIES):
        client.post(
            ENTER, {"code": "wrong"}, headers={"x-forwarded-for": f"10.0.0.{n}"}
        )

    stopped = client.post(ENTER, {"code": "wrong"})

    assert stopped.status_code == 429


def test_a_wrong_code_says_what_to_do(client, invitation):
    page = client.post(ENTER, {"code": "not-a-code"})

    assert page.status_code == 422
    assert "Copy the whole link" in page.content.decode()
    assert client.get(START).status_code == 404


@pytest.mark.parametrize("code", ["", "x" * 401, "a\x00b"])
def test_what_is_no_code_at_all_is_refused(client, invitation, code):
    assert client.post(ENTER, {"code": code}).status_code == 422


@pytest.mark.parametrize("name", ["", "   ", "x" * 201])
def test_nobody_comes_in_without_a_name(client, invitation, name):
    client.post(ENTER, {"code": token_of(invitation)})

    page = client.post(START, {"name": name})

    assert page.status_code == 422
    assert not Respondent.objects.exists()


def test_a_withdrawn_invitation_lets_nobody_in_who_had_already_pasted_it(
    client, invitation
):
    client.post(ENTER, {"code": token_of(invitation)})
    revoke(invitation, actor="buyer@example.org")

    assert client.get(START).status_code == 404
    assert client.post(START, {"name": "Vera"}).status_code == 404
    assert not Respondent.objects.exists()


def test_wrong_codes_of_an_address_never_block_the_right_one(client, invitation):
    for _ in range(TRIES):
        assert client.post(ENTER, {"code": "wrong"}).status_code == 422

    stopped = client.post(ENTER, {"code": "wrong"})
    right = client.post(ENTER, {"code": token_of(invitation)})

    assert (stopped.status_code, right.status_code) == (429, 302)
    assert client.get(START).status_code == 200


def test_right_codes_are_not_counted_as_guesses(client, invitation):
    for _ in range(TRIES + 1):
        reply = client.post(ENTER, {"code": token_of(invitation)})

    assert reply.status_code == 302


def test_the_session_gets_a_new_key_when_somebody_comes_in(client, invitation):
    client.post(ENTER, {"code": token_of(invitation)})
    before = client.cookies["sessionid"].value

    client.post(START, {"name": "Vera"})

    old = Client()
    old.cookies["sessionid"] = before
    assert client.cookies["sessionid"].value != before
    assert old.get(tasks(invitation.response)).status_code == 404


def test_one_browser_may_answer_two_responses(vendor_client, response, other_response):
    other = invite(other_response, actor="buyer@example.org")
    vendor_client.post(ENTER, {"code": token_of(other)})
    vendor_client.post(START, {"name": "Vera"})

    assert vendor_client.get(tasks(response)).status_code == 200
    assert vendor_client.get(tasks(other_response)).status_code == 200


def test_two_colleagues_come_in_through_one_invitation(response, invitation):
    for name in ("Vera", "Boris"):
        client = Client()
        client.post(ENTER, {"code": token_of(invitation)})
        client.post(START, {"name": name})

    entered = ResponseEvent.objects.filter(kind="entered")
    assert [event.actor for event in entered] == ["Vera", "Boris"]


def test_who_leaves_is_out_and_can_come_back(vendor_client, response, invitation):
    left = vendor_client.post(reverse("questionnaires:leave"))
    assert left["Clear-Site-Data"] == '"storage"'

    assert left.url == ENTER
    assert vendor_client.get(tasks(response)).status_code == 404

    vendor_client.post(ENTER, {"code": token_of(invitation)})
    vendor_client.post(START, {"name": "Vera"})
    assert vendor_client.get(tasks(response)).status_code == 200


def test_no_page_of_a_vendor_is_kept_by_the_browser(vendor_client, response):
    reply = vendor_client.get(tasks(response))

    assert "no-store" in reply.headers["Cache-Control"]


def enter_as(client, invitation):
    client.post(ENTER, {"code": token_of(invitation)})
    return client.post(START, {"name": "Vera Vendor"})


def speak(client, language, place=ENTER):
    return client.post(
        reverse("questionnaires:language"), {"language": language, "next": place}
    )


def test_pages_come_in_the_language_the_browser_asks_for(client, invitation):
    page = client.get(ENTER, headers={"accept-language": "de-AT,de;q=0.9,en;q=0.5"})

    assert '<html lang="de">' in page.content.decode()
    assert "Ihren Fragebogen öffnen" in page.content.decode()
    assert page["Content-Language"] == "de"


def test_a_choice_holds_whatever_the_browser_asks_for(client, response, invitation):
    enter_as(client, invitation)

    back = speak(client, "de", tasks(response))
    page = client.get(back.url, headers={"accept-language": "en"})

    assert back.url == tasks(response)
    assert '<html lang="de">' in page.content.decode()
    invitation.refresh_from_db()
    assert invitation.language == "de"


def test_a_choice_made_before_entering_is_kept_with_the_invitation(client, invitation):
    speak(client, "de")

    enter_as(client, invitation)

    invitation.refresh_from_db()
    assert invitation.language == "de"
    assert ResponseEvent.objects.filter(kind="language_chosen").count() == 1


def test_on_another_machine_the_pages_come_in_the_language_chosen_before(
    client, response, invitation
):
    enter_as(client, invitation)
    speak(client, "de")
    elsewhere = Client()

    enter_as(elsewhere, invitation)

    page = elsewhere.get(tasks(response)).content.decode()
    assert '<html lang="de">' in page


def test_a_language_that_is_not_offered_changes_nothing(client, response, invitation):
    enter_as(client, invitation)

    speak(client, "tlh", tasks(response))

    assert '<html lang="en">' in client.get(tasks(response)).content.decode()
    assert not ResponseEvent.objects.filter(kind="language_chosen").exists()


def test_somebody_without_a_seat_changes_no_invitation(client, invitation):
    speak(client, "de")

    invitation.refresh_from_db()
    assert invitation.language == ""


def test_one_invitation_is_not_opened_without_end(client, invitation, monkeypatch):
    monkeypatch.setattr("questionnaires.actions.invitations.SEATS_OF_INVITATION", 0)
    client.post("/respond/", {"code": token_of(invitation)})

    page = client.post("/respond/start/", {"name": "Mallory"})

    assert page.status_code == 429
    assert "opened very often" in page.content.decode()
    assert not Respondent.objects.exists()
