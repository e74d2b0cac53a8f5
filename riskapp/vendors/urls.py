"""Addresses of the register of vendors."""

from django.urls import path

from riskapp.vendors import views

app_name = "vendors"
urlpatterns = [
    path("", views.index, name="list"),
    path("<uuid:vendor_id>/", views.detail, name="detail"),
]
