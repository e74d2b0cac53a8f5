"""Addresses of saved views."""

from django.urls import path

from riskapp.lists import views

app_name = "lists"
urlpatterns = [
    path("save/", views.save, name="save"),
    path("<uuid:view_id>/remove/", views.remove, name="remove"),
]
