"""Addresses of results; all of them lie in the namespace of assessments."""

from django.urls import path

from riskapp.results.views import calls, outcome, reading, renewing

urlpatterns = [
    path("", reading.index, name="list"),
    path("score-anew/", renewing.score_anew, name="score_anew"),
    path("<uuid:assessment_id>/", reading.detail, name="detail"),
    path("<uuid:assessment_id>/criteria/", reading.criteria, name="criteria"),
    path("<uuid:assessment_id>/tools/", reading.tools, name="tools"),
    path("<uuid:assessment_id>/calls/", calls.calls, name="calls"),
    path("vendor/<uuid:response_id>/", outcome.outcome, name="vendor_outcome"),
    path("<uuid:assessment_id>/score/", renewing.retry_score, name="retry_score"),
    path("<uuid:assessment_id>/answers/", reading.answers, name="answers"),
]
