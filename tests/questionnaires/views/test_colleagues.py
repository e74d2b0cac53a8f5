import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from questionnaires.actions.codes import new_code
from questionnaires.actions.deliveries import send_delivery
from questionnaires.models import Answer, Delivery, Invitation
from questionnaires.queries import token_of
from tests.conftest import make_world

pytestmark = pytest.mark.django_db


def page(name, response, *args):
    return reverse(f"questionnaires:{name}", args=[response.pk, *args])


def invite(client, response, *sections, email="cora@vendor.example"):
    return client.post(
        page("colleagues", response), {"email": email, "sections": sections}
    )


@pytest.fixture
def colleague(vendor_client, response):
    """A browser of a colleague who was given one section."""
    invite(vendor_client, response, "IDC")
    client = Client()
    invitation = Invitation.objects.get(email="cora@vendor.example")
    client.post("/respond/", {"code": token_of(invitation)})
    client.post("/respond/start/", {"name": "Cora"})
    return client


def test_a_colleague_is_asked_by_mail_in_the_name_of_the_lead(vendor_client, response):
    invite(vendor_client, response, "IDC")

    send_delivery(Delivery.objects.get())

    [message] = mail.outbox
    assert message.to == ["cora@vendor.example"]
    assert "gave the name “Vera Vendor”" in message.body
    assert token_of(Invitation.objects.get(email=message.to[0])) in message.body


def test_a_colleague_answers_the_sections_given_and_no_other(colleague, response):
    own = colleague.get(page("section", response, "IDC"))
    other = colleague.get(page("section", response, "GOV"))
    saved = colleague.post(
        page("answer", response), {"question": "GOV-01", "GOV-01-value": "yes"}
    )
    added = colleague.post(page("add", response), {"section": "TOOL"})

    assert own.status_code == 200
    assert [other.status_code, saved.status_code, added.status_code] == [403] * 3
    assert not Answer.objects.exists()


def test_the_task_list_names_what_belongs_to_others(colleague, response):
    words = colleague.get(page("tasks", response)).content.decode()

    assert words.count("A colleague's") == 10
    assert page("section", response, "IDC") in words
    assert page("section", response, "GOV") not in words


def test_a_colleague_neither_submits_nor_invites(colleague, response):
    submit = colleague.get(page("submit", response))
    colleagues = colleague.get(page("colleagues", response))

    assert (submit.status_code, colleagues.status_code) == (403, 403)
    assert "Only the person who leads" in submit.content.decode()


def test_withdrawing_shuts_a_colleague_out_at_once(vendor_client, colleague, response):
    invitation = Invitation.objects.get(email="cora@vendor.example")
    vendor_client.post(page("shut_out", response, invitation.pk))

    assert colleague.get(page("tasks", response)).status_code == 404


def test_sections_can_be_given_and_taken_later(vendor_client, colleague, response):
    invitation = Invitation.objects.get(email="cora@vendor.example")
    vendor_client.post(
        page("colleague", response, invitation.pk), {"sections": ["GOV"]}
    )

    assert colleague.get(page("section", response, "GOV")).status_code == 200
    assert colleague.get(page("section", response, "IDC")).status_code == 403


def test_the_lead_sees_who_answered_how_much(vendor_client, colleague, response):
    colleague.post(
        page("answer", response), {"question": "IDC-07", "IDC-07-value": "list"}
    )

    words = vendor_client.get(page("colleagues", response)).content.decode()

    assert "Cora" in words
    assert "last on" in words


def test_a_mail_that_failed_says_why(vendor_client, response):
    invite(vendor_client, response)
    Delivery.objects.update(
        state="failed", reason="The mail server refuses this address."
    )

    words = vendor_client.get(page("colleagues", response)).content.decode()

    assert "Failed: The mail server refuses this address." in words


def test_the_mail_of_a_colleague_is_sent_three_times_in_ten_minutes_at_most(
    vendor_client, response
):
    invite(vendor_client, response)
    invitation = Invitation.objects.get(email="cora@vendor.example")

    for _ in range(4):
        vendor_client.post(page("remind", response, invitation.pk))

    assert Delivery.objects.count() == 3


def test_where_addresses_are_proven_a_foreign_one_is_refused(client):
    world = make_world("Strict", entry_policy="code")
    response = world.assessment(filled=False, email="vera@vendor.example").response
    lead = response.invitations.get()
    client.post("/respond/", {"code": token_of(lead)})
    client.post("/respond/start/", {"name": "Vera", "email": "vera@vendor.example"})
    digits = new_code(lead, "vera@vendor.example")
    client.post("/respond/code/", {"digits": digits})

    refused = invite(client, response, email="mallory@elsewhere.example")

    assert refused.status_code == 422
    assert "Use your work address at vendor.example" in refused.content.decode()


@pytest.mark.parametrize("count", [1, 5])
def test_the_list_needs_the_same_queries_for_any_number_of_people(
    vendor_client, response, count, django_assert_num_queries
):
    for number in range(count):
        invite(vendor_client, response, email=f"person{number}@vendor.example")

    vendor_client.get(page("colleagues", response))  # it takes the messages along

    # seat, invitations, respondents, mails, answers
    with django_assert_num_queries(5):
        vendor_client.get(page("colleagues", response))
