"""Addresses of incidents; a vendor answers on a page of its own."""

from django.urls import path

from riskapp.incidents.views import buyer, vendor

app_name = "incidents"
urlpatterns = [
    path("", buyer.index, name="list"),
    path("open/", buyer.begin, name="open"),
    path("open/file/", buyer.advisory, name="advisory"),
    path("open/file/confirm/", buyer.advisory_confirm, name="advisory_confirm"),
    path("<uuid:incident_id>/", buyer.detail, name="detail"),
    path("<uuid:incident_id>/ask/", buyer.ask, name="ask"),
    path("<uuid:incident_id>/names/", buyer.names, name="names"),
    path("<uuid:incident_id>/close/", buyer.close, name="close"),
    path("answer/<uuid:response_id>/", vendor.answer, name="answer"),
]
