"""Addresses of assessments."""

from django.urls import path

from riskapp.assessments.views import (
    clarifying,
    evidence,
    history,
    inviting,
    reading,
    starting,
)

app_name = "assessments"
urlpatterns = [
    path("", reading.index, name="list"),
    path("start/", starting.start, name="start"),
    path("<uuid:assessment_id>/", reading.detail, name="detail"),
    path("<uuid:assessment_id>/invite/", inviting.invite, name="invite"),
    path(
        "<uuid:assessment_id>/invitations/<uuid:invitation_id>/remind/",
        inviting.remind,
        name="remind",
    ),
    path(
        "<uuid:assessment_id>/invitations/<uuid:invitation_id>/withdraw/",
        inviting.withdraw,
        name="withdraw",
    ),
    path("<uuid:assessment_id>/criteria/", reading.criteria, name="criteria"),
    path("<uuid:assessment_id>/tools/", reading.tools, name="tools"),
    path("<uuid:assessment_id>/findings/", reading.findings, name="findings"),
    path("<uuid:assessment_id>/questions/", clarifying.questions, name="questions"),
    path("<uuid:assessment_id>/questions/ask/", clarifying.ask, name="ask"),
    path("<uuid:assessment_id>/questions/call-off/", clarifying.call, name="call_off"),
    path("<uuid:assessment_id>/history/", history.history, name="history"),
    path("<uuid:assessment_id>/answers/", reading.answers, name="answers"),
    path(
        "<uuid:assessment_id>/evidence/<uuid:evidence_id>/",
        evidence.download,
        name="evidence",
    ),
]
