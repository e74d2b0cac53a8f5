"""A vendor is told whom to ask: on its pages, about any question, and in every mail."""

import pytest
from django.core import mail
from django.urls import reverse

from questionnaires.actions.deliveries import send_delivery
from questionnaires.actions.invitations import invite
from questionnaires.queries import AskerContact, contact_of
from riskapp.assessments.models import Assessment

pytestmark = pytest.mark.django_db


def page_of(client, response, **asked):
    where = reverse("questionnaires:contact", args=[response.pk])
    return client.get(where, asked).content.decode()


def test_whoever_works_on_the_assessment_is_asked(world, response):
    assessment = Assessment.objects.get(response=response)
    analyst = world.analyst

    assert contact_of(response) == AskerContact(analyst.name, analyst.email)

    other = world.people["approver"]
    assessment.analyst = other
    assessment.save()

    assert contact_of(response) == AskerContact(other.name, other.email)


def test_a_name_adds_no_line_to_a_mail(world, response):
    world.analyst.name = "Ana\r\n\r\nOpen https://harm.example"
    world.analyst.save()

    assert contact_of(response).name == "Ana Open https://harm.example"


def test_nobody_is_named_who_is_gone(world, response):
    world.analyst.is_active = False
    world.analyst.save()

    assert contact_of(response) is None


def test_nobody_is_named_who_is_a_member_no_more(world, response):
    assessment = Assessment.objects.get(response=response)
    assessment.analyst = world.people["approver"]
    assessment.save()

    assessment.analyst.memberships.all().delete()

    assert contact_of(response).email == world.analyst.email

    world.analyst.memberships.all().delete()

    assert contact_of(response) is None


def test_the_page_names_the_person_the_reason_and_the_question(
    world, vendor_client, response
):
    page = page_of(vendor_client, response, question="GOV-02")

    assert world.analyst.email in page
    assert "because of this work" in page
    assert "GOV-02:" in page
    assert f"mailto:{world.analyst.email}?subject=" in page
    assert "GOV-02:" not in page_of(vendor_client, response, question="ENG-01")


def test_every_page_leads_there_and_every_question(vendor_client, response):
    where = reverse("questionnaires:contact", args=[response.pk])
    for name, more in (("tasks", ()), ("check", ()), ("section", ("GOV",))):
        address = reverse(f"questionnaires:{name}", args=[response.pk, *more])
        assert f'href="{where}"' in vendor_client.get(address).content.decode(), name
    section = reverse("questionnaires:section", args=[response.pk, "GOV"])

    assert f"{where}?question=GOV-01" in vendor_client.get(section).content.decode()


def test_a_mail_names_a_person_a_reason_and_where_a_reply_goes(world, response):
    invitation = invite(response, email="vera@vendor.example", actor="")

    send_delivery(invitation.deliveries.get())

    [message] = mail.outbox
    assert message.reply_to == [world.analyst.email]
    assert f"write to {world.analyst.name}, {world.analyst.email}" in message.body
    assert "You get this mail because Buyer asks about this work" in " ".join(
        message.body.split()
    )
