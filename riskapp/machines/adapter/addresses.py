"""Addresses below ``/api/v1/``; resolved by ``answering`` alone."""

from django.urls import path

from riskapp.machines.adapter.door import door

urlpatterns = [path("", door.urls)]
