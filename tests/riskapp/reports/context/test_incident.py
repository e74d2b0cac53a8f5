"""One page about an incident: who was affected, asked, answered, and when."""

import datetime

import pytest
from django.utils import timezone

from questionnaires.actions.invitations import enter
from questionnaires.models import Invitation
from riskapp.incidents.actions.asking import ask_vendors
from riskapp.incidents.actions.opening import close_incident
from riskapp.incidents.actions.replying import ReplyInput, reply
from riskapp.reports.actions import render_report, request_incident
from riskapp.reports.choices import ReportState, VerificationResult
from riskapp.reports.context.incident import ON_ONE_PAGE, build_incident
from riskapp.reports.models import Report
from riskapp.reports.queries.incidents import incident_inputs
from riskapp.reports.queries.standing import standing_of
from tests.riskapp.incidents.conftest import opened, with_tool, work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]


@pytest.fixture
def incident(organisation, analyst):
    engagements = []
    for number in range(ON_ONE_PAGE + 3):
        engagement = work(
            organisation,
            email=f"a{number}@one.example",
            name=f"A rather long name of a piece of work, number {number}",
            tier="very_high" if not number else "low",
        )
        with_tool(engagement, "Cursor", by=analyst, rights=["deploy_prod", "secrets"])
        engagements.append(engagement)
    made = opened(organisation, analyst, "Cursor", "tool")
    asked = ask_vendors(made, [one.pk for one in engagements], {}, by=analyst)
    for one in asked[:-1]:
        way_in = Invitation.objects.get(response=one.response_id)
        respondent = enter(way_in, name="Anastasia Petrović-Hohenberg")
        reply(one, ReplyInput("yes", "checking"), respondent=respondent)
    return made


def context_of(incident):
    inputs = incident_inputs(incident, language="en", now=timezone.now())
    return build_incident(inputs, None, None)


def test_the_page_tells_who_was_asked_and_what_came_back_when(incident):
    context = context_of(incident)

    assert (len(context["rows"]), context["more"]) == (ON_ONE_PAGE, 3)
    first = context["rows"][0]
    assert first["says"] == "Says it is being checked"
    assert first["answered_at"].date() == datetime.datetime.now(datetime.UTC).date()
    assert first["reach"] == "production, secrets"
    assert context["counts"]["answered"] == ON_ONE_PAGE + 2
    assert len(context["clocks"]) == 10


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_pdf_is_one_page(incident, analyst, language, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    close_incident(incident, note="Every token was changed. " * 12, by=analyst)
    incident.refresh_from_db()

    report = render_report(request_incident(incident, by=analyst, language=language))

    assert (report.state, report.pages) == (ReportState.READY, 1)
    assert report.holds_answers


def test_a_report_on_another_incident_supersedes_nothing(
    incident, organisation, analyst, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    first = render_report(request_incident(incident, by=analyst))
    other = opened(organisation, analyst, "Kiro", "tool")
    render_report(request_incident(other, by=analyst))

    assert standing_of(first) == VerificationResult.CURRENT
    render_report(request_incident(incident, by=analyst, language="en"))
    assert Report.objects.count() == 3
    assert standing_of(first) == VerificationResult.SUPERSEDED
