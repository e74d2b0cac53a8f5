"""Many people are asked to answer on a page of the product, each with one mail."""

import uuid

import pytest

from questionnaires.actions.pages import PageOpening, open_pages
from questionnaires.actions.responses import Opening
from questionnaires.models import Delivery, Invitation, Response
from tests.factories.riskapp import core_version

pytestmark = pytest.mark.django_db


def opening(email="Ana@One.example ", language=""):
    response_id = uuid.uuid4()
    return PageOpening(
        response_id=response_id,
        page=f"/somewhere/{response_id}/",
        respondent_name="Vendor",
        email=email,
        language=language,
        opening=Opening(
            version=core_version(),
            about="Portal",
            profile={},
            due_on=None,
            actor="analyst@buyer.example",
            allowed_domains=["One.example"],
            message=" Hello. ",
        ),
    )


def opened(*wanted):
    return open_pages(wanted, tenant=uuid.uuid4(), asked_by="Buyer", mail="reminder")


def test_each_gets_a_response_a_way_in_and_a_mail_that_leads_to_the_page():
    wanted = opening(language="de")

    [response] = opened(wanted)

    assert (response.pk, response.page, response.message) == (
        wanted.response_id, wanted.page, "Hello.",
    )  # fmt: skip
    assert response.allowed_domains == ["one.example"]
    invitation = Invitation.objects.get(response=response)
    assert (invitation.email, invitation.language) == ("ana@one.example", "de")
    delivery = Delivery.objects.get(invitation=invitation)
    assert (delivery.kind, delivery.leads_to) == ("reminder", wanted.page)


def test_who_was_asked_stands_in_the_history():
    [response] = opened(opening())

    kinds = [event.kind for event in response.events.order_by("id")]

    assert kinds == ["opened", "invited"]


def test_the_statements_are_as_many_for_one_as_for_fifty(django_assert_num_queries):
    core_version()
    wanted = [opening(f"a{number}@one.example") for number in range(50)]

    with django_assert_num_queries(6):
        opened(*wanted)

    assert Response.objects.exclude(page="").count() == 50
