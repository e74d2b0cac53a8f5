"""Addresses of notifications."""

from django.urls import path

from riskapp.notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.index, name="list"),
    path("read/", views.read, name="read"),
    path("settings/", views.settings, name="settings"),
    path("<uuid:notification_id>/", views.go, name="go"),
]
