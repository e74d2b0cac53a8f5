"""Addresses of the desk."""

from django.urls import path

from riskapp.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.waiting, name="waiting"),
    path("many/", views.many, name="many"),
    path("search/", views.search, name="search"),
]
