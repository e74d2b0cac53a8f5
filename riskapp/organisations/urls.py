"""Addresses of an organisation's settings."""

from django.urls import path

from riskapp.organisations import views

app_name = "organisations"
urlpatterns = [path("", views.settings, name="settings")]
