"""Addresses of the pages about personal data."""

from django.urls import path

from riskapp.privacy import views

app_name = "privacy"
urlpatterns = [
    path("", views.periods, name="periods"),
    path("people/", views.people, name="people"),
    path("people/give/", views.give, name="give"),
    path("people/erase/", views.erase, name="erase"),
    path("holds/", views.holds, name="holds"),
    path("holds/<uuid:hold_id>/lift/", views.lift, name="lift"),
    path("processing/", views.processing, name="processing"),
    path("samples/remove/", views.drop_samples, name="remove_samples"),
    path("mine/", views.mine, name="mine"),
]
