"""Addresses of reports."""

from django.urls import path

from riskapp.reports import views

app_name = "reports"
urlpatterns = [
    path("", views.listing, name="list"),
    path("look/", views.look, name="look"),
    path("portfolio/", views.portfolio, name="portfolio"),
    path("compare/", views.compare, name="compare"),
    path("approved/", views.bundle, name="bundle"),
    path("of/<uuid:assessment_id>/", views.create, name="create"),
    path("pack/<uuid:assessment_id>/", views.pack, name="pack"),
    path("incidents/<uuid:incident_id>/", views.incident, name="incident"),
    path("since/<uuid:assessment_id>/", views.changes, name="changes"),
    path("<uuid:report_id>/", views.detail, name="detail"),
    path("<uuid:report_id>/state/", views.state, name="state"),
    path("<uuid:report_id>/retry/", views.retry, name="retry"),
    path("<uuid:report_id>/cancel/", views.cancel, name="cancel"),
    path("<uuid:report_id>/download/", views.download, name="download"),
    path("<uuid:report_id>/counsel/", views.counsel, name="counsel"),
    path("<uuid:report_id>/issue/", views.issue, name="issue"),
    path("<uuid:report_id>/schedule/", views.schedule, name="schedule"),
    path("schedules/<uuid:schedule_id>/stop/", views.stop, name="stop"),
    path("<uuid:report_id>/links/", views.links, name="links"),
    path("links/<uuid:link_id>/revoke/", views.revoke, name="revoke"),
]
