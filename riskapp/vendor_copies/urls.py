"""Addresses of copies; they lie beside the respondent's pages."""

from django.urls import path

from riskapp.vendor_copies import views

app_name = "copies"
urlpatterns = [
    path("<uuid:response_id>/copy/", views.copy, name="copy"),
    path("<uuid:response_id>/copy/state/", views.state, name="state"),
    path("<uuid:response_id>/copy/download/", views.download, name="download"),
]
