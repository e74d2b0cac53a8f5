"""Addresses of the register of tools."""

from django.urls import path

from riskapp.inventory import views

app_name = "inventory"
urlpatterns = [
    path("", views.index, name="list"),
    path("excess/", views.excess, name="excess"),
]
