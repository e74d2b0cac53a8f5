"""What is asked about the buyer itself: once in the settings, and where some work differs."""

import pytest
from django.urls import reverse

from riskapp.accounts.choices import Role
from riskapp.vendors.models import Engagement
from tests.factories.riskapp import (
    PROFILE,
    EngagementFactory,
    VendorFactory,
    member,
    started,
)

pytestmark = pytest.mark.django_db

FACTS = {"ENG-07": "ir", "ENG-08": "yes"}
OF_THE_WORK = {name: code for name, code in PROFILE.items() if name not in FACTS}


def settle(organisation, facts):
    organisation.buyer_facts = facts
    organisation.save(update_fields=["buyer_facts"])


def test_they_are_said_in_the_settings(client, organisation):
    client.force_login(member(organisation, Role.ADMINISTRATOR))
    address = reverse("organisations:settings")

    page = client.get(address).content.decode()
    client.post(address, {"entry_policy": "code", "language": "en", **FACTS})

    organisation.refresh_from_db()
    assert "Are you a financial entity under DORA?" in page
    assert organisation.buyer_facts == FACTS


def test_work_that_says_nothing_else_follows_the_settings(
    client, organisation, analyst
):
    settle(organisation, FACTS)
    vendor = VendorFactory(organisation=organisation)
    address = reverse("vendors:add_engagement", args=[vendor.pk])
    client.force_login(analyst)

    page = client.get(address).content.decode()
    client.post(address, {"name": "Portal", **OF_THE_WORK})

    work = Engagement.objects.get()
    assert "As in the settings: Yes" in page
    assert work.profile == OF_THE_WORK
    assert work.whole_profile == OF_THE_WORK | FACTS

    settle(organisation, FACTS | {"ENG-08": "no"})
    assessment = started(organisation, analyst, engagement=Engagement.objects.get())
    assert assessment.response.profile["ENG-07"] == "ir"
    assert assessment.response.profile["ENG-08"] == "no"


def test_work_that_differs_keeps_its_own_answer(client, organisation, analyst):
    settle(organisation, FACTS)
    work = EngagementFactory(vendor__organisation=organisation)
    client.force_login(analyst)
    url = reverse("vendors:edit_engagement", args=[work.pk])

    assert work.whole_profile == PROFILE

    client.post(url, {"name": "Portal", **PROFILE, "ENG-07": "", "ENG-08": "no"})
    work.refresh_from_db()
    assert work.whole_profile["ENG-07"] == "ir"
    assert work.whole_profile["ENG-08"] == "no"


def test_without_settings_they_are_asked_of_each_work(client, organisation, analyst):
    vendor = VendorFactory(organisation=organisation)
    client.force_login(analyst)

    reply = client.post(
        reverse("vendors:add_engagement", args=[vendor.pk]),
        {"name": "Portal", **OF_THE_WORK},
    )

    assert reply.status_code == 422
    assert not Engagement.objects.exists()
