"""Opening, naming and closing incidents."""

import pytest

from riskapp.audit.models import AuditEntry
from riskapp.incidents.actions.opening import change_names, close_incident
from riskapp.incidents.choices import IncidentState
from riskapp.incidents.errors import IncidentClosed, NameMissing, NoteMissing
from riskapp.incidents.models import IncidentRequest
from riskapp.incidents.queries.reach import affected
from riskapp.notifications.actions.notifying import notify_of
from riskapp.notifications.models import Notification
from tests.riskapp.incidents.conftest import opened, with_tool, work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]


def test_an_incident_is_opened_with_its_names_and_in_the_trail(organisation, analyst):
    incident = opened(organisation, analyst, "Codeium", "tool")

    assert incident.names[:2] == ["Codeium", "Windsurf"]
    assert "windsurf-teams" in incident.plans
    entry = AuditEntry.objects.get(action="incident opened")
    assert entry.after["names"] == incident.names


def test_a_name_without_letters_is_refused(organisation, analyst):
    with pytest.raises(NameMissing):
        opened(organisation, analyst, "…", "tool")


def test_other_names_make_another_list(organisation, analyst):
    engagement = work(organisation)
    with_tool(engagement, "House bot", by=analyst)
    incident = opened(organisation, analyst, "Cursor", "tool")
    assert affected(incident) == []

    incident = change_names(incident, ["Cursor", " house  bot ", "", "—"], by=analyst)

    assert incident.names == ["Cursor", "house bot"]
    assert [one.engagement for one in affected(incident)] == [engagement.pk]
    entry = AuditEntry.objects.get(action="names of an incident changed")
    assert entry.after["names"] == ["Cursor", "house bot"]


def test_the_same_names_again_change_nothing(organisation, analyst):
    incident = opened(organisation, analyst, "Cursor", "tool")

    change_names(incident, incident.names, by=analyst)

    assert not AuditEntry.objects.filter(action="names of an incident changed").exists()


def test_closing_keeps_the_lists_as_they_stood(organisation, analyst):
    engagement = work(organisation)
    with_tool(engagement, "Cursor", by=analyst)
    incident = opened(organisation, analyst, "Cursor", "tool")

    incident = close_incident(incident, note=" Keys were changed. ", by=analyst)
    with_tool(work(organisation), "Cursor", by=analyst)

    assert (incident.state, incident.closing_note) == (
        IncidentState.CLOSED,
        "Keys were changed.",
    )
    assert incident.outcome["counts"]["affected"] == 1
    [row] = incident.outcome["rows"]
    assert row["vendor"] == engagement.vendor.name
    assert AuditEntry.objects.get(action="incident closed").after["affected"] == 1
    assert not IncidentRequest.objects.filter(closed_at=None).exists()


def test_closing_needs_a_note_and_happens_once(organisation, analyst):
    incident = opened(organisation, analyst, "Cursor", "tool")
    with pytest.raises(NoteMissing):
        close_incident(incident, note="  ", by=analyst)

    close_incident(incident, note="Done.", by=analyst)

    with pytest.raises(IncidentClosed):
        close_incident(incident, note="Again.", by=analyst)
    with pytest.raises(IncidentClosed):
        change_names(incident, ["Kiro"], by=analyst)


def test_those_who_can_act_hear_of_it(organisation, analyst, approver):
    opened(organisation, analyst, "Cursor", "tool")

    notify_of(AuditEntry.objects.get(action="incident opened"))

    assert list(Notification.objects.values_list("user", "kind")) == [
        (approver.pk, "incident")
    ]
