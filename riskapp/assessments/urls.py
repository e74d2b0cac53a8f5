"""Addresses of assessments; all of them lie in the namespace of assessments."""

from django.urls import path

from riskapp.assessments.views import (
    evidence,
    history,
    inviting,
    starting,
    whole_form,
)

urlpatterns = [
    path("start/", starting.start, name="start"),
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
    path("<uuid:assessment_id>/whole-form/", whole_form.ask, name="ask_whole_form"),
    path("<uuid:assessment_id>/history/", history.history, name="history"),
    path(
        "<uuid:assessment_id>/evidence/<uuid:evidence_id>/",
        evidence.download,
        name="evidence",
    ),
]
