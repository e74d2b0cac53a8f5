"""Addresses of signed answers: those of the vendor lie beside its pages."""

from django.urls import path

from riskapp.signed_answers import views

app_name = "signed"
urlpatterns = [
    path("respond/<uuid:response_id>/signed/", views.take, name="take"),
    path("settings/keys/", views.keys, name="keys"),
    path("settings/keys/new/", views.replace, name="replace"),
    path("settings/keys/<uuid:key_id>/", views.download, name="download"),
    path(
        "settings/keys/trusted/<uuid:trusted_id>/remove/",
        views.distrust,
        name="distrust",
    ),
]
