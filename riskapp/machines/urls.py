"""Addresses of API clients in the settings; those of the API itself stand in riskapp.urls."""

from django.urls import path

from riskapp.machines import views

app_name = "machines"
urlpatterns = [
    path("", views.clients, name="clients"),
    path("mine/", views.mine, name="mine"),
    path("mine/<uuid:client_id>/secret/", views.secret, name="secret"),
    path("webhooks/", views.webhooks, name="webhooks"),
    path("webhooks/<uuid:webhook_id>/", views.webhook, name="webhook"),
    path("webhooks/<uuid:webhook_id>/secret/", views.rotate, name="rotate"),
    path("webhooks/<uuid:webhook_id>/resume/", views.resume, name="resume"),
    path("webhooks/<uuid:webhook_id>/remove/", views.remove, name="remove"),
    path("<uuid:client_id>/revoke/", views.revoke, name="revoke"),
]
