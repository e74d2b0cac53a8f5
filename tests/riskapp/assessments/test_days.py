"""A day begins and ends at the midnight of the organisation, wherever the work is done."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from questionnaires.models import Evidence
from questionnaires.queries import token_of
from riskapp.accounts.choices import Role
from riskapp.assessments.models import Assessment
from riskapp.results import tasks
from tests.factories.riskapp import (
    OrganisationFactory,
    member,
    started,
    submitted,
)

pytestmark = pytest.mark.django_db

DAY = datetime.date(2027, 3, 10)
# Half past ten in UTC on that day: tomorrow has begun at one edge of the world, and today has
# not at the other.
NOW = datetime.datetime(2027, 3, 10, 10, 30, tzinfo=datetime.UTC)
ZONES = [
    ("Pacific/Kiritimati", DAY + datetime.timedelta(days=1)),
    ("UTC", DAY),
    ("Pacific/Pago_Pago", DAY - datetime.timedelta(days=1)),
]


@pytest.fixture(params=ZONES, ids=lambda pair: pair[0])
def place(request, monkeypatch):
    """An organisation in a time zone, and the day it is there."""
    zone, today = request.param
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return OrganisationFactory(time_zone=zone), today


def test_evaluating_and_watching_know_the_day(place, monkeypatch):
    organisation, today = place
    analyst = member(organisation, Role.ANALYST)
    evaluated = submitted(organisation, analyst)
    days = {}
    watched = "riskapp.results.tasks.watch"
    monkeypatch.setattr(watched, lambda _row, day: days.update(watched=day))

    tasks.score_submitted_response(str(evaluated.response_id))
    tasks.watch_dates_of(str(evaluated.pk))
    due = Assessment.objects.counted_in(organisation.time_zone).to_watch(today)

    evaluated.refresh_from_db()
    assert evaluated.score.as_of == today
    assert days == {"watched": today}
    assert evaluated in due


def come_in(response):
    client = Client()
    client.post("/respond/", {"code": token_of(response.invitations.get())})
    client.post("/respond/start/", {"name": "Vera"})
    return client


def test_evidence_is_good_until_the_midnight_of_the_organisation(place):
    organisation, today = place
    response = started(organisation, member(organisation, Role.ANALYST)).response

    reply = come_in(response).post(
        reverse("questionnaires:evidence", args=[response.pk, "GOV-02"]),
        {
            "kind": "link",
            "link-url": "https://vendor.example/policy",
            "link-level": "documented",
            "link-expires_on": DAY.isoformat(),
        },
    )

    assert (reply.status_code, Evidence.objects.exists()) == (
        (302, True) if today <= DAY else (422, False)
    )
    assert timezone.get_current_timezone_name() == "UTC"  # nothing is left behind
