"""The lists of an incident as plain values."""

import json

import pytest
from django.utils import timezone

from riskapp.incidents.actions.asking import ask_vendors
from riskapp.incidents.queries.outcome import outcome_of
from tests.riskapp.incidents.conftest import opened, with_tool, work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]


def test_who_is_affected_was_asked_and_when_is_told(organisation, analyst):
    engagement = work(organisation, email="ana@one.example")
    with_tool(engagement, "Cursor", by=analyst, rights=["secrets"])
    work(organisation)
    incident = opened(organisation, analyst, "Cursor", "tool")
    [request] = ask_vendors(incident, [engagement.pk], {}, by=analyst)

    found = outcome_of(incident, timezone.now())

    assert found["counts"] == {
        "affected": 1, "silent": 1, "named_others": 0,
        "asked": 1, "answered": 0, "whole": 0, "overdue": 0,
    }  # fmt: skip
    [row] = found["rows"]
    assert row["asked_at"] == request.asked_at.isoformat()
    assert row["reach"]["secrets"]
    assert not row["reach"]["production"]
    json.dumps(found)


def test_of_a_closed_incident_what_was_kept_is_told(organisation, analyst):
    incident = opened(organisation, analyst)
    incident.outcome = {"at": "x", "counts": {}, "rows": []}

    assert outcome_of(incident, timezone.now()) is incident.outcome
