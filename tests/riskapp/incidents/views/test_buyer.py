"""From a name, or a file, to a list, to questions: what a member sees and does."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from questionnaires.models import Delivery
from riskapp.accounts.choices import Role
from riskapp.incidents.choices import IncidentState
from riskapp.incidents.models import Incident, IncidentRequest
from riskapp.reports.models import Report
from tests.factories.riskapp import member
from tests.riskapp.incidents.conftest import opened, with_tool, work
from tests.riskapp.incidents.test_files import GOOD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]


@pytest.fixture
def client(analyst):
    client = Client()
    client.force_login(analyst)
    return client


def page_of(client, incident, query=""):
    reply = client.get(reverse("incidents:detail", args=[incident.pk]) + query)
    assert reply.status_code == 200
    return " ".join(reply.content.decode().split())


def fields(**given):
    return {
        "kind": "tool",
        "aware_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}",
    } | given


def test_a_name_leads_to_the_list_at_once(client, organisation, analyst):
    engagement = work(organisation, name="Portal")
    with_tool(engagement, "Cursor", by=analyst, rights=["deploy_prod"])

    reply = client.post(
        reverse("incidents:open"), fields(subject="cursor"), follow=True
    )

    text = " ".join(reply.content.decode().split())
    assert engagement.vendor.name in text
    assert "production" in text
    assert "Declared in the answers: Cursor" in text


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"subject": ""}, "Say what it is about."),
        ({"subject": "x", "aware_at": "2199-01-01T00:00"}, "This moment has not come yet."),
        ({"kind": "credential", "subject": "x"}, "Say what it is about."),
        ({"kind": "weather", "subject": "x"}, "weather"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said(client, given, words):
    reply = client.post(reverse("incidents:open"), fields(**given))

    assert reply.status_code == 422
    assert words in reply.content.decode()
    assert not Incident.objects.exists()


def test_a_kind_of_credential_is_chosen(client, organisation, analyst):
    engagement = work(organisation)
    with_tool(engagement, "Cursor", by=analyst, credential="pat")

    client.post(
        reverse("incidents:open"),
        fields(kind="credential", credential="pat", subject=""),
    )

    incident = Incident.objects.get()
    assert engagement.vendor.name in page_of(client, incident)
    assert "pat</h1>" not in page_of(client, incident)


def test_nobody_of_whom_nothing_is_known_is_called_unaffected(
    client, organisation, analyst
):
    never = work(organisation)
    other = work(organisation)
    with_tool(other, "Kestrel", by=analyst)
    incident = opened(organisation, analyst, "Cursor", "tool")

    silent = page_of(client, incident, "?show=silent")
    named = page_of(client, incident, "?show=others")

    assert never.vendor.name in silent
    assert "Never assessed" in silent
    assert other.vendor.name in named
    assert "does not name it (attested on" in named
    for text in (silent, named, page_of(client, incident)):
        assert "not affected" not in text.lower()


def test_the_second_click_sends_the_questions_once(client, organisation, analyst):
    engagement = work(organisation, email="ana@one.example")
    with_tool(engagement, "Cursor", by=analyst)
    incident = opened(organisation, analyst, "Cursor", "tool")
    address = reverse("incidents:ask", args=[incident.pk])

    first = client.post(address, {"en-done": "What did you stop?"}, follow=True)
    second = client.post(address, follow=True)

    assert "1 mail is on its way." in first.content.decode()
    assert "Everybody with an address was asked already." in second.content.decode()
    assert Delivery.objects.filter(kind="incident").count() == 1
    assert IncidentRequest.objects.get().questions["done"] == "What did you stop?"


def test_work_of_which_nothing_is_known_can_be_asked_about_too(
    client, organisation, analyst
):
    work(organisation, email="ana@one.example")
    incident = opened(organisation, analyst, "Cursor", "tool")
    address = reverse("incidents:ask", args=[incident.pk])

    client.post(address)
    assert not IncidentRequest.objects.exists()
    client.post(address, {"with_silent": "on"})

    assert IncidentRequest.objects.get().email == "ana@one.example"


def test_a_vendor_without_an_address_is_named(client, organisation, analyst):
    engagement = work(organisation)
    with_tool(engagement, "Cursor", by=analyst)

    text = page_of(client, opened(organisation, analyst, "Cursor", "tool"))

    assert "its vendor has no address" in text


def test_a_closed_incident_offers_nothing_more_and_shows_its_note(
    client, organisation, analyst
):
    incident = opened(organisation, analyst, "Cursor", "tool")
    client.post(reverse("incidents:close", args=[incident.pk]), {"note": ""})
    assert Incident.objects.get().is_open

    client.post(
        reverse("incidents:close", args=[incident.pk]), {"note": "Keys changed."}
    )

    assert Incident.objects.get().state == IncidentState.CLOSED
    text = page_of(client, incident)
    assert "Keys changed." in text
    assert "Send the five questions" not in text


def test_names_are_changed_on_the_page(client, organisation, analyst):
    incident = opened(organisation, analyst, "Cursor", "tool")

    client.post(
        reverse("incidents:names", args=[incident.pk]), {"names": "Cursor\nKiro"}
    )

    assert Incident.objects.get().names == ["Cursor", "Kiro"]


def test_an_advisory_is_read_confirmed_and_opened(client, organisation, analyst):
    engagement = work(organisation)
    with_tool(engagement, "Cursor", by=analyst)
    file = SimpleUploadedFile("a.json", json.dumps(GOOD).encode(), "application/json")

    shown = client.post(reverse("incidents:advisory"), {"advisory": file})

    assert "Tokens of Cursor leaked" in shown.content.decode()
    assert not Incident.objects.exists()
    given = fields(products=["Cursor"], read=shown.context["read"])
    client.post(reverse("incidents:advisory_confirm"), given)
    incident = Incident.objects.get()
    assert (incident.subject, incident.source) == ("Cursor", "csaf")
    assert incident.advisory["id"] == "ANY-2026-7"
    assert engagement.vendor.name in page_of(client, incident)


def test_a_name_the_advisory_does_not_hold_cannot_be_confirmed(client):
    file = SimpleUploadedFile("a.json", json.dumps(GOOD).encode(), "application/json")
    shown = client.post(reverse("incidents:advisory"), {"advisory": file})

    reply = client.post(
        reverse("incidents:advisory_confirm"),
        fields(products=["Word"], read=shown.context["read"]),
    )

    assert reply.status_code == 422
    assert not Incident.objects.exists()


def test_a_bad_file_is_refused_in_a_sentence(client):
    file = SimpleUploadedFile("a.json", b"{}", "application/json")

    reply = client.post(reverse("incidents:advisory"), {"advisory": file})

    assert reply.status_code == 422
    assert "The file was refused" in reply.content.decode()


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("show", ["affected", "silent", "others", "asked"])
def test_each_list_asks_as_much_for_one_row_as_for_three(
    client, organisation, analyst, count, show, django_assert_max_num_queries
):
    for number in range(count):
        with_tool(
            work(organisation, email=f"a{number}@x.example"), "Cursor", by=analyst
        )
        with_tool(work(organisation), "Kestrel", by=analyst)
        work(organisation)
    incident = opened(organisation, analyst, "Cursor", "tool")
    client.post(reverse("incidents:ask", args=[incident.pk]))

    with django_assert_max_num_queries(45):
        page_of(client, incident, f"?show={show}")


def test_there_is_no_fifth_list(client, organisation, analyst):
    incident = opened(organisation, analyst)

    assert (
        client.get(
            reverse("incidents:detail", args=[incident.pk]) + "?show=x"
        ).status_code
        == 404
    )


def test_incidents_are_listed_newest_first(client, organisation, analyst):
    assert (
        "No incident was opened yet."
        in client.get(reverse("incidents:list")).content.decode()
    )
    opened(organisation, analyst, "Cursor", "tool")

    assert "Cursor" in client.get(reverse("incidents:list")).content.decode()


def test_the_pdf_is_made_in_the_language_that_was_chosen(client, organisation, analyst):
    incident = opened(organisation, analyst)

    client.post(reverse("reports:incident", args=[incident.pk]), {"language": "de"})

    assert Report.objects.get().language == "de"


def test_an_auditor_is_offered_no_pdf_that_would_be_refused(
    client, organisation, analyst
):
    incident = opened(organisation, analyst)
    make = reverse("reports:incident", args=[incident.pk])
    assert make in page_of(client, incident)

    client.force_login(member(organisation, Role.AUDITOR))

    assert make not in page_of(client, incident)
