"""Addresses of what agents did; all of them lie in the namespace of assessments."""

from django.urls import path

from riskapp.activity.views import buyer, vendor

urlpatterns = [
    path("<uuid:assessment_id>/activity/", buyer.activity, name="activity"),
    path(
        "<uuid:assessment_id>/activity/alerts.json",
        buyer.as_ocsf,
        name="activity_ocsf",
    ),
    path(
        "<uuid:assessment_id>/activity/alerts.jsonl",
        buyer.as_lines,
        name="activity_lines",
    ),
    path(
        "<uuid:assessment_id>/activity/<uuid:alert_id>/explain/",
        buyer.explaining,
        name="activity_explain",
    ),
    path(
        "<uuid:assessment_id>/activity/agreed/",
        buyer.agreeing,
        name="activity_agreed",
    ),
    path(
        "<uuid:assessment_id>/activity/agreed/<uuid:agreed_id>/remove/",
        buyer.take_agreed_back,
        name="activity_agreed_remove",
    ),
    path(
        "<uuid:assessment_id>/activity/files/<uuid:activity_id>/remove/",
        buyer.take_away,
        name="activity_remove",
    ),
    path(
        "vendor/<uuid:response_id>/files/activity/<uuid:activity_id>/remove/",
        vendor.forget,
        name="vendor_activity_back",
    ),
]
