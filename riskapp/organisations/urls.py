"""Addresses of an organisation's settings."""

from django.urls import path

from riskapp.organisations import views

app_name = "organisations"
urlpatterns = [
    path("", views.settings, name="settings"),
    path("language/", views.language, name="language"),
    path("rhythm/", views.rhythm, name="rhythm"),
    path("members/", views.members, name="members"),
    path("members/<int:membership_id>/", views.member, name="member"),
    path("members/<int:membership_id>/remove/", views.remove, name="remove_member"),
    path("members/<int:membership_id>/welcome/", views.welcome, name="welcome"),
]
