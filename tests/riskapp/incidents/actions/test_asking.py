"""Five questions to every vendor concerned: one mail each, whatever is clicked twice."""

import datetime

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from questionnaires.actions.deliveries import send_delivery
from questionnaires.models import Delivery, Invitation, Response
from riskapp.audit.models import AuditEntry
from riskapp.incidents.actions.asking import ask_vendors
from riskapp.incidents.actions.opening import close_incident
from riskapp.incidents.errors import IncidentClosed, NobodyToAsk
from riskapp.incidents.models import IncidentRequest
from riskapp.vendors.models import Contact, Engagement
from tests.factories.riskapp import EngagementFactory
from tests.riskapp.incidents.conftest import opened, work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]


def asked(incident, by, *engagements, texts=None):
    return ask_vendors(incident, [one.pk for one in engagements], texts or {}, by=by)


def test_each_vendor_gets_one_mail_about_all_its_work(organisation, analyst):
    first = work(organisation, email="ana@one.example", name="Apps")
    second = EngagementFactory(
        vendor=first.vendor, organisation=organisation, name="Web"
    )
    other = work(organisation, email="ben@two.example")
    incident = opened(organisation, analyst)

    requests = asked(incident, analyst, first, second, other)

    assert sorted(one.email for one in requests) == [
        "ana@one.example",
        "ben@two.example",
    ]
    assert Delivery.objects.filter(kind="incident").count() == 2
    response = Response.objects.get(incident_request__vendor=first.vendor)
    assert response.about == "Apps, Web"


def test_asking_again_writes_to_nobody_twice(organisation, analyst):
    first = work(organisation, email="ana@one.example")
    late = work(organisation, email="ben@two.example")
    incident = opened(organisation, analyst)
    asked(incident, analyst, first)

    with pytest.raises(NobodyToAsk):
        asked(incident, analyst, first)
    [new] = asked(incident, analyst, first, late)

    assert new.email == "ben@two.example"
    assert Delivery.objects.filter(kind="incident").count() == 2


def test_the_database_refuses_a_second_request_to_the_same_vendor(
    organisation, analyst
):
    first = work(organisation, email="ana@one.example")
    incident = opened(organisation, analyst)
    [request] = asked(incident, analyst, first)
    response = Response.objects.get(pk=request.response_id)
    response.pk = None
    response.save(force_insert=True)

    with pytest.raises(IntegrityError), transaction.atomic():
        IncidentRequest.objects.create(
            incident=incident,
            vendor=first.vendor,
            email="other@one.example",
            language="en",
            subject="x",
            questions={},
            response=response,
            asked_by=analyst,
            asked_at=timezone.now(),
        )


def test_the_main_contact_is_asked_in_the_language_they_chose(organisation, analyst):
    first = work(organisation, email="ana@one.example")
    Contact.objects.create(vendor=first.vendor, email="zoe@one.example", name="Zoe")
    earlier = Response.objects.get(
        incident_request=asked(opened(organisation, analyst), analyst, first)[0]
    )
    Invitation.objects.filter(response=earlier).update(language="de")

    [request] = asked(opened(organisation, analyst), analyst, first)

    assert (request.email, request.language) == ("ana@one.example", "de")
    assert request.questions["effect"].startswith("Sind Sie")
    assert "Anthropic" in request.questions["in_use"]


def test_edited_questions_go_out_as_edited(organisation, analyst):
    first = work(organisation, email="ana@one.example")
    texts = {"en": {"done": "What did you switch off?", "times": "  "}}

    [request] = asked(opened(organisation, analyst), analyst, first, texts=texts)

    assert request.questions["done"] == "What did you switch off?"
    assert request.questions["times"].startswith("From when")


def test_the_mail_names_both_clocks_and_leads_to_the_questions(organisation, analyst):
    first = work(organisation, email="ana@one.example")
    incident = opened(organisation, analyst, summary="Tokens leaked.")
    [request] = asked(incident, analyst, first)

    send_delivery(Delivery.objects.get(kind="incident"))

    [letter] = mail.outbox
    assert letter.subject == f"Incident: {organisation.name} asks you at once"
    for due in (request.first_due_at, request.whole_due_at):
        assert f"{due:%H:%M}" in letter.body
    assert (
        f"/incidents/answer/{request.response_id}/".replace("/", "%2F") in letter.body
    )
    assert "Tokens leaked." in letter.body
    assert request.whole_due_at - request.asked_at == datetime.timedelta(hours=72)


def test_who_was_asked_what_stands_in_the_trail(organisation, analyst):
    first = work(organisation, email="ana@one.example")
    incident = opened(organisation, analyst)

    asked(incident, analyst, first)

    entry = AuditEntry.objects.get(action="vendors asked about an incident")
    assert entry.object_id == str(incident.pk)
    assert [one["email"] for one in entry.after["asked"]] == ["ana@one.example"]


def test_asking_takes_as_many_statements_for_one_as_for_many(
    organisation, analyst, django_assert_max_num_queries
):
    for number in range(40):
        work(organisation, email=f"a{number}@many.example")
    incident = opened(organisation, analyst)
    every = list(Engagement.objects.filter(organisation=organisation))

    with django_assert_max_num_queries(20):
        assert len(asked(incident, analyst, *every)) == 40


def test_nothing_is_asked_once_an_incident_is_closed(organisation, analyst):
    first = work(organisation, email="ana@one.example")
    incident = opened(organisation, analyst)
    close_incident(incident, note="Nobody used it.", by=analyst)

    with pytest.raises(IncidentClosed):
        asked(incident, analyst, first)
