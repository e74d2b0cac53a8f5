import pytest
from django.urls import reverse
from django.utils import timezone

from riskapp.accounts.choices import Role
from riskapp.vendors.models import Vendor
from tests.factories.riskapp import OrganisationFactory, member, started

pytestmark = pytest.mark.django_db
PORTFOLIO = reverse("dashboards:overview")
LOOK_AROUND = "Look around with sample data"


def steps(client, user):
    client.force_login(user)
    return client.get(PORTFOLIO).context["steps"]


def test_an_empty_portfolio_teaches_four_steps(client):
    organisation = OrganisationFactory()
    analyst = member(organisation, Role.ANALYST, Role.ADMINISTRATOR)

    found = steps(client, analyst)

    assert [step.is_done for step in found] == [False] * 4
    assert all(step.url for step in found)


def test_who_you_are_is_said_once_all_of_it_is_said(client):
    organisation = OrganisationFactory(country="DE")
    boss = member(organisation, Role.ADMINISTRATOR)

    half = steps(client, boss)[0]
    organisation.buyer_facts = {"ENG-07": "yes", "ENG-08": "no"}
    organisation.save(update_fields=["buyer_facts"])
    whole = steps(client, boss)[0]

    assert (half.is_done, whole.is_done) == (False, True)
    assert half.text.startswith("2 of 3 facts about you are still open")


def test_an_administrator_is_led_to_their_roles_and_told_to_ask_nobody(client):
    boss = member(OrganisationFactory(), Role.ADMINISTRATOR)

    found = steps(client, boss)

    assert found[2].url == found[3].url == reverse("organisations:members")
    assert "yourself" in found[2].text


def test_who_does_none_of_it_reads_who_does(client):
    buyer = member(OrganisationFactory(), Role.PROCUREMENT)

    assert {step.url for step in steps(client, buyer)} == {""}


def test_the_steps_go_once_something_is_asked(client):
    organisation = OrganisationFactory()
    analyst = member(organisation, Role.ANALYST)
    started(organisation, analyst)

    assert steps(client, analyst) == []


@pytest.mark.parametrize("page", [PORTFOLIO, reverse("dashboards:administering")])
def test_every_first_page_offers_what_can_be_added_and_no_step_once_all_are_done(
    client, page
):
    organisation = OrganisationFactory(
        country="DE", buyer_facts={"ENG-07": "yes", "ENG-08": "no"}
    )
    boss = member(organisation, Role.ADMINISTRATOR, Role.ANALYST)
    client.force_login(boss)
    offered = client.get(page)
    started(organisation, boss)
    # Nothing is in the portfolio any more, but it was registered.
    Vendor.objects.update(archived_at=timezone.now())
    archived = client.get(page)
    member(organisation, Role.APPROVER)

    done = client.get(page)

    assert LOOK_AROUND in offered.content.decode()
    assert [step.is_done for step in archived.context["steps"]][1:] == [
        False,
        True,
        True,
    ]
    assert done.context["steps"] == []
    assert LOOK_AROUND not in archived.content.decode() + done.content.decode()


@pytest.mark.parametrize(
    ("role", "words"),
    [(Role.ADMINISTRATOR, "give yourself"), (Role.PROCUREMENT, "Ask an administrator")],
)
def test_no_administrator_is_told_to_ask_one(client, role, words):
    client.force_login(member(OrganisationFactory(), role))

    refused = client.get(reverse("vendors:add"))

    assert refused.status_code == 403
    assert words in refused.content.decode()
