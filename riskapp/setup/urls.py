"""Addresses of setting up."""

from django.urls import path

from riskapp.setup import views

app_name = "setup"
urlpatterns = [
    path("", views.index, name="list"),
    path("mail/", views.mail, name="mail"),
    path("scanner/", views.scanner, name="scanner"),
    path("begin/", views.first, name="first"),
    path("begin/<str:token>/", views.opened, name="opened"),
]
