"""Addresses of decisions; all of them lie in the namespace of assessments."""

from django.urls import path

from riskapp.decisions import views

urlpatterns = [
    path("<uuid:assessment_id>/decision/", views.decision, name="decision"),
    path(
        "<uuid:assessment_id>/decision/recommend/",
        views.recommendation,
        name="recommend",
    ),
    path(
        "<uuid:assessment_id>/decision/follow/<slug:rule>/",
        views.follow,
        name="follow_rule",
    ),
    path("<uuid:assessment_id>/decision/show/", views.release, name="show_decision"),
]
