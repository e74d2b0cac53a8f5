"""A vendor answers in the browser by its link, without a script; and sees nothing else."""

import pytest
from django.test import Client
from django.urls import reverse

from questionnaires.models import Invitation
from questionnaires.queries import link_path, token_of
from riskapp.incidents.actions.asking import ask_vendors
from riskapp.incidents.actions.opening import close_incident
from riskapp.incidents.models import IncidentReply
from tests.riskapp.incidents.conftest import opened, work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]


@pytest.fixture
def request_(organisation, analyst):
    engagement = work(organisation, email="ana@one.example", name="Portal")
    incident = opened(organisation, analyst, summary="Tokens leaked.")
    [asked] = ask_vendors(incident, [engagement.pk], {}, by=analyst)
    return asked


@pytest.fixture
def vendor(request_):
    invitation = Invitation.objects.get(response=request_.response_id)
    address = reverse("incidents:answer", args=[request_.response_id])
    client = Client()
    assert address.replace("/", "%2F") in link_path(invitation, address)
    client.post("/respond/", {"code": token_of(invitation), "next": address})
    return client


def entered(vendor):
    return vendor.post("/respond/start/", {"name": "Ana"}, follow=True)


def address_of(request):
    return reverse("incidents:answer", args=[request.response_id])


def test_before_entry_the_incident_is_told_and_no_questionnaire(vendor):
    text = vendor.get("/respond/start/").content.decode()

    assert "Tokens leaked." in text
    assert "minutes" not in text


def test_the_link_leads_to_the_five_questions(vendor, request_):
    reply = entered(vendor)

    assert reply.redirect_chain[-1][0] == address_of(request_)
    text = reply.content.decode()
    for question in request_.questions.values():
        assert question in text


def test_answers_are_sent_and_can_be_added_to(vendor, request_):
    entered(vendor)
    first = vendor.post(
        address_of(request_), {"in_use": "yes", "effect": "checking"}, follow=True
    )
    assert "Your answers were sent" in first.content.decode()

    vendor.post(
        address_of(request_),
        {"in_use": "yes", "effect": "yes", "reached": "one repository"},
    )

    assert list(IncidentReply.objects.values_list("effect", "said_by")) == [
        ("checking", "Ana"), ("yes", "Ana"),
    ]  # fmt: skip
    assert "one repository" in vendor.get(address_of(request_)).content.decode()


def test_the_first_two_answers_are_needed(vendor, request_):
    entered(vendor)

    reply = vendor.post(address_of(request_), {"reached": "x"})

    assert reply.status_code == 422
    assert not IncidentReply.objects.exists()


@pytest.mark.parametrize("name", ["tasks", "check", "submit", "colleagues", "offline"])
def test_the_pages_of_a_questionnaire_lead_to_the_questions(vendor, request_, name):
    entered(vendor)

    reply = vendor.get(reverse(f"questionnaires:{name}", args=[request_.response_id]))

    assert (reply.status_code, reply.headers["Location"]) == (302, address_of(request_))


def test_another_vendor_sees_nothing(vendor, request_, organisation, analyst):
    entered(vendor)
    other = work(organisation, email="ben@two.example")
    [theirs] = ask_vendors(request_.incident, [other.pk], {}, by=analyst)

    assert vendor.get(address_of(theirs)).status_code == 404


def test_after_closing_the_page_says_so(vendor, request_, analyst):
    entered(vendor)
    close_incident(request_.incident, note="Over.", by=analyst)

    text = vendor.get(address_of(request_)).content.decode()
    assert "has closed this incident" in text
    assert "Over." not in text
    reply = vendor.post(
        address_of(request_), {"in_use": "no", "effect": "no"}, follow=True
    )
    assert "The incident is closed." in reply.content.decode()
    assert not IncidentReply.objects.exists()
