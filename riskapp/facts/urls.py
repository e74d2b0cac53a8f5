"""Addresses of files of evidence; all of them lie in the namespace of assessments."""

from django.urls import path

from riskapp.facts.views import buyer, later, rules, vendor

urlpatterns = [
    path("rules/secrets/", rules.secrets, name="secret_rules"),
    path("<uuid:assessment_id>/shown/", buyer.shown, name="shown"),
    path(
        "<uuid:assessment_id>/shown/<uuid:source_id>/remove/",
        buyer.take_away,
        name="shown_remove",
    ),
    path("vendor/<uuid:response_id>/files/", vendor.files, name="vendor_files"),
    path("vendor/<uuid:response_id>/later/", later.later, name="vendor_later"),
    path(
        "vendor/<uuid:response_id>/files/confirm/",
        vendor.stand_by,
        name="vendor_stand_by",
    ),
    path(
        "vendor/<uuid:response_id>/files/<uuid:source_id>/remove/",
        vendor.forget,
        name="vendor_take_back",
    ),
]
